#!/usr/bin/env python3
"""Every figure of tools/plots.py is drawn of what `match` and `align` write, and counterpoint.py reads it."""

import sys
from pathlib import Path

import harness

harness.require("matplotlib")
import astropy.units as u  # noqa: E402
import h5py  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import counterpoint  # noqa: E402
from figures import ALIGN_FIGURES, FIGURES  # noqa: E402


def words_only(figures, path):
    """The names of those that say why there is nothing to draw. A column that is lacking is a KeyError."""
    with h5py.File(path, "r") as file:
        return {name for name, draw in figures.items() if not draw(file).axes[0].axison}


class Figures(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_program("mock", "--preset", "galactic-center", "--n-xray", 1500, "--n-infrared", 40000,
                        "--files", 1, "--folder", ".")

    @classmethod
    def run_program(cls, *arguments):
        done = harness.run(arguments, cls.folder)
        assert done.returncode == 0, done.stderr

    def test_of_match(self):
        self.run_program("match", "--config", "mock.ini", "--match.align", "true", "--candidates.best", 3,
                         "--probability.feature", "H-Ks")
        path = self.folder / "counterpoint.h5"
        self.assertEqual(words_only(FIGURES, path), set())
        tables = counterpoint.read(path)
        self.assertLess({"candidates", "counterparts", "footprint", "null_trials", "offset_map", "warnings"},
                        tables.keys())
        self.assertEqual(tables["candidate_stars"]["separation"].unit, u.arcsec)
        self.assertEqual(tables["candidates"]["surface_density"].unit, u.arcsec**-2)
        self.assertEqual(tables["summary"]["candidate_radius_arcsec"], 180.0)
        best = counterpoint.counterparts(path, p=0.5)
        self.assertTrue(len(best) > 0 and best["p"].min() >= 0.5)

    def test_without_magnitudes_and_candidates(self):
        self.run_program("match", "--config", "mock.ini", "--output.file", "plain.h5", "--infrared.mag-j", "",
                         "--infrared.mag-h", "", "--infrared.mag-ks", "")
        self.assertEqual(words_only(FIGURES, self.folder / "plain.h5"), {
            "ks_counts", "magnitude_model", "sum_of_p", "trial_totals", "features", "candidate_environments",
            "candidate_closeups", "offset_map", "alignment"})

    def test_of_align(self):
        catalogues = ("--xray.catalogue", "xray.csv", "--xray.preset", "muno2009",
                      "--infrared.catalogue", "infrared.tsv")
        self.run_program("align", *catalogues, "--calibrators.select", "none", "--output.file", "blind.h5")
        self.assertEqual(words_only(ALIGN_FIGURES, self.folder / "blind.h5"), {"calibrator_offsets"})
        (self.folder / "calibrators.csv").write_text("\n".join(
            ["ra,dec"] + [",".join(line.split(",")[:2])
                          for line in (self.folder / "xray.csv").read_text().splitlines()[1:]]))
        self.run_program("align", *catalogues, "--calibrators.catalogue", "calibrators.csv",
                         "--output.file", "aligned.h5")
        self.assertEqual(words_only(ALIGN_FIGURES, self.folder / "aligned.h5"), {"offset_map"})
        self.assertEqual(counterpoint.read(self.folder / "aligned.h5")["best"]["sig1"].unit, u.arcsec)


if __name__ == "__main__":
    harness.main()
