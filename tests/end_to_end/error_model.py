#!/usr/bin/env python3
"""X-ray errors that are not what they are said to be: what is found, and what becomes of it."""

import json

import numpy as np

import harness
import small_field

SIDE_ARCSEC = 700.0
N_STARS = 14000
N_SOURCES = 1200


class ErrorModel(harness.TestCase):
    def matched(self, true, declared, *options, ranks=2):
        """The result, and the warnings, of sources with these one-dimensional errors; the odd ones are hard."""
        rng = np.random.default_rng(11)
        stars = SIDE_ARCSEC * (rng.random((N_STARS, 2)) - 0.5)
        xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        has = rng.random(N_SOURCES) < 0.6
        near = (xray + np.hypot(true, 0.1)[:, None] * rng.standard_normal((N_SOURCES, 2)))[has]
        ks = np.concatenate([17.0 - 5.0 * rng.random(N_STARS) ** 2, 14.0 + rng.standard_normal(has.sum())])
        is_hard = np.arange(N_SOURCES) % 2
        small_field.write(self.folder, ("Ksmag", np.concatenate([stars, near]), [ks]),
                          ("err,hard", xray, [declared, is_hard]))
        done = harness.match(self.folder, *options, ranks=ranks)
        self.stdout = done.stdout
        return (harness.Output(self.folder / "result.h5"),
                small_field.warnings_of(done))

    TRUE = np.geomspace(0.2, 0.8, N_SOURCES)[np.random.default_rng(3).permutation(N_SOURCES)]
    FIT = ("--xray.error-scale", "fit")

    def rows(self, result):
        return {row["term"].decode() + row["class"].decode(): row for row in result["error_model"]}

    def test_true_errors_stay_as_they_are(self):
        result, warnings = self.matched(self.TRUE, self.TRUE)
        self.assertEqual(warnings, [])
        rows = self.rows(result)
        self.assertEqual(list(rows), ["factor", "floor", "tail_fraction", "tail_width"])
        self.assertEqual([bool(row["significant"]) for row in rows.values()], [True, False, False, False])
        self.assertFalse(result["error_model"]["used"].any())
        self.assertNotIn("sigma_declared", result["xray"].dtype.names)

    def test_a_floor_that_is_not_there_is_said_and_on_request_subtracted(self):
        declared = np.round(np.hypot(self.TRUE, 0.5), 4)
        result, warnings = self.matched(self.TRUE, declared)
        self.assertTrue(any("arcsec to be subtracted" in line and "or set xray.error-scale = fit" in line
                            for line in warnings), warnings)
        self.assertFalse(result["error_model"]["used"].any())

        result, warnings = self.matched(self.TRUE, declared, *self.FIT)
        self.assertTrue(any("the fitted ones are in use" in line for line in warnings), warnings)
        factor, floor = (self.rows(result)[name] for name in ("factor", "floor"))
        self.assertTrue(factor["used"] and floor["used"])
        self.assertLess(abs(floor["value"] + 0.5), 4.0 * floor["error"])
        self.assertAlmostEqual(result.summary["error_scale_floor_arcsec"], floor["value"])
        self.assertIn("arcsec to be subtracted", self.stdout)
        xray = result["xray"]
        np.testing.assert_allclose(xray["sigma_declared"], declared)
        np.testing.assert_allclose(xray["sigma"] ** 2, (factor["value"] * declared) ** 2 - floor["value"] ** 2)
        told = harness.run(["explain", "7", "--results", "result.h5"], self.folder).stdout
        self.assertIn(f"as fitted: the catalogue declares {declared[7]:.3f} arcsec", told)

    def test_a_tail_is_in_the_density_and_in_what_lies_beyond(self):
        is_wide = np.random.default_rng(4).random(N_SOURCES) < 0.35
        result, _ = self.matched(self.TRUE * np.where(is_wide, 3.5, 1.0), self.TRUE, *self.FIT,
                                 "--match.completeness", "0.9999")  # a tail has to be seen
        rows = self.rows(result)
        fraction, width = (rows[f"tail_{name}"]["value"] for name in ("fraction", "width"))
        self.assertTrue(rows["tail_fraction"]["used"])
        self.assertLess(abs(fraction - 0.35), 4.0 * rows["tail_fraction"]["error"])
        xray, pairs = result["xray"], result["pairs"]
        np.testing.assert_array_equal(xray["tail_fraction"], fraction)
        parts = [(1.0 - fraction, np.hypot(xray["sigma"], 0.1)), (fraction, np.hypot(width * xray["sigma"], 0.1))]
        source, separation = pairs["xray_id"], pairs["separation"]
        density = sum(part * np.exp(-0.5 * (separation / sigma[source]) ** 2) / (2.0 * np.pi * sigma[source] ** 2)
                      for part, sigma in parts)
        np.testing.assert_allclose(pairs["p_phi"], density, rtol=1e-9)
        inside = sum(part * -np.expm1(-0.5 * (xray["radius"] / sigma) ** 2) for part, sigma in parts)
        weights = pairs["q_over_n"] * pairs["p_phi"]
        total = 1.0 - result.summary["Q"] * inside + np.bincount(source, weights, N_SOURCES)
        np.testing.assert_allclose(pairs["p_lr"], weights / total[source], rtol=1e-9)
        told = json.loads(harness.run(["explain", "0", "--json", "--results", "result.h5"], self.folder).stdout)
        self.assertEqual(told["xray"]["tail_width"], width)
        told = harness.run(["explain", "0", "--results", "result.h5"], self.folder).stdout
        self.assertIn(f"a fraction {fraction:.3f} of the offsets is {width:.2f} times as wide", told)
        # Who does not want it has it not.
        result, _ = self.matched(self.TRUE, self.TRUE, *self.FIT, "--xray.error-terms", "floor")
        self.assertEqual(list(self.rows(result)), ["factor", "floor"])

    def test_classes_have_a_factor_of_their_own_on_any_number_of_ranks(self):
        true = self.TRUE * np.where(np.arange(N_SOURCES) % 2 == 1, 2.0, 1.0)
        options = (*self.FIT, "--xray.class", "hard: 0.5")
        result, _ = self.matched(true, self.TRUE, *options)
        rows = self.rows(result)
        for name, expected in (("factorhard < 0.5", 1.0), ("factorhard >= 0.5", 2.0)):
            self.assertTrue(rows[name]["used"])
            self.assertLess(abs(rows[name]["value"] - expected), 4.0 * rows[name]["error"])
            self.assertLess(rows[name]["error"], 0.2 * expected)
        is_hard = np.char.find(result["xray"]["class"], b">=") >= 0
        factor = np.where(is_hard, rows["factorhard >= 0.5"]["value"], rows["factorhard < 0.5"]["value"])
        np.testing.assert_allclose(result["xray"]["sigma"], factor * result["xray"]["sigma_declared"])
        self.assertRegex(self.stdout, r"class hard >= 0.5: true / declared = [12]\.\d+ \+- 0\.\d+")
        alone, _ = self.matched(true, self.TRUE, *options, ranks=1)
        shared, _ = self.matched(true, self.TRUE, *options, ranks=3)
        for name in ("error_model", "pairs", "xray"):
            self.assertEqual(alone[name].tobytes(), shared[name].tobytes(), name)

    def test_an_unknown_term_is_refused(self):
        self.matched(self.TRUE, self.TRUE)
        done = harness.run(["match", "--config", "match.ini", "--xray.error-terms", "tails"], self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "xray.error-terms = tails: some of class, floor, tail")


if __name__ == "__main__":
    harness.main()
