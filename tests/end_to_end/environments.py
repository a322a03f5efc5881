#!/usr/bin/env python3
"""The infrared environments of candidates, and the tables that maps are drawn of, against astropy and
the notebook's section 6."""

import json

import harness

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord

RADIUS = 180.0  # arcsec
SIZE_DEG = 0.24
N_STARS, N_XRAY = 30000, 300


def error_of(source):
    """Of no consequence for the chance of a counterpart, which the first sources have."""
    return 0.4 + 0.0004 * (7 * source % N_XRAY)


class Sky:
    """A field that holds right ascension 0, as crowded as RADIUS needs, with counterparts for 40 %."""

    def __init__(self, dec=20.0):
        rng = np.random.default_rng(31)
        self.dec0 = dec
        self.stars = self.scattered(rng, N_STARS)
        self.ks = 10.0 + 8.0 * rng.random(N_STARS) ** 0.3
        self.ks[::50] = np.nan
        xray = self.scattered(rng, N_XRAY)
        n_own = int(0.4 * N_XRAY)
        own = self.stars[:n_own]
        xray[:n_own, 0] = own[:, 0] + rng.normal(0, 0.4, n_own) / 3600 / np.cos(np.deg2rad(own[:, 1]))
        xray[:n_own, 1] = own[:, 1] + rng.normal(0, 0.4, n_own) / 3600
        self.xray = np.round(xray, 8)  # as the files hold them
        self.candidates = np.round(xray[[3, 50, 200]] + [1e-5, -2e-5], 8)

    def scattered(self, rng, n):
        ra = SIZE_DEG / np.cos(np.deg2rad(self.dec0)) * (rng.random(n) - 0.5)
        return np.round(np.column_stack([ra, self.dec0 + SIZE_DEG * (rng.random(n) - 0.5)]), 8)

    def write(self, folder, candidates):
        def rows(values):
            return [f"{a % 360.0:.8f},{d:.8f}" for a, d in values]
        names = [f"X{i}" for i in range(N_XRAY)]
        (folder / "xray.csv").write_text("ra,dec,err,name\n" + "\n".join(
            f"{row},{error_of(i):.4f},{names[i]}" for i, row in enumerate(rows(self.xray))) + "\n")
        (folder / "stars.csv").write_text("RA,Dec,Ksmag\n" + "\n".join(
            f"{row},{'' if np.isnan(k) else f'{k:.3f}'}" for row, k in zip(rows(self.stars), self.ks)) + "\n")
        (folder / "all_hmxb.tsv").write_text(
            "name\tra\tdec\terr_ellipse_r0\terr_ellipse_r1\terr_ellipse_ang\n" + "\n".join(
                f"H{i}\t{row.replace(',', chr(9))}\t0.9\t0.6\t30" for i, row in enumerate(rows(candidates))) + "\n")
        harness.write_config(folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma", "name": "name"},
            "infrared": {"catalogue": "stars.csv", "mag-ks": "Ksmag"},
            "output": {"file": "result.h5", "overwrite": "true"}})


def coordinates(positions):
    return SkyCoord(positions[:, 0] % 360.0 * u.deg, positions[:, 1] * u.deg)


