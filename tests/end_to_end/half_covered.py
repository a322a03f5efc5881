"""A second infrared catalogue that is shallower and covers half of the field: what its silence says, colours of both
catalogues, its own columns, and how deep each is by the other. The skies are those of tools/bench/populations.py."""

import hashlib
import re
import sys
from pathlib import Path

import harness
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools/bench"))

from calibration import sky_files, two_catalogue_skies, variants  # noqa: E402

KINDS = {kind.name: kind for kind in two_catalogue_skies.KINDS}


class HalfCovered(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skies, cls.options = {}, {}
        for name in ("half-shallower", "half-redder"):
            cls.skies[name] = two_catalogue_skies.make_sky(KINDS[name], 5)
            settings = cls.skies[name].write(cls.folder / name)
            cls.options[name] = [word for key, value in settings.items() for word in (f"--{key}", value)]

    def match(self, sky, *options, ranks=1):
        result = self.folder / "result.h5"
        done = harness.run(["match", *self.options[sky], "--null.trials", 5, "--output.file", result, "--output.overwrite",
                            "true", *options], self.folder, ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return harness.Output(result), sky_files.read_match(result, self.skies[sky])

    def above_model(self, sky, match):
        return variants.score(self.skies[sky], match, match.forecast("lr")).above

    def test_p_is_calibrated_in_both_halves(self):
        sky = self.skies["half-shallower"]
        _, match = self.match("half-shallower")
        p = match.forecast("lr").p
        self.assertLess(self.above_model("half-shallower", match), 0.003)
        part = sky.part[match.xray["xray_id"]][match.candidates.source]
        for half in (0, 1):
            inside = part == half
            noise = np.sqrt(np.sum((p * (1.0 - p))[inside]))
            self.assertLess(abs(np.sum((p - match.candidates.is_true)[inside])), 3.5 * noise)

    def test_what_the_second_lacks_counts_where_it_covers_the_sky(self):
        _, without = self.match("half-redder")
        out, match = self.match("half-redder", "--probability.feature", "2:H-Ks")
        self.assertTrue(out.summary["features_used"])
        before, after = (self.above_model("half-redder", one) for one in (without, match))
        self.assertLess(after, 0.25 * before)
        pairs = match.pairs
        east = self.skies["half-redder"].drawn.stars[
            np.concatenate(self.skies["half-redder"].rows)[pairs["ir_id"]], 0]
        is_alone = pairs["ir2_id"] < 0
        outside, inside = is_alone & (east < -30.0), is_alone & (east > 30.0)
        np.testing.assert_array_equal(pairs["features_q_over_n"][outside], 1.0)
        self.assertTrue(np.all(np.isnan(pairs["feature_2_H_Ks"][is_alone])))
        # Bright stars that the second should list, and does not: too red for it.
        bright = inside & (pairs["ks"] < 14.25)
        self.assertGreater(np.count_nonzero(bright), 10)
        self.assertGreater(np.median(pairs["features_q_over_n"][bright]), 1.3)

    def test_a_colour_of_both(self):
        options = ["--probability.feature", "2:H-1:Ks", "--infrared.2.carry", "Hmag"]
        out, match = self.match("half-redder", *options)
        pairs, sky = match.pairs, self.skies["half-redder"]
        self.assertTrue(out.summary["features_used"])
        in_both = (pairs["ir1_id"] >= 0) & (pairs["ir2_id"] >= 0)
        feature = pairs["feature_2_H_1_Ks"]
        expected = (pairs["ir2_h"] - pairs["ir1_ks"])[in_both]
        np.testing.assert_allclose(feature[in_both], expected, atol=0.01)
        self.assertTrue(np.all(np.isnan(feature[~in_both])))
        is_in_second = pairs["ir2_id"] >= 0
        star = sky.rows[1][pairs["ir2_id"]]
        h = np.where(is_in_second, (sky.drawn.ks + sky.drawn.colour)[star], np.nan)
        np.testing.assert_allclose(pairs["ir2_Hmag"], h, atol=1e-4)
        digests = set()
        for ranks, more in ((1, ["--save-stage", "both.stage"]), (2, ["--layout.tiles", 5]), (3, [])):
            self.match("half-redder", *options, *more, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        done = harness.run(["match", "--from-stage", "both.stage", "--output.file", "result.h5", "--output.overwrite",
                            "true"], self.folder, 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        digests.add(hashlib.md5((self.folder / "result.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_how_deep_each_is_by_the_other(self):
        out, _ = self.match("half-shallower")
        table = out["overlap"]
        sky, listed = self.skies["half-shallower"], two_catalogue_skies.LISTED
        first, second = (table[table["catalogue"] == name] for name in (b"infrared", b"infrared.2"))
        n_first = len(sky.rows[0])
        self.assertAlmostEqual(np.sum(first["rows"]) / n_first, 0.5, delta=0.03)
        for rows, low, part in ((first, 13.0, listed), (first, 17.0, 0.0), (second, 13.0, listed), (second, 14.0, listed)):
            at = rows[rows["ks_low"] == low]
            self.assertAlmostEqual(at["part_in_other"][0], part, delta=0.08)

    def test_plan(self):
        rows = {}
        for name, options in (("first", self.options["half-redder"][:-4]), ("both", self.options["half-redder"])):
            done = harness.run(["plan", *options, "--ranks", 2], self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows[name] = int(re.search(r"infrared rows\s+([\d,]+)", done.stdout)[1].replace(",", ""))
        self.assertAlmostEqual((rows["both"] - rows["first"]) / len(self.skies["half-redder"].rows[1]), 1.0, delta=0.05)


if __name__ == "__main__":
    harness.main()
