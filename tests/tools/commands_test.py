"""Every command of README.md and docs/tutorial.md runs as it is written there, and prints what it says it prints.

  commands_test.py PROGRAM

A block ```sh runs in a folder laid out as the checkout; the lines of a block ```text behind it must be in what it
printed. A block without a language holds commands that set the checkout up, which other tests run.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from astropy.table import Table

CHECKOUT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SET_UP = ("tools/quickstart.sh", "tools/test.sh", "tools/install_deps.sh", "cmake --preset")
MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
       "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_mpi_yield_when_idle": "1", "OMPI_MCA_pml": "ob1"}
# Answers as astroquery does, with the tables that the tutorial's mock has written.
STAND_IN = '''
from astropy.table import Table
class Vizier:
    def __init__(self, row_limit, columns, timeout=60):
        assert row_limit == -1
    def get_catalogs(self, name):
        if name == "J/ApJS/181/110":
            return [Table({"Seq": [1]}), Table.read("tutorial/xray.csv", format="ascii.csv")]
        assert name == "J/A+A/653/A133"
        return [Table.read(f"tutorial/infrared_{i}.tsv", format="ascii.basic", delimiter=";", data_start=3)
                for i in range(1, 8)]
'''
program = None


def blocks(document):
    return BLOCK.findall((CHECKOUT / document).read_text(encoding="utf-8"))


class Commands(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        (self.folder / "build/release").mkdir(parents=True)
        (self.folder / "build/release/counterpoint").symlink_to(program)
        (self.folder / "tools").symlink_to(CHECKOUT / "tools")
        shutil.copytree(CHECKOUT / "config", self.folder / "config")
        (self.folder / "bin").mkdir()
        (self.folder / "bin/python3").symlink_to(sys.executable)  # the one with the packages
        (self.folder / "stand_in/astroquery").mkdir(parents=True)
        (self.folder / "stand_in/astroquery/vizier.py").write_text(STAND_IN)

    def run_block(self, *command):
        environment = {**os.environ, **MPI, "PYTHONPATH": str(self.folder / "stand_in"),
                       "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, f"{command[-1]}\n{done.stdout}")
        return done.stdout

    def run_document(self, document):
        printed = ""
        for language, text in blocks(document):
            if language == "sh":
                printed = self.run_block("bash", "-eu", "-c", text)
            elif language == "python":
                printed = self.run_block(sys.executable, "-c", text)
            elif language == "text":
                for line in text.splitlines():
                    self.assertIn(line, printed, f"{document} says that this is printed")
            elif language == "ini":
                (self.folder / "my.ini").write_text(text)
            else:
                for line in text.splitlines():
                    self.assertTrue(line.startswith(SET_UP), f"{document}: no test runs '{line}'; ```sh makes one")

    def test_tutorial(self):
        self.run_document("docs/tutorial.md")
        for name in ("figure.png", "report.html", "best.csv", "best.reg", "good.fits"):
            self.assertGreater((self.folder / "tutorial" / name).stat().st_size, 100, name)

    def test_readme(self):
        """With catalogues that have the columns of its configuration."""
        self.run_block(program, "mock", "--n-xray", "1000", "--n-infrared", "40000", "--files", "1", "--folder", ".")
        sources = Table.read(self.folder / "xray.csv", format="ascii.csv")
        columns = {"CXOGC": "SRC_NAME", "RAJ2000": "RA", "DEJ2000": "DEC", "ePos": "POS_ERR"}
        sources = sources[list(columns)]
        sources.rename_columns(list(columns), list(columns.values()))
        sources["SRC_NAME"] = [f"source {row}" for row in range(len(sources))]
        sources.write(self.folder / "my_xray.fits")
        (self.folder / "infrared.tsv").rename(self.folder / "my_infrared.tsv")
        self.run_document("README.md")
        for name in ("best.reg", "report.html", "p_map.png"):
            self.assertGreater((self.folder / name).stat().st_size, 100, name)


if __name__ == "__main__":
    program = Path(sys.argv.pop(1)).resolve()
    unittest.main()
