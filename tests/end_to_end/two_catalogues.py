"""Two infrared catalogues of different depth and error: stars that both list, probabilities, and bytes of the result.

The sky is made here, not by `mock`: truth, and with it which rows are one star, is known apart from the program.
"""

import hashlib
import unittest

import harness
import numpy as np

RA, DEC = 266.4, -29.0
SIDE = 600.0  # arcsec
DENSITY = 0.03  # stars per arcsec^2
N_XRAY = 500
FRACTION = 0.4  # with a counterpart
BRIGHTEST, FAINTEST = 10.0, 18.0
LIMITS, ERRORS = (15.5, 17.5), (0.05, 0.15)  # mag, arcsec: of the two catalogues
NO_STAR = -1


class Sky:
    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        n_field = rng.poisson(SIDE * SIDE * DENSITY)
        counts = 10.0 ** (0.3 * np.array([BRIGHTEST, FAINTEST]))
        ks = np.log10(rng.uniform(*counts, n_field)) / 0.3
        xray = rng.uniform(20.0, SIDE - 20.0, (N_XRAY, 2))
        self.xray_error = rng.uniform(0.4, 1.2, N_XRAY)
        has_counterpart = rng.random(N_XRAY) < FRACTION
        n_counterparts = np.count_nonzero(has_counterpart)
        self.counterpart = np.full(N_XRAY, NO_STAR)
        self.counterpart[has_counterpart] = n_field + np.arange(n_counterparts)
        offset = rng.normal(0.0, 1.0, (N_XRAY, 2)) * self.xray_error[:, None]
        self.xray = xray
        places = np.vstack([rng.uniform(0.0, SIDE, (n_field, 2)), (xray + offset)[has_counterpart]])
        self.ks = np.concatenate([ks, rng.uniform(11.0, 17.8, n_counterparts)])
        self.stars, self.places = [], []  # of each catalogue: which star a row is, and where it is listed
        for limit, error in zip(LIMITS, ERRORS):
            is_listed = (self.ks + rng.normal(0.0, 0.2, len(self.ks)) < limit) & (rng.random(len(self.ks)) < 0.95)
            stars = rng.permutation(np.flatnonzero(is_listed))
            self.stars.append(stars)
            self.places.append(places[stars] + rng.normal(0.0, error, (len(stars), 2)))

    @staticmethod
    def write(path, places, columns):
        dec = DEC + places[:, 1] / 3600.0
        ra = RA + places[:, 0] / 3600.0 / np.cos(np.deg2rad(dec))
        table = np.column_stack([ra, dec, *columns.values()])
        np.savetxt(path, table, fmt="%.8f", delimiter=",", header=",".join(["ra", "dec", *columns]), comments="")

    def write_all(self, folder):
        self.write(folder / "xray.csv", self.xray, {"error": self.xray_error})
        for name, stars, places in zip(("one.csv", "two.csv"), self.stars, self.places):
            self.write(folder / name, places, {"Ks": self.ks[stars], "star": stars})
        self.write(folder / "away.csv", self.places[1] + [0.0, 1e5], {"Ks": self.ks[self.stars[1]]})

    def star_of(self, catalogue, rows):
        return np.where(rows < 0, NO_STAR - 1, self.stars[catalogue][rows])

    def brier(self, xray_id, star, p):
        """Per X-ray source; a counterpart that is no candidate counts as one of P = 0."""
        is_true = self.counterpart[xray_id] == star
        n_unlisted = np.count_nonzero(self.counterpart != NO_STAR) - np.count_nonzero(is_true)
        return (np.sum((p - is_true) ** 2) + n_unlisted) / N_XRAY


