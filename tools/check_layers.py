#!/usr/bin/env python3
"""Checks that the modules of Counterpoint keep their order. Exits 1 and names each violation.

Since include/ is shared by all modules, linking cannot stop a bad include; this script does.
"""

import argparse
import json
import re
import sys
from pathlib import Path

# A module may use modules of earlier levels only, and of those only what its NEEDS (with theirs)
# in src/CMakeLists.txt reach.
LEVELS = [
    ["core"],
    ["sky", "comm"],
    ["settings", "catalogue", "astrometry"],
    ["sources"],
    ["search"],
    ["null_trials"],
    ["statistics"],
    ["output", "mock"],
    ["align"],
    ["match"],
    ["app"],
]
LEVEL_OF = {module: level for level, modules in enumerate(LEVELS) for module in modules}

MAY_CALL_MPI = {"comm", "output", "mock"}
MAY_CALL_HDF5 = {"output"}
NEVER_SEES_COMM = {"astrometry", "null_trials", "statistics"}
APP_MAX_LINES = 1000
FILE_MAX_LINES = 350
MAX_PARAMETERS = 5
MAIN_MAX_LINES = 39

INCLUDED_SOURCE = re.compile(r'^#include "(/[^"]+)"', re.M)
OWN_INCLUDE = re.compile(r'^\s*#\s*include\s*["<](counterpoint/(\w+)/[^">]+)[">]', re.M)
PRIVATE_INCLUDE = re.compile(r'^\s*#\s*include\s*"(?!counterpoint/)((\w+)/[^"]+)"', re.M)
MPI_USE = re.compile(r"^\s*#\s*include\s*[<\"]mpi\.h|\bMPI_\w+", re.M)
HDF5_USE = re.compile(r"^\s*#\s*include\s*[<\"]hdf5[\w.]*\.h|\bH5[A-Z]{1,2}[a-z]\w*\s*\(", re.M)
COMMENT_OR_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])'" r'|(?<!include )"(?:\\.|[^"\\\n])*"', re.S
)
DECLARATION = re.compile(r"(\w+)\(((?:[^(){};]|\([^()]*\))*)\)\s*(?:const)?\s*(?:noexcept)?\s*;")
CMAKE_MODULE = re.compile(r"counterpoint_module\(\s*(\w+)([^)]*)\)")


def code_of(path):
    """The text with comments and string literals blanked; include lines keep their names."""
    return COMMENT_OR_STRING.sub(" ", path.read_text(encoding="utf-8"))


def declared_needs(root):
    """{module: the modules it may use}, the transitive closure of NEEDS in src/CMakeLists.txt."""
    direct = {}
    for name, arguments in CMAKE_MODULE.findall((root / "src/CMakeLists.txt").read_text()):
        direct[name] = set(re.findall(r"counterpoint_(\w+)", arguments))

    def closure(name, seen):
        for need in direct.get(name, ()):
            if need not in seen:
                seen.add(need)
                closure(need, seen)
        return seen

    return direct, {name: closure(name, set()) for name in direct}


def module_files(root):
    """(module, file) for every source and header, in a fixed order."""
    for base in (root / "include/counterpoint", root / "src"):
        for path in sorted(base.glob("*/**/*")):
            if path.suffix in (".hpp", ".cpp"):
                yield path.relative_to(base).parts[0], path


def check_order(direct):
    for module, needs in sorted(direct.items()):
        if module not in LEVEL_OF:
            yield f"src/CMakeLists.txt: module {module} has no level in tools/check_layers.py"
            continue
        for need in sorted(needs & LEVEL_OF.keys()):
            if LEVEL_OF[need] >= LEVEL_OF[module]:
                yield f"src/CMakeLists.txt: {module} NEEDS {need}, which is not below it"


def check_includes(root, allowed):
    for module, path in module_files(root):
        where = path.relative_to(root)
        if module not in allowed:
            yield f"{where}: src/CMakeLists.txt has no module {module}"
            continue
        text = code_of(path)
        for header, target in OWN_INCLUDE.findall(text):
            if target != module and target not in allowed[module]:
                yield f"{where}: includes {header}, but {module} does not NEED {target}"
        for header, owner in PRIVATE_INCLUDE.findall(text):
            if owner != module or path.parts[-3:-1] == ("counterpoint", module):
                yield f"{where}: includes {header}, which is private to the sources of {owner}"
        if module not in MAY_CALL_MPI and (use := MPI_USE.search(text)):
            yield f"{where}: {use.group().strip()}: {module} must not call MPI"
        if module not in MAY_CALL_HDF5 and (use := HDF5_USE.search(text)):
            yield f"{where}: {use.group().strip()}: only the output module may call HDF5"


