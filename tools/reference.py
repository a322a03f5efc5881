#!/usr/bin/env python3
"""Writes the reference pages of docs/reference from the program itself.

  tools/reference.py build/release/counterpoint            writes what has changed
  tools/reference.py build/release/counterpoint --check    only names what has; exit code 1 if anything

From the table of keys (`counterpoint help --format json`): configuration.md, counterpoint.1 (the man
page) and counterpoint.bash (completion). From result files of a small mock sky: tables.md.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from reference_pages.completion import bash_completion  # noqa: E402
from reference_pages.configuration import configuration_page  # noqa: E402
from reference_pages.manual import manual_page  # noqa: E402
from reference_pages.runs import MissingMeaning, RunFailed, describe_results  # noqa: E402
from reference_pages.tables import tables_page  # noqa: E402

FOLDER = Path(__file__).resolve().parents[1] / "docs/reference"


def pages_of(program):
    """{name of the file: its text}"""
    done = subprocess.run([program, "help", "--format", "json"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RunFailed(done.stderr.strip())
    commands = json.loads(done.stdout)
    with tempfile.TemporaryDirectory() as scratch:
        results = describe_results(program, commands, Path(scratch))
    return {"configuration.md": configuration_page(commands), "counterpoint.1": manual_page(commands),
            "counterpoint.bash": bash_completion(commands), "tables.md": tables_page(results)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, help="the built program")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 where a page is out of date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are (default: docs/reference)")
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    try:
        pages = pages_of(program)
    except (OSError, RunFailed, MissingMeaning) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2

    stale = [name for name, text in pages.items()
             if not (path := arguments.folder / name).is_file() or path.read_text(encoding="utf-8") != text]
    for name in stale:
        if arguments.check:
            print(f"{arguments.folder / name} is not what the program says: tools/reference.py {arguments.program} "
                  "writes it anew", file=sys.stderr)
        else:
            arguments.folder.mkdir(parents=True, exist_ok=True)
            (arguments.folder / name).write_text(pages[name], encoding="utf-8")
            print(f"wrote {arguments.folder / name}")
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
