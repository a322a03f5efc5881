#!/usr/bin/env python3
"""Subgroups of X-ray sources: the sum of P against the excess over chance, and classes that are fitted."""

import re

import numpy as np

import harness
import small_field

SIDE_ARCSEC = 600.0
N_STARS = 18000
N_SOURCES = 800


class Case(harness.TestCase):
    def matched(self, sigma, fraction, *options, ranks=2):
        """The result, and the warnings, of sources with these errors and chances of a counterpart."""
        rng = np.random.default_rng(7)
        sigma, fraction = np.broadcast_to(sigma, N_SOURCES), np.broadcast_to(fraction, N_SOURCES)
        stars = SIDE_ARCSEC * (rng.random((N_STARS, 2)) - 0.5)
        xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        has = rng.random(N_SOURCES) < fraction
        near = xray[has] + np.hypot(sigma[has], 0.1)[:, None] * rng.standard_normal((has.sum(), 2))
        ks = np.concatenate([17.0 - 5.0 * rng.random(N_STARS) ** 2, 14.0 + rng.standard_normal(has.sum())])
        small_field.write(self.folder, ("Ksmag", np.concatenate([stars, near]), [ks]),
                          ("err,often", xray, [sigma, fraction]))
        done = harness.match(self.folder, *options, ranks=ranks)
        return (harness.Output(self.folder / "result.h5"),
                small_field.warnings_of(done))


