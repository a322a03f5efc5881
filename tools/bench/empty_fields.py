#!/usr/bin/env python3
"""Small fields without a single counterpart: how many sources reach P >= 0.5, and is it said that nothing is seen?

  tools/bench/empty_fields.py --program build/release/counterpoint --out FOLDER [--fields 80] [--sources 30]

Stars and X-ray sources are uniform and know nothing of each other; stars have colours. Each field is matched by Ks alone,
with the colour, with classes, and with fitted errors. A run without evidence for counterparts, or with weak evidence, says
so above its table (docs/method.md, section 5). docs/calibration.md has what came out.
"""

import argparse
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from calibration import populations, sky_files  # noqa: E402

SIDE_ARCSEC = 300.0
EMPTY = populations.Kind("empty", "no counterparts", (populations.Population(0.0, 14.0, 1.5),) * 2, False,
                         {"Ks": {}, "H-Ks": {"probability.feature": "H-Ks"}, "auto": {"xray.class": "auto"},
                          "fit": {"xray.error-scale": "fit"}}, True)


def counts(path):
    """Of a field: [sources of P >= 0.5, of P >= 0.9, those of P >= 0.5 without a warning, is nothing said to be seen?]"""
    with h5py.File(path) as file:
        p = file["counterparts"]["p"][:]
        seen = bool(file["summary"].attrs["counterparts_seen"])
        warnings = " ".join(row[0].decode() for row in file["warnings"][:])
    is_warned = not seen or "evidence for counterparts is weak" in warnings
    likely = (p >= 0.5).sum()
    return [likely, (p >= 0.9).sum(), 0 if is_warned else likely, not seen]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fields", type=int, default=80)
    parser.add_argument("--sources", type=int, default=30)
    options = parser.parse_args()
    populations.N_SOURCES, populations.SIDE_ARCSEC = options.sources, SIDE_ARCSEC
    found = {variant: [] for variant in EMPTY.variants}
    for seed in range(options.fields):
        settings = populations.make_sky(EMPTY, seed).write(options.out)
        for variant, wanted in EMPTY.variants.items():
            result = options.out / "result.h5"
            sky_files.run_program(options.program.resolve(), "match", settings | wanted | {
                "output.file": result, "output.overwrite": "true"})
            found[variant].append(counts(result))
    print("| asked for | P >= 0.5 | P >= 0.9 | P >= 0.5, no warning | fields without evidence |\n"
          "|---|---|---|---|---|")
    for variant, of_fields in found.items():
        sums = np.sum(of_fields, axis=0)
        print(f"| {variant} | {' | '.join(str(n) for n in sums)} of {options.fields} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
