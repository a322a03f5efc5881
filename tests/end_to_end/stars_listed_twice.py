#!/usr/bin/env python3
"""Stars that the infrared catalogue lists again: in overlapping tiles, and in a list of pairs as CDS
XMatch makes them. Merged, they give the probabilities of the catalogue that lists each star once."""

import csv
import hashlib
from pathlib import Path

import harness

import numpy as np
import skies

CONFIGURATION = Path(__file__).resolve().parents[2] / "config" / "galactic_center_vvv.ini"
N_TILES = 7
XMATCH_RADIUS = 70.0  # arcsec
JITTER = 0.02  # arcsec, of a position measured in another tile

# As CDS XMatch writes VVV DR2 and Muno's catalogue; the positions of both have the same names.
VVV_COLUMNS = ["angDist", "srcid", "RAJ2000", "DEJ2000", "iauname", "PriOrSec", "mClass"] + [
    column for band in ("Z", "Y", "J", "H", "Ks")
    for column in (f"{band}mag3", f"e_{band}mag3", f"{band}perrbits")]
XRAY_COLUMNS = ["recno", "CXOGC", "RAJ2000", "DEJ2000", "ePos", "theta", "Exp", "Flag", "logPKS",
                "bright", "l_Sct.tot", "Sct.tot", "Bsct", "l_Sct.net", "Sct.net", "l_Hct.tot",
                "Hct.tot", "l_Hct.net", "Hct.net", "Bhct", "<E>", "HR0", "HR1", "HR2"]


