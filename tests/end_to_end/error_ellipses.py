#!/usr/bin/env python3
"""Error ellipses of X-ray sources: the program against all pairs by brute force."""

import harness

import numpy as np

import ellipses
import independent
import notebook
import skies

RELATIVE = 1e-9
OFFSET_ARCSEC = 1e-8  # two formulas on coordinates of 360 deg, whose last bit is 1e-10 arcsec
FACTOR = 1.5
ERROR_IR_ARCSEC = notebook.ERROR_IR_ARCSEC


class Sky:
    """Mixin: one run on two ranks, and the reference on the same files."""

    make = None
    options = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sky = skies.with_ellipses(cls.make())
        harness.write_case(cls.folder, sky, xray=harness.ELLIPSES)
        harness.match(cls.folder, "--match.radius-factor", FACTOR, *cls.options)
        cls.out = harness.Output(cls.folder / "result.h5")
        files = [cls.folder / f"{k + 1}.tsv" for k in range(sky.n_files)]
        cls.raw = ellipses.read_xray(cls.folder / "muno3.csv")
        cls.xray, cls.infrared, _ = notebook.clean(cls.raw, notebook.read_infrared(files))
        cls.offsets = ellipses.Offsets(cls.xray, cls.infrared)
        cls.major = FACTOR * np.hypot(cls.xray["error"], ERROR_IR_ARCSEC)
        cls.minor = FACTOR * np.hypot(cls.xray["minor"], ERROR_IR_ARCSEC)
        cls.index_x, cls.index_ir = cls.offsets.pairs_within(cls.major, cls.minor)
        cls.sigma = [np.hypot(axis / ellipses.QUOTED_PER_SIGMA, ERROR_IR_ARCSEC)
                     for axis in (cls.xray["error"], cls.xray["minor"])]


class Tables(Sky):
    """Mixin: what every sky must hold."""

    def test_pairs_are_the_same_as_all_against_all(self):
        pairs = self.out["pairs"]
        actual = list(zip(pairs["xray_id"].tolist(), pairs["ir_id"].tolist()))
        slow = list(zip(self.xray.id[self.index_x].tolist(),
                        self.infrared.id[self.index_ir].tolist()))
        in_circles = np.sum(self.offsets.distance <= self.major[:, None])
        self.assertGreater(len(slow), 50)
        self.assertLess(len(slow), 0.9 * in_circles)
        self.assertEqual(sorted(actual), sorted(slow))

    def test_xray_table(self):
        table = self.out["xray"]
        self.assertEqual(table["xray_id"][table["kept"].astype(bool)].tolist(),
                         self.xray.id.tolist())
        self.assertLess(len(self.xray), len(self.raw) - 5)
        kept = table[self.xray.id]
        level = ellipses.QUOTED_PER_SIGMA
        np.testing.assert_allclose(kept["sigma"], self.xray["error"] / level, rtol=RELATIVE)
        np.testing.assert_allclose(kept["sigma_minor"], self.xray["minor"] / level, rtol=RELATIVE)
        np.testing.assert_allclose(kept["sigma_angle"], self.xray["angle"], rtol=0, atol=1e-9)
        self.assertGreater(np.isnan(kept["sigma_angle"]).sum(), 5)
        np.testing.assert_allclose(kept["radius"], self.major, rtol=RELATIVE)

    def test_terms_of_the_likelihood(self):
        pairs = self.out["pairs"]
        x = np.searchsorted(self.xray.id, pairs["xray_id"])
        i = np.searchsorted(self.infrared.id, pairs["ir_id"])
        turn = np.deg2rad(pairs["position_angle"] - np.nan_to_num(self.xray["angle"][x]))
        along, across = pairs["separation"] * np.cos(turn), pairs["separation"] * np.sin(turn)
        for offset, slow in ((along, self.offsets.along), (across, self.offsets.across)):
            np.testing.assert_allclose(offset, slow[x, i], rtol=0, atol=OFFSET_ARCSEC)
        p_phi = ellipses.density(along, across, self.sigma[0][x], self.sigma[1][x])
        np.testing.assert_allclose(pairs["p_phi"], p_phi, rtol=RELATIVE)
        np.testing.assert_allclose(pairs["sigma"], self.sigma[0][x], rtol=RELATIVE)
        inside = np.array([ellipses.completeness(*axes) for axes in zip(
            self.major, self.minor, *self.sigma)])
        weight = pairs["q_over_n"] * p_phi
        p, p0 = notebook.normalise(x, weight, 1.0 - self.out.summary["Q"] * inside[x])
        np.testing.assert_allclose(pairs["p_lr"], p, rtol=RELATIVE, atol=1e-15)
        np.testing.assert_allclose(pairs["p0_lr"], p0, rtol=RELATIVE)

    def test_mauerhan_estimator(self):
        pairs = self.out["pairs"]
        weight = pairs["f_k"] / np.where(pairs["rho_k"] > 0, pairs["rho_k"], np.inf) * pairs["p_phi"]
        p, _ = notebook.normalise(pairs["xray_id"], weight, 1.0 - self.out["magnitude_grid"]["f_k"][-1])
        np.testing.assert_allclose(pairs["p_mauerhan"], p, rtol=RELATIVE, atol=1e-15)


