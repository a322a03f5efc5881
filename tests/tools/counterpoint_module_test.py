"""tools/counterpoint.py reads a result with units, and needs mocpy only for a MOC."""

import re
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

import h5py
import numpy as np
import synthetic_result as synthetic
import synthetic_tables

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tools"))
import counterpoint  # noqa: E402

# As the program writes it for astropy: one line of YAML for each text.
META = ["datatype:", '- {"name":"ra","datatype":"float64","unit":"deg","description":"right ascension"}',
        '- {"name":"density","datatype":"float64","unit":"arcsec-2"}', '- {"name":"name","datatype":"string"}',
        "meta:", "  __serialized_columns__: {}"]


class Result(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "result.h5"
        synthetic.write_result(self.path)

    def test_read(self):
        with h5py.File(self.path, "a") as file:
            file["with_units"] = synthetic_tables.compound(
                {"ra": [266.0, 267.0], "density": [0.1, 0.2], "name": np.array(["A", "B"], "S4")})
            file["with_units.__table_column_meta__"] = np.array(META, "S")
        tables = counterpoint.read(self.path)
        with h5py.File(self.path) as file:
            expected = {name for name in file if not name.endswith("__table_column_meta__")}
        self.assertEqual(set(tables), expected)
        rows = tables["with_units"]
        self.assertEqual((str(rows["ra"].unit), rows["ra"][1].to_value("arcmin")), ("deg", 267.0 * 60.0))
        self.assertEqual(rows["density"].unit.to_string(), "1 / arcsec2")
        self.assertEqual(rows["ra"].info.description, "right ascension")
        self.assertEqual(list(rows["name"]), ["A", "B"])
        self.assertEqual(tables["null_trials"]["matches"].shape, synthetic.TRIALS.shape)
        self.assertEqual(tables["summary"]["excess"], 2.0)
        with self.assertRaisesRegex(KeyError, "no table nothing"):
            counterpoint.table(self.path, "nothing")

    def test_open_file_stays_open(self):
        with h5py.File(self.path) as file:
            self.assertEqual(counterpoint.method(file), "lr")
            self.assertEqual(len(counterpoint.columns(file, "/pairs")["p_lr"]), 5)
            self.assertTrue(file.id.valid)

    def test_counterparts(self):
        self.assertEqual(list(counterpoint.counterparts(self.path)["xray_id"]), [0, 1, 3])
        self.assertEqual(list(counterpoint.counterparts(self.path, p=0.9)["xray_id"]), [3])
        # Sources without a star have no P, and are in no list.
        self.assertEqual(list(counterpoint.counterparts(self.path, p=0.0)["xray_id"]), [0, 1, 2, 3])

    def test_settings(self):
        self.assertEqual(counterpoint.settings(self.path),
                         {"null.trials": "3", "probability.method": "lr", "xray.name": ""})

    def test_footprint_needs_mocpy(self):
        with mock.patch.dict(sys.modules, {"mocpy": None}):
            with self.assertRaisesRegex(ImportError, "pip install mocpy"):
                counterpoint.footprint_moc(self.path)

    def test_footprint(self):
        class Moc:
            @staticmethod  # as mocpy 0.21 takes them
            def from_lonlat(ra, dec, *, max_norder):
                return ra, dec, max_norder

        with mock.patch.dict(sys.modules, {"mocpy": types.SimpleNamespace(MOC=Moc)}):
            ra, dec, order = counterpoint.footprint_moc(self.path)
            self.assertEqual(counterpoint.footprint_moc(self.path, order=8)[2], 8)
        self.assertEqual(order, 11)  # 0.0286 deg; a cell is 0.1 deg high
        self.assertEqual(len(ra), 4 * 36)
        # Inside the cells, which end at 0.1 on either side of RA 0, and none in another.
        self.assertTrue(np.all(np.abs((ra.deg + 180.0) % 360.0 - 180.0) < 0.1))
        self.assertTrue(np.all((dec.deg > -29.02) & (dec.deg < -28.92)))


class Package(unittest.TestCase):
    def test_version_is_that_of_the_program(self):
        of_program = re.search(r"project\(counterpoint VERSION ([\d.]+)", (CHECKOUT / "CMakeLists.txt").read_text())
        of_package = re.search(r'^version = "(.*)"', (CHECKOUT / "tools/pyproject.toml").read_text(), re.M)
        self.assertEqual(of_package[1], of_program[1])


if __name__ == "__main__":
    unittest.main()