class Environments(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sky = Sky()
        cls.sky.write(cls.folder, cls.sky.candidates)

    def result(self, *options, ranks=2):
        done = harness.match(self.folder, *options, ranks=ranks)
        return harness.Output(self.folder / "result.h5"), done.stderr

    def check_stars(self, tables, positions):
        """Every star within the radius, ordered by candidate, separation and row: as astropy has them."""
        stars = coordinates(self.sky.stars)
        listed = tables["candidate_stars"]
        for i, place in enumerate(coordinates(positions)):
            separation = place.separation(stars).arcsec
            near = np.flatnonzero(separation <= RADIUS)
            near = near[np.lexsort([near, separation[near]])]
            mine = listed[listed["candidate_id"] == i]
            np.testing.assert_array_equal(mine["ir_id"], near)
            np.testing.assert_allclose(mine["separation"], separation[near], atol=1e-7)
            angle = place.position_angle(stars[near]).deg
            np.testing.assert_allclose((mine["position_angle"] - angle + 180.0) % 360.0, 180.0, atol=1e-3)
            np.testing.assert_allclose(mine["ks"], np.round(self.sky.ks[near], 3))
            self.assertEqual(tables["candidates"]["stars"][i], len(near))
        self.assertEqual(len(listed), tables["candidates"]["stars"].sum())
        self.assertTrue(np.all(np.diff(listed["candidate_id"]) >= 0))

    def test_candidates_of_a_list(self):
        tables, _ = self.result("--candidates.catalogue", "all_hmxb.tsv")
        self.check_stars(tables, self.sky.candidates)
        found, summary = tables["candidates"], tables.summary
        self.assertEqual(summary["candidate_radius_arcsec"], RADIUS)
        self.assertEqual([name.decode() for name in found["name"]], ["H0", "H1", "H2"])
        # The notebook: counts over the area of the circle, and over the mean of its bounding box.
        density = found["stars"] / (np.pi * RADIUS**2)
        np.testing.assert_allclose(found["surface_density"], density)
        np.testing.assert_allclose(found["density_ratio_bounding_box"],
                                   density * summary["bounding_box_area_arcsec2"] / N_STARS)
        mean = N_STARS / summary["occupied_area_arcsec2"]
        np.testing.assert_allclose(found["density_ratio"], density / found["covered_fraction"] / mean)
        # A field of even density: where the circle hangs over the edge, the ratio stays about 1.
        np.testing.assert_allclose(found["density_ratio"], 1.0, atol=0.15)
        nearest, separation, _ = coordinates(self.sky.candidates).match_to_catalog_sky(coordinates(self.sky.xray))
        np.testing.assert_array_equal(found["xray_id"], nearest)
        np.testing.assert_allclose(found["xray_separation"], separation.arcsec, atol=1e-5)
        np.testing.assert_allclose(found["xray_error"], error_of(nearest))
        self.assertEqual([name.decode() for name in found["xray_name"]], [f"X{i}" for i in nearest])

    def test_the_bounding_box_is_the_notebooks_where_nothing_wraps(self):
        stars = self.sky.stars
        self.sky.stars = stars + [10.0, 0.0]
        try:
            self.sky.write(self.folder, self.sky.candidates + [10.0, 0.0])
            tables, _ = self.result("--candidates.catalogue", "all_hmxb.tsv")
            found = tables["candidates"]
            ra, dec = self.sky.stars[:, 0], self.sky.stars[:, 1]
            area = np.ptp(ra) * np.ptp(dec) * np.cos(np.deg2rad(dec.mean())) * 3600.0**2
            np.testing.assert_allclose(found["density_ratio_bounding_box"],
                                       found["stars"] / (np.pi * RADIUS**2) / (N_STARS / area), rtol=1e-6)
        finally:
            self.sky.stars = stars
            self.sky.write(self.folder, self.sky.candidates)

    def test_the_best_matches(self):
        tables, _ = self.result("--candidates.best", "5", ranks=3)
        counterparts = tables["counterparts"]
        p = np.nan_to_num(counterparts["p"], nan=-1.0)
        best = np.lexsort([counterparts["xray_id"], -p])[:5]
        np.testing.assert_array_equal(tables["candidates"]["xray_id"], best)
        self.check_stars(tables, self.sky.xray[best])

    def test_nothing_else_changes_and_ranks_do_not_matter(self):
        plain, _ = self.result()
        self.assertEqual(len(plain["warnings"]), 0)
        for options in (["--candidates.catalogue", "all_hmxb.tsv"], ["--candidates.best", "4"]):
            of_ranks = []
            for ranks in (1, 4):
                tables, _ = self.result(*options, ranks=ranks)
                of_ranks.append((self.folder / "result.h5").read_bytes())
            self.assertEqual(*of_ranks)
            for name, table in plain.tables.items():
                if name.startswith("warnings"):
                    continue  # one candidate is at the edge of the field
                self.assertEqual(table.tobytes(), tables[name].tobytes(), name)
        self.assertNotIn("candidates", plain.tables)

    def test_a_candidate_away_from_the_infrared_catalogue(self):
        self.sky.write(self.folder, np.vstack([self.sky.candidates, [[5.0, 20.0]]]))
        tables, log = self.result("--candidates.catalogue", "all_hmxb.tsv")
        self.assertRegex(log, "of 4 candidates lie outside the infrared footprint or at its edge")
        self.assertEqual(tables["candidates"]["stars"][3], 0)
        self.assertTrue(np.isnan(tables["candidates"]["density_ratio"][3]))
        warnings = [row.decode() for row in tables["warnings"]["warning"]]
        said = [line.split("warning: ")[1] for line in log.splitlines() if "warning:" in line]
        self.assertEqual(warnings, said)
        self.sky.write(self.folder, self.sky.candidates)

    def test_what_is_wrong_is_said(self):
        def refused(text, *options):
            done = harness.run(["match", "--config", "match.ini", *options], self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(text, done.stderr)
        refused("exclude each other", "--candidates.best", "2", "--candidates.catalogue", "all_hmxb.tsv")
        refused("candidates.radius = 0", "--candidates.best", "2", "--candidates.radius", "0")
        refused("all_hmxb.csv", "--candidates.catalogue", "all_hmxb.csv")
        refused("nickname", "--candidates.catalogue", "all_hmxb.tsv", "--candidates.name", "nickname")
        (self.folder / "gap.csv").write_text("name,ra,dec\nA,0.01,20\nB,,20\n")
        refused("gap.csv row 2: a candidate without a usable position", "--candidates.catalogue", "gap.csv")

    def test_a_list_without_names_and_errors(self):
        (self.folder / "bare.csv").write_text("RAJ2000,DEJ2000\n0.01,20\n359.99,20.01\n")
        tables, _ = self.result("--candidates.catalogue", "bare.csv")
        self.assertEqual([name.decode() for name in tables["candidates"]["name"]], ["1", "2"])
        self.assertTrue(np.all(np.isnan(tables["candidates"]["error_major"])))
        self.check_stars(tables, np.array([[0.01, 20.0], [359.99, 20.01]]))

    def test_maps(self):
        tables, _ = self.result(ranks=3)
        cells = tables["footprint"]
        self.assertEqual(cells["rows"].sum(), N_STARS)
        np.testing.assert_allclose(cells["covered_area"].sum(), tables.summary["occupied_area_arcsec2"])
        ra = (self.sky.stars[:, 0] % 360.0)[:, None]
        for cell in cells[::97]:
            inside = ((np.abs((ra[:, 0] - cell["ra"] + 180.0) % 360.0 - 180.0) < cell["ra_width"] / 2)
                      & (np.abs(self.sky.stars[:, 1] - cell["dec"]) < cell["dec_height"] / 2))
            self.assertEqual(inside.sum(), cell["rows"])

    def test_separations(self):
        tables, _ = self.result(ranks=2)
        bins, xray = tables["offset_distribution"], tables["xray"]
        considered = coordinates(self.sky.xray)[xray["in_footprint"]]
        edges = np.append(bins["separation_low"], bins["separation_high"][-1])
        _, _, separation, _ = coordinates(self.sky.stars).search_around_sky(considered, edges[-1] * u.arcsec)
        counts = np.array([((separation.arcsec >= low) & (separation.arcsec < high)).sum()
                           for low, high in zip(edges[:-1], edges[1:])])
        np.testing.assert_array_equal(bins["pairs"], counts)
        factors = xray["density_factor"][xray["in_footprint"]].sum()
        mean = N_STARS / tables.summary["occupied_area_arcsec2"]
        np.testing.assert_allclose(bins["expected"],
                                   factors * mean * np.pi * (edges[1:]**2 - edges[:-1]**2), rtol=1e-9)

    def test_load_of_the_tiles(self):
        self.result("--layout.tiles", "6", ranks=2)
        report = json.loads((self.folder / "result.h5.run.json").read_text())
        tiles = report["tiles"]
        self.assertEqual([tile["tile"] for tile in tiles], sorted(tile["tile"] for tile in tiles))
        self.assertEqual(sum(tile["xray_sources"] for tile in tiles), N_XRAY)
        self.assertEqual(sum(tile["neighbours"] for tile in tiles), report["neighbourhood_pairs"]["total"])


if __name__ == "__main__":
    harness.main()