def check_comm_unseen(root):
    """astrometry, null_trials and statistics must not reach a comm header, not even through another."""
    includes = {}
    for _, path in module_files(root):
        includes[path] = [root / "include" / header for header, _ in OWN_INCLUDE.findall(code_of(path))]

    def chain_to_comm(path, seen):
        for header in includes.get(path, ()):
            if header.parent.name == "comm":
                return [header]
            if header not in seen:
                seen.add(header)
                if chain := chain_to_comm(header, seen):
                    return [header, *chain]
        return []

    for module, path in module_files(root):
        if module in NEVER_SEES_COMM and (chain := chain_to_comm(path, set())):
            way = " -> ".join(str(header.relative_to(root / "include")) for header in chain)
            yield f"{path.relative_to(root)}: {module} must not see comm: {way}"


def check_main(root):
    main = root / "src/app/main.cpp"
    if main.exists() and (lines := len(main.read_text().splitlines())) > MAIN_MAX_LINES:
        yield f"src/app/main.cpp: {lines} lines, at most {MAIN_MAX_LINES}: move the work to the app module"
    lines = sum(len(path.read_text().splitlines()) for module, path in module_files(root) if module == "app")
    if lines > APP_MAX_LINES:
        yield f"src/app: {lines} lines, at most {APP_MAX_LINES}: move the work to the module that it belongs to"


def parameters_of(declaration):
    """How many parameters a list holds; commas inside brackets do not count."""
    depth, count = 0, 1 if declaration.strip() else 0
    for letter in declaration:
        depth += (letter in "<([{") - (letter in ">)]}")
        count += letter == "," and depth == 0
    return count


def check_sizes(root):
    """Long files and long parameter lists hide more than one thing."""
    for folder in ("include", "src", "tests", "tools"):
        for path in sorted((root / folder).glob("**/*")):
            if path.suffix not in (".hpp", ".cpp", ".py", ".sh"):
                continue
            if (lines := len(path.read_text().splitlines())) > FILE_MAX_LINES:
                yield f"{path.relative_to(root)}: {lines} lines, at most {FILE_MAX_LINES}"
    for _, path in module_files(root):
        if path.suffix != ".hpp":
            continue
        for name, declaration in DECLARATION.findall(code_of(path)):
            if (count := parameters_of(declaration)) > MAX_PARAMETERS:
                yield f"{path.relative_to(root)}: {name} has {count} parameters, at most {MAX_PARAMETERS}"


def check_tests_registered(root, build):
    """A test that nothing compiles or runs passes for ever."""
    commands = json.loads((build / "compile_commands.json").read_text())
    compiled = {Path(command["directory"], command["file"]).resolve() for command in commands}
    for lump in [path for path in compiled if path.parent.name == "Unity"]:  # several sources at a time
        compiled.update(Path(included) for included in INCLUDED_SOURCE.findall(lump.read_text()))
    for path in sorted((root / "tests").glob("**/*_test.cpp")):
        if path.resolve() not in compiled:
            yield f"{path.relative_to(root)}: no target compiles it (see tests/CMakeLists.txt)"
    lists = "".join(path.read_text() for path in (root / "tests").glob("**/CMakeLists.txt"))
    for path in sorted((root / "tests").glob("**/*_test.*")):
        if path.suffix in (".py", ".sh") and path.stem not in lists:
            yield f"{path.relative_to(root)}: no CMakeLists.txt under tests/ runs it"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--build", type=Path, help="build folder: also check that every test is compiled")
    arguments = parser.parse_args()
    root = arguments.root.resolve()

    direct, allowed = declared_needs(root)
    problems = [
        *check_order(direct),
        *check_includes(root, allowed),
        *check_comm_unseen(root),
        *check_main(root),
        *check_sizes(root),
    ]
    if arguments.build:
        problems += check_tests_registered(root, arguments.build)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
