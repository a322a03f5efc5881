#!/usr/bin/env python3
"""`align` on skies whose shift, rotation and proper motions are known; and `match` after it."""

import csv
import json

import harness

import numpy as np
from astropy.io import fits
from astropy.table import Table

import skies

OVERWRITE = ["--output.overwrite", "true"]


def table(path, name):
    return Table.read(path, path=name, character_as_bytes=False)


def write_rows(path, columns):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def on_plane(center_deg, ra_deg, dec_deg):
    """East and north in arcsec in the tangent plane at `center_deg`."""
    ra0, dec0 = np.deg2rad(center_deg)
    ra, dec = np.deg2rad(ra_deg) - ra0, np.deg2rad(dec_deg)
    along = np.sin(dec0) * np.sin(dec) + np.cos(dec0) * np.cos(dec) * np.cos(ra)
    east = np.cos(dec) * np.sin(ra) / along
    north = (np.cos(dec0) * np.sin(dec) - np.sin(dec0) * np.cos(dec) * np.cos(ra)) / along
    return np.stack([east, north]) / skies.ARCSEC


class Case(harness.TestCase):
    def align(self, *options, ranks=1):
        done = harness.run(["align", *OVERWRITE, *options], self.folder, ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done


class Fields(Case):
    """200 fields all over the sky, in one catalogue; each observation has the same shift and
    rotation, which are to be found from its own calibrators."""

    N, N_SOURCES, SIGMA = 200, 30, 0.2
    SHIFT, ROTATION = np.array([0.24, -0.18]), 0.02  # arcsec; deg, from north through east

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(401)
        dec = np.degrees(np.arcsin(rng.uniform(-0.98, 0.98, cls.N)))
        cls.centers = np.stack([rng.uniform(0, 360, cls.N), dec], axis=1)
        cls.centers[:3, 0] = 0.0, 359.999, 0.001
        xray = {"RA": [], "DEC": [], "obsid": [], "name": []}
        infrared = {"RA": [], "DEC": []}
        for number, center in enumerate(cls.centers):
            places = rng.uniform(-600, 600, (2, cls.N_SOURCES))
            noise = rng.normal(0, cls.SIGMA, places.shape)
            for catalogue, at in ((xray, places + noise), (infrared, cls.turned(places))):
                for key, values in zip(("RA", "DEC"), skies.on_sky(center, *at)):
                    catalogue[key] += [f"{value:.9f}" for value in values]
            xray["obsid"] += [f"obs{number}"] * cls.N_SOURCES
            xray["name"] += [f"{number}-{k}" for k in range(cls.N_SOURCES)]
        write_rows(cls.folder / "xray.csv", xray)
        write_rows(cls.folder / "infrared.csv", infrared)

    @classmethod
    def turned(cls, places):
        angle = np.deg2rad(cls.ROTATION)
        east, north = places
        return np.stack([east + angle * north, north - angle * east]) + cls.SHIFT[:, None]

    OPTIONS = ["--xray.catalogue", "xray.csv", "--xray.error", str(SIGMA),
               "--xray.error-level", "sigma", "--xray.name", "name", "--xray.observation", "obsid", "--infrared.catalogue", "infrared.csv",
               "--infrared.error", "0.01"]

    def solved(self, *options):
        self.align(*self.OPTIONS, *options)
        return table(self.folder / "aligned.h5", "corrections")

    def expect_calibrated(self, deviations, errors):
        pulls = np.asarray(deviations) / np.asarray(errors)
        self.assertGreaterEqual(np.mean(np.abs(pulls) <= 3.0), 0.95)
        self.assertAlmostEqual(np.sqrt(np.mean(pulls**2)), 1.0, delta=0.12)

    def test_shift_and_rotation_are_recovered(self):
        rows = self.solved("--frame.model", "rotation")
        self.assertEqual(list(rows["observation"]), [f"obs{k}" for k in range(self.N)])
        self.expect_calibrated(rows["rotation"] - self.ROTATION, rows["rotation_error"])
        for axis, name in enumerate(("east", "north")):
            here = [on_plane(center, row["center_ra"], row["center_dec"])
                    for center, row in zip(self.centers, rows)]
            truth = np.array([(self.turned(at[:, None])[:, 0] - at)[axis] for at in here])
            self.expect_calibrated(rows[f"shift_{name}"] - truth, rows[f"shift_error_{name}"])

    def test_sources_come_to_where_they_belong(self):
        rows = self.solved("--frame.model", "rotation", "--frame.correct", "always")
        self.assertTrue(np.all(rows["corrected"]))
        aligned = table(self.folder / "aligned.h5", "aligned")
        infrared = Table.read(self.folder / "infrared.csv")
        left = np.array([on_plane(center, a["ra_aligned"], a["dec_aligned"])
                         - on_plane(center, i["RA"], i["DEC"])
                         for center, a, i in zip(np.repeat(self.centers, self.N_SOURCES, axis=0),
                                                 aligned, infrared)])
        self.assertLess(np.abs(left.mean(axis=0)).max(), 0.01)
        # 68 % in two dimensions, a little more since each source took part in the fit.
        inside = np.mean(np.hypot(*left.T) <= aligned["sig1"])
        self.assertGreater(inside, 0.67)
        self.assertLess(inside, 0.76)

    def test_the_bytes_do_not_depend_on_ranks(self):
        results = []
        for ranks in (1, 3):
            self.align(*self.OPTIONS, "--output.csv", "aligned.csv", ranks=ranks)
            results.append([(self.folder / name).read_bytes()
                            for name in ("aligned.h5", "aligned.csv")])
        self.assertEqual(results[0], results[1])

    def test_what_depends_on_the_run_is_in_its_report(self):
        self.align(*self.OPTIONS, ranks=2)
        report = json.loads((self.folder / "aligned.h5.run.json").read_text(encoding="utf-8"))
        self.assertEqual(report["ranks"], 2)
        self.assertTrue(report["command_line"].startswith("counterpoint align --"))
        self.assertEqual([phase["name"] for phase in report["phases"]],
                         ["read X-ray", "read infrared", "frames and uncertainties", "write"])
        self.assertEqual([entry["path"] for entry in report["inputs"]],
                         ["xray.csv", "infrared.csv"])
        self.assertGreater(report["reading"]["bytes"], 0)


class Motions(Case):
    """A field in which all stars move alike, and some motions are missing."""

    N, YEARS, MOTION = 60, 12.0, np.array([40.0, -25.0])  # mas per year

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = np.random.default_rng(402)
        center = (210.8, 54.35)
        places = rng.uniform(-400, 400, (2, cls.N))
        missing = np.arange(cls.N) % 10 == 0
        moved = places + np.where(missing, 0.0, cls.MOTION[:, None] * cls.YEARS / 1000)
        ra, dec = skies.on_sky(center, *(places + rng.normal(0, 0.1, places.shape)))
        write_rows(cls.folder / "xray.csv",
                   {"RA": ra, "DEC": dec, "error": np.full(cls.N, 0.1)})
        ra, dec = skies.on_sky(center, *moved)
        motions = np.where(missing, np.nan, cls.MOTION[:, None])
        errors = np.where(missing, np.nan, 1.0)
        columns = {"ra": (ra, "deg"), "dec": (dec, "deg"), "pmra": (motions[0], "mas/yr"),
                   "pmdec": (motions[1], "mas/yr"), "pmra_error": (errors, "mas/yr"),
                   "pmdec_error": (errors, "mas/yr"),
                   "ref_epoch": (np.full(cls.N, 2016.0), "yr"),
                   "Ksmag": (np.full(cls.N, 15.0), "mag")}
        fits.BinTableHDU.from_columns(
            [fits.Column(name, "D", unit=unit, array=values)
             for name, (values, unit) in columns.items()]).writeto(cls.folder / "gaia.fits")
        cls.n_missing = int(missing.sum())

    CATALOGUES = ["--xray.catalogue", "xray.csv", "--xray.error", "error",
                  "--xray.error-level", "sigma", "--infrared.catalogue", "gaia.fits", "--infrared.error", "0.01"]
    MOTIONS = ["--xray.epoch", "2004.0", "--infrared.epoch", "ref_epoch",
               "--infrared.pm-ra", "pmra", "--infrared.pm-ra-error", "pmra_error",
               "--infrared.pm-dec", "pmdec", "--infrared.pm-dec-error", "pmdec_error",
               "--infrared.pm-dispersion", "5"]

    def shift(self, *options):
        self.align(*self.CATALOGUES, *options)
        row = table(self.folder / "aligned.h5", "corrections")[0]
        return (np.array([row["shift_east"], row["shift_north"]]),
                np.array([row["shift_error_east"], row["shift_error_north"]]))

    def test_stars_are_taken_at_the_xray_epoch(self):
        shift, error = self.shift(*self.MOTIONS)
        self.assertLess(np.abs(shift / error).max(), 3.0)

    def test_without_motions_the_frame_is_off(self):
        shift, _ = self.shift()
        np.testing.assert_allclose(shift, self.MOTION * self.YEARS / 1000, atol=0.15)

    def test_match_takes_them_too(self):
        harness.write_config(self.folder / "match.ini", {
            "xray": {"catalogue": "xray.csv", "error": "error", "error-level": "sigma"},
            "xray.foreground": {"column": ""},
            "infrared": {"catalogue": "gaia.fits", "error": 0.1, "mag-ks": "Ksmag"},
            "infrared.foreground": {"enabled": "false"},
            "match": {"radius-factor": 5},
            "output": {"file": "match.h5", "overwrite": "true"}})
        harness.match(self.folder, *self.MOTIONS)
        moved = harness.Output(self.folder / "match.h5")
        self.assertEqual(moved.summary["infrared_rows_moved"], self.N - self.n_missing)
        pairs = moved["pairs"]
        true = pairs[pairs["xray_id"] == pairs["ir_id"]]
        self.assertEqual(len(true), self.N)
        self.assertLess(np.median(true["separation"]), 0.2)
        # The infrared error grows by 12 years of 1 mas/yr, or of the dispersion of 5 mas/yr.
        sigma_ir = np.sqrt(true["sigma"]**2 - 0.1**2)
        missing = true["ir_id"] % 10 == 0
        np.testing.assert_allclose(sigma_ir[~missing], np.hypot(0.1, 0.012), rtol=1e-6)
        np.testing.assert_allclose(sigma_ir[missing], np.hypot(0.1, 0.060), rtol=1e-6)

    def test_motions_without_epochs_are_refused(self):
        done = harness.run(["align", *OVERWRITE, *self.CATALOGUES, "--infrared.pm-ra", "pmra",
                            "--infrared.pm-dec", "pmdec"], self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("xray.epoch", done.stderr)


    def test_epochs_that_are_no_julian_years_are_refused(self):
        gaia = Table.read(self.folder / "gaia.fits")
        gaia["mjd"] = np.where(np.arange(self.N) == self.N // 2, 57204.0, 2016.0)
        gaia.write(self.folder / "mjd.fits", overwrite=True)
        catalogues = [word.replace("gaia.fits", "mjd.fits") for word in self.CATALOGUES]
        for command, epoch, message in (("align", "57204", "infrared.epoch = 57204: a Julian year .* the year 2015.495"),
                                        ("align", "mjd", "mjd = 57204 .infrared.epoch.: a Julian year"),
                                        ("validate", "mjd", "mjd = 57204 .infrared.epoch.: a Julian year")):
            done = harness.run([command, *catalogues, *[word.replace("ref_epoch", epoch) for word in self.MOTIONS]],
                               self.folder, 3)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, message)


class Blind(Case):
    """A crowded Galactic-centre mock whose X-ray frame is off by 0.3": no calibrators."""

    SHIFT = np.array([0.24, -0.18])  # arcsec, infrared minus X-ray

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = harness.run(["mock", "--files", "1"], cls.folder)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        (cls.folder / "mock.ini").rename(cls.folder / "match.ini")
        xray = Table.read(cls.folder / "xray.csv", converters={"CXOGC": str})
        cls.displaced(xray, np.ones(len(xray))).write(cls.folder / "shifted.csv")
        xray["obsid"] = np.arange(len(xray)) % 2
        cls.displaced(xray, xray["obsid"]).write(cls.folder / "two.csv")
        cls.truth = Table.read(cls.folder / "truth.csv")

    BLIND = ["--xray.preset", "muno2009", "--infrared.catalogue", "infrared.tsv",
             "--infrared.mag-ks", "Ksmag", "--calibrators.select", "none",
             "--output.fits", "aligned.fits", "--xray.catalogue"]

    @classmethod
    def displaced(cls, xray, factor):
        moved = xray.copy()
        moved["RAJ2000"] -= factor * cls.SHIFT[0] / 3600 / np.cos(np.deg2rad(xray["DEJ2000"]))
        moved["DEJ2000"] -= factor * cls.SHIFT[1] / 3600
        return moved

    def score(self, xray, *options, rows=None):
        """Of `match` on an X-ray catalogue: the Brier score of the pairs per X-ray source; of the
        pairs above 1/2 the purity, and the number of true ones. `rows`: where the sources stand in
        the mock's own catalogue."""
        harness.match(self.folder, "--xray.catalogue", xray, *OVERWRITE, *options)
        found = harness.Output(self.folder / "counterpoint.h5")
        xray, pairs = found["xray"], found["pairs"]
        rows = np.arange(len(xray)) if rows is None else np.asarray(rows)
        counterpart = np.ma.filled(self.truth["ir_id"], -1)[rows]
        considered = (xray["kept"] != 0) & (xray["in_footprint"] != 0)
        is_true = counterpart[pairs["xray_id"]] == pairs["ir_id"]
        n_true = np.sum(np.ma.filled(self.truth["ir_kept"], 0)[rows][considered] != 0)
        p = pairs["p_lr"]
        brier = (np.sum((p - is_true)**2) + n_true - is_true.sum()) / considered.sum()
        return brier, is_true[p >= 0.5].mean(), is_true[p >= 0.5].sum()

    def test_the_shift_is_recovered_on_any_number_of_ranks(self):
        results = []
        for ranks in (1, 3):
            self.align(*self.BLIND, "shifted.csv", ranks=ranks)
            results.append((self.folder / "aligned.h5").read_bytes())
        self.assertEqual(results[0], results[1])
        row = table(self.folder / "aligned.h5", "corrections")[0]
        shift = np.array([row["shift_east"], row["shift_north"]])
        self.assertLess(np.hypot(*(shift - self.SHIFT)), 0.05)
        self.assertTrue(row["corrected"])
        offsets = table(self.folder / "aligned.h5", "offset_map")
        highest = offsets[np.argmax(offsets["excess"])]
        self.assertLess(np.hypot(highest["east"] - self.SHIFT[0],
                                 highest["north"] - self.SHIFT[1]), 0.2)

    def test_each_observation_has_a_frame_of_its_own(self):
        self.align(*self.BLIND, "two.csv", "--xray.observation", "obsid")
        rows = table(self.folder / "aligned.h5", "corrections")
        for row, factor in zip(rows, (0, 1), strict=True):
            for axis, name in enumerate(("east", "north")):
                self.assertAlmostEqual(row[f"shift_{name}"], factor * self.SHIFT[axis],
                                       delta=4.0 * row[f"shift_error_{name}"])
            self.assertEqual(row["corrected"], factor == 1)

    def test_match_measures_the_same_on_any_layout(self):
        """With error ellipses, though those of the mock are circles."""
        shifted = ["--xray.catalogue", "shifted.csv", "--match.align", "true", *OVERWRITE,
                   "--xray.error", "", "--xray.error-major", "ePos", "--xray.error-minor", "0.5",
                   "--xray.error-angle", "30"]
        results = []
        for ranks, tiles in ((1, 1), (3, 7)):
            harness.match(self.folder, *shifted, "--layout.tiles", tiles, ranks=ranks)
            results.append((self.folder / "counterpoint.h5").read_bytes())
        self.assertEqual(results[0], results[1])
        summary = harness.Output(self.folder / "counterpoint.h5").summary
        self.assertTrue(summary["align_applied"])
        for axis, name in enumerate(("east", "north")):
            self.assertAlmostEqual(summary[f"align_shift_{name}_arcsec"], self.SHIFT[axis],
                                   delta=4.0 * summary[f"align_error_{name}_arcsec"])

    def test_an_offset_beyond_the_largest_that_is_looked_for(self):
        """By 3.3": the map's maximum lies at its rim, and what is found from there on beyond."""
        xray = Table.read(self.folder / "xray.csv", converters={"CXOGC": str})
        self.displaced(xray, 11.0 * np.ones(len(xray))).write(self.folder / "far.csv", overwrite=True)
        for radius, is_beyond in (("3", True), ("6", False)):
            done = harness.match(self.folder, "--xray.catalogue", "far.csv", "--match.align", "true",
                                 "--match.align-radius", radius, *OVERWRITE)
            warning = rf"the frames are off by 3\.[23]\d arcsec .* more than match.align-radius = {radius}: they were not"
            (self.assertRegex if is_beyond else self.assertNotRegex)(done.stderr, warning)
            summary = harness.Output(self.folder / "counterpoint.h5").summary
            self.assertEqual(summary["align_applied"], not is_beyond)

    def test_match_after_it_is_as_good_as_without_a_shift(self):
        self.align(*self.BLIND, "shifted.csv")
        aligned = Table.read(self.folder / "aligned.fits")
        brier, purity, n_true = self.score("xray.csv")
        left_alone = self.score("shifted.csv")
        self.assertLess(left_alone[2], 0.9 * n_true)
        for name, score in {
            "align": self.score("aligned.fits", "--xray.ra", "ra_aligned", "--xray.dec",
                                "dec_aligned", "--xray.error", "sig2", rows=aligned["xray_id"]),
            "match.align": self.score("shifted.csv", "--match.align", "true"),
        }.items():
            with self.subTest(name):
                self.assertLess(score[0] - brier, 0.2 * (left_alone[0] - brier))
                self.assertGreater(score[1], purity - 0.03)
                self.assertGreater(score[2], 0.95 * n_true)


if __name__ == "__main__":
    harness.main()
