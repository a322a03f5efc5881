#!/usr/bin/env python3
"""Counts the instructions of small fixed jobs, by stage, and says what grew since the reference.

  tools/bench/instructions.py build/release/counterpoint            compares; exit code 1 if a stage grew
  tools/bench/instructions.py build/release/counterpoint --update   writes the reference anew

Instructions do not depend on what else a machine does, as seconds do. Each job is one rank under valgrind's
callgrind (Debian: valgrind), some 40 times slower than without. Stages are public functions, with all that
they call, so what is inside may be rewritten freely. The reference holds for its compiler and valgrind; with
others, or after a change that is meant to cost something, it is written anew and goes into the commit.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent / "instructions.json"
GROWTH = 0.05  # what is a regression

# Stage: (function, per what it is counted)
MATCH_STAGES = {
    "the whole run": ("run_match", "row"),
    "reading, cleaning, prefilter": ("read_infrared", "row"),
    "partition and search": ("search_tiles", "neighbour"),
    "shift sweep": ("sweep_matched_sources", "neighbour"),
    "null trials": ("run_null_trials", "neighbour"),
    "exact expectation": ("expect_null_matches", "neighbour"),
}
SKY = ["--n-xray", "3000", "--files", "1"]
# Job: (rows, format of the infrared catalogue, stages)
MATCH_JOBS = {
    "match, FITS": (400_000, "fits", MATCH_STAGES),
    "match, TSV": (150_000, "vizier", {name: MATCH_STAGES[name] for name in
                                       ("the whole run", "reading, cleaning, prefilter")}),
}
MOCK_ROWS = 300_000
MOCK_STAGES = {"the whole sky": ("write_mock_sky", "row")}


class Failed(Exception):
    pass


def run(command, folder):
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}\n{done.stderr.strip()}")
    return done.stdout


def inclusive_counts(annotated):
    """{public function: instructions with all it calls} of what callgrind_annotate prints."""
    counts = {}
    line_of = re.compile(r"\s*([\d,]+)\s+\([ \d.]+%\)\s+\S*:counterpoint::(\w+)\(")
    for line in annotated.splitlines():
        if found := line_of.match(line):
            count = int(found[1].replace(",", ""))
            counts[found[2]] = max(count, counts.get(found[2], 0))  # of overloads, the one that calls
    return counts


def instructions(command, folder):
    run(["valgrind", "--tool=callgrind", "--callgrind-out-file=callgrind.out", *command], folder)
    return inclusive_counts(
        run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", "callgrind.out"], folder))


def per_unit(counts, stages, units):
    """{stage: instructions per unit}"""
    result = {}
    for stage, (function, unit) in stages.items():
        if function not in counts:
            raise Failed(f"no function {function}() was called: name another one for '{stage}' in {__file__}")
        result[f"{stage}, per {unit}"] = round(counts[function] / units[unit], 1)
    return result


def measure_match(program, folder, rows, kind, stages):
    run([program, "mock", *SKY, "--format", kind, "--n-infrared", rows], folder)
    counts = instructions([program, "match", "--config", "mock.ini", "--quiet"], folder)
    report = json.loads((folder / "counterpoint.h5.run.json").read_text())
    units = {"row": rows, "neighbour": report["neighbourhood_pairs"]["total"]}
    return per_unit(counts, stages, units), report["program"]["compiler"]


def measure(program):
    jobs = {}
    for job, (rows, kind, stages) in MATCH_JOBS.items():
        with tempfile.TemporaryDirectory() as folder:
            jobs[job], compiler = measure_match(program, Path(folder), rows, kind, stages)
    with tempfile.TemporaryDirectory() as folder:
        counts = instructions([program, "mock", *SKY, "--format", "fits", "--n-infrared", MOCK_ROWS], folder)
        jobs["mock, FITS"] = per_unit(counts, MOCK_STAGES, {"row": MOCK_ROWS})
    valgrind = run(["valgrind", "--version"], ".").strip()
    return {"made_with": {"compiler": compiler, "valgrind": valgrind}, "jobs": jobs}


def compare(reference, measured):
    """Prints all stages; returns the names of those that grew."""
    grown = []
    for job, stages in measured["jobs"].items():
        print(f"{job}:")
        for stage, now in stages.items():
            before = reference.get("jobs", {}).get(job, {}).get(stage)
            if before is None:
                print(f"  {stage:45} {now:12,.1f}   not in the reference")
                continue
            change = now / before - 1.0
            print(f"  {stage:45} {now:12,.1f}   {change:+7.1%} of {before:,.1f}")
            if change > GROWTH:
                grown.append(f"{job}: {stage}")
    return grown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--update", action="store_true", help="write the reference anew")
    arguments = parser.parse_args()
    if not shutil.which("valgrind"):
        raise Failed("valgrind is not there (Debian and Ubuntu: apt-get install valgrind)")
    reference = json.loads(REFERENCE.read_text()) if REFERENCE.exists() else {}
    measured = measure(arguments.program.resolve())
    grown = compare(reference, measured)
    if arguments.update:
        REFERENCE.write_text(json.dumps(measured, indent=1) + "\n")
        print(f"wrote {REFERENCE}")
        return 0
    if reference.get("made_with") != measured["made_with"]:
        print(f"the reference was made with {reference.get('made_with')}, this with {measured['made_with']}")
    for name in grown:
        print(f"grew by more than {GROWTH:.0%}: {name}", file=sys.stderr)
    return 1 if grown else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(f"instructions.py: {failure}")
