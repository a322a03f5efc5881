#!/usr/bin/env python3
"""What tells counterparts from other stars besides Ks: colours and columns (probability.feature)."""

import hashlib

import numpy as np

import harness
import small_field

SIDE_ARCSEC = 600.0
N_STARS = 14000
N_SOURCES = 700
FEATURE = "--probability.feature"


class Case(harness.TestCase):
    def make_sky(self, redder=0.8, dust=0.0, n_stars=N_STARS):
        """Half of the sources have a counterpart, `redder` in H - Ks; all colours go with Ks, and are `dust` larger in
        the east, where there is any, with four fifths of the X-ray sources."""
        rng = np.random.default_rng(11)
        stars = SIDE_ARCSEC * (rng.random((n_stars, 2)) - 0.5)
        xray = 0.95 * SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
        if dust:
            self.is_east = rng.random(N_SOURCES) < 0.8
            xray[:, 0] = np.where(self.is_east, 1.0, -1.0) * np.abs(xray[:, 0])
        has = rng.random(N_SOURCES) < 0.5
        self.counterpart = np.where(has, n_stars + np.cumsum(has) - 1, -1)
        near = xray[has] + 0.6 * rng.standard_normal((has.sum(), 2))
        ks = np.concatenate([17.0 - 5.0 * rng.random(n_stars) ** 2, 14.0 + rng.standard_normal(has.sum())])
        hk = 0.7 + 0.1 * (ks - 14.0) + 0.25 * rng.standard_normal(len(ks))
        hk[n_stars:] += redder
        hk += dust * (np.concatenate([stars, near])[:, 0] > 0.0)
        self.hk = hk = np.where(rng.random(len(ks)) < 0.2, np.nan, np.round(hk, 4))
        jh = 1.5 * hk + 0.1 * rng.standard_normal(len(ks))
        loud = 50.0 + 5.0 * rng.standard_normal(len(ks))
        small_field.write(self.folder, ("Ksmag,Hmag,Jmag,loud", np.concatenate([stars, near]), [ks, ks + hk, ks + hk + jh, loud]),
                          ("err", xray, [np.full(N_SOURCES, 0.59)]))

    def matched(self, *features, more=(), ranks=2):
        """The result, what was printed, and the warnings."""
        words = [word for feature in features for word in (FEATURE, feature)]
        done = harness.match(self.folder, *words, *more, ranks=ranks)
        return (harness.Output(self.folder / "result.h5"), done.stdout,
                small_field.warnings_of(done))

    def brier(self, pairs):
        is_true = self.counterpart[pairs["xray_id"]] == pairs["ir_id"]
        return np.sum((pairs["p_lr"] - is_true) ** 2)


