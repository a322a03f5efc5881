"""tools/report.py with several results: which rows are one source, what changed, and the numbers side by side."""

import re
import unittest

import numpy as np

from report_result import NAN, ReportCase, rows_of, write_result
from report_page.same_source import partners

ARCSEC = 1.0 / 3600.0


def sources(names, ra, dec):
    columns = {"ra": np.array(ra, float), "dec": np.array(dec, float)}
    return rows_of(columns | ({"name": np.array(names, "S9")} if names else {}))


class SameSource(unittest.TestCase):
    def test_by_position_the_closest_first_and_each_once(self):
        a = sources(None, [0.0, 0.0, 10.0, NAN], [60.0, 60.0, 0.0, NAN])
        b = sources(None, [360.0 - 3.0 * ARCSEC, 0.1 * ARCSEC, 10.0], [60.0, 60.0, 3.0 * ARCSEC])
        # At Dec 60 three arcsec of right ascension are 1.5; the last is 3 arcsec away, too far.
        self.assertEqual(partners(a, b).tolist(), [1, 0, -1, -1])

    def test_by_name_where_most_names_are_in_both(self):
        a = sources(["x", "y", "z"], [1.0, 1.0, 2.0], [0.0, 0.0, 0.0])
        b = sources(["y", "x", "z"], [1.0, 1.0 + 5.0 * ARCSEC, 2.0], [0.0, 0.0, 1.0])
        self.assertEqual(partners(a, b).tolist(), [1, 0, -1])  # z is a degree away
        b["name"] = [b"u", b"v", b"w"]
        self.assertEqual(partners(a, b).tolist(), [0, -1, -1])


class Comparison(ReportCase):
    P_A = [0.9, 0.9, 0.2, 0.9, 0.3, 0.3, NAN]
    P_B = [0.9, 0.4, 0.7, 0.8, 0.45, 0.35, NAN]
    STAR_A = [1, 2, 3, 4, 5, 6, -1]
    STAR_B = [1, 2, 3, 40, 50, 60, -1]

    def write(self, name, p, star, ir_ra=None, **result):
        columns = {"p": p, "ir_id": star, "name": [b"s%d" % i for i in range(len(p))]}
        if ir_ra is not None:
            columns["ir_ra"] = ir_ra
        write_result(self.folder / name, n=len(p), counterparts=columns, **result)

    def test_what_changed(self):
        self.write("a.h5", self.P_A, self.STAR_A)
        self.write("b.h5", self.P_B, self.STAR_B, Q=0.25, configuration="probability.method = lr\nxray.error = b\n")
        page = self.page_of_files("a.h5", "b.h5")
        changes = self.data(page)["changes"]
        self.assertEqual(self.values(changes, "name"), ["s1", "s2", "s3", "s4"])
        self.assertEqual(self.values(changes, "change"),
                         ["counterpart lost", "counterpart gained", "another star", "probability changed"])
        self.assertEqual(self.values(changes, "p_change"), [-0.5, 0.5, -0.1, 0.15])
        self.assertEqual(self.values(changes, "star_other"), ["row 2", "row 3", "row 40", "row 50"])
        self.assertEqual(changes["sources"], [1, 2, 3, 4])
        words = self.part(page, "comparison")
        for expected in ("A to B: 7 sources are in both. Of these 1 gained a counterpart, 1 lost it, 1 have another "
                         "star, and 1 have another P.", "found again by name and position",
                         "0.1259 ± 0.0060", "0.2500 ± 0.0060", "xray.error"):
            self.assertIn(expected, words)

    def test_stars_of_different_catalogues_are_one_where_positions_agree(self):
        ra = 266.0 + 0.0001 * np.arange(2)
        self.write("a.h5", [0.9, 0.9], [1, 2], ir_ra=ra)
        self.write("b.h5", [0.9, 0.9], [8, 9], ir_ra=ra + np.array([0.2, 0.6]) * ARCSEC,
                   configuration="infrared.catalogue = other.csv\nprobability.method = lr\n")
        changes = self.data(self.page_of_files("a.h5", "b.h5"))["changes"]
        self.assertEqual(self.values(changes, "name"), ["s1"])

    def test_stars_are_numbered_alike_only_where_both_infrared_catalogues_are_the_same(self):
        configuration = "infrared.catalogue = one.csv\ninfrared.2.catalogue = {}\nprobability.method = lr\n"
        counts = {"infrared_rows_read": 5, "infrared_rows_kept": 5, "infrared_2_rows_kept": 8}
        for name, second, n_rows, star in (("a.h5", "two.csv", 9, [7]), ("b.h5", "sorted.csv", 9, [8]),
                                           ("c.h5", "two.csv", 8, [8])):
            self.write(name, [0.9], star, configuration=configuration.format(second), **counts,
                       infrared_2_rows_read=n_rows)
        page = self.page_of_files("a.h5", "b.h5", "c.h5")
        self.assertEqual(self.data(page)["changes"]["n_rows"], 0)
        self.assertIn("5 and 8", self.part(page, "comparison"))

    def test_other_x_ray_catalogues_and_sources_in_one_only(self):
        self.write("a.h5", self.P_A, self.STAR_A)
        write_result(self.folder / "b.h5", n=5, counterparts={"p": self.P_A[:5], "ir_id": self.STAR_A[:5]})
        words = self.part(self.page_of_files("a.h5", "b.h5"), "comparison")
        self.assertIn("The X-ray catalogues are different: 0 % of the names are in both", words)
        self.assertIn("5 sources are in both", words)
        self.assertIn("2 only in A", words)

    def test_three_results(self):
        self.write("a.h5", self.P_A, self.STAR_A)
        self.write("b.h5", self.P_B, self.STAR_A)
        (self.folder / "more").mkdir()
        self.write("more/a.h5", self.P_A, self.STAR_B, tables={"warnings": {"warning": [b"one", b"two"]}})
        page = self.page_of_files("a.h5", "b.h5", "more/a.h5")
        changes = self.data(page)["changes"]
        self.assertEqual(self.values(changes, "result"), ["B", "B", "B", "C"])
        heads = re.findall(r"<th>([ABC])<small>(.*?)</small>", page)[:3]
        self.assertEqual(heads, [(letter, str(self.folder / name))
                                 for letter, name in zip("ABC", ("a.h5", "b.h5", "more/a.h5"))])
        self.assertEqual(re.findall(r"<h3>.*?more/a.h5</h3><p class=\"warning\">(.*?)</p>", page), ["one"])

    def test_nothing_changed(self):
        self.write("a.h5", self.P_A, self.STAR_A)
        page = self.page_of_files("a.h5", "a.h5")
        self.assertEqual(self.data(page)["changes"]["n_rows"], 0)
        self.assertNotIn("Settings that differ", page)


if __name__ == "__main__":
    unittest.main()