def write_csv(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


class Field:
    """Stars and X-ray sources with known counterparts, at a density where stars stand apart."""

    def __init__(self):
        sky = skies.make_sky("field", (266.41, -29.0), seed=171, n_xray=250, n_infrared=6000,
                             density=0.02)
        self.sky = sky
        self.xray = [[*row[:3], "0.5", row[4]] for row in sky.xray]  # hard: none is foreground
        self.stars = [[float(row[0]), float(row[1]), *(cell.strip() for cell in row[4:])]
                      for row in sky.infrared]
        # Of counterparts and of two thirds of the others only Ks is known: no colour rule drops them.
        for i, star in enumerate(self.stars):
            if i % 3:
                star[2] = star[3] = ""

    def write_xray(self, folder):
        write_csv(folder / "muno3.csv", ["RAJ2000", "DEJ2000", "ePos", "HR0", "CXOGC"], self.xray)

    def star_row(self, i, rng=None):
        ra, dec, j, h, ks = self.stars[i]
        if rng is not None:
            east, north = rng.normal(0.0, JITTER, 2) / 3600.0
            ra, dec = ra + east / np.cos(np.deg2rad(dec)), dec + north
        return [f"GNS {i}", f"{ra:.8f}", f"{dec:.8f}", j, h, ks]

    def write_tiles(self, folder):
        """once.csv, and tile1.csv ... in which each star stands twice."""
        columns = ["name", "RAJ2000", "DEJ2000", "Jmag", "Hmag", "Ksmag"]
        write_csv(folder / "once.csv", columns, [self.star_row(i) for i in range(len(self.stars))])
        rng = np.random.default_rng(172)
        tiles = [[] for _ in range(N_TILES)]
        for i in range(len(self.stars)):
            tile = i * N_TILES // (len(self.stars) + 1)
            first, second = sorted((tile, (tile + 1) % N_TILES))
            tiles[first].append(self.star_row(i))
            tiles[second].append(self.star_row(i, rng))
        for number, rows in enumerate(tiles, start=1):
            write_csv(folder / f"tile{number}.csv", columns, rows)

    def write_pairs(self, folder):
        """xmatch.csv, the list of pairs, and vvv.csv, each star once in the same columns."""
        def vvv(i, distance):
            ra, dec, j, h, ks = self.stars[i]
            bands = dict(Z="", Y="", J=j, H=h, Ks=ks)
            cells = [f"{distance:.6f}", str(515534548081 + i), f"{ra:.8f}", f"{dec:.8f}",
                     f"VVV J{i}", "0", "-1"]
            for value in bands.values():
                cells += [value, "0.01" if value else "", "0"]
            return cells

        def muno(x):
            ra, dec, error, hr0, name = self.xray[x]
            known = {"recno": str(x + 1), "CXOGC": name, "RAJ2000": ra, "DEJ2000": dec,
                     "ePos": error, "HR0": hr0}
            return [known.get(column, "") for column in XRAY_COLUMNS]

        stars = np.array([star[:2] for star in self.stars])
        pairs, once = [], {}
        for x, row in enumerate(self.xray):
            ra, dec = float(row[0]), float(row[1])
            east = (stars[:, 0] - ra) * np.cos(np.deg2rad(dec)) * 3600.0
            distance = np.hypot(east, (stars[:, 1] - dec) * 3600.0)
            for i in np.argsort(distance, kind="stable"):
                if distance[i] > XMATCH_RADIUS:
                    break
                pairs.append(vvv(i, distance[i]) + muno(x))
                once.setdefault(i, pairs[-1])
        self.columns = VVV_COLUMNS + XRAY_COLUMNS
        write_csv(folder / "xmatch.csv", self.columns, pairs)
        write_csv(folder / "vvv.csv", self.columns, once.values())
        return len(pairs), len(once)


def best(out):
    """The probability and the name of the best star of each X-ray source; NaN without."""
    table = out["counterparts"]
    return np.asarray(table["p"]), table["ir_name"].astype(str)


class Twice(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = Field()
        cls.field.write_xray(cls.folder)
        cls.field.write_tiles(cls.folder)
        cls.n_pairs, cls.n_stars = cls.field.write_pairs(cls.folder)
        harness.write_config(cls.folder / "match.ini", {
            "xray": {"catalogue": "muno3.csv", "error": "ePos", "error-level": "sigma",
                     "ra": "RAJ2000", "dec": "DEJ2000"},
            "infrared": {"ra": "RAJ2000", "dec": "DEJ2000", "error": 0.1},
            "null": {"trials": 10}, "output": {"overwrite": "true"}})
        cls.tiles = [option for number in range(1, N_TILES + 1)
                     for option in ("--infrared.catalogue", f"tile{number}.csv")]

    def match(self, name, *options, ranks=2):
        done = harness.match(self.folder, "--output.file", f"{name}.h5", *options, ranks=ranks)
        return harness.Output(self.folder / f"{name}.h5"), done.stderr

    def vvv(self, name, catalogue, *options):
        done = harness.run(["match", "--config", CONFIGURATION, "--xray.catalogue", "muno3.csv",
                            "--infrared.catalogue", catalogue, "--output.file", f"{name}.h5",
                            "--output.overwrite", "true", *options], self.folder, 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        return harness.Output(self.folder / f"{name}.h5"), done.stderr

    def check_same(self, merged, clean, tolerance=1e-9, fraction=1.0):
        (p, names), (clean_p, clean_names) = best(merged), best(clean)
        same = (names == clean_names) & (np.nan_to_num(np.abs(p - clean_p), nan=0.0) < tolerance)
        self.assertGreaterEqual(np.mean(same), fraction)
        self.assertAlmostEqual(merged.summary["Q"] / clean.summary["Q"], 1.0,
                               delta=max(1e-9, tolerance))
        self.assertGreater(np.sum(clean_p > 0.5), 30)  # there is something to lose

    def test_tiles_merged_by_identifier(self):
        clean, _ = self.match("once", "--infrared.catalogue", "once.csv", "--infrared.id", "name")
        merged, log = self.match("id", *self.tiles, "--infrared.id", "name")
        self.assertEqual(clean.summary["infrared_rows_merged"], 0)
        self.assertEqual(merged.summary["infrared_rows_merged"], len(self.field.stars))
        self.assertEqual(merged.summary["infrared_rows_kept"], len(self.field.stars))
        self.assertEqual(merged.summary["infrared_rows_rejected"], 0)
        self.assertIn("6,000 infrared rows near X-ray sources repeat a star", log)
        self.check_same(merged, clean)

    def test_tiles_merged_by_position(self):
        within = ("--infrared.merge-within", "0.12", "--infrared.carry", "name")
        clean, _ = self.match("once_within", "--infrared.catalogue", "once.csv", *within)
        merged, log = self.match("within", *self.tiles, *within)
        self.assertIn("within infrared.merge-within = 0.12 arcsec", log)
        n_merged = merged.summary["infrared_rows_merged"]
        self.assertLess(abs(n_merged - len(self.field.stars)), 0.005 * len(self.field.stars))
        p, clean_p = (np.asarray(out["counterparts"]["p"]) for out in (merged, clean))
        same = np.nan_to_num(np.abs(p - clean_p), nan=0.0) < 0.05
        self.assertGreater(np.mean(same), 0.97)
        self.assertAlmostEqual(merged.summary["Q"], clean.summary["Q"], delta=0.01)

    def test_layout_changes_no_byte(self):
        options = (*self.tiles, "--infrared.id", "name", "--infrared.merge-within", "0.12")
        digests = set()
        for ranks, tiles in ((1, 1), (2, 7), (3, 5), (4, 12), (1, 9)):
            self.match("layout", *options, "--layout.tiles", tiles, ranks=ranks)
            digests.add(hashlib.md5((self.folder / "layout.h5").read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_a_list_of_pairs_is_merged_by_the_vvv_configuration(self):
        self.assertEqual(len(self.field.columns), 46)
        self.assertGreater(self.n_pairs, 3 * self.n_stars)
        clean, log = self.vvv("vvv", "vvv.csv")
        self.assertNotIn("repeat a star", log)
        merged, log = self.vvv("xmatch", "xmatch.csv")
        self.assertIn("the same infrared.id within 2 arcsec", log)
        kept = merged.summary["infrared_rows_kept"]
        self.assertEqual(merged.summary["infrared_rows_merged"] + kept
                         + merged.summary["infrared_rows_rejected"], self.n_pairs)
        self.check_same(merged, clean, tolerance=0.02, fraction=0.98)
        self.assertLessEqual(kept, 1.02 * clean.summary["infrared_rows_kept"])

    def test_a_list_of_pairs_left_alone_is_warned_of(self):
        _, log = self.vvv("vvv_silent", "vvv.csv", "--infrared.id", "")
        self.assertNotIn("have the position and the Ks of another row", log)
        alone, log = self.vvv("alone", "xmatch.csv", "--infrared.id", "")
        self.assertIn("have the position and the Ks of another row", log)
        self.assertIn("infrared.id", log)
        self.assertIn("infrared.merge-within", log)
        self.assertLess(np.nansum(np.asarray(alone["counterparts"]["p"]) > 0.5), 10)

    def test_a_column_that_occurs_twice_is_chosen_by_its_place(self):
        done = harness.run(["validate", "--config", CONFIGURATION, "--xray.catalogue", "muno3.csv",
                            "--infrared.catalogue", "xmatch.csv", "--infrared.ra", "RAJ2000"],
                           self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("RAJ2000#1 or RAJ2000#2, as infrared.ra", done.stderr)
        out, _ = self.vvv("second", "xmatch.csv", "--infrared.ra", "RAJ2000#2", "--infrared.dec",
                          "DEJ2000#2", "--infrared.carry", "ePos, DEJ2000#2, RAJ2000_2")
        table = out["counterparts"]
        has_star = table["ir_id"] >= 0
        self.assertTrue(has_star.any())
        np.testing.assert_allclose(table["ir_dec"][has_star], table["dec"][has_star], atol=1e-3)
        for used, carried in (("ir_ra", "RAJ2000_2"), ("ir_dec", "DEJ2000_2")):
            np.testing.assert_allclose(table[carried][has_star], table[used][has_star], atol=1e-7)


if __name__ == "__main__":
    harness.main()
