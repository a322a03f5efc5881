#!/usr/bin/env python3
"""How near to the generating model any fit to so many X-ray sources can come: beside the program's, the scores of a fit that
knows the families of magnitudes and offsets by name.

  tools/bench/sample_limit.py --program build/release/counterpoint --out FOLDER [--skies t3,slope] [--seeds 1,2,3]

The skies are those of errors.py and populations.py (without colours). What is fitted is the few numbers of the families
that they were drawn from (calibration/family_fit.py); a program that knows no families has to learn these as well.
docs/calibration.md explains the columns.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import (depth_skies, error_skies, family_fit, many_skies, populations, sky_files,  # noqa: E402
                         variants)


FAMILIES = "families known"


def run_sky(options, sky, folder):
    """{variant: Score}, and of the fit that knows the families, to the same candidates."""
    settings = sky.write(folder) | getattr(sky.kind, "settings", {})
    scores = {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(options.program.resolve(), "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true", "null.trials": "1"})
        match = sky_files.read_match(result, sky)
        scores[variant] = variants.score(sky, match, match.forecast("lr"))
        if FAMILIES not in scores:
            scores[FAMILIES] = variants.score(sky, match, family_fit.fitted_forecast(sky, match))
    return scores


def report(kind, runs):
    """A row per variant; the first is what the way begins at."""
    scores = {variant: [run[variant] for run in runs] for variant in runs[0]}
    family = scores.pop(FAMILIES)
    first = next(iter(scores.values()))
    at_best = variants.above_and_way(family, first)
    return "\n".join(f"| {kind.name} | {variant} | {variants.above_and_way(of_variant, first)} | {at_best} |"
                     for variant, of_variant in scores.items() if of_variant is not first)


def main():
    options = many_skies.option_parser(__doc__).parse_args()
    many_skies.print_table("| sky | settings | above model | way % | families known: above model | way % |",
                           (error_skies, populations, depth_skies), options, run_sky, report,
                           lambda kind: not kind.stars_have_colours)
    return 0


if __name__ == "__main__":
    sys.exit(main())
