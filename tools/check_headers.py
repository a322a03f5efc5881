#!/usr/bin/env python3
"""Checks that every header, public and private, compiles alone and when included twice. Exits 1 otherwise.

Compiler and include folders are those of the build (its compile_commands.json).
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def compiler_and_flags(build):
    """The C++ compiler of the build, and the union of its include folders and macros."""
    compiler, flags = "", []
    for command in json.loads((build / "compile_commands.json").read_text()):
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
    """What the compiler says to a source that only includes `header`, twice; "" if nothing."""
    line = f'#include "{header.relative_to(folder)}"\n'
    run = subprocess.run(
        [compiler, *flags, f"-I{folder}", "-fsyntax-only", "-x", "c++", "-"],
        input=2 * line, capture_output=True, text=True,
    )
    return f"{header}: does not compile alone\n{run.stderr}" if run.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="configured build folder")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()

    compiler, flags = compiler_and_flags(arguments.build)
    folders = [arguments.root / "include", arguments.root / "src"]
    headers = [(folder, header) for folder in folders for header in sorted(folder.glob("**/*.hpp"))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        errors = list(pool.map(lambda place: error_of(compiler, flags, *place), headers))
    sys.stderr.write("".join(errors))
    print(f"{len(headers)} headers, {sum(map(bool, errors))} not self-contained")
    return 1 if any(errors) else 0


if __name__ == "__main__":
    sys.exit(main())
