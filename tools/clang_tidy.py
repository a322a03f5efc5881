#!/usr/bin/env python3
"""Runs clang-tidy over all sources, many files at a time.

  tools/clang_tidy.py --build build/release [--binary clang-tidy-16] [FILE.cpp ...]

Most of what clang-tidy does for a file is to look through the headers of the C++ library once more. So the
files of a module are included by a few files made for the purpose, of sources that do not name the same thing in
their unnamed namespaces, and clang-tidy is given those; each source is looked at whole, with all checks, in less
than a third of the time. A source that does not go together with the others after all (an error of the compiler) is
looked at alone. Exit code 1 if anything is found.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES = 20  # of a group: more would leave a core without work at the end
FEW_FILES = 3  # what is left over of a module, worth the headers of another
TIMEOUT_SECONDS = 1800
FINDING = re.compile(r"^\S+:\d+:\d+: (?:error|warning): .*$", re.MULTILINE)
# The one check that sees only the file that clang-tidy is given, and where it has something to do.
MAIN_FILE_CHECK = "--checks=-*,misc-unused-using-decls"
USING = re.compile(r"^ *using +[\w:]+;", re.MULTILINE)
UNNAMED_NAMESPACE = re.compile(r"^namespace \{$(.*?)^\} // namespace$", re.MULTILINE | re.DOTALL)
# clang-format puts what is declared at the beginning of a line.
DECLARED = re.compile(r"^(?:struct|class|enum class|enum|using|namespace) (\w+)"
                      r"|^[A-Za-z][^=(;{]*?\b(\w+)(?:\(|\{| =|;|\[)", re.MULTILINE)


def unnamed_names(text):
    """The names that a source declares in unnamed namespaces."""
    names = set()
    for block in UNNAMED_NAMESPACE.findall(text):
        names.update(first or second for first, second in DECLARED.findall(block))
    return names


def options_of(command):
    """The compiler's options in a command, each a tuple of words, without the files."""
    words = shlex.split(command)
    rest = iter(words[next(i for i, word in enumerate(words) if word.startswith("-")):])
    options = []
    for word in rest:
        if word in ("-c", "-o", "-MT", "-MF"):
            next(rest)
        elif word != "-MD":
            options.append((word, next(rest)) if word == "-isystem" else (word,))
    return options


def sources_and_flags(build, chosen):
    """[files of src, or the chosen ones], and the options of all their commands."""
    files, options = [], {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = Path(entry["file"])
        if file.is_relative_to(ROOT / "src") and (not chosen or file in chosen):
            files.append(file)
            options.update(dict.fromkeys(options_of(entry["command"])))
    return sorted(files), [word for option in options for word in option]


class Group:
    """Sources that can be compiled as one."""

    def __init__(self, file):
        self.module = file.relative_to(ROOT / "src").parts[0]
        self.files = [file]
        self.names = unnamed_names(file.read_text())

    def takes(self, other):
        return len(self.files) + len(other.files) <= MOST_FILES and not self.names & other.names

    def take(self, other):
        self.files += other.files
        self.names |= other.names


def grouped(files):
    """By module, since a module's files include the same headers; what is left over, anywhere."""
    groups = []
    for file in files:
        alone = Group(file)
        group = next((group for group in groups if group.module == alone.module and group.takes(alone)), None)
        if group:
            group.take(alone)
        else:
            groups.append(alone)
    groups.sort(key=lambda group: -len(group.files))
    merged = []
    for group in groups:
        taker = next((taker for taker in merged if len(group.files) <= FEW_FILES and taker.takes(group)), None)
        if taker:
            taker.take(group)
        else:
            merged.append(group)
    return [group.files for group in merged]


def findings(binary, file, flags, *options):
    """{line of a finding} in a file and what it includes; what went wrong counts as one."""
    try:
        done = subprocess.run([binary, "-quiet", f"--config-file={ROOT / '.clang-tidy'}", *options, file, "--", *flags],
                              capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return {f"{file}: clang-tidy was not done after {TIMEOUT_SECONDS} s"}
    found = set(FINDING.findall(done.stdout))
    if done.returncode != 0 and not found:
        found.add(f"{file}: {binary} failed: {done.stderr.strip()[-2000:]}")
    return found


def check_together(binary, files, flags):
    """(findings, files that had to be looked at alone)"""
    if len(files) == 1:
        return findings(binary, files[0], flags), []
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "together.cpp"
        together.write_text("".join(f'#include "{file}" // NOLINT(bugprone-suspicious-include)\n' for file in files))
        # One source's parameters may be named like another's constants; the compiler looks for that alone.
        found = findings(binary, together, [*flags, "-Wno-shadow"])
    errors = [line for line in found if "clang-diagnostic-error" in line]
    if not errors:
        return found, []
    apart = [file for file in files if any(line.startswith(f"{file}:") for line in errors)] or files
    found, alone = set(), []
    rest = [file for file in files if file not in apart]
    if rest:
        found, alone = check_together(binary, rest, flags)
    return found.union(*(findings(binary, file, flags) for file in apart)), alone + apart


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="folder with compile_commands.json")
    parser.add_argument("--binary", default="clang-tidy")
    parser.add_argument("--verbose", action="store_true", help="name the files that were not looked at together")
    parser.add_argument("files", type=Path, nargs="*", help="in place of all of src")
    arguments = parser.parse_args()
    files, flags = sources_and_flags(arguments.build, {file.resolve() for file in arguments.files})
    groups = grouped(files)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda group: check_together(arguments.binary, group, flags), groups))
    found = set().union(*(lines for lines, _ in results))
    alone = [file for _, apart in results for file in apart]
    found.update(*(findings(arguments.binary, file, flags, MAIN_FILE_CHECK)
                   for file in files if USING.search(file.read_text())))
    print(f"{len(files)} files in {len(groups)} groups, {len(alone)} of them alone")
    if arguments.verbose:
        print("\n".join(map(str, alone)))
    print("\n".join(sorted(found)), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
