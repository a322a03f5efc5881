#!/usr/bin/env python3
"""Writes one HTML page of a counterpoint result, which needs no network and no other file.

  tools/report.py counterpoint.h5 [-o report.html]
  tools/report.py before.h5 after.h5 [MORE.h5 ...] [-o report.html]

The page has the answer in five sentences, the warnings of the run, the figures of tools/plots.py,
the table of counterparts (sort, search, filter by P; on click every term of each candidate, as
counterpoint explain says it), the named candidates, and where the result comes from. Further
results are set beside the first: their numbers, and which X-ray sources changed.
Without -o it is report.html beside the result, or comparison.html beside the first of several.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from report_page.page import page_of  # noqa: E402
from report_page.result import MOST_RESULTS, Result, labelled  # noqa: E402


def reason_of(error):
    return error.args[0] if isinstance(error, KeyError) else error


def opened(path, stack):
    """The result; ends the script with a message where the file is none."""
    try:
        if not path.is_file():
            raise OSError("there is no such file")
        return stack.enter_context(Result(path))
    except (OSError, KeyError) as error:
        print(f"{path}: {reason_of(error)}; expected a file written by counterpoint match", file=sys.stderr)
        sys.exit(2)


def written(text, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="+", metavar="FILE.h5",
                        help="HDF5 file written by counterpoint match; more than one are compared with the first")
    parser.add_argument("-o", "--output", type=Path,
                        help="the page (default: report.html or comparison.html beside the first result)")
    arguments = parser.parse_args()
    name = "report.html" if len(arguments.results) == 1 else "comparison.html"
    output = arguments.output or arguments.results[0].parent / name
    if output.suffix.lower() in (".h5", ".hdf5"):
        print(f"{output}: the page is HTML; give a name that ends in .html", file=sys.stderr)
        return 2

    if len(arguments.results) > MOST_RESULTS:
        print(f"{len(arguments.results)} results: at most {MOST_RESULTS} fit side by side", file=sys.stderr)
        return 2

    with ExitStack() as stack:
        results = labelled([opened(path, stack) for path in arguments.results])
        try:
            text = page_of(results)
        except (OSError, KeyError, ValueError, IndexError) as error:
            names = ", ".join(str(path) for path in arguments.results)
            print(f"{names}: {reason_of(error)}; expected files written by counterpoint match", file=sys.stderr)
            return 2
    try:
        written(text, output)
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        return 2
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
