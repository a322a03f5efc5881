"""tools/plots.py draws the figures of a small result file made here, and refuses another file."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

SCRIPT = Path(__file__).resolve().parents[2] / "tools/plots.py"

# Counts of the notebook, from Ks = 9.5: what a real result looks like.
REAL = [1, 4, 5, 5, 8, 17, 27, 33, 61, 71, 94, 169, 319, 478, 544, 885]
NULL = [0.3, 1.2, 1.1, 1.9, 3.5, 4.1, 6.6, 8.7, 12.6, 28.1, 49.7, 116.3, 233.7, 415.9, 589.8, 876.9]
RADII = np.arange(0.0, 20.1, 2.5)


def compound(columns):
    rows = np.zeros(len(next(iter(columns.values()))), [(n, np.asarray(c).dtype) for n, c in columns.items()])
    for name, values in columns.items():
        rows[name] = values
    return rows


def write_result(path):
    low = 6.0 + 0.5 * np.arange(23)
    real = np.concatenate([np.zeros(7, np.int64), REAL])
    null = np.concatenate([np.zeros(7), NULL])
    expected = 1900.0 + 900.0 * np.exp(-0.5 * (RADII / 4.0) ** 2)
    with h5py.File(path, "w") as file:
        file["ks_histogram"] = compound({
            "ks_low": low, "ks_high": low + 0.5, "n_real": real,
            "null_mean": null, "null_std": np.sqrt(null), "null_expected": null * 1.02})
        file["shift_sweep"] = compound({
            "radius": RADII, "mean": expected + 10.0 * np.sin(RADII), "std": np.full(RADII.size, 25.0),
            "expected": expected})
        file["xray"] = compound({
            "kept": np.arange(9017) < 8288, "n_candidates": (np.arange(9017) < 2800).astype(np.int64)})


class Plots(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def draw(self, name, *options):
        return subprocess.run([sys.executable, SCRIPT, self.folder / name, *options],
                              capture_output=True, text=True)

    def test_draws_both_figures(self):
        write_result(self.folder / "result.h5")
        run = self.draw("result.h5", "--pdf")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stderr, "")
        for name in ("ks_counts", "shift_sweep"):
            self.assertEqual((self.folder / f"{name}.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual((self.folder / f"{name}.pdf").read_bytes()[:5], b"%PDF-")
            self.assertIn(f"{name}.png", run.stdout)

    def test_folder_is_made(self):
        write_result(self.folder / "result.h5")
        run = self.draw("result.h5", "--output-dir", self.folder / "a/b")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(sorted(path.name for path in (self.folder / "a/b").iterdir()),
                         ["ks_counts.png", "shift_sweep.png"])

    def test_other_file_is_refused(self):
        (self.folder / "text.h5").write_text("not HDF5")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["something"] = 1
        for name in ("text.h5", "other.h5", "missing.h5"):
            run = self.draw(name)
            self.assertEqual(run.returncode, 2)
            self.assertIn("expected a file written by counterpoint match", run.stderr)
            self.assertNotIn("Traceback", run.stderr)


if __name__ == "__main__":
    unittest.main()