class Plain(Tables, harness.TestCase):
    make = staticmethod(skies.plain)


class AcrossZero(Tables, harness.TestCase):
    make = staticmethod(skies.across_zero)


class RoundPole(Tables, harness.TestCase):
    make = staticmethod(skies.round_pole)


class Messy(Tables, harness.TestCase):
    make = staticmethod(skies.messy)


class Trials(Sky):
    """Mixin: many trials tend to the exact expectation, within 4 standard errors everywhere."""

    N_TRIALS = 400
    inner = 0.0

    def agree(self, trials, mean):
        """`trials`: [trial, column]."""
        error = np.maximum(trials.std(axis=0, ddof=1), np.sqrt(mean)) / np.sqrt(len(trials))
        off = np.abs(trials.mean(axis=0) - mean)
        self.assertTrue(np.all(off <= 4 * error + 1e-9), f"{off / np.maximum(error, 1e-9)}")

    def test_expectation_per_bin(self):
        p = ellipses.match_probability(self.offsets, self.major, self.minor, self.inner, 10.0)
        mean, _ = independent.expected_counts(p, self.infrared["ks"])
        self.assertGreater(mean.sum(), 20)
        table = self.out["ks_histogram"]
        np.testing.assert_allclose(table["null_expected"], mean, rtol=1e-4, atol=1e-9)
        self.agree(self.out["null_trials"], table["null_expected"])

    def test_spread_per_bin(self):
        """Sources that share a star count with circles of equal area: near enough for a spread."""
        table, trials = self.out["ks_histogram"], self.out["null_trials"]
        seen = table["null_expected"] > 1.0
        ratio = trials[:, seen].var(axis=0, ddof=1) / table["null_expected_std"][seen] ** 2
        self.assertGreater(len(ratio), 5)
        self.assertTrue(np.all(np.abs(ratio - 1.0) <= 4 * np.sqrt(2 / self.N_TRIALS)), f"{ratio}")


class SweepOfTrials(Trials):
    def test_shift_sweep(self):
        expected = []
        for radius in self.out["shift_sweep"]["radius"][1:]:
            p = ellipses.match_probability(self.offsets, self.major, self.minor, 0.0, radius)
            expected.append(independent.expected_matched_sources(p))
        table = self.out["shift_sweep"]
        np.testing.assert_allclose(table["expected"][1:], expected, rtol=1e-5)
        self.assertEqual(table["expected"][0], len(np.unique(self.index_x)))
        self.agree(self.out["shift_sweep_trials"].T, table["expected"])


class Disc(SweepOfTrials, harness.TestCase):
    make = staticmethod(skies.plain)
    options = ("--null.trials", Trials.N_TRIALS, "--sweep.trials", Trials.N_TRIALS,
               "--sweep.radii", "0, 2.5, 20")


class DiscRoundPole(SweepOfTrials, harness.TestCase):
    make = staticmethod(skies.round_pole)
    options = Disc.options


class Annulus(Trials, harness.TestCase):
    make = staticmethod(skies.plain)
    inner = 6.0
    options = ("--null.trials", Trials.N_TRIALS, "--null.mode", "annulus", "--null.shift-min", 6)