class Features(Case):
    def setUp(self):
        super().setUp()
        self.make_sky()

    def test_a_colour_that_tells(self):
        plain, _, _ = self.matched()
        self.assertNotIn("feature_grid", plain.tables)
        self.assertEqual(plain.summary["q_near_parabola"], 1)  # normal magnitudes
        result, printed, warnings = self.matched("H-Ks")
        self.assertEqual(warnings, [])
        self.assertRegex(printed, r"beside Ks: H-Ks; ln L of sources left out of the fit \+[1-9]\d\d\.")
        pairs, xray, summary = result["pairs"], result["xray"], result.summary
        self.assertLess(self.brier(pairs), 0.6 * self.brier(plain["pairs"]))
        self.assertEqual(summary["features_used"], 1)
        self.assertEqual(summary["Q_log_likelihood_gain"], plain.summary["Q_log_likelihood_gain"])
        np.testing.assert_allclose(pairs["feature_H_Ks"], self.hk[pairs["ir_id"]], rtol=6e-4, atol=2e-4)
        # LR, as docs/method.md has it.
        none = 1.0 + summary["Q"] * np.expm1(-0.5 * (xray["radius"] / np.hypot(xray["sigma"], 0.1)) ** 2)
        weights = pairs["q_over_n"] * pairs["features_q_over_n"] * pairs["p_phi"]
        total = none + np.bincount(pairs["xray_id"], weights, N_SOURCES)
        np.testing.assert_allclose(pairs["p_lr"], weights / total[pairs["xray_id"]], rtol=1e-9)
        # As many counterparts without H as stars without it.
        missing = np.isnan(pairs["feature_H_Ks"])
        np.testing.assert_allclose(pairs["features_q_over_n"][missing], 1.0, atol=0.25)
        told = harness.run(["explain", str(pairs["xray_id"][0]), "--results", "result.h5"], self.folder).stdout
        self.assertRegex(told, r"H_Ks( = -?\d.*| missing): multiplies the odds by \d")

    def colour_by_numpy(self, pairs):
        """Counterparts less other candidates of the same Ks, weighed by P, and its error."""
        colour, p = pairs["h"] - pairs["ks"], pairs["p_lr"]
        place = np.where(np.isnan(colour), -1, np.nan_to_num(pairs["ks"] / 0.25)).astype(int)
        classes, squares, n_free = [], 0.0, 0.0
        for one in set(place) - {-1}:
            c, p_c = colour[place == one], p[place == one]
            n, n_others = p_c.sum(), np.sum(1.0 - p_c)
            if n_others <= 1.0 or n <= 0.01:
                continue
            mean = np.sum((1.0 - p_c) * c) / n_others
            squares, n_free = squares + np.sum((1.0 - p_c) * (c - mean) ** 2), n_free + n_others - 1.0
            classes.append((np.sum(p_c * c) / n - mean, np.sum(p_c * p_c) / n**2 + 1.0 / n_others))
        differences, parts = np.transpose(classes)
        return np.average(differences, weights=1.0 / parts), np.sqrt(squares / n_free / np.sum(1.0 / parts))

    def test_a_colour_that_is_not_asked_for_is_named(self):
        result, _, warnings = self.matched()
        self.assertEqual(len(warnings), 1)
        self.assertRegex(warnings[0], "counterparts are redder .*: probability.feature = H-Ks does")
        self.assertIn("by %.2f +- %.2f mag in H-Ks, or more" % self.colour_by_numpy(result["pairs"]), warnings[0])
        self.make_sky(redder=0.0)
        self.assertEqual(self.matched()[2], [])

    def test_the_grid_holds_all_counterparts_and_stars(self):
        result, _, _ = self.matched("H-Ks")
        grid, summary = result["feature_grid"], result.summary
        self.assertAlmostEqual(grid["q"].sum(), summary["Q"], places=3)
        np.testing.assert_allclose(grid["n"].sum() * summary["occupied_area_arcsec2"], summary["infrared_rows_kept"])
        self.assertEqual(set(grid["feature"]), {b"H-Ks"})
        faint = grid[(grid["ks_low"] == 16.5) & (grid["n"] > 0)]
        low, high = (faint["value_low"], faint["value_high"])
        np.testing.assert_array_less((high - low)[np.isfinite(high - low)], 0.1)
        measured = np.isfinite(low) & np.isfinite(high)
        middle = np.average(0.5 * (low + high)[measured], weights=faint["n"][measured])
        self.assertAlmostEqual(middle, 0.7 + 0.1 * 2.75, delta=0.02)
        ratio = faint["q_over_n"][measured]
        self.assertGreater(ratio[-1], 20.0 * ratio[0])

    def test_ks_alone_is_as_if_nothing_were_asked_for(self):
        plain, _, _ = self.matched()
        asked, _, _ = self.matched("Ks")
        for name in plain.tables:
            self.assertEqual(plain[name].tobytes(), asked[name].tobytes(), name)

    def test_a_column_that_tells_nothing_changes_nothing(self):
        plain, _, _ = self.matched()
        result, printed, _ = self.matched("loud")
        self.assertIn("too little, not used", printed)
        self.assertEqual(result.summary["features_used"], 0)
        np.testing.assert_array_equal(result["pairs"]["features_q_over_n"], 1.0)
        np.testing.assert_array_equal(result["pairs"]["p_lr"], plain["pairs"]["p_lr"])

    def test_features_that_go_together_are_said_to(self):
        result, printed, warnings = self.matched("H-Ks", "J - H")
        self.assertIn("J - H is missing where H-Ks is missing too (correlation 1.00): this counts once\n", printed)
        self.assertEqual(len(warnings), 1)
        self.assertRegex(warnings[0], r"H-Ks and J - H count as independent .* \(correlation 0\.[89]")
        self.assertIn("feature_J_H", result["pairs"].dtype.names)
        _, _, warnings = self.matched("H-Ks", "loud")
        self.assertEqual(warnings, [])

    def test_probabilities_that_trials_do_not_bear_out_are_warned_of(self):
        self.make_sky(redder=0.3, n_stars=2 * N_STARS)
        result, _, warnings = self.matched("H-Ks", "J-H", "J-Ks", "Hmag-Jmag")  # the same four times
        row = result["calibration"][9]
        sure = [warning for warning in warnings if "P is too high: the" in warning]
        self.assertEqual(len(sure), 1, warnings)
        p = result["counterparts"]["p"]
        self.assertIn(f"the {row['n_real']} X-ray sources with P >= 0.5 have a mean P of {np.mean(p[p >= 0.5]):.3f}", sure[0])
        self.assertIn(f"{row['purity']:.3f} +- {row['purity_error']:.3f}", sure[0])

    def assert_same_bytes(self, *runs, features=("H-Ks", "loud")):
        """Each: number of ranks, further words of the command line."""
        digests = set()
        for ranks, *more in runs:
            self.matched(*features, more=more, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_layout_and_stage_do_not_matter(self):
        for dust in (0.0, 0.5):
            self.make_sky(dust=dust)
            (self.folder / "result.stage").unlink(missing_ok=True)
            self.assert_same_bytes((1,), (2, "--layout.tiles", "7"), (3,), (4, "--layout.trial-groups", "2"),
                                   (2, "--save-stage", "result.stage"), (3, "--from-stage", "result.stage"))
            nearer = ("--null.shift-max", "6")
            whole, _, _ = self.matched("H-Ks", "loud", more=nearer)
            pairs = whole["pairs"]
            staged, _, _ = self.matched("H-Ks", "loud", more=("--from-stage", "result.stage", *nearer))
            self.assertEqual(pairs.tobytes(), staged["pairs"].tobytes())

    def test_colours_of_counterparts_that_lie_where_there_is_dust(self):
        self.make_sky(redder=0.0, dust=0.5)
        plain, _, _ = self.matched()
        result, _, warnings = self.matched("H-Ks")
        self.assertEqual(warnings, [])
        # All stars are redder there: that tells nothing of a star.
        self.assertLess(result.summary["feature_log_likelihood_gain"], 5.0)
        self.assertLess(self.brier(result["pairs"]), 1.01 * self.brier(plain["pairs"]))

    def test_a_feature_without_a_value_changes_nothing(self):
        plain, _, _ = self.matched("Ks")
        rows = (self.folder / "stars.csv").read_text().splitlines()
        bare = [row.rsplit(",", 3) for row in rows]  # Hmag, Jmag, loud
        (self.folder / "stars.csv").write_text("\n".join(
            ",".join([start, "Hmag" if i == 0 else "", j, loud]) for i, (start, _, j, loud) in enumerate(bare)) + "\n")
        result, printed, _ = self.matched("H-Ks")
        self.assertIn("too little, not used", printed)
        np.testing.assert_array_equal(result["pairs"]["p_lr"], plain["pairs"]["p_lr"])

    def test_stars_of_trials_are_as_red_as_real_ones(self):
        """Few stars lie around a source: one that a trial brings near is not to tell how red it should be."""
        rng = np.random.default_rng(3)
        side, n_sources, patch = 2400.0, 14000, 300.0
        n_stars = int(0.03 * side**2)
        stars, xray = (side * (rng.random((n, 2)) - 0.5) for n in (n_stars, n_sources))
        has = rng.random(n_sources) < 0.3
        near = xray[has] + 0.6 * rng.standard_normal((has.sum(), 2))
        places = np.concatenate([stars, near])
        dust = 0.3 * rng.standard_normal((10, 10))
        cell = np.clip((places + side / 2) // patch, 0, 9).astype(int)
        ks = np.concatenate([17.0 - 5.0 * rng.random(n_stars) ** 2, 14.0 + rng.standard_normal(has.sum())])
        hk = 0.7 + 0.25 * rng.standard_normal(len(ks)) + dust[cell[:, 0], cell[:, 1]]
        hk[n_stars:] += 0.6
        small_field.write(self.folder, ("Ksmag,Hmag", places, [ks, ks + hk]),
                          ("err", xray, [np.full(n_sources, 0.59)]))
        result, _, _ = self.matched("H-Ks", more=("--null.shift-max", "6"))
        p, calibration = result["counterparts"]["p"], result["calibration"]
        for row in calibration[np.isin(np.round(calibration["threshold"], 2), (0.7, 0.9))]:
            of_model = np.sum(1.0 - p[p >= row["threshold"]])
            self.assertAlmostEqual(row["n_real"] * (1.0 - row["purity"]) / of_model, 1.0, delta=0.07)

    def test_the_stars_around_tell_how_red_counterparts_would_be(self):
        self.make_sky(redder=0.5)
        clear, _, _ = self.matched("H-Ks")
        np.testing.assert_array_equal(clear["xray"]["local_feature_H_Ks"], 0.0)
        self.make_sky(redder=0.5, dust=1.0)
        result, _, _ = self.matched("H-Ks", "loud")
        self.assertEqual((clear.summary["features_local"], result.summary["features_local"]), (0, 1))
        local, is_east = result["xray"]["local_feature_H_Ks"], self.is_east
        np.testing.assert_array_equal(result["xray"]["local_feature_loud"], 0.0)
        self.assertAlmostEqual(local[is_east].mean() - local[~is_east].mean(), 1.0, delta=0.1)
        self.assertLess(max(local[is_east].std(), local[~is_east].std()), 0.2)
        # As good as without dust, or nearly so.
        self.assertLess(self.brier(result["pairs"]), 1.1 * self.brier(clear["pairs"]))
        np.testing.assert_allclose(result["pairs"]["feature_H_Ks"], self.hk[result["pairs"]["ir_id"]],
                                   rtol=6e-4, atol=2e-4)
        told = harness.run(["explain", "0", "--results", "result.h5"], self.folder).stdout
        self.assertRegex(told, "stars around have H_Ks larger by .* than all in the mean: taken off")

    def make_list(self, in_west=0.0):
        """Nine of ten counterparts are in a list of two of ten stars, which covers the east; so much of it the west."""
        rng = np.random.default_rng(5)
        rows = (self.folder / "stars.csv").read_text().splitlines()
        values = np.round(5.0 + rng.standard_normal(len(rows)), 3)
        is_counterpart = np.arange(len(rows) - 1) >= N_STARS
        ra = np.array([float(row.split(",")[0]) for row in rows[1:]])
        self.is_east = ra > 266.4
        chance = np.where(is_counterpart, 0.9, 0.2) * np.where(self.is_east, 1.0, in_west)
        listed = rng.random(len(rows) - 1) < chance
        cells = ["power"] + [str(value) if is_in else "" for value, is_in in zip(values, listed)]
        (self.folder / "stars.csv").write_text("\n".join(f"{row},{cell}" for row, cell in zip(rows, cells)) + "\n")

    def test_a_list_that_covers_a_part_of_the_field(self):
        self.make_list()
        result, printed, warnings = self.matched("power")
        self.assertEqual(warnings, [])
        self.assertRegex(printed, r"power was measured around [45]\d\.\d % of the X-ray sources; elsewhere hardly any")
        self.assertEqual(result.summary["features_in_part"], 1)
        pairs, local = result["pairs"], result["xray"]["local_feature_power"]
        is_east = self.is_east[pairs["ir_id"]]
        measured = np.isfinite(local)[pairs["xray_id"]]
        self.assertLess(np.mean(measured != is_east), 0.06)
        np.testing.assert_array_equal(pairs["features_q_over_n"][~measured], 1.0)
        # Of the others, nine of ten against two of ten.
        has = np.isfinite(pairs["feature_power"])
        self.assertGreater(np.median(pairs["features_q_over_n"][measured & has]), 3.0)
        self.assertLess(np.median(pairs["features_q_over_n"][measured & ~has]), 0.3)
        is_true = self.counterpart[pairs["xray_id"]] == pairs["ir_id"]
        for part in (measured, ~measured):
            chosen = part & (pairs["p_lr"] >= 0.5)
            self.assertAlmostEqual(pairs["p_lr"][chosen].mean(), is_true[chosen].mean(), delta=0.06)
        source = np.flatnonzero(np.isnan(local))[0]
        told = harness.run(["explain", str(source), "--results", "result.h5"], self.folder).stdout
        self.assertIn("hardly any star around has a value of power: it says nothing here", told)
        (self.folder / "result.stage").unlink(missing_ok=True)
        self.assert_same_bytes((1,), (2, "--layout.tiles", "7"), (3,), (4, "--layout.trial-groups", "2"),
                               (2, "--save-stage", "result.stage"), (3, "--from-stage", "result.stage"), features=["power"])

    def test_a_list_that_is_less_complete_in_a_part_of_the_field(self):
        self.make_list(in_west=0.5)
        result, _, warnings = self.matched("power")
        self.assertEqual(result.summary["features_in_part"], 0)
        self.assertEqual(len(warnings), 1, warnings)
        self.assertRegex(warnings[0], "how many stars have a value of power changes from place to place")

    def test_values_that_are_lost_are_warned_of(self):
        rows = (self.folder / "stars.csv").read_text().splitlines()
        extra = ["flux,MJD,rate,filled"] + [
            f"{1e-14 * (1 + i % 7)},{57200 + i % 90},{100 + i % 50},{-99.99 if i % 20 == 0 else 0.1 + i % 3}"
            for i in range(len(rows) - 1)]
        (self.folder / "stars.csv").write_text("\n".join(map(",".join, zip(rows, extra))) + "\n")
        expected = ["values of the feature flux are 0 or within 5e-7 of it",
                    "values of the feature MJD lie between 57088 and .* in steps of 256 only",
                    "0 of .* stars have a value of the feature MJD-rate: .* 0 and values beyond .-90 count as missing",
                    "values of the feature filled are near -99.99, far from all others"]
        features = ("flux", "MJD", "MJD-rate", "filled")
        _, _, warnings = self.matched(*features)
        self.assertEqual(len(warnings), len(expected), warnings)
        words = [word for feature in features for word in (FEATURE, feature)]
        checked = harness.run(["validate", "--config", "match.ini", *words], self.folder, 2).stdout
        for warning, pattern in zip(warnings, expected):
            self.assertRegex(warning, pattern)
            self.assertRegex(checked, pattern)

    def test_a_number_for_missing_values_in_a_difference(self):
        rows = (self.folder / "stars.csv").read_text().splitlines()
        cells = [row.split(",") for row in rows]
        for i, cell in enumerate(cells[1:]):
            if i % 3 == 0:
                cell[cells[0].index("Hmag")] = "-9.99"
        (self.folder / "stars.csv").write_text("\n".join(map(",".join, cells)) + "\n")
        pattern = r"4,\d\d\d of 1\d,\d\d\d values of Hmag are -9\.99: does the number stand for missing values\? In a difference .H-Ks, "
        for ranks in (1, 3):
            _, _, warnings = self.matched("H-Ks", ranks=ranks)
            self.assertRegex(warnings[0], pattern)
        checked = harness.run(["validate", "--config", "match.ini", FEATURE, "H-Ks"], self.folder, 2).stdout
        self.assertRegex(checked, pattern)

    def test_wrong_requests(self):
        for features, more, message in (
                (["H-Ks", "H-Ks"], (), "probability.feature is given twice for H-Ks"),
                (["H-K"], (), "no column.*K.*probability.feature"),
                (["-Ks"], (), "a colour like H-Ks, a column, or the difference of two was expected"),
                (["2:H-Ks"], (), "2: means the second of two infrared catalogues, and infrared.2.catalogue is not given"),
                (list("abcde"), (), "at most 4 features besides Ks"),
                (["H-Ks"], ("--infrared.mag-h", ""), "infrared.mag-h has to name its column")):
            words = [word for feature in features for word in (FEATURE, feature)]
            done = harness.run(["match", "--config", "match.ini", *words, *more], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, message)


if __name__ == "__main__":
    harness.main()
