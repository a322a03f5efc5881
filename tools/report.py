#!/usr/bin/env python3
"""Writes one HTML page of a counterpoint result, which needs no network and no other file.

  tools/report.py counterpoint.h5 [-o report.html]

The page has the answer in five sentences, warnings with what to do, the figures of tools/plots.py,
the table of counterparts (sort, search, filter by P; on click the candidates of a source) and
where the result comes from. Without -o it is report.html beside the result.
"""

import argparse
import sys
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parent))
from report_page.page import page_of  # noqa: E402


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="HDF5 file written by counterpoint match")
    parser.add_argument("-o", "--output", type=Path, help="the page (default: report.html beside the result)")
    arguments = parser.parse_args()
    output = arguments.output or arguments.result.parent / "report.html"
    if output.suffix.lower() in (".h5", ".hdf5"):
        print(f"{output}: the page is HTML; give a name that ends in .html", file=sys.stderr)
        return 2

    try:
        with h5py.File(arguments.result, "r") as file:
            text = page_of(file, arguments.result)
    except (OSError, KeyError, ValueError) as error:
        reason = error.args[0] if isinstance(error, KeyError) else error
        print(f"{arguments.result}: {reason}; expected a file written by counterpoint match", file=sys.stderr)
        return 2
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        return 2
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