class Scatter(harness.TestCase):
    """Counterparts that scatter as the ellipses say: the fit finds the errors true, and finds the
    circles of their major axes too large."""

    def fitted(self, **xray):
        harness.write_case(self.folder, self.sky, xray=harness.ELLIPSES | xray)
        done = harness.match(self.folder, "--match.radius-factor", FACTOR, "--output.overwrite", "true")
        self.warnings = [line for line in done.stderr.splitlines() if "warning:" in line]
        summary = harness.Output(self.folder / "result.h5").summary
        return summary["error_scale_factor"], summary["error_scale_factor_error"]

    def test_scale_of_the_errors(self):
        sky = skies.make_sky("truth", (266.41, -29.0), seed=107, n_xray=1500, n_infrared=40000)
        self.sky = skies.with_ellipses(sky)
        truth = 0.4 * ellipses.QUOTED_PER_SIGMA
        factor, error = self.fitted()
        self.assertLess(abs(factor - truth), 4 * error)
        keys = {"error-major": "", "error-minor": "", "error-angle": "", "error": "ePos"}
        factor, error = self.fitted(**keys)
        self.assertGreater(truth - factor, 4 * error)

    def test_errors_that_are_off_may_have_angles_of_another_meaning(self):
        sky = skies.make_sky("truth", (266.41, -29.0), seed=107, n_xray=1500, n_infrared=40000)
        self.sky = skies.with_ellipses(sky)
        self.fitted(**{"error-level": "sigma"})
        told = [line for line in self.warnings if "the separations ask for X-ray errors" in line]
        self.assertEqual(len(told), 1, self.warnings)
        self.assertIn("xray.error-angle north through east?", told[0])


class Configuration(harness.TestCase):
    def match(self, sections, *options):
        harness.write_case(self.folder, skies.with_ellipses(skies.plain()), xray=sections)
        return harness.run(["match", "--config", "match.ini", *options], self.folder)

    def test_ellipse_and_circle_exclude_each_other(self):
        done = self.match(harness.ELLIPSES | {"error": "ePos"})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("both", done.stderr)

    def test_all_three_keys_are_needed(self):
        done = self.match(harness.ELLIPSES | {"error-angle": ""})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("not given: xray.error-angle", done.stderr)

    def test_a_missing_column_names_its_key(self):
        done = self.match(harness.ELLIPSES | {"error-minor": "r2"})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("xray.error-minor", done.stderr)

    def test_constant_circles_by_the_keys_of_an_ellipse(self):
        """Equal axes are a circle: the same tables as with xray.error."""
        outputs = []
        numbers = {"error-major": 0.8, "error-minor": 0.8, "error-angle": 30}
        circle = {key: "" for key in numbers} | {"error": 0.8}
        for keys in (numbers, circle):
            done = self.match(harness.ELLIPSES | keys, "--output.overwrite", "true")
            self.assertEqual(done.returncode, 0, done.stderr)
            outputs.append(harness.Output(self.folder / "result.h5").tables)
        for name in outputs[0]:
            if name.endswith("__table_column_meta__"):
                continue  # the descriptions say which axis is meant
            ellipse, circle = (output[name] for output in outputs)
            for column in circle.dtype.names or [...]:  # ellipses have columns for their axes beside
                self.assertEqual(ellipse[column].tobytes(), circle[column].tobytes(), (name, column))

    def test_explain_names_the_ellipse(self):
        self.assertEqual(self.match(harness.ELLIPSES, "--output.overwrite", "true").returncode, 0)
        out = harness.Output(self.folder / "result.h5")
        table = out["xray"]
        with_pairs = table["n_candidates"] > 0
        for is_circle in (False, True):
            row = table[with_pairs & (np.isnan(table["sigma_angle"]) == is_circle)][0]
            done = harness.run(["explain", row["xray_id"], "--results", "result.h5"], self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            angle = f"major axis at position angle {row['sigma_angle']:.1f} deg"
            self.assertEqual(angle in done.stdout, not is_circle, done.stdout)
            self.check_offset(out["pairs"], row, done.stdout)

    def check_offset(self, pairs, row, words):
        """p(phi) is exp(-z^2 / 2) over 2 pi times the two standard deviations."""
        pair = pairs[pairs["xray_id"] == row["xray_id"]][0]
        minor = np.sqrt(pair["sigma"] ** 2 - row["sigma"] ** 2 + row["sigma_minor"] ** 2)
        z = np.sqrt(-2 * np.log(pair["p_phi"] * 2 * np.pi * pair["sigma"] * minor))
        self.assertIn(f"{z:.2f} sigma, p(phi)", words)


if __name__ == "__main__":
    harness.main()
