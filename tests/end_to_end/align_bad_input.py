#!/usr/bin/env python3
"""What a user of `align` may get wrong: one message and nothing left behind, or a flag."""

import bad_input
import harness

import numpy as np
from astropy.table import Table

ALIGN = ("align", "--config", "align.ini")
OUTPUTS = ("aligned.h5", "best.fits", "best.csv", "1.reg", "2.reg")
N = 12


class Case(bad_input.Case):
    """Twelve good sources, each with a star of its own; `self.rows` may be changed and written."""

    def setUp(self):
        self.case = self.folder / self._testMethodName
        self.case.mkdir()
        rng = np.random.default_rng(501)
        self.rows = {
            "name": [f"source-{k}" for k in range(N)],
            "ra": 120.0 + 0.01 * np.arange(N) + rng.normal(0, 3e-5, N),
            "dec": rng.uniform(-0.05, 0.05, N),
            "counts": np.full(N, 100.0),
            "theta": np.linspace(1.0, 3.0, N),
        }
        stars = {"ra": self.rows["ra"] + rng.normal(0, 3e-5, N),
                 "dec": self.rows["dec"] + rng.normal(0, 3e-5, N)}
        Table(stars).write(self.case / "stars.csv")
        harness.write_config(self.case / "align.ini", {
            "xray": {"catalogue": "xray.csv", "name": "name", "counts": "counts",
                     "theta": "theta"},
            "infrared": {"catalogue": "stars.csv", "error": 0.05},
            "output": dict(zip(("file", "fits", "csv", "regions-1sigma", "regions-2sigma"),
                               OUTPUTS))})
        self.write()

    def write(self):
        Table(self.rows).write(self.case / "xray.csv", overwrite=True)

    def aligned(self, *options):
        done = harness.run([*ALIGN, *options], self.case)
        self.assertEqual(done.returncode, 0, done.stderr)
        return Table.read(self.case / "aligned.h5", path="aligned", character_as_bytes=False)


