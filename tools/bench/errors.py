#!/usr/bin/env python3
"""What a fit of the X-ray errors is worth where they are not what they are said to be: Brier scores.

  tools/bench/errors.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3]

The skies are made here, apart from `mock` (calibration/error_skies.py). Each is matched with its
declared errors and with fitted ones; beside the scores stand the generating model's and what the
fit found. docs/calibration.md explains the columns.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import error_skies, scoring, sky_files  # noqa: E402


@dataclass
class Score:
    """Of one sky under one variant of the settings."""

    brier: float
    model: float  # Brier score of the generating model
    sum_p: float
    n_true: int
    found: str  # terms of the error model in use


def words_of_model(path):
    """The rows of /error_model in use."""
    with h5py.File(path) as file:
        if "error_model" not in file:
            return "-"
        rows = [row for row in file["error_model"][:] if row["used"]]
    return ", ".join(f"{row['term'].decode()} {row['value']:.2f}" for row in rows) or "-"


def score_sky(program, folder, sky):
    """{variant: Score}"""
    settings = sky.write(folder) | sky.kind.settings
    scores = {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(program, "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true"})
        match = sky_files.read_match(result, sky)
        ours, best = match.forecast("lr"), sky.model_forecast(match)
        scores[variant] = Score(scoring.brier_terms(match.candidates, ours).mean(),
                                scoring.brier_terms(match.candidates, best).mean(),
                                ours.p.sum(), match.candidates.is_true.sum(),
                                words_of_model(result))
    return scores


def report(kind, runs):
    """A row per variant, the first of which takes the errors as declared."""
    lines = []
    first = next(iter(kind.variants))
    without = np.mean([run[first].brier - run[first].model for run in runs])
    for variant in kind.variants:
        scores = [run[variant] for run in runs]
        above = np.array([score.brier - score.model for score in scores])
        way = f"{100.0 * (1.0 - above.mean() / without):.0f}" if variant != first else "-"
        sums = sum(s.sum_p for s in scores) / sum(s.n_true for s in scores)
        lines.append(f"| {kind.name} | {variant} | {scoring.with_error([s.brier for s in scores])} | "
                     f"{np.mean([s.model for s in scores]):.4f} | {scoring.with_error(above)} | {way} | "
                     f"{sums:.3f} | {'; '.join(score.found for score in scores)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--skies", default=",".join(kind.name for kind in error_skies.KINDS))
    options = parser.parse_args()
    print("| sky | errors | Brier | model | above model | way % | sum P / true | in use |\n"
          "|---|---|---|---|---|---|---|---|")
    for kind in error_skies.KINDS:
        if kind.name not in options.skies.split(","):
            continue
        runs = [score_sky(options.program.resolve(), options.out / f"{kind.name}-{seed}",
                          error_skies.make_sky(kind, seed))
                for seed in map(int, options.seeds.split(","))]
        print(report(kind, runs), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
