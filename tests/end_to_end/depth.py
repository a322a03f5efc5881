#!/usr/bin/env python3
"""A catalogue that is not equally deep: n(m) and Q of each place (probability.depth)."""

import hashlib

import numpy as np

import harness
import small_field

SIDE_ARCSEC = 600.0
N_STARS = 16000
N_SOURCES = 700
SIGMA = 0.59
NONE = ("--probability.depth", "none")


class Depth(harness.TestCase):
    def make_sky(self, northern_limit=15.0, limit_of_ks=99.0):
        """Half of the sources have a counterpart. In the north nothing fainter than the limit is listed; Ks of the
        fainter ones is missing elsewhere, too, from a limit on."""
        rng = np.random.default_rng(12)
        stars = SIDE_ARCSEC * (rng.random((N_STARS, 2)) - 0.5)
        xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        has = rng.random(N_SOURCES) < 0.5
        near = xray[has] + 0.6 * rng.standard_normal((has.sum(), 2))
        ks = np.concatenate([17.5 + np.log10(1.0 - 0.999 * rng.random(N_STARS)) / 0.3,
                             14.5 + 1.2 * rng.standard_normal(has.sum())])
        hk = 0.7 + 0.25 * rng.standard_normal(len(ks)) + 0.5 * (np.arange(len(ks)) >= N_STARS)
        places = np.concatenate([stars, near])
        listed = ks < np.where(places[:, 1] > 0.0, northern_limit, 17.5)
        counterpart = np.where(has, N_STARS + np.cumsum(has) - 1, -1)
        self.is_north = xray[:, 1] > 0.0
        self.counterpart = np.where(has & listed[counterpart], np.cumsum(listed)[counterpart] - 1, -1)
        hk += ks
        ks[ks > limit_of_ks] = np.nan
        small_field.write(self.folder, ("Ksmag,Hmag", places[listed], [ks[listed], hk[listed]]),
                          ("err,HR", xray, [np.full(N_SOURCES, SIGMA), rng.random(N_SOURCES)]))

    def matched(self, *options, ranks=2):
        """The result, what was printed, and the warnings."""
        done = harness.match(self.folder, *options, ranks=ranks)
        return harness.Output(self.folder / "result.h5"), done.stdout, small_field.warnings_of(done)

    def brier(self, pairs):
        is_true = self.counterpart[pairs["xray_id"]] == pairs["ir_id"]
        return np.sum((pairs["p_lr"] - is_true) ** 2)

    def deviation(self, pairs, of_source):
        """Sum of P over the counterparts, of some sources: too large, in standard deviations of these."""
        chosen = of_source[pairs["xray_id"]]
        p = pairs["p_lr"][chosen]
        n_true = np.sum(self.counterpart[pairs["xray_id"]] == pairs["ir_id"], where=chosen)
        return (p.sum() - n_true) / np.sqrt(np.sum(p * (1.0 - p)))

    def test_stars_without_ks_in_a_part_of_the_field(self):
        """The faint stars of the south were seen in another band only: a second catalogue without mag-ks."""
        self.make_sky(limit_of_ks=15.0)
        plain, _, warnings = self.matched(*NONE)
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"stars without Ks, 0 % to [6-9]\d % of those round X-ray sources, are listed in a "
                                      r"part of the field only\. One n.m. and one Q are taken for all")
        result, _, warnings = self.matched()
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"listed in a part of the field only\. lr goes by the depth of 2 places")
        np.testing.assert_allclose(np.sort(result["depth"]["missing_ks"]), [0.0, 1.0], atol=0.02)
        for part in (self.is_north, ~self.is_north):
            self.assertGreater(abs(self.deviation(plain["pairs"], part)), 2.5)
            self.assertLess(abs(self.deviation(result["pairs"], part)), 2.0)
        self.assertLess(self.brier(result["pairs"]), self.brier(plain["pairs"]))

    def test_two_depths(self):
        self.make_sky()
        plain, _, warnings = self.matched(*NONE)
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], "not equally deep: .* One n.m. and one Q are taken for all")
        self.assertNotIn("depth", plain.tables)
        result, printed, warnings = self.matched()
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], r"not equally deep: .* lr goes by the depth of 2 places \(see /depth\)")
        self.assertRegex(printed, r"2 places of equal depth \(/depth\); where it is greatest, Q = 0\.\d+")
        self.assertLess(self.brier(result["pairs"]), 0.97 * self.brier(plain["pairs"]))
        self.assertGreater(self.deviation(plain["pairs"], self.is_north), 3.0)
        for part in (self.is_north, ~self.is_north):
            self.assertLess(abs(self.deviation(result["pairs"], part)), 2.5)

        depth, xray, summary = result["depth"], result["xray"], result.summary
        north, south = np.argsort(depth["limit"])  # the deepest has none: NaN is last
        self.assertAlmostEqual(depth["limit"][north], 15.0, delta=0.11)
        self.assertTrue(np.isnan(depth["limit"][south]))
        self.assertGreater(np.mean(xray["depth_place"] == np.where(self.is_north, north, south)), 0.97)
        np.testing.assert_array_equal(xray["faint_end"], depth["faint_end"][xray["depth_place"]])
        np.testing.assert_allclose(xray["Q"], depth["Q"][xray["depth_place"]])
        self.assertAlmostEqual(depth["Q"][south], summary["Q_of_deepest"], places=12)
        self.assertAlmostEqual(depth["Q"][south], 0.5, delta=0.1)
        self.assertAlmostEqual(depth["Q"][north] / depth["Q"][south], 0.66, delta=0.1)  # Ks < 15 of 14.5 +- 1.2
        self.assertAlmostEqual(np.average(depth["Q"], weights=depth["sources"]), summary["Q"], places=9)
        self.assertEqual(depth["rows"].sum(), summary["infrared_rows_kept"])
        by = [row.decode() for row in result["subgroups"]["by"]]
        self.assertEqual(by.count("depth"), 2)
        told = harness.run(["explain", "0", "--results", "result.h5"], self.folder).stdout
        self.assertRegex(told, r"95 % of the infrared sources here are brighter than Ks = 1\d\.\d\d")
        self.assertRegex(told, r"of sources like this, 0\.\d+ have a counterpart that is listed here")

    def test_with_classes_and_features(self):
        """LR and none, as docs/method.md has them."""
        self.make_sky()
        result, _, _ = self.matched("--probability.feature", "H-Ks", "--xray.class", "HR: 0.5")
        pairs, xray = result["pairs"], result["xray"]
        self.assertIn("depth", result.tables)
        self.assertEqual(result.summary["features_used"], 1)
        none = 1.0 + xray["Q"] * np.expm1(-0.5 * (xray["radius"] / np.hypot(xray["sigma"], 0.1)) ** 2)
        weights = pairs["q_over_n"] * pairs["features_q_over_n"] * pairs["p_phi"]
        total = none + np.bincount(pairs["xray_id"], weights, N_SOURCES)
        np.testing.assert_allclose(pairs["p_lr"], weights / total[pairs["xray_id"]], rtol=1e-9)
        considered = xray["kept"].astype(bool) & xray["in_footprint"].astype(bool)
        for row in result["classes"]:
            mine = considered & (xray["class"] == row["class"])
            self.assertEqual(mine.sum(), row["sources"])
            self.assertAlmostEqual(xray["Q"][mine].mean(), row["Q"], places=9)

    def test_one_depth_is_as_if_nothing_were_looked_for(self):
        self.make_sky(northern_limit=17.5)
        plain, _, warnings = self.matched(*NONE)
        self.assertEqual([text for text in warnings if "in H-Ks" not in text], [])
        result, _, warnings = self.matched()
        self.assertEqual([text for text in warnings if "in H-Ks" not in text], [])
        self.assertEqual(set(result.tables), set(plain.tables))
        for name in plain.tables:
            self.assertEqual(plain[name].tobytes(), result[name].tobytes(), name)

    def test_layout_and_stage_do_not_matter(self):
        self.make_sky()
        digests = set()
        for ranks, *more in ((1,), (2, "--layout.tiles", "7"), (3,), (4, "--layout.trial-groups", "2"),
                             (2, *NONE, "--save-stage", "result.stage"), (3, "--from-stage", "result.stage",
                                                                          "--probability.depth", "auto")):
            self.matched(*more, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 2)  # the fifth knows no depth
        # Stars beyond the reach of a run tell nothing, whether its stage has them or not.
        nearer = ("--null.shift-max", "6", "--probability.depth", "auto")
        whole, _, _ = self.matched(*nearer)
        pairs = whole["pairs"]
        staged, _, _ = self.matched("--from-stage", "result.stage", *nearer)
        self.assertEqual(pairs.tobytes(), staged["pairs"].tobytes())

    def test_an_unknown_word(self):
        self.make_sky()
        done = harness.run(["match", "--config", "match.ini", "--probability.depth", "17"], self.folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, "probability.depth")


if __name__ == "__main__":
    harness.main()
