#!/usr/bin/env python3
"""Times the notebook's match and the program on the same files, side by side in one run.

  tools/bench/notebook_reference.py build/release/counterpoint muno3.csv 1.tsv 2.tsv ... [--ranks 2]

The notebook matches 1 + 30 + 9 x 10 + 1 = 122 times; one shifted match of its function (astropy's
search_around_sky) is timed and multiplied; its reading and cleaning are timed once. The program is
timed whole, from reading to the result file. Matches and program in turn; the best of each counts.
Columns are named as in the notebook.

The notebook is there twice: as it is written, with tables of pandas made anew for every match (where
pandas is installed: Debian's python3-pandas), and on arrays of numpy.
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

try:
    import notebook_as_written
except ImportError:
    notebook_as_written = None  # no pandas

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


def on_arrays(xray_file, infrared_files):
    """Reads and cleans; returns the function of one shifted match."""
    xray, infrared, _ = notebook.clean(notebook.read_xray(xray_file), notebook.read_infrared(infrared_files))
    print(f"{infrared.n_read} infrared rows, {len(infrared)} kept; {xray.n_read} X-ray sources, {len(xray)} kept")
    rng = np.random.default_rng(1)
    return lambda: notebook.crossmatch(xray, infrared, shift_arcsec=10.0, rng=rng)


def as_written(xray_file, infrared_files):
    """The same of the notebook with its tables."""
    xray, infrared = notebook_as_written.clean(*notebook_as_written.read(xray_file, infrared_files))
    print(f"{len(xray)} X-ray sources and {len(infrared)} infrared rows kept in tables")
    return lambda: notebook_as_written.shifted_match(xray, infrared)


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

    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    methods = {"on arrays of numpy": on_arrays}
    if notebook_as_written:
        methods["as it is written"] = as_written
    else:
        print("pandas is not installed: without the notebook as it is written")
    matches = {}
    for name, prepare in methods.items():
        start = time.perf_counter()
        match = prepare(options.xray, options.infrared)
        matches[name] = match, time.perf_counter() - start
    times = {name: [] for name in [*matches, "program"]}
    for _ in range(options.repeats):
        for name, (match, _) in matches.items():
            times[name].append(timed(match))
        times["program"].append(timed(program))
    whole = min(times["program"])
    print(f"program:  all of it, reading and writing too, on {options.ranks} ranks {whole:.2f} s; "
          f"peak memory {program_peak:.2f} GiB of the largest rank")
    for name, (_, reading) in matches.items():
        one = min(times[name])
        every = NOTEBOOK_MATCHES * one
        print(f"notebook {name}: reading and cleaning {reading:.0f} s; one shifted match {one:.2f} s; "
              f"all {NOTEBOOK_MATCHES} {every:.0f} s (one, multiplied); "
              f"{(reading + every) / whole:.0f} times the program (all of both), "
              f"{every / whole:.0f} (its matches alone / the whole program)")
    print(f"peak memory of the notebook {peak_gib(resource.RUSAGE_SELF):.2f} GiB")


if __name__ == "__main__":
    sys.exit(main())
