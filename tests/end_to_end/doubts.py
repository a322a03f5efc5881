#!/usr/bin/env python3
"""What is not wrong in itself but usually not meant: `match` and `validate` say so, in the same words."""

import numpy as np

import harness

SIZE_DEG = 0.1
CENTER = (266.4, -29.0)


def positions(rng, n):
    ra = CENTER[0] + SIZE_DEG * (rng.random(n) - 0.5) / np.cos(np.deg2rad(CENTER[1]))
    return ra, CENTER[1] + SIZE_DEG * (rng.random(n) - 0.5)


def beside(rng, ra, dec, sigma_arcsec):
    east, north = rng.normal(0.0, sigma_arcsec / 3600.0, (2, len(ra)))
    return ra + east / np.cos(np.deg2rad(dec)), dec + north


class Doubts(harness.TestCase):
    """30 X-ray sources among 6,000 stars, unrelated unless a test makes it otherwise."""

    def setUp(self):
        self.rng = np.random.default_rng(5)
        self.stars = positions(self.rng, 6000)
        self.sources = positions(self.rng, 30)
        self.colour = 1.0  # H - Ks
        self.ks = 10.0 + 8.0 * self.rng.random(6000) ** 0.3
        self.star_error = 0.1  # where --infrared.error err asks for it
        self.xray_error = "0.4"

    def said(self, *options, ranks=2):
        """The warnings of `match`, its table, and what `validate` asks to check."""
        ks = self.ks[:len(self.stars[0])]
        others = (np.broadcast_to(of_all, len(ks)) for of_all in (self.colour, self.star_error))
        lines = ["ra,dec,Ksmag,Hmag,err", *(f"{a:.7f},{d:.7f},{k:.7g},{k + c:.7g},{e:.4g}".replace("nan", "")
                                            for a, d, k, c, e in zip(*self.stars, ks, *others))]
        (self.folder / "stars.csv").write_text("\n".join(lines) + "\n")
        errors = np.broadcast_to(self.xray_error, len(self.sources[0]))
        lines = ["ra,dec,err", *(f"{a:.7f},{d:.7f},{e}" for a, d, e in zip(*self.sources, errors))]
        (self.folder / "xray.csv").write_text("\n".join(lines) + "\n")
        harness.write_config(self.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma"},
            "infrared": {"catalogue": "stars.csv"},
            "output": {"file": "result.h5", "overwrite": "true"}})
        done = harness.match(self.folder, *options, ranks=ranks)
        validated = harness.run(["validate", "--config", "match.ini", *options], self.folder)
        self.assertEqual(validated.returncode, 0, validated.stderr)
        for text in (done.stdout, done.stderr, validated.stdout):
            for word in ("nan", "inf"):
                self.assertNotRegex(text, rf"\b{word}\b")
        warnings = [line for line in done.stderr.splitlines() if "warning:" in line]
        self.result = harness.Output(self.folder / "result.h5")
        self.assertEqual([row.decode().strip() for row in self.result["warnings"]["warning"]],
                         [line.split("warning: ", 1)[1] for line in warnings])
        return "\n".join(warnings), done.stdout, validated.stdout

    def both_say(self, what, *options):
        warnings, _, validated = self.said(*options)
        self.assertRegex(warnings, what)
        self.assertRegex(validated, what)

    def test_positions_of_both_in_hours(self):
        self.sources = beside(self.rng, *(of_all[:300] for of_all in self.stars), 0.4)
        self.assertNotIn("right ascension", self.said()[0])
        self.stars, self.sources = ((ra / 15.0, dec) for ra, dec in (self.stars, self.sources))
        self.assertRegex(self.said()[0], "No right ascension is above 17.76: are positions in degrees")

    def test_no_counterparts_are_seen(self):
        warnings, table, validated = self.said()
        self.assertRegex(warnings, "no evidence for counterparts")
        self.assertTrue(table.startswith("no evidence for counterparts"), table)
        self.assertNotIn("suggested threshold", table)
        self.assertNotIn("purity", table)
        self.assertTrue(np.isnan(self.result.summary["threshold_5_percent_false"]))
        self.assertIn("nothing looks wrong", validated)
        self.assertFalse(self.result.summary["counterparts_seen"])

    def test_a_catalogue_that_is_not_equally_deep(self):
        self.sources = positions(self.rng, 300)
        self.assertNotIn("equally deep", self.said()[0])
        is_east = self.stars[0] > CENTER[0]
        is_seen = ~(is_east & (self.ks > 16.5))
        self.stars, self.ks = tuple(part[is_seen] for part in self.stars), self.ks[is_seen]
        warnings, _, _ = self.said()
        self.assertRegex(warnings, r"not equally deep: round \d+ of 300 X-ray sources .* Ks 16\.\d")

    def test_weak_evidence(self):
        near = beside(self.rng, *(part[:6] for part in self.sources), 0.4)
        self.stars = tuple(np.concatenate(part) for part in zip(self.stars, near))
        self.ks = np.concatenate((self.ks, np.full(6, 14.0)))
        warnings, table, _ = self.said()
        self.assertRegex(warnings, r"the evidence for counterparts is weak: ln L is [4-7]\.\d above")
        self.assertIn("P >= 0.5", table)

    def test_counterparts_are_seen(self):
        self.sources = positions(self.rng, 300)
        self.stars = tuple(np.concatenate((star, near)) for star, near in
                           zip(self.stars, beside(self.rng, *self.sources, 0.4)))
        self.ks = np.concatenate((self.ks, np.full(300, 12.0)))
        warnings, table, _ = self.said()
        self.assertEqual(warnings, "")
        self.assertIn("suggested threshold", table)
        self.assertTrue(self.result.summary["counterparts_seen"])
        self.assertRegex(table, r"the acceptance radius holds 9[89]\.\d % of the counterparts")

    def test_a_list_cut_to_the_surroundings_of_the_sources(self):
        self.sources = positions(self.rng, 300)
        near = [beside(self.rng, *self.sources, 1.0) for _ in range(3)]
        self.stars = tuple(np.concatenate(part) for part in zip(*near))
        self.both_say(r"fill \d+ % of their footprint")

    def test_a_list_cut_so_closely_that_clumps_are_few_stars(self):
        self.sources = positions(self.rng, 60)
        near = [beside(self.rng, *self.sources, 1.0) for _ in range(2)]
        self.stars = tuple(np.concatenate(part) for part in zip(*near))
        self.both_say("away from the X-ray sources|fill .* of their footprint")

    def test_catalogues_that_do_not_overlap(self):
        self.sources = (self.sources[0] + 1.0, self.sources[1])
        self.both_say("0 of 30 X-ray sources lie in the infrared footprint")

    def test_hours_for_degrees(self):
        self.sources = (self.sources[0] / 15.0, self.sources[1])
        self.both_say("hours")

    def test_magnitudes_outside_the_grid(self):
        self.both_say(r"\d+ % of the magnitudes lie outside", "--magnitude.min", "6",
                      "--magnitude.max", "14")
        _, table, _ = self.said("--magnitude.min", "6", "--magnitude.max", "14")
        self.assertRegex(table, r"(?m)^fainter +\d+ ")

    def test_fluxes_in_place_of_magnitudes(self):
        ks = self.ks
        for jansky in (1.0, 1e-3):  # the unit
            self.ks = 667.0 * 10.0 ** (-0.4 * ks) / jansky
            self.both_say(r"% of the magnitudes \(Ksmag, infrared.mag-ks\) are below .*: is the column a flux")

    def test_magnitudes_that_are_missing(self):
        self.ks = np.where(np.arange(6000) % 2 == 0, np.nan, self.ks)
        _, table, _ = self.said()
        rows = [line.split() for line in table.split("\n\n")[1].splitlines()[1:]]
        n_real = sum(int(row[3] if row[1] == "-" else row[2] if row[0] == "no" else row[1])
                     for row in rows)
        self.assertEqual(n_real, len(self.result["pairs"]))

    def test_rigid_shifts_have_no_exact_errors(self):
        _, table, _ = self.said("--null.mode", "rigid")
        self.assertIn("(error unknown)", table)

    def test_colour_cuts_that_drop_counterparts(self):
        """All stars are red, the counterparts blue: the cuts are to keep the red ones."""
        self.sources = positions(self.rng, 300)
        self.stars = tuple(np.concatenate((star, near)) for star, near in
                           zip(self.stars, beside(self.rng, *self.sources, 0.4)))
        self.ks = np.concatenate((self.ks, np.full(300, 12.0)))
        self.colour = np.repeat([2.0, 0.5], [6000, 300])
        self.colour[:1000] = 0.5
        cuts = ["--infrared.mag-h", "Hmag", *(word for key, value in
                (("enabled", "true"), ("jh", "9"), ("jks", "9"), ("hks", "1.1"), ("keep", "above"))
                for word in (f"--infrared.foreground.{key}", value))]
        self.both_say(r"drops \d+ stars within the acceptance radius", *cuts)
        self.colour[6000:] = 2.0
        warnings, _, _ = self.said(*cuts)
        self.assertNotIn("foreground", warnings)

    def test_errors_in_another_unit(self):
        self.both_say("median X-ray error is 0.0001", "--xray.error", "0.0001")

    def test_infrared_errors_in_mas_most_of_which_are_too_large(self):
        self.star_error = np.where(np.arange(6000) < 5400, 30.0, 4.0)
        self.both_say(r"5,400 of 6,000 rows of the infrared catalogue are left out, and counterparts with them: "
                      r"they quote an error above infrared.error-max = 5 arcsec\. Is it in arcsec\?",
                      "--infrared.error", "err")
        self.star_error = np.where(np.arange(6000) < 50, 30.0, 0.1)
        self.assertNotIn("left out", self.said("--infrared.error", "err")[0])

    def test_infrared_rows_without_an_error(self):
        self.star_error = np.choose(np.arange(6000) % 4, (0.0, -1.0, np.nan, 0.1))
        self.both_say(r"4,500 of 6,000 rows .* left out, .* their error \(err\) is blank, zero or negative",
                      "--infrared.error", "err")

    def test_xray_rows_without_an_error(self):
        self.xray_error = np.array(["0.4", "0", "-1", "", "0.4", "0.4"])[np.arange(30) % 6]
        self.both_say(r"15 of 30 rows of the X-ray catalogue are not matched: their error \(err\) is blank, zero or "
                      r"negative\. A number for all rows, such as xray\.error = 1, keeps them")

    def test_cones_that_fill_the_footprint_in_part(self):
        self.sources = positions(self.rng, 300)
        self.said()
        whole, _, _ = self.said()
        self.assertNotIn("times as dense", whole)
        east, north = (np.subtract.outer(of_stars, of_sources) * scale for of_stars, of_sources, scale in zip(
            self.stars, self.sources, (np.cos(np.deg2rad(CENTER[1])), 1.0)))
        is_near = (np.hypot(east, north).min(axis=1) < 10.0 / 3600.0)
        self.stars, self.ks = tuple(of[is_near] for of in self.stars), self.ks[is_near]
        warnings, _, _ = self.said()
        self.assertRegex(warnings, r"stars round X-ray sources, \d.* arcsec away, are 1\.[2-9]\d? times as dense as the "
                                   r"infrared catalogue is there by its footprint: is it a list that was cut")

    def test_detections_of_the_same_sources(self):
        self.test_counterparts_are_seen()
        ra, dec = self.sources
        once, _, _ = self.said()
        self.assertNotIn("in common", once)
        self.sources = tuple(np.concatenate(pair) for pair in zip((ra, dec), beside(self.rng, ra, dec, 0.1)))
        for ranks in (1, 3):
            warnings, _, _ = self.said(ranks=ranks)
            self.assertRegex(warnings, r"\d+ of \d+ X-ray sources with a candidate of P >= 0\.5 have it in common with another")

    def test_positions_in_radians(self):
        self.stars, self.sources = (tuple(map(np.deg2rad, of)) for of in (self.stars, self.sources))
        self.both_say(r"an X-ray source in every 1\.\d arcsec\^2, and no right ascension is above 4\.65: are positions "
                      r"in degrees, not in hours or radians")

    def test_infrared_positions_in_radians(self):
        self.stars = tuple(map(np.deg2rad, self.stars))
        self.both_say(r"0 of 30 X-ray sources lie in .* The infrared right ascensions are 4\.65 in the mean: if they are "
                      r"hours or radians, give them in degrees")

    def test_infrared_errors_in_mas_that_are_below_the_limit(self):
        self.star_error = 2.0
        self.both_say(r"infrared errors are larger than the X-ray ones: .* 2 arcsec in the mean, and 0\.4 in the "
                      r"median. Are both in arcsec", "--infrared.error", "err")

    def test_without_trials_the_purity_is_unknown(self):
        self.test_counterparts_are_seen()
        _, table, _ = self.said("--null.trials", "0")
        self.assertRegex(table, r"P >= 0\.5: \d+ sources, purity unknown, completeness unknown")

    def test_without_magnitudes_there_is_no_global_p_value(self):
        _, table, _ = self.said("--infrared.mag-ks", "")
        self.assertIn("global p-value = unknown", table)

    def test_frames_that_disagree(self):
        self.test_counterparts_are_seen()
        self.sources = (self.sources[0], self.sources[1] + 1.0 / 3600.0)
        warnings, _, _ = self.said()
        self.assertRegex(warnings, "a shift between the frames .* match.align = true")
        warnings, _, _ = self.said("--match.align", "true")
        self.assertNotIn("match.align", warnings)

    def test_frames_that_disagree_by_less_than_the_errors(self):
        self.sources = tuple(np.concatenate(pair) for pair in zip(self.sources, positions(self.rng, 270)))
        ra, dec = beside(self.rng, *(of[:200] for of in self.stars), 0.4)
        self.sources = tuple(np.concatenate(pair) for pair in zip((ra, dec), self.sources))
        same_frame, _, _ = self.said()
        self.assertNotIn("in the mean, or farther", same_frame)
        self.sources = (self.sources[0], self.sources[1] - 0.35 / 3600.0)
        for ranks in (1, 3):
            warnings, _, _ = self.said(ranks=ranks)
            self.assertRegex(warnings, r"the counterparts lie -?0\.\d\d \+- 0\.0\d arcsec east and 0\.[12]\d \+- 0\.0\d "
                                       r"arcsec north of their X-ray sources.* match\.align = true measures")
        aligned, _, _ = self.said("--match.align", "true")
        self.assertNotIn("in the mean, or farther", aligned)

    def test_stars_listed_twice(self):
        self.test_counterparts_are_seen()
        again = beside(self.rng, *self.stars, 0.1)
        self.stars = tuple(np.concatenate(part) for part in zip(self.stars, again))
        self.ks = np.concatenate((self.ks, self.ks + self.rng.normal(0.0, 0.05, len(self.ks))))
        warnings, _, _ = self.said()
        self.assertRegex(warnings, "listed more than once .* infrared.merge-within")


if __name__ == "__main__":
    harness.main()
