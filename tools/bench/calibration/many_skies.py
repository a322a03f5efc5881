"""What the benches of many skies have in common: their options, and the loop over skies and seeds."""

import argparse
from pathlib import Path

from . import populations


def option_parser(description):
    """The options of all of these benches."""
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--skies", default="", help="some of them, by name")
    parser.add_argument("--times", type=int, default=1, help="as many X-ray sources and stars")
    return parser


def print_table(header, makers, options, run_sky, report, is_for=lambda kind: True):
    """Prints the header, a line, and report(kind, runs) of each kind of sky that it is for: the runs
    are run_sky(options, sky, folder) of each seed. `makers`: modules that have KINDS and make_sky."""
    populations.enlarge(options.times)
    print(header + "\n|" + "---|" * (header.count("|") - 1))
    wanted = options.skies.split(",") if options.skies else None
    for maker in makers:
        for kind in maker.KINDS:
            if not is_for(kind) or (wanted and kind.name not in wanted):
                continue
            runs = [run_sky(options, maker.make_sky(kind, seed), options.out / f"{kind.name}-{seed}")
                    for seed in map(int, options.seeds.split(","))]
            print(report(kind, runs), flush=True)
