#!/usr/bin/env python3
"""What a fit of the X-ray errors is worth where they are not what they are said to be: Brier scores.

  tools/bench/errors.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3] [--nway PATH/nway.py]

The skies are made here, apart from `mock` (calibration/error_skies.py). Each is matched with its
declared errors and with fitted ones; beside the scores stand the generating model's and what the
fit found. docs/calibration.md explains the columns.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import error_skies, many_skies, nway, sky_files, variants  # noqa: E402


@dataclass
class Run:
    """Of one sky under one variant of the settings."""

    score: variants.Score
    sum_p: float
    n_true: int  # counterparts among the candidates: what sum_p should be
    found: str = "-"  # terms of the error model in use


def words_of_model(path):
    """The rows of /error_model in use."""
    with h5py.File(path) as file:
        if "error_model" not in file:
            return "-"
        rows = [row for row in file["error_model"][:] if row["used"]]
    return ", ".join(f"{row['term'].decode()} {row['value']:.2f}" for row in rows) or "-"


def run_sky(options, sky, folder):
    """{variant: Run}"""
    settings = sky.write(folder) | sky.kind.settings
    runs = {}
    for variant, wanted in sky.kind.variants.items():
        result = folder / "result.h5"
        sky_files.run_program(options.program.resolve(), "match", settings | wanted | {
            "output.file": result, "output.overwrite": "true"})
        match = sky_files.read_match(result, sky)
        ours = match.forecast("lr")
        runs[variant] = Run(variants.score(sky, match, ours), ours.p.sum(),
                            match.candidates.is_true.sum(), words_of_model(result))
    if options.nway:
        forecast = nway.forecast_of_columns(options.nway, folder, sky, match)
        runs["NWAY"] = Run(variants.score(sky, match, forecast), forecast.p.sum(),
                           match.candidates.is_true.sum())
    return runs


def report(kind, runs):
    """A row per variant, the first of which takes the errors as declared."""
    lines = []
    scores = {variant: [run[variant].score for run in runs] for variant in runs[0]}
    first = next(iter(scores.values()))
    for variant, of_variant in scores.items():
        these = [run[variant] for run in runs]
        sums = sum(run.sum_p for run in these) / sum(run.n_true for run in these)
        lines.append(f"| {kind.name} | {variant} | {variants.columns(of_variant, first)} | "
                     f"{sums:.3f} | {'; '.join(dict.fromkeys(run.found for run in these[:3]))} |")
    return "\n".join(lines)


def main():
    parser = many_skies.option_parser(__doc__)
    parser.add_argument("--nway", type=Path, help="nway.py, to have it beside")
    many_skies.print_table("| sky | errors | Brier | model | above model | way % | sum P / true | in use |",
                           (error_skies,), parser.parse_args(), run_sky, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
