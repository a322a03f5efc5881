#!/usr/bin/env python3
"""The reference against itself: two independent ways to each number."""

import tempfile
import unittest
from pathlib import Path

from requirements import require

require("numpy", "scipy", "astropy")

import numpy as np  # noqa: E402
from scipy.integrate import quad  # noqa: E402

import independent  # noqa: E402
import notebook  # noqa: E402
import skies  # noqa: E402


def load(sky):
    with tempfile.TemporaryDirectory() as folder:
        xray, infrared = sky.write(Path(folder))
        return notebook.read_xray(xray), notebook.read_infrared(infrared)


class Matching(unittest.TestCase):
    def test_search_around_sky_equals_all_pairs(self):
        for make in skies.ALL:
            with self.subTest(sky=make.__name__):
                xray, infrared, _ = notebook.clean(*load(make()))
                radius = np.hypot(xray["error"], notebook.ERROR_IR_ARCSEC)[:, None]
                slow = independent.pairs_within(independent.all_separations(xray, infrared), radius)
                fast = notebook.crossmatch(xray, infrared)
                self.assertGreater(len(slow[0]), 50)
                np.testing.assert_array_equal(fast[0], slow[0])
                np.testing.assert_allclose(fast[2], slow[2], rtol=0, atol=1e-8)
                # Rows that stand twice are equally far but for rounding: compare as sets.
                self.assertEqual(set(zip(fast[0], fast[1])), set(zip(slow[0], slow[1])))

    def test_most_true_counterparts_are_found(self):
        sky = skies.plain()
        result = notebook.run(*load(sky))
        found = set(zip(result.xray.id[result.index_x], result.infrared.id[result.index_ir]))
        kept = set(result.xray.id)
        truth = {(x, i) for x, i in sky.truth.items() if x in kept}
        self.assertGreater(len(truth & found), 0.85 * len(truth))


class Cleaning(unittest.TestCase):
    def test_colour_reasons(self):
        j = np.array([12.0, 14.0, 0.0, 0.0, 12.0, 16.0, 12.0, 16.0, 0.0, 12.0, 0.0])
        h = np.array([11.0, 11.0, 11.0, 13.0, 0.0, 0.0, 11.0, 11.0, 0.0, 0.0, 0.0])
        k = np.array([10.5, 10.5, 10.5, 10.5, 10.5, 10.5, 0.0, 0.0, 10.5, 0.0, 0.0])
        names = notebook.REASONS
        expected = [names[0], "foreground", names[1], "foreground", names[2], "foreground",
                    names[3], "foreground", names[4], names[4], names[4]]
        self.assertEqual(notebook.colour_reasons(j, h, k).tolist(), expected)

    def test_hardness_window_is_exclusive_and_missing_stays(self):
        hr0 = np.array([-1.0, -0.999, -0.176, -0.175, 0.5, np.nan])
        self.assertEqual(notebook.is_foreground_xray(hr0).tolist(),
                         [False, True, True, False, False, False])

    def test_reading_counts_every_row_and_finds_moved_columns(self):
        sky = skies.messy()
        xray, infrared = load(sky)
        self.assertEqual((len(xray), len(infrared)), (len(sky.xray), len(sky.infrared)))
        for column, name in ((0, "ra"), (1, "dec"), (6, "ks")):
            texts = [row[column] for row in sky.infrared]
            missing = 0.0 if name == "ks" else np.nan
            np.testing.assert_array_equal(infrared[name],
                                          [notebook.to_number(text, missing) for text in texts])


