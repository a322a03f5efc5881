"""docs/reference is what the program says; the completion completes.

  reference_test.py PROGRAM
"""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = CHECKOUT / "docs/reference"
program = None


def check(folder):
    return subprocess.run([sys.executable, CHECKOUT / "tools/reference.py", program, "--check", "--folder", folder],
                          capture_output=True, text=True)


class Pages(unittest.TestCase):
    def test_pages_are_what_the_program_says(self):
        done = check(PAGES)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_page_that_is_not_is_named_with_the_way_out(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "reference"
            shutil.copytree(PAGES, folder)
            (folder / "counterpoint.1").unlink()
            page = folder / "tables.md"
            page.write_text(page.read_text().replace("great-circle separation", "distance"))
            done = check(folder)
        self.assertEqual(done.returncode, 1)
        lines = done.stderr.splitlines()
        self.assertEqual([("counterpoint.1" in line, "tables.md" in line) for line in lines],
                         [(True, False), (False, True)], done.stderr)
        self.assertIn(f"tools/reference.py {program} writes it anew", lines[0])


class Completion(unittest.TestCase):
    def complete(self, *words):
        """What bash offers for the last of the words."""
        script = f"""source {PAGES}/counterpoint.bash
            COMP_WORDS=(counterpoint {' '.join(f"'{word}'" for word in words)})
            COMP_CWORD={len(words)}
            _counterpoint
            printf '%s\\n' "${{COMPREPLY[@]}}" """
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_commands_keys_and_values(self):
        self.assertEqual(self.complete("ma"), ["match"])
        self.assertEqual(self.complete("match", "--null.tr"), ["--null.trials"])
        self.assertEqual(self.complete("match", "--null.mode", ""), ["disc", "annulus", "rigid"])
        self.assertEqual(self.complete("match", "--output.overwrite", "f"), ["false"])
        self.assertEqual(self.complete("help", "al"), ["align"])
        self.assertEqual(self.complete("mock", "--null.tr"), [])


if __name__ == "__main__":
    program = Path(sys.argv.pop(1)).resolve()
    unittest.main()
