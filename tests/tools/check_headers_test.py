"""tools/check_headers.py refuses a header that leans on another or has no include guard."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tools/check_headers.py"


class CheckHeaders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        command = {"command": "c++ -std=c++20 -c a.cpp", "directory": folder.name, "file": "a.cpp"}
        (self.root / "compile_commands.json").write_text(json.dumps([command]))

    def check(self, text, folder="include"):
        (self.root / folder).mkdir(exist_ok=True)
        (self.root / folder / "header.hpp").write_text(text)
        run = subprocess.run(
            [sys.executable, SCRIPT, "--build", self.root, "--root", self.root],
            capture_output=True, text=True,
        )
        return run.returncode, run.stderr

    def test_self_contained_header_passes(self):
        code, message = self.check("#pragma once\n#include <vector>\nstruct A { std::vector<int> a; };\n")
        self.assertEqual(code, 0, message)

    def test_header_that_leans_on_another(self):
        code, message = self.check("#pragma once\nstruct A { std::vector<int> a; };\n")
        self.assertEqual(code, 1)
        self.assertIn("header.hpp: does not compile alone", message)

    def test_private_headers_too(self):
        code, message = self.check("#pragma once\nstruct A { std::vector<int> a; };\n", "src")
        self.assertEqual(code, 1)
        self.assertIn("src/header.hpp: does not compile alone", message)

    def test_header_without_guard(self):
        code, message = self.check("struct A {};\n")
        self.assertEqual(code, 1)
        self.assertIn("header.hpp: has no #pragma once", message)

    def test_the_build_has_compiled_what_its_sources_begin_with(self):
        leaning = "#pragma once\nstruct A { std::vector<int> a; };\n"
        (self.root / "a.cpp").write_text('#include "other.hpp"\n#include "header.hpp"\n')
        self.assertEqual(self.check(leaning)[0], 1)
        (self.root / "a.cpp").write_text('#include "header.hpp"\n#include <vector>\n')
        self.assertEqual(self.check(leaning)[0], 0)


if __name__ == "__main__":
    unittest.main()
