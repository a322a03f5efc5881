"""Where a result comes from and how to cite it."""

import json
from pathlib import Path

from .words import number

METHODS = {
    "lr": "Sutherland & Saunders 1992 (MNRAS 259, 413), the likelihood ratio",
    "mauerhan": "Mauerhan et al. 2009 (ApJ 703, 30), cumulative magnitude terms",
    "notebook": "M. Penaherrera, Probabilistic Cross-Matching for HMXB Candidate Identification, 2024",
}


def run_record(result):
    """FILE.run.json, if it lies beside the result."""
    path = Path(f"{result}.run.json")
    try:
        record = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def rows(summary, result):
    """[(what, words)]"""
    record = run_record(result)
    program = record.get("program", {})
    found = [("Result", Path(result).name), ("Program", summary.text("program"))]
    if program.get("revision"):
        found.append(("Revision", str(program["revision"])))
    for key, title in (("command_line", "Command"), ("finished", "Finished")):
        if record.get(key):
            found.append((title, str(record[key])))
    if isinstance(record.get("wall_seconds"), (int, float)):
        ranks = record.get("ranks", 1)
        found.append(("Time", f"{number(record['wall_seconds'], 1)} s on {ranks} {'rank' if ranks == 1 else 'ranks'}"))
    for entry in record.get("inputs", []):
        found.append(("Input", f"{entry.get('path')} ({number(entry.get('bytes', 0))} bytes, of "
                               f"{entry.get('modified', 'unknown time')})"))
    if not record:
        found.append(("Time", f"unknown: {Path(result).name}.run.json does not lie beside the result"))
    return found


def citation(result):
    """As README.md says."""
    method, program = result.method, result.summary.text("program")
    text = (f"Until there is a paper, cite the repository and the version ({program}), and the method "
            f"of the probabilities")
    return text + (f", {method}: {METHODS[method]}." if method in METHODS else ".")
