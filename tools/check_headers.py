#!/usr/bin/env python3
"""Checks that every header, public and private, compiles alone and is guarded. Exits 1 otherwise.

A header that a source of the build includes before all else compiles alone where the build does; the others are
compiled here. Compiler, include folders and sources are those of the build (its compile_commands.json).
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


FIRST_INCLUDE = re.compile(r"^#include (\S+)", re.M)


def included_first(commands):
    """The headers, as they are included, that stand first in a source of the build."""
    found = set()
    for command in commands:
        source = Path(command["directory"]) / command["file"]
        first = FIRST_INCLUDE.search(source.read_text(encoding="utf-8")) if source.exists() else None
        if first:
            found.add(first[1].strip('"'))
    return found


def compiler_and_flags(commands):
    """The C++ compiler of the build, and the union of its include folders and macros."""
    compiler, flags = "", []
    for command in commands:
        words = shlex.split(command["command"])
        if "ccache" in Path(words[0]).name:
            words = words[1:]
        compiler = words[0]
        for word, following in zip(words, words[1:] + [""]):
            flag = [word, following] if word == "-isystem" else [word]
            if word.startswith(("-isystem", "-I", "-D", "-std=")) and flag not in flags:
                flags.append(flag)
    return compiler, [word for flag in flags for word in flag]


def error_of(compiler, flags, folder, header):
    """What the compiler says to a source that only includes `header`; "" if nothing."""
    run = subprocess.run(
        [compiler, *flags, f"-I{folder}", "-fsyntax-only", "-x", "c++", "-"],
        input=f'#include "{header.relative_to(folder)}"\n', capture_output=True, text=True,
    )
    return f"{header}: does not compile alone\n{run.stderr}" if run.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="configured build folder")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()

    commands = json.loads((arguments.build / "compile_commands.json").read_text())
    compiler, flags = compiler_and_flags(commands)
    folders = [arguments.root / "include", arguments.root / "src"]
    headers = [(folder, header) for folder in folders for header in sorted(folder.glob("**/*.hpp"))]
    compiled = included_first(commands)
    alone = [(folder, header) for folder, header in headers if str(header.relative_to(folder)) not in compiled]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        errors = list(pool.map(lambda place: error_of(compiler, flags, *place), alone))
    errors += [f"{header}: has no #pragma once\n" for _, header in headers
               if not header.read_text(encoding="utf-8").startswith("#pragma once\n")]
    sys.stderr.write("".join(errors))
    print(f"{len(headers)} headers, {len(alone)} of them compiled alone: {sum(map(bool, errors))} faults")
    return 1 if any(errors) else 0


if __name__ == "__main__":
    sys.exit(main())