class Healthy(Case):
    def test_the_untouched_case_is_accepted(self):
        """Otherwise the rejections below would prove nothing."""
        for ranks in bad_input.RANKS:
            done = harness.run([*ALIGN, "--output.overwrite", "true"], self.case, ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertLessEqual(set(OUTPUTS), set(bad_input.listing(self.case)))


class Calibrators(Case):
    def test_no_star_within_the_radius(self):
        self.rejected(*ALIGN, "--calibrators.radius", "0.0001",
                      says=["calibrators", "0 of them", "calibrators.radius"])

    def test_none_bright_enough(self):
        self.rejected(*ALIGN, "--calibrators.counts-min", "5000",
                      says=["0 isolated", "calibrators.select = none"])

    def test_one_calibrator(self):
        self.rejected(*ALIGN, "--calibrators.name", "source-3", says=["3 calibrators: 1"])

    def test_all_at_one_point(self):
        self.rows["ra"][:] = self.rows["ra"][0]
        self.rows["dec"][:] = self.rows["dec"][0]
        self.write()
        names = [word for k in range(N) for word in ("--calibrators.name", f"source-{k}")]
        self.rejected(*ALIGN, *names, says=["3 calibrators: 1"])

    def test_too_near_each_other_for_a_rotation(self):
        self.rows["ra"] = 120.0 + 1e-7 * np.arange(N)
        self.rows["dec"] = np.zeros(N)
        self.write()
        Table({"ra": self.rows["ra"], "dec": self.rows["dec"]}).write(self.case / "near.csv")
        names = [word for k in range(N) for word in ("--calibrators.name", f"source-{k}")]
        done = harness.run([*ALIGN, *names, "--frame.model", "rotation",
                            "--infrared.catalogue", "near.csv"], self.case)
        self.assertEqual(done.returncode, 2, done.stdout)

    def test_unknown_name(self):
        self.rejected(*ALIGN, "--calibrators.name", "sorce-3", says=["sorce-3", "source-3"])

    def test_position_without_a_source(self):
        (self.case / "far.reg").write_text('fk5\ncircle(10, 20, 1")\n')
        self.rejected(*ALIGN, "--calibrators.catalogue", "far.reg", says=["far.reg", "radius"])

    def test_given_and_none_at_once(self):
        self.rejected(*ALIGN, "--calibrators.name", "source-3", "--calibrators.select", "none",
                      says=["calibrators.select"])

    def test_no_excess_without_calibrators(self):
        """Twelve sources among as many stars tell nothing."""
        self.rejected(*ALIGN, "--calibrators.select", "none", "--frame.search-radius", "0.1",
                      says=["frame.search-radius"])


class Keys(Case):
    def test_nothing_tells_the_uncertainty(self):
        self.rejected(*ALIGN, "--xray.counts", "", "--xray.theta", "",
                      says=["xray.counts", "xray.error"])

    def test_counts_without_an_angle(self):
        self.rejected(*ALIGN, "--xray.theta", "", says=["xray.counts and xray.theta"])

    def test_unknown_column(self):
        self.rejected(*ALIGN, "--xray.counts", "cuonts", says=["cuonts", "counts"])

    def test_a_fit_of_raw_coordinates(self):
        self.rejected(*ALIGN, "--frame.ra-offset", "coordinate", "--frame.model", "rotation",
                      says=["frame.ra-offset", "cos(dec)"])

    def test_bad_frame_error(self):
        self.rejected(*ALIGN, "--uncertainty.frame-error", "0.3, -1", says=["frame-error"])

    def test_unknown_choice(self):
        self.rejected(*ALIGN, "--frame.correct", "maybe", says=["frame.correct", "significant"])

    def test_fields_far_apart_need_a_column(self):
        self.rows["ra"][-1] += 90.0
        self.write()
        self.rejected(*ALIGN, "--frame.correct", "always", says=["xray.observation"])


class Outputs(Case):
    def test_any_of_them_exists(self):
        for name in OUTPUTS:
            with self.subTest(name):
                (self.case / name).write_text("precious")
                is_result = name.endswith(".h5")
                self.rejected(*ALIGN, says=[name, "no result of this program" if is_result else "overwrite"])
                self.assertEqual((self.case / name).read_text(), "precious")
                (self.case / name).unlink()

    def test_folder_does_not_exist(self):
        self.rejected(*ALIGN, "--output.regions-2sigma", "nowhere/2.reg", says=["nowhere"])

    def test_two_outputs_of_one_name(self):
        self.rejected(*ALIGN, "--output.csv", "best.fits", says=["best.fits", "output.csv"])


class Flags(Case):
    def setUp(self):
        super().setUp()
        self.rows["counts"][:4] = 0.0, -3.0, np.nan, 5000.0
        self.rows["theta"][4] = np.nan
        self.rows["error"] = np.full(N, 0.7)
        self.write()

    def test_quoted_errors_stand_in(self):
        aligned = self.aligned("--xray.error", "error", "--xray.error-level", "sigma")
        self.assertEqual(list(aligned["uncertainty"]), ["quoted"] * 5 + ["kim2007"] * (N - 5))
        self.assertTrue(np.all(aligned["sig2"] > 0.0))
        np.testing.assert_allclose(aligned["radius_95"][:5], 0.7 * np.sqrt(-2 * np.log(0.05)))

    def test_without_them_the_nearest_counts(self):
        aligned = self.aligned()
        self.assertEqual(list(aligned["uncertainty"][:5]),
                         ["clamped", "clamped", "unknown", "clamped", "unknown"])
        unknown = aligned["uncertainty"] == "unknown"
        np.testing.assert_array_equal(np.isnan(aligned["sig2"]), unknown)
        self.assertTrue(np.all(aligned["sig2"][~unknown] > 0.0))

    def test_zero_only_where_asked_for(self):
        aligned = self.aligned("--uncertainty.out-of-range", "zero")
        np.testing.assert_array_equal(aligned["radius_95"] == 0.0, aligned["uncertainty"] == "zero")
        self.assertEqual(list(aligned["uncertainty"][:5]), ["zero"] * 5)

    def test_rows_without_a_position_stay_blank(self):
        self.rows["ra"][5] = np.nan
        self.write()
        aligned = self.aligned()
        self.assertTrue(np.isnan(aligned["ra_aligned"][5]) and np.isnan(aligned["sig2"][5]))
        self.assertEqual(np.isnan(aligned["ra_aligned"]).sum(), 1)


if __name__ == "__main__":
    harness.main()