class Expectation(unittest.TestCase):
    def test_overlap_area_equals_quadrature(self):
        for d, a, b in ((0.0, 1.0, 2.0), (5.0, 1.0, 3.0), (9.6, 0.5, 10.0), (10.2, 0.5, 10.0),
                        (1.0, 3.0, 3.0), (2.0, 10.0, 1.5)):
            with self.subTest(d=d, a=a, b=b):
                def chord(x, d=d, a=a, b=b):
                    return 2.0 * np.sqrt(max(0.0, min(a * a - x * x, b * b - (x - d) ** 2)))

                low, high = max(-a, d - b), min(a, d + b)
                area = quad(chord, low, high, limit=500, epsabs=1e-10)[0] if low < high else 0.0
                self.assertAlmostEqual(float(independent.overlap_area(d, a, b)), area, delta=2e-6)

    def test_probability_equals_monte_carlo(self):
        rng = np.random.default_rng(3)
        n = 200000
        for inner, outer in ((0.0, 10.0), (5.0, 10.0), (7.0, 7.0)):
            r = np.sqrt(rng.uniform(inner**2, outer**2, n))
            angle = rng.uniform(0, 2 * np.pi, n)
            for d, radius in ((0.0, 2.0), (3.0, 2.5), (6.5, 1.0), (9.5, 3.0), (12.0, 3.0)):
                with self.subTest(inner=inner, outer=outer, d=d, radius=radius):
                    p = float(independent.match_probability(d, radius, inner, outer))
                    share = np.mean(np.hypot(r * np.cos(angle) - d, r * np.sin(angle)) <= radius)
                    self.assertLessEqual(abs(share - p), 4 * np.sqrt(p * (1 - p) / n) + 1e-12)

    def test_joint_probability_equals_monte_carlo(self):
        rng = np.random.default_rng(4)
        n = 200000
        for inner, outer in ((0.0, 10.0), (5.0, 10.0)):
            r = np.sqrt(rng.uniform(inner**2, outer**2, n))
            turn = rng.uniform(0, 2 * np.pi, n)
            x, y = r * np.cos(turn), r * np.sin(turn)
            for d_a, r_a, d_b, r_b, angle in (
                    (3.0, 2.0, 4.0, 2.5, 0.4), (1.0, 2.0, 1.5, 2.5, 2.8), (9.5, 3.0, 10.5, 2.0, 0.1),
                    (6.0, 3.0, 6.0, 1.0, 0.0), (0.5, 6.0, 7.0, 2.0, 1.0), (8.0, 1.0, 8.0, 1.0, 1.5)):
                with self.subTest(inner=inner, d_a=d_a, d_b=d_b, angle=angle):
                    p = independent.joint_probability(d_a, r_a, d_b, r_b, angle, inner, outer)
                    both = (np.hypot(x - d_a, y) <= r_a) & (
                        np.hypot(x - d_b * np.cos(angle), y - d_b * np.sin(angle)) <= r_b)
                    self.assertLessEqual(abs(both.mean() - p), 4 * np.sqrt(p * (1 - p) / n) + 1e-12)

    def test_joint_probability_of_a_source_with_itself(self):
        for d, radius in ((3.0, 2.0), (9.0, 2.5), (1.0, 2.0)):
            joint = independent.joint_probability(d, radius, d, radius, 0.0, 0.0, 10.0)
            single = independent.match_probability(d, radius, 0.0, 10.0)
            self.assertAlmostEqual(joint, float(single), places=12)

    def test_notebook_trials_agree_with_expectation(self):
        xray, infrared, _ = notebook.clean(*load(skies.plain()))
        distance = independent.all_separations(xray, infrared)
        radius = np.hypot(xray["error"], notebook.ERROR_IR_ARCSEC)[:, None]
        probability = independent.match_probability(distance, radius, 0.0, 10.0)
        mean, std = independent.expected_counts(probability, infrared["ks"])
        trials = 100
        counts = notebook.null_counts(xray, infrared, trials)
        error = np.maximum(std, counts.std(axis=0, ddof=1)) / np.sqrt(trials)
        self.assertGreater(mean.sum(), 50)
        self.assertTrue(np.all(np.abs(counts.mean(axis=0) - mean) <= 4 * error + 1e-12))


class Probabilities(unittest.TestCase):
    def test_nearest_grid_point(self):
        ks = np.array([0.0, 5.0, 6.24, 6.25, 6.26, 17.3, 30.0])
        self.assertEqual(notebook.nearest_grid_index(ks).tolist(), [0, 0, 0, 0, 1, 23, 23])

    def test_sum_is_one_and_best_is_largest(self):
        result = notebook.run(*load(skies.plain()))
        total = np.bincount(result.index_x, weights=result.p)
        sources = np.unique(result.index_x)
        none = result.p0[np.unique(result.index_x, return_index=True)[1]]
        np.testing.assert_allclose(total[sources] + none, 1.0, rtol=1e-12)
        best = result.best()
        np.testing.assert_array_equal(result.index_x[best], sources)
        for row in best:
            same = result.index_x == result.index_x[row]
            self.assertEqual(result.p[row], result.p[same].max())

    def test_unit_of_the_notebook_makes_no_counterpart_impossible(self):
        """p(phi) in rad^-2 beside rho in arcsec^-2: weights are 4e10 times too large."""
        result = notebook.run(*load(skies.plain()))
        self.assertLess(result.p0.max(), 1e-6)


if __name__ == "__main__":
    unittest.main()