class TwoCatalogues(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sky = Sky(7)
        cls.sky.write_all(cls.folder)
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "error", "error-level": "sigma"},
            "infrared": {"error": ERRORS[0], "mag-j": "", "mag-h": "", "mag-ks": "Ks"},
            "null": {"trials": 10}, "output": {"overwrite": "true"}})
        second = ["--infrared.2.catalogue", "two.csv", "--infrared.2.error", 2.4477 * ERRORS[1],
                  "--infrared.2.error-level", "0.95", "--infrared.2.mag-ks", "Ks"]
        cls.first = ["--infrared.catalogue", "one.csv"]
        cls.both = [*cls.first, *second]
        cls.joined, cls.log = cls.match("both", *cls.both, "--infrared.2.id", "star", ranks=2)

    @classmethod
    def match(cls, name, *options, ranks=1):
        done = harness.match(cls.folder, "--output.file", f"{name}.h5", *options, ranks=ranks)
        return harness.Output(cls.folder / f"{name}.h5"), done.stderr

    def pairs(self, out):
        table = out["pairs"]
        return table, np.asarray(table["xray_id"]), np.asarray(table["p_lr"])

    def stars(self, table):
        """Of each pair the star by the first catalogue, and by the second."""
        return [self.sky.star_of(k, np.asarray(table[f"ir{k + 1}_id"])) for k in (0, 1)]

    def test_rows_of_one_star_are_one_and_others_are_not(self):
        table, _, _ = self.pairs(self.joined)
        first, second = self.stars(table)
        in_both = (np.asarray(table["ir1_id"]) >= 0) & (np.asarray(table["ir2_id"]) >= 0)
        self.assertGreater(np.count_nonzero(in_both), 100)
        self.assertLessEqual(np.count_nonzero(first[in_both] != second[in_both]), 2)
        star = np.maximum(first, second)
        is_listed_twice = np.isin(star, self.sky.stars[0]) & np.isin(star, self.sky.stars[1])
        self.assertLessEqual(np.count_nonzero(is_listed_twice & ~in_both), 2)
        n_both = len(np.intersect1d(*self.sky.stars))
        self.assertAlmostEqual(self.joined.summary["stars_in_both"] / n_both, 1.0, delta=0.02)
        self.assertAlmostEqual(self.joined.summary["pair_offset_scale"], 1.0, delta=0.1)

    def test_the_tables_have_what_each_catalogue_says(self):
        table, _, _ = self.pairs(self.joined)
        first, second = (np.asarray(table[f"ir{k}_id"]) for k in (1, 2))
        ks = [np.asarray(table[f"ir{k}_ks"]) for k in (1, 2)]
        for k, rows in enumerate((first, second)):
            is_in = rows >= 0
            np.testing.assert_allclose(ks[k][is_in], self.sky.ks[self.sky.stars[k][rows[is_in]]], atol=1e-6)
            self.assertTrue(np.all(np.isnan(ks[k][~is_in])))
        np.testing.assert_array_equal(table["ks"], np.where(first >= 0, ks[0], ks[1]))
        n_first = len(self.sky.stars[0])
        np.testing.assert_array_equal(table["ir_id"], np.where(first >= 0, first, second + n_first))
        names = np.array([float(name) if name else NO_STAR for name in table["ir2_name"].astype(str)])
        np.testing.assert_array_equal(names[second >= 0], self.sky.stars[1][second[second >= 0]])
        # Between both places, nearer to that of the smaller error.
        both = (first >= 0) & (second >= 0)
        weights = 1.0 / np.square(ERRORS)
        expected = np.average([self.sky.places[k][rows[both]] for k, rows in enumerate((first, second))],
                              axis=0, weights=weights)
        north = (np.asarray(table["ir_dec"])[both] - DEC) * 3600.0
        np.testing.assert_allclose(north, expected[:, 1], atol=1e-3)

    def test_explain_names_the_rows_of_both(self):
        table, xray_id, _ = self.pairs(self.joined)
        rows = np.stack([np.asarray(table[f"ir{k}_id"]) for k in (1, 2)])
        for which, words in ((np.all(rows >= 0, axis=0), "row {} of the first infrared catalogue, row {} of the second"),
                             (rows[0] < 0, "not in the first infrared catalogue, row {1} of the second")):
            pair = np.flatnonzero(which)[0]
            done = harness.run(["explain", xray_id[pair], "--results", "both.h5"], self.folder)
            self.assertIn(words.format(*rows[:, pair]), done.stdout)

    def test_p_is_calibrated_and_better_than_with_either_catalogue_alone(self):
        table, xray_id, p = self.pairs(self.joined)
        star = np.maximum(*self.stars(table))
        is_true = self.sky.counterpart[xray_id] == star
        for low, high in ((0.0, 0.5), (0.5, 0.9), (0.9, 1.01)):
            some = (p >= low) & (p < high)
            noise = np.sqrt(np.sum(p[some] * (1.0 - p[some])) + 1.0)
            self.assertLess(abs(np.sum(p[some]) - np.count_nonzero(is_true[some])), 3.0 * noise)
        joined = self.sky.brier(xray_id, star, p)
        for k, name in enumerate(("one", "two")):
            out, _ = self.match(name, "--infrared.catalogue", f"{name}.csv", "--infrared.error", ERRORS[k])
            table, xray_id, p = self.pairs(out)
            alone = self.sky.brier(xray_id, self.sky.star_of(k, np.asarray(table["ir_id"])), p)
            self.assertLess(joined, alone - 0.01)

    def test_layout_changes_no_byte(self):
        options = [*self.both, "--infrared.2.id", "star", "--infrared.carry", "star", "--probability.feature", "2:Ks"]
        digests = set()
        for ranks, tiles in ((1, 1), (2, 7), (3, 5)):
            self.match("layout", *options, "--layout.tiles", tiles, "--layout.block-rows", 1000 * ranks, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "layout.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_a_stage_holds_both(self):
        options = [*self.both, "--infrared.2.id", "star", "--infrared.carry", "star", "--probability.feature", "2:Ks"]
        digests = set()
        for ranks, stage in ((2, []), (1, ["--save-stage", "two.stage"]), (3, [])):
            self.match("staged", *options, *stage, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "staged.h5").read_bytes()).hexdigest())
        for ranks in (1, 2, 3):
            done = harness.run(["match", "--from-stage", "two.stage", "--output.file", "staged.h5",
                                "--output.overwrite", "true"], self.folder, ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("starts from two.stage", done.stderr)
            digests.add(hashlib.md5((self.folder / "staged.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)
        self.assertGreater(harness.Output(self.folder / "staged.h5").summary["stars_in_both"], 100)
        done = harness.run(["match", "--from-stage", "two.stage", "--infrared.2.error", "0.3", "--output.file",
                            "staged.h5", "--output.overwrite", "true"], self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("infrared.2.error = 0.3, but the stage two.stage was made with", done.stderr)

    def test_a_run_that_was_stopped_goes_on(self):
        options = ["match", "--config", "match.ini", *map(str, self.both), "--null.trials", "3000", "--resume",
                   "--output.file", "stopped.h5"]
        done = harness.run([*options, "--time-budget", "0.01s"], self.folder)
        self.assertEqual(done.returncode, 75, done.stderr)
        done = harness.run(options, self.folder, 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("goes on from", done.stderr)
        self.match("whole", *self.both, "--null.trials", 3000)
        self.assertEqual((self.folder / "stopped.h5").read_bytes(), (self.folder / "whole.h5").read_bytes())

    def test_a_second_catalogue_of_another_field_changes_no_probability(self):
        alone, _ = self.match("alone", *self.first)
        other, log = self.match("other", *self.first, "--infrared.2.catalogue", "away.csv", "--infrared.2.mag-ks", "Ks")
        self.assertIn("the second infrared catalogue has no row near an X-ray source", log)
        for table in ("pairs", "counterparts"):
            for column in alone[table].dtype.names:
                np.testing.assert_array_equal(other[table][column], alone[table][column])
            self.assertTrue(np.all(other[table]["ir2_id"] == -1))

    def test_frames_that_differ_are_warned_of(self):
        self.assertNotIn("warning", self.log)
        Sky.write(self.folder / "shifted.csv", self.sky.places[1] + [0.3, 0.0], {"Ks": self.sky.ks[self.sky.stars[1]]})
        _, log = self.match("shifted", *self.first, "--infrared.2.catalogue", "shifted.csv",
                            "--infrared.2.error", ERRORS[1], "--infrared.2.mag-ks", "Ks")
        self.assertIn("times as far apart as their errors say", log)
        self.assertIn("(in the mean +0.29", log)

    def second_of(self, name, places, stars):
        """A match with these rows as the second catalogue: its log."""
        Sky.write(self.folder / f"{name}.csv", places, {"Ks": self.sky.ks[stars]})
        return self.match(name, *self.first, "--infrared.2.catalogue", f"{name}.csv",
                          "--infrared.2.error", ERRORS[1], "--infrared.2.mag-ks", "Ks")[1]

    def test_a_shift_that_leaves_no_pairs_is_warned_of(self):
        log = self.second_of("far", self.sky.places[1] + [2.0, 0.0], self.sky.stars[1])
        self.assertRegex(log, "rows of the second infrared catalogue near X-ray sources, where the first has rows too, only")

    def test_a_list_cut_to_the_surroundings_is_warned_of(self):
        apart = self.sky.places[1][:, None, :] - self.sky.xray[None, :, :]
        near = np.min(np.hypot(apart[..., 0], apart[..., 1]), axis=1) < 3.0
        log = self.second_of("near", self.sky.places[1][near], self.sky.stars[1][near])
        self.assertRegex(log, "infrared rows lie away from the X-ray sources, .* expected in the second catalogue")

    def test_first_catalogue_of_another_field(self):
        _, log = self.match("swapped", "--infrared.catalogue", "away.csv", "--infrared.error", ERRORS[1],
                            "--infrared.2.catalogue", "one.csv", "--infrared.2.error", ERRORS[0],
                            "--infrared.2.mag-ks", "Ks")
        self.assertIn("the first infrared catalogue has no row near an X-ray source", log)

    def test_area_of_the_box_is_not_told(self):
        self.assertTrue(np.isnan(float(self.joined.summary["bounding_box_area_arcsec2"] or "nan")))
        p = np.asarray(self.joined["pairs"]["p_notebook"])
        self.assertTrue(np.all((p >= 0.0) & (p <= 1.0)))

    def test_bands_that_differ_are_warned_of(self):
        Sky.write(self.folder / "fainter.csv", self.sky.places[1], {"Ks": self.sky.ks[self.sky.stars[1]] + 0.8})
        _, log = self.match("fainter", *self.first, "--infrared.2.catalogue", "fainter.csv",
                            "--infrared.2.error", ERRORS[1], "--infrared.2.mag-ks", "Ks")
        self.assertIn("Ks of the second infrared catalogue is +0.8", log)

    def test_rows_are_counted_for_each_catalogue(self):
        table = self.joined["foreground"]
        for k, name in enumerate((b"infrared", b"infrared.2")):
            self.assertEqual(np.sum(table["rows"][table["catalogue"] == name]), len(self.sky.stars[k]))
            self.assertEqual(self.joined.summary[("infrared_rows_kept", "infrared_2_rows_kept")[k]], len(self.sky.stars[k]))

    def test_what_is_not_possible_is_refused(self):
        for options, words in (
                ([*self.first, "--infrared.2.mag-ks", "Ks"], "no infrared.2.catalogue"),
                ([*self.first, "--infrared.2.catalogue", "two.csv", "--infrared.2.error", "Ks",
                  "--infrared.2.mag-ks", "Ks"], "check infrared.2.ra, infrared.2.dec, infrared.2.error"),
                ([*self.both, "--probability.feature", "H-Ks"],
                 "infrared.mag-h has to name its column, or ask for that of the second catalogue: 2:H"),
                ([*self.both, "--probability.feature", "2:H-1:Ks"], "catalogue 'two.csv' has no column 'Hmag'"),
                ([*self.both, "--infrared.2.mag-h", "missing"], "set infrared.2.mag-h to the right one")):
            done = harness.run(["match", "--config", "match.ini", *options, "--output.file", "refused.h5"], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
        done = harness.run(["align", "--infrared.2.catalogue", "two.csv"], self.folder)
        self.assertIn("align takes no [infrared.2] besides [infrared]: leave it out", done.stderr)


if __name__ == "__main__":
    harness.main()
