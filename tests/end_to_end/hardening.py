#!/usr/bin/env python3
"""The program as it was built: at a random address, its tables read-only, its stack and its copies
checked, the indices of the library too. `hardening.py PROGRAM`; exit code 77 where there is no readelf."""

import shutil
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)


def readelf(*options):
    return subprocess.run(["readelf", "--wide", *options, PROGRAM], capture_output=True, text=True,
                          check=True).stdout


class Hardening(unittest.TestCase):
    def test_position_independent(self):
        self.assertIn("Type:                              DYN", readelf("--file-header"))

    def test_tables_are_read_only(self):
        self.assertIn("GNU_RELRO", readelf("--program-headers"))
        self.assertRegex(readelf("--dynamic"), r"BIND_NOW|NOW")

    def test_stack_is_checked_and_not_executable(self):
        self.assertIn("__stack_chk_fail", readelf("--dyn-syms"))
        stack = [line for line in readelf("--program-headers").splitlines() if "GNU_STACK" in line]
        self.assertEqual([line.split()[6] for line in stack], ["RW"])

    def test_copies_are_checked(self):
        self.assertRegex(readelf("--dyn-syms"), r"__(mem|str|read|pread|snprintf|vsnprintf)\w*_chk")

    def test_indices_are_checked(self):
        self.assertRegex(readelf("--dyn-syms"), "glibcxx_assert_fail")


if __name__ == "__main__":
    if shutil.which("readelf") is None:
        print("no readelf (binutils): skipped")
        sys.exit(77)
    unittest.main(verbosity=2)
