#!/usr/bin/env python3
"""What classes of X-ray sources, features of the stars and the depth of a place are worth: Brier scores on skies of
several populations, or of a catalogue that is not equally deep.

  tools/bench/populations.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3]

The skies are made here, apart from `mock` (calibration/populations.py, depth_skies.py). Each is matched as it is
and with classes, with the colour of the stars, or with and without the depth of each place; beside the scores stand the
generating model's, what the probabilities above 0.5 are worth in the first and the second half of the populations, or in
each third of the field from the deepest to the shallowest, and the largest deviation in /subgroups. docs/calibration.md explains the columns.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import depth_skies, populations, scoring, sky_files  # noqa: E402


@dataclass
class Score:
    """Of one sky under one variant of the settings."""

    brier: float
    model: float  # Brier score of the generating model
    deviation: float  # largest of a subgroup
    sums: np.ndarray  # [part of the sources][pairs of P >= 0.5, their sum of P, true ones]


def sums_by_part(sky, match, forecast):
    part = sky.part[match.xray["xray_id"]][match.candidates.source]
    chosen = forecast.p >= 0.5
    return np.array([[inside.sum(), forecast.p[inside].sum(), match.candidates.is_true[inside].sum()]
                     for inside in (chosen & (part == i) for i in range(sky.n_parts))])


def score_sky(program, folder, sky):
    """{variant: Score}"""
    settings = sky.write(folder)
    scores = {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(program, "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true"})
        match = sky_files.read_match(result, sky)
        with h5py.File(result) as file:
            deviation = np.abs(file["subgroups"]["deviation"]).max()
        ours, best = match.forecast("lr"), sky.model_forecast(match)
        # Sources outside of the footprint have no candidates: of these nothing is wrong.
        brier, model = (scoring.brier_terms(match.candidates, forecast).sum() / len(sky.counterpart)
                        for forecast in (ours, best))
        scores[variant] = Score(brier, model, deviation,
                                sums_by_part(sky, match, ours))
    return scores


def report(kind, runs):
    """A row per variant, the first of which has neither classes nor features nor depths."""
    lines = []
    without = np.mean([run["one"].brier - run["one"].model for run in runs])
    for variant in kind.variants:
        scores = [run[variant] for run in runs]
        above = np.array([score.brier - score.model for score in scores])
        way = f"{100.0 * (1.0 - above.mean() / without):.0f}" if variant != "one" else "-"
        sums = sum(score.sums for score in scores)
        said, true = (sums[:, place] / sums[:, 0] for place in (1, 2))
        words = "; ".join(f"{a:.3f} ({b:.3f})" for a, b in zip(said, true))
        lines.append(f"| {kind.name} | {variant} | {scoring.with_error([s.brier for s in scores])} | "
                     f"{np.mean([s.model for s in scores]):.4f} | {scoring.with_error(above)} | {way} | "
                     f"{words} | {max(score.deviation for score in scores):.1f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--skies", default="", help="some of them, by name")
    options = parser.parse_args()
    print("| sky | asked for | Brier | model | above model | way % | P >= 0.5: mean P (true), by "
          "part of the sources | largest deviation |\n|---|---|---|---|---|---|---|---|")
    wanted = options.skies.split(",") if options.skies else None
    for makers in (populations, depth_skies):
        for kind in makers.KINDS:
            if wanted and kind.name not in wanted:
                continue
            runs = [score_sky(options.program.resolve(), options.out / f"{kind.name}-{seed}",
                              makers.make_sky(kind, seed))
                    for seed in map(int, options.seeds.split(","))]
            print(report(kind, runs), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
