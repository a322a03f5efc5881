#!/usr/bin/env python3
"""Times the notebook's match and the program on the same files, side by side in one run.

  tools/bench/notebook_reference.py build/release/counterpoint muno3.csv 1.tsv 2.tsv ... [--ranks 2]

The notebook matches 1 + 30 + 9 x 10 + 1 = 122 times; one shifted match of its function (astropy's
search_around_sky) is timed and multiplied; its reading and cleaning are timed once. The program is
timed whole, from reading to the result file. Matches and program in turn; the best of each counts.
Columns are named as in the notebook.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "reference"))

import numpy as np  # noqa: E402

import notebook  # noqa: E402

NOTEBOOK_MATCHES = 1 + 30 + 9 * 10 + 1

CONFIG = REPOSITORY / "config" / "galactic_center.ini"


def timed(work):
    """Seconds that work() takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_gib(who):
    """Largest resident memory so far: of this process, or of the largest child that has ended."""
    return resource.getrusage(who).ru_maxrss / 1024**2


def run_program(program, xray_file, infrared_files, ranks, options):
    """One whole run on `ranks` ranks, the result thrown away. Ends the script if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        catalogues = [word for path in infrared_files for word in ("--infrared.catalogue", str(path.resolve()))]
        command = ["mpirun", "-n", str(ranks), str(program.resolve()), "match", "--config", str(CONFIG),
                   "--xray.catalogue", str(xray_file.resolve()), *catalogues, "--output.file", "result.h5", *options]
        done = subprocess.run(command, cwd=folder, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"exit code {done.returncode}: {' '.join(command)}\n{done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("xray", type=Path)
    parser.add_argument("infrared", type=Path, nargs="+")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3, help="of each in turn; the best counts")
    parser.add_argument("--option", action="append", default=[],
                        help="passed on to match: --option=--null.trials=100")
    options = parser.parse_args()

    def program():
        return run_program(options.program, options.xray, options.infrared, options.ranks,
                           options.option)

    # Before this process grows: a child's peak memory counts what it inherits when it is started.
    program()
    program_peak = peak_gib(resource.RUSAGE_CHILDREN)

    start = time.perf_counter()
    xray, infrared, _ = notebook.clean(notebook.read_xray(options.xray),
                                       notebook.read_infrared(options.infrared))
    reading = time.perf_counter() - start
    print(f"{infrared.n_read} infrared rows, {len(infrared)} kept; {xray.n_read} X-ray sources, "
          f"{len(xray)} kept; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    rng = np.random.default_rng(1)

    def shifted_match():
        return notebook.crossmatch(xray, infrared, shift_arcsec=10.0, rng=rng)

    rounds = [(timed(shifted_match), timed(program)) for _ in range(options.repeats)]
    one, whole = np.min(rounds, axis=0)
    matches = NOTEBOOK_MATCHES * one
    print(f"notebook: reading and cleaning {reading:.0f} s; one shifted match {one:.2f} s; "
          f"all {NOTEBOOK_MATCHES} {matches:.0f} s (one, multiplied); "
          f"peak memory {peak_gib(resource.RUSAGE_SELF):.2f} GiB")
    print(f"program:  all of it, reading and writing too, on {options.ranks} ranks {whole:.2f} s; "
          f"peak memory {program_peak:.2f} GiB of the largest rank")
    print(f"ratio:    {(reading + matches) / whole:.0f} (all of both); "
          f"{matches / whole:.0f} (the notebook's matches alone / the whole program)")


if __name__ == "__main__":
    sys.exit(main())
