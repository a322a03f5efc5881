#!/usr/bin/env python3
"""What classes of X-ray sources, features of the stars and the depth of a place are worth: Brier scores on skies of
several populations, or of a catalogue that is not equally deep.

  tools/bench/populations.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3] [--nway PATH/nway.py]

The skies are made here, apart from `mock` (calibration/populations.py, depth_skies.py). Each is matched as it is
and with classes, with the colour of the stars, or with and without the depth of each place; beside the scores stand the
generating model's, what the probabilities above 0.5 are worth in the first and the second half of the populations, or in
each third of the field from the deepest to the shallowest, and the largest deviation in /subgroups. docs/calibration.md explains the columns.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import (depth_skies, many_skies, nway, populations, sky_files,  # noqa: E402
                         two_catalogue_skies, variants)


@dataclass
class Run:
    """Of one sky under one variant of the settings."""

    score: variants.Score
    deviation: float  # largest of a subgroup
    sums: np.ndarray  # [part of the sources][pairs of P >= 0.5, their sum of P, true ones]


def sums_by_part(sky, match, forecast):
    part = sky.part[match.xray["xray_id"]][match.candidates.source]
    chosen = forecast.p >= 0.5
    return np.array([[inside.sum(), forecast.p[inside].sum(), match.candidates.is_true[inside].sum()]
                     for inside in (chosen & (part == i) for i in range(sky.n_parts))])


def run_sky(options, sky, folder):
    """{variant: Run}"""
    settings = sky.write(folder)
    runs = {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(options.program.resolve(), "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true"})
        match = sky_files.read_match(result, sky)
        with h5py.File(result) as file:
            deviation = np.abs(file["subgroups"]["deviation"]).max()
        ours = match.forecast("lr")
        runs[variant] = Run(variants.score(sky, match, ours), deviation,
                            sums_by_part(sky, match, ours))
    if options.nway:
        forecast = nway.forecast_of_columns(options.nway, folder, sky, match)
        runs["NWAY"] = Run(variants.score(sky, match, forecast), np.nan,
                           sums_by_part(sky, match, forecast))
    return runs


def report(kind, runs):
    """A row per variant, the first of which has neither classes nor features nor depths."""
    lines = []
    scores = {variant: [run[variant].score for run in runs] for variant in runs[0]}
    for variant, of_variant in scores.items():
        these = [run[variant] for run in runs]
        sums = sum(run.sums for run in these)
        said, true = (sums[:, place] / sums[:, 0] for place in (1, 2))
        words = "; ".join(f"{a:.3f} ({b:.3f})" for a, b in zip(said, true))
        deviation = f"{max(run.deviation for run in these):.1f}" if variant != "NWAY" else "-"
        lines.append(f"| {kind.name} | {variant} | "
                     f"{variants.columns(of_variant, scores['one'])} | {words} | {deviation} |")
    return "\n".join(lines)


def main():
    parser = many_skies.option_parser(__doc__)
    parser.add_argument("--nway", type=Path, help="nway.py, to have it beside")
    many_skies.print_table("| sky | asked for | Brier | model | above model | way % | P >= 0.5: mean P (true), by "
                           "part of the sources | largest deviation |",
                           (populations, depth_skies, two_catalogue_skies), parser.parse_args(), run_sky, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
