#!/usr/bin/env python3
"""What classes of X-ray sources are worth: Brier scores on skies of two populations, by seeds.

  tools/bench/populations.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3]

The skies are made here, apart from `mock` (calibration/populations.py). Each is matched as it is
and with classes; beside the scores stand the generating model's, and the largest deviation in
/subgroups. docs/calibration.md explains the columns.
"""

import argparse
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import populations, scoring, sky_files  # noqa: E402


def score_sky(program, folder, sky):
    """{variant or "model": Brier score}, {variant: largest deviation of a subgroup}"""
    settings = sky.write(folder)
    scores, deviations = {}, {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(program, "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true"})
        match = sky_files.read_match(result, sky)
        scores[variant] = scoring.brier_terms(match.candidates, match.forecast("lr")).mean()
        with h5py.File(result) as file:
            deviations[variant] = np.abs(file["subgroups"]["deviation"]).max()
        model = scoring.brier_terms(match.candidates, sky.model_forecast(match)).mean()
    return scores | {"model": model}, deviations


def with_error(values):
    """Mean and its standard error over the seeds."""
    error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{np.mean(values):.4f} +- {error:.4f}"


def report(kind, runs):
    model = np.array([scores["model"] for scores, _ in runs])
    lines = [f"| {kind.name} | model | {with_error(model)} | | |"]
    for variant in kind.variants:
        brier = np.array([scores[variant] for scores, _ in runs])
        deviation = max(deviations[variant] for _, deviations in runs)
        lines.append(f"| {kind.name} | {variant} | {with_error(brier)} | "
                     f"{with_error(brier - model)} | {deviation:.1f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="1,2,3")
    options = parser.parse_args()
    print("| sky | classes | Brier | above model | largest deviation |\n|---|---|---|---|---|")
    for kind in populations.KINDS:
        runs = [score_sky(options.program.resolve(), options.out / f"{kind.name}-{seed}",
                          populations.make_sky(kind, seed))
                for seed in map(int, options.seeds.split(","))]
        print(report(kind, runs), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
