"""[infrared.foreground] with two infrared catalogues: the star goes, not the row; by the colours of the first catalogue
where that has one, or else by those of the second."""

import hashlib

import harness
import numpy as np
from two_catalogues import ERRORS, Sky


class ForegroundOfTwoCatalogues(harness.TestCase):
    LIMIT = 1.1  # of H-Ks, the one colour there is

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sky = Sky(8)
        cls.sky.write_all(cls.folder)
        rng = np.random.default_rng(9)
        colour = rng.choice([0.4, 1.5], len(cls.sky.ks), p=[0.3, 0.7])
        cls.colour = np.full((2, len(cls.sky.ks)), np.nan)  # of each star in each catalogue
        for k, (name, stars, places) in enumerate(zip(("one.csv", "two.csv"), cls.sky.stars, cls.sky.places)):
            h = cls.sky.ks[stars] + colour[stars] + rng.normal(0.0, 0.5, len(stars))  # the two may disagree
            h[rng.random(len(stars)) > (0.6, 0.8)[k]] = np.nan
            cls.colour[k, stars] = h - cls.sky.ks[stars]
            Sky.write(cls.folder / name, places, {"Ks": cls.sky.ks[stars], "H": h})
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "error", "error-level": "sigma"},
            "infrared": {"catalogue": "one.csv", "error": ERRORS[0], "mag-j": "", "mag-h": "H", "mag-ks": "Ks"},
            "match": {"radius-factor": 2}, "null": {"trials": 10},
            "output": {"file": "result.h5", "overwrite": "true"}})
        cls.second = ["--infrared.2.catalogue", "two.csv", "--infrared.2.error", ERRORS[1],
                      "--infrared.2.mag-h", "H", "--infrared.2.mag-ks", "Ks"]
        cls.all_stars = cls.match(*cls.second)
        cls.cut = cls.match(*cls.second, *cls.cuts("above"), ranks=2)

    @classmethod
    def cuts(cls, side, limit=LIMIT):
        keys = {"jh": limit, "jks": limit, "hks": limit, "keep": side, "enabled": "true"}
        return [part for key, value in keys.items() for part in (f"--infrared.foreground.{key}", value)]

    @classmethod
    def match(cls, *options, ranks=1):
        harness.match(cls.folder, *options, ranks=ranks)
        return harness.Output(cls.folder / "result.h5")

    @staticmethod
    def pairs_of(table):
        return {tuple(row) for row in table[["xray_id", "ir1_id", "ir2_id"]].tolist()}

    def is_foreground(self, first, second):
        """By the colours in the two catalogues."""
        return np.where(np.isnan(first), second, first) <= self.LIMIT

    def test_stars_are_dropped_by_the_first_catalogue_that_has_a_colour(self):
        table = self.all_stars["pairs"]
        first, second = (table[f"ir{k}_h"] - table[f"ir{k}_ks"] for k in (1, 2))
        foreground = self.is_foreground(first, second)
        second_alone = np.isnan(first) & (table["ir1_id"] >= 0) & foreground
        self.assertGreater(np.count_nonzero(second_alone), 10)
        self.assertGreater(np.count_nonzero((first > self.LIMIT) & (second <= self.LIMIT)), 3)
        self.assertEqual(self.pairs_of(self.cut["pairs"]), self.pairs_of(table[~foreground]))

    def test_what_was_left_out_is_counted(self):
        counts = self.cut["foreground"]
        for k, name in enumerate((b"infrared", b"infrared.2")):
            rows = {reason: n for reason, n in counts[counts["catalogue"] == name][["reason", "rows"]].tolist()}
            listed = np.genfromtxt(self.folder / f"{('one', 'two')[k]}.csv", delimiter=",", names=True)
            self.assertEqual(rows[b"foreground"], np.count_nonzero(listed["H"] - listed["Ks"] <= self.LIMIT))
        n_stars = sum(self.cut.summary[f"stars_{which}"] for which in ("in_both", "only_in_first", "only_in_second"))
        listed = np.union1d(*self.sky.stars)
        expected = np.mean(self.is_foreground(*self.colour[:, listed]))
        self.assertAlmostEqual(self.cut.summary["stars_foreground"] / n_stars, expected, delta=0.01)
        self.assertEqual(self.all_stars.summary["stars_foreground"], 0)

    def test_rows_that_repeat_a_star_keep_their_reasons(self):
        listed = np.genfromtxt(self.folder / "two.csv", delimiter=",", skip_header=1)
        twice = np.repeat(listed, 2, axis=0)
        np.savetxt(self.folder / "twice.csv", twice, fmt="%.8f", delimiter=",", header="ra,dec,Ks,H", comments="")
        out = self.match(*self.second[2:], *self.cuts("above"), "--infrared.2.catalogue", "twice.csv",
                         "--infrared.2.merge-within", "0.01", ranks=3)
        halved = {(x, first, second // 2) for x, first, second in self.pairs_of(out["pairs"])}
        self.assertEqual(halved, self.pairs_of(self.cut["pairs"]))

    def test_layout_changes_no_byte(self):
        digests = set()
        for ranks, tiles in ((1, 1), (2, 7), (3, 5)):
            self.match(*self.second, *self.cuts("above"), "--layout.tiles", tiles, "--layout.block-rows", 1000 * ranks, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_a_second_catalogue_of_another_field_leaves_the_cuts_of_the_first(self):
        out = self.match(*self.cuts("above"), "--infrared.2.catalogue", "away.csv", "--infrared.2.error", ERRORS[1],
                         "--infrared.2.mag-ks", "Ks")
        alone = self.match(*self.cuts("above"))
        self.assertEqual({row[:2] for row in self.pairs_of(out["pairs"])},
                         {tuple(row) for row in alone["pairs"][["xray_id", "ir_id"]].tolist()})

    def test_limits_that_leave_nothing_are_refused(self):
        for name in ("one", "two"):
            listed = np.genfromtxt(self.folder / f"{name}.csv", delimiter=",", skip_header=1)
            np.savetxt(self.folder / f"{name}_blue.csv", listed[~np.isnan(listed[:, 3])], fmt="%.8f", delimiter=",",
                       header="ra,dec,Ks,H", comments="")
        done = harness.run(["match", "--config", "match.ini", *self.second[2:], *self.cuts("above", 9.0),
                            "--infrared.catalogue", "one_blue.csv", "--infrared.2.catalogue", "two_blue.csv"],
                           self.folder, 2)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("every star near an X-ray source is foreground by its colours", done.stderr)

    def warnings_of_cuts(self, colour):
        """How many there are where the stars have these colours."""
        for name, stars, places in zip(("one", "two"), self.sky.stars, self.sky.places):
            Sky.write(self.folder / f"{name}_coloured.csv", places,
                      {"Ks": self.sky.ks[stars], "H": self.sky.ks[stars] + colour[stars]})
        done = harness.match(self.folder, *self.second[2:], *self.cuts("above"), "--infrared.catalogue",
                             "one_coloured.csv", "--infrared.2.catalogue", "two_coloured.csv")
        return done.stderr.count("[infrared.foreground] drops")

    def test_counterparts_that_are_dropped_are_warned_of(self):
        is_counterpart = np.zeros(len(self.sky.ks), dtype=bool)
        is_counterpart[self.sky.counterpart[self.sky.counterpart >= 0]] = True
        self.assertEqual(self.warnings_of_cuts(np.where(is_counterpart, 0.5, 1.5)), 2)
        is_foreground = ~is_counterpart & (np.random.default_rng(10).random(len(is_counterpart)) < 0.5)
        self.assertEqual(self.warnings_of_cuts(np.where(is_foreground, 0.5, 1.5)), 0)


if __name__ == "__main__":
    harness.main()
