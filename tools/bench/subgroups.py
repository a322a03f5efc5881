#!/usr/bin/env python3
"""Do the probabilities hold in subgroups? Mean P of the pairs of P >= 0.5 against the fraction that is true.

  tools/bench/subgroups.py --program build/release/counterpoint --out FOLDER [--seeds 1,2,3]

The skies are those of populations.py, each with all that its variants ask for in the end. Groups are the quarters of the X-ray sources by their
error, and the classes or strips that the sky was made of. A group holds if the two are within 3 points, or within
twice the noise of the truth, sqrt(sum P (1 - P)) / n. docs/calibration.md has what came out.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import depth_skies, many_skies, populations, sky_files  # noqa: E402

THRESHOLD, TOLERANCE = 0.5, 0.03
N_QUARTERS = 4
ASKED_FOR = {"by-colour": "HR: 0"}  # where the last variant does not know the classes


def groups_of(sky):
    """{name: is each X-ray source in it}"""
    quarter = np.argsort(np.argsort(sky.sigma)) * N_QUARTERS // len(sky.sigma)
    return {f"error {i + 1}": quarter == i for i in range(N_QUARTERS)} | {
        f"part {i + 1}": sky.part == i for i in range(sky.n_parts)}


def sums_of(options, sky, folder):
    """{group: [pairs, sum P, true ones, sum P (1 - P)]} of the pairs above the threshold"""
    variant = ASKED_FOR.get(sky.kind.name, list(sky.kind.variants)[-1])
    settings = sky.write(folder) | sky.kind.variants[variant]
    result = folder / "result.h5"
    sky_files.run_program(options.program.resolve(), "match", settings | {
        "output.file": result, "output.overwrite": "true", "null.trials": "1"})
    match = sky_files.read_match(result, sky)
    p, source = match.forecast("lr").p, match.xray["xray_id"][match.candidates.source]
    sums = {}
    for name, is_in in groups_of(sky).items():
        chosen = (p >= THRESHOLD) & is_in[source]
        sums[name] = np.array([chosen.sum(), p[chosen].sum(), match.candidates.is_true[chosen].sum(),
                               (p * (1.0 - p))[chosen].sum()])
    return sums


def report(kind, runs):
    """A row per group, of all runs together."""
    lines = []
    for name in runs[0]:
        n, p, true, variance = sum(run[name] for run in runs)
        noise = np.sqrt(variance) / n
        apart = (p - true) / n
        holds = abs(apart) <= max(TOLERANCE, 2.0 * noise)
        lines.append(f"| {kind.name} | {name} | {n:.0f} | {p / n:.3f} | {true / n:.3f} | {100 * apart:+.1f} | "
                     f"{100 * noise:.1f} | {'yes' if holds else 'no'} |")
    return "\n".join(lines)


def main():
    options = many_skies.option_parser(__doc__).parse_args()
    many_skies.print_table("| sky | group | pairs of P >= 0.5 | mean P | true | points apart | noise | holds |",
                           (populations, depth_skies), options, sums_of, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
