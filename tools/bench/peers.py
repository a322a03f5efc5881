#!/usr/bin/env python3
"""Runs the peers of tools/bench/peers.sh one after the other and prints a table of time and memory."""

import argparse
import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
RADIUS_ARCSEC = 10  # of the plain matches: as far as the shifted skies reach


def measure(command, seconds):
    """(seconds, peak bytes of its largest process, "") of a command, or (None, None, why not)."""
    with tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        usage = None
        while usage is None:
            pid, status, resources = os.wait4(child.pid, os.WNOHANG)
            if pid:
                usage = resources
            elif time.perf_counter() - start > seconds:
                child.kill()
                os.wait4(child.pid, 0)
                return None, None, f"not done after {seconds} s"
            else:
                time.sleep(0.01)
        elapsed = time.perf_counter() - start
        if status != 0:
            errors.seek(0)
            lines = errors.read().strip().splitlines() or ["no message"]
            return None, None, f"failed: {lines[-1][:120]}"
        return elapsed, usage.ru_maxrss * 1024, ""


def has_module(python, module):
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


def has_columns(table, format_name):
    """The position columns as the mock names them; the unit rows of the TSV are comments to STILTS."""
    return [f"in2={table}", f"ifmt2={format_name}"]


def stilts(folder, kind):
    """tmatch2 with errors: all pairs within the hypotenuse of the errors."""
    files = {"fits": ("fits/infrared.fits", "fits"), "csv": ("tsv/infrared.csv", "csv")}
    table, format_name = files[kind]
    return ["stilts", "tmatch2", "matcher=skyerr", f"params={RADIUS_ARCSEC}", f"in1={folder / 'fits/xray.csv'}",
            "ifmt1=csv", *has_columns(folder / table, format_name), "values1=RAJ2000 DEJ2000 ePos",
            "values2=RAJ2000 DEJ2000 0.1", "find=all", "join=1and2", "omode=count"]


def peers_of(arguments):
    """(name, what it does, command or None, why not) of each."""
    folder, python = arguments.folder, arguments.python

    def counterpoint(kind):
        return ["mpirun", "-n", str(arguments.ranks), str(arguments.program), "match", "--config",
                str(folder / kind / "mock.ini"), "--output.file", str(folder / "result.h5"), "--output.overwrite"]

    def helper(name, *more):
        return [python, str(HERE / "peers_python.py"), name, str(folder), *more]

    yield f"Counterpoint, {arguments.ranks} ranks, TSV", "everything", counterpoint("tsv"), ""
    yield f"Counterpoint, {arguments.ranks} ranks, FITS", "everything", counterpoint("fits"), ""
    yield ("the notebook's method, TSV", "reading, cleaning, one shifted match",
           [sys.executable, str(HERE / "peers_python.py"), "notebook", str(folder)], "")
    for kind in ("csv", "fits"):
        has = shutil.which("stilts") is not None
        yield (f"STILTS tmatch2 skyerr, {kind.upper()}", "one match", stilts(folder, kind) if has else None,
               "not installed")
    for name, module in (("NWAY", "nwaylib"), ("LSDB", "lsdb")):
        has = has_module(python, module)
        yield f"{name}, FITS", "one match", helper(name.lower()) if has else None, "not installed"


def write_csv(folder):
    """The TSV as plain CSV, for STILTS, which has no reader for what VizieR writes as text."""
    source, target = folder / "tsv/infrared.tsv", folder / "tsv/infrared.csv"
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        kept = (line for line in lines if line.strip() and not line.startswith("#"))
        out.write(next(kept).replace(";", ","))
        for line in kept:
            if line[0] in " -0123456789" and any(letter.isdigit() for letter in line):
                out.write(line.replace(";", ","))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path, help="with the skies tsv and fits")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--python", default="python3", help="that may have NWAY and LSDB")
    parser.add_argument("--timeout", type=int, default=600, help="seconds that each may take")
    arguments = parser.parse_args()
    write_csv(arguments.folder)
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| program | does | seconds | memory of its largest process, MB | over Counterpoint |\n|---|---|---:|---:|---:|")
    first = None
    for name, does, command, reason in peers_of(arguments):
        seconds, peak, problem = measure(command, arguments.timeout) if command else (None, None, reason)
        if seconds is None:
            print(f"| {name} | {problem} | | | |", flush=True)
            continue
        first = first or seconds
        print(f"| {name} | {does} | {seconds:.2f} | {peak * 1e-6:.0f} | {seconds / first:.1f} |", flush=True)


if __name__ == "__main__":
    main()