class Subgroups(Case):
    def test_rows_add_up_and_agree_where_all_sources_are_alike(self):
        sigma = np.geomspace(0.2, 1.5, N_SOURCES)
        result, warnings = self.matched(sigma, 0.4)
        self.assertEqual(warnings, [])
        groups, summary = result["subgroups"], result.summary
        self.assertEqual([row.decode() for row in groups["by"]], ["sigma_x"] * 4)
        xray, pairs = result["xray"], result["pairs"]
        compared = ~xray["at_edge"]
        self.assertGreater(compared.sum(), 0.9 * N_SOURCES)
        self.assertLess(compared.sum(), N_SOURCES)
        self.assertEqual(groups["sources"].tolist(), compared.reshape(4, -1).sum(axis=1).tolist())
        self.assertEqual(groups["pairs"].sum(), compared[pairs["xray_id"]].sum())
        self.assertEqual(len(pairs), summary["pairs"])
        self.assertAlmostEqual(pairs["p_lr"].sum(), summary["sum_p_lr"], places=9)
        np.testing.assert_allclose(groups["sigma_low"], np.round(sigma, 4)[::N_SOURCES // 4])
        np.testing.assert_array_less(np.abs(groups["deviation"]), 3.0)

        density = summary["infrared_rows_kept"] / summary["occupied_area_arcsec2"]
        chance = compared * density * xray["density_factor"] * np.pi * xray["radius"] ** 2
        np.testing.assert_allclose(groups["expected"], chance.reshape(4, -1).sum(axis=1))
        np.testing.assert_allclose(groups["excess"], groups["pairs"] - groups["expected"])
        p = compared * np.bincount(pairs["xray_id"], pairs["p_lr"], N_SOURCES)
        np.testing.assert_allclose(groups["sum_p_lr"], p.reshape(4, -1).sum(axis=1))
        np.testing.assert_allclose(groups["deviation"], (groups["sum_p_lr"] - groups["excess"])
                                   / np.sqrt(groups["expected"] + 1.0))

    def test_a_fraction_that_depends_on_the_error_is_said(self):
        sigma = np.geomspace(0.3, 1.5, N_SOURCES)
        result, warnings = self.matched(sigma, np.where(sigma < 0.67, 0.9, 0.1))
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"with .*sigma_x.* have a sum of P of .*see /subgroups.* xray.class = auto")
        self.assertGreater(np.abs(result["subgroups"]["deviation"]).max(), 3.0)

    def test_a_fraction_that_only_the_largest_errors_have_is_said(self):
        """These have so many chance pairs that the two counts of the quarter do not tell."""
        is_large = np.random.default_rng(3).permutation(N_SOURCES) < N_SOURCES // 4
        sigma = np.where(is_large, 2.5, np.geomspace(0.2, 0.6, N_SOURCES))
        fraction = np.where(sigma > 2.0, 0.95, 0.3)
        result, warnings = self.matched(sigma, fraction)
        np.testing.assert_array_less(np.abs(result["subgroups"]["deviation"]), 3.0)
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"with larger errors have a counterpart more often .* their P is too low, .* "
                                      r"xray.class = auto")
        self.assertEqual(self.matched(sigma, 0.4)[1], [])
        self.assertEqual(self.matched(sigma, fraction, "--xray.class", "auto")[1], [])

    def test_a_fraction_that_goes_with_the_density_is_said(self):
        """A cluster of stars that are X-ray sources, before a field of others."""
        for inside, outside in ((0.8, 0.1), (0.3, 0.3)):
            rng = np.random.default_rng(9)
            stars = np.concatenate([SIDE_ARCSEC * (rng.random((8000, 2)) - 0.5), 80.0 * rng.standard_normal((4000, 2))])
            xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
            has = rng.random(N_SOURCES) < np.where(np.hypot(*xray.T) < 120.0, inside, outside)
            near = xray[has] + 0.5 * rng.standard_normal((has.sum(), 2))
            ks = np.concatenate([17.0 - 5.0 * rng.random(12000) ** 2, 14.0 + rng.standard_normal(has.sum())])
            small_field.write(self.folder, ("Ksmag", np.concatenate([stars, near]), [ks]),
                              ("err,often", xray, [np.full(N_SOURCES, 0.49), np.zeros(N_SOURCES)]))
            warnings = small_field.warnings_of(harness.match(self.folder, "--output.overwrite", "true"))
            self.assertEqual(len(warnings), 1 if inside > outside else 0, warnings)
            for warning in warnings:
                self.assertRegex(warning, "with denser stars round them have a counterpart more often")

    def test_the_core_of_a_star_cluster_is_said(self):
        """Denser than the annulus of the local density: more pairs than sources could have counterparts."""
        rng = np.random.default_rng(8)
        around = lambda n, scale: scale * rng.standard_normal((n, 2))
        field = SIDE_ARCSEC * (rng.random((4000, 2)) - 0.5)
        stars, xray = np.concatenate([field, around(4000, 10.0)]), around(200, 10.0)
        small_field.write(self.folder, ("Ksmag", stars, [17.0 - 5.0 * rng.random(8000) ** 2]),
                          ("err,often", xray, [np.full(200, 0.4), np.zeros(200)]))
        warnings = small_field.warnings_of(harness.match(self.folder))
        self.assertTrue(any(re.search("more than one counterpart each: .* star cluster", warning)
                            for warning in warnings), warnings)

    def test_sources_of_equal_error_are_one_subgroup(self):
        result, _ = self.matched(0.5, 0.4)
        n_compared = np.count_nonzero(~result["xray"]["at_edge"])
        self.assertEqual(result["subgroups"]["sources"].tolist(), [n_compared])
        result, warnings = self.matched(0.5, 0.8, "--xray.error", "0.12")
        told = [warning for warning in warnings if "have a sum of P" in warning]
        self.assertEqual(len(told), 1, warnings)
        n_compared = np.count_nonzero(~result["xray"]["at_edge"])
        self.assertRegex(told[0], f"the {n_compared} X-ray sources have a sum of P .*: are the errors what they are said to be")


class Classes(Case):
    """Half of the sources, in no order, have a counterpart often, the others seldom."""

    OFTEN = np.where(np.arange(N_SOURCES) % 2 == 0, 0.8, 0.1)

    def test_limits_in_a_column(self):
        result, _ = self.matched(0.5, self.OFTEN, "--xray.class", "often: 0.5")
        classes = result["classes"]
        self.assertEqual([name.decode() for name in classes["class"]], ["often < 0.5", "often >= 0.5"])
        self.assertEqual(classes["sources"].tolist(), [N_SOURCES // 2] * 2)
        np.testing.assert_array_less(np.abs(classes["Q"] - [0.1, 0.8]), 4.0 * classes["Q_error"])
        np.testing.assert_array_less(classes["Q_error"], 0.06)
        xray, pairs = result["xray"], result["pairs"]
        self.assertEqual(xray["class"][0].decode().strip(), "often >= 0.5")
        np.testing.assert_allclose(xray["Q"], classes["Q"][(self.OFTEN > 0.5).astype(int)])
        # LR and the chance of none, as docs/method.md has them, with the Q of the class.
        none = 1.0 + xray["Q"] * np.expm1(-0.5 * (xray["radius"] / np.hypot(xray["sigma"], 0.1)) ** 2)
        weights = pairs["q_over_n"] * pairs["p_phi"]
        total = none + np.bincount(pairs["xray_id"], weights, N_SOURCES)
        np.testing.assert_allclose(pairs["p_lr"], weights / total[pairs["xray_id"]], rtol=1e-9)
        self.assertEqual([name.decode() for name in result["subgroups"]["by"]], ["sigma_x", "class", "class"])
        told = harness.run(["explain", "0", "--results", "result.h5"], self.folder).stdout
        self.assertRegex(told, r"class often >= 0.5: of sources like this, 0\.\d+ have a counterpart")

    def test_a_single_class_is_no_class(self):
        alike, _ = self.matched(0.5, 0.4)
        classed, _ = self.matched(0.5, 0.4, "--xray.class", "often")
        np.testing.assert_allclose(classed["pairs"]["p_lr"], alike["pairs"]["p_lr"], atol=1e-3)
        self.assertNotIn("classes", alike.tables)
        self.assertNotIn("class", alike["xray"].dtype.names)

    def test_quarters_of_the_error_explain_what_they_were_warned_of(self):
        sigma = np.geomspace(0.3, 1.5, N_SOURCES)
        result, warnings = self.matched(sigma, np.where(sigma < 0.67, 0.9, 0.1), "--xray.class", "auto")
        self.assertEqual(warnings, [])
        np.testing.assert_array_less(np.abs(result["subgroups"]["deviation"]), 3.0)
        self.assertEqual(len(result["classes"]), 4)

    def test_within_a_class_the_fraction_goes_with_the_error(self):
        sigma = np.geomspace(0.2, 1.0, N_SOURCES)
        fraction = 1.0 / (1.0 + (sigma / 0.4) ** 3)
        result, warnings = self.matched(sigma, fraction, "--xray.class", "often: 2")
        self.assertEqual(warnings, [])
        self.assertAlmostEqual(result.summary["class_error_slope"], -3.0, delta=1.2)
        np.testing.assert_allclose(result["xray"]["Q"], fraction, atol=0.15)
        self.assertAlmostEqual(result["xray"]["Q"].mean(), result["classes"]["Q"][0], places=6)

    def test_the_ranks_do_not_matter(self):
        alone, _ = self.matched(0.5, self.OFTEN, "--xray.class", "often: 0.5", ranks=1)
        shared, _ = self.matched(0.5, self.OFTEN, "--xray.class", "often: 0.5", ranks=3)
        for name in ("classes", "pairs", "subgroups", "xray"):
            self.assertEqual(alone[name].tobytes(), shared[name].tobytes(), name)

    def test_a_column_of_many_values_is_refused(self):
        self.matched(0.5, 0.4)
        done = harness.run(["match", "--config", "match.ini", "--xray.class", "ra"], self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "column 'ra' has [0-9]+ different values, .* xray.class = ra: ")


if __name__ == "__main__":
    harness.main()
