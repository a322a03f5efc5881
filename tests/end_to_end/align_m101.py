#!/usr/bin/env python3
"""`align` on M101 as docs/astrometry.md has it, against the XRBID guide: real data where they are,
and always a synthetic twin of the same files. The commands of the documentation run as written."""

import os
import re
import shutil
import subprocess
import unittest

import harness

import numpy as np
from astropy.table import Table

import m101_twin
import xrbid

try:
    from regions import Regions
except ImportError:
    Regions = None

CHECKOUT = harness.HERE.parents[1]
DATA = CHECKOUT.parent / "shared" / "data" / "m101"
COLUMNS = {"name": "CSC ID", "theta": "Theta", "counts": "Counts"}  # of the frame
STD = (0.3813, 0.3037)  # as the guide rounds it
TABLES_ONLY = ["--output.fits", "", "--output.regions-1sigma", "", "--output.regions-2sigma", ""]
FRAME_KEYS = ["--xray.preset", "", "--xray.ra", "RA", "--xray.dec", "Dec", "--xray.name", "CSC ID",
              "--xray.counts", "Counts", "--xray.theta", "Theta", "--xray.error",
              "Err Ellipse Major", "--xray.error-level", "0.95"]


def documented_commands():
    """The shell commands of docs/astrometry.md, block by block."""
    text = (CHECKOUT / "docs" / "astrometry.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)


def table(path, name):
    return Table.read(path, path=name, character_as_bytes=False)


class Documentation:
    """On the files that write_data() puts in self.folder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.write_data()
        for config in ("m101_align.ini", "m101.ini"):
            shutil.copy(CHECKOUT / "config" / config, cls.folder)
        path = f"{harness.program.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**harness.MPI_ENVIRONMENT, **os.environ, "PATH": path}
        cls.printed = []
        for block in documented_commands():
            done = subprocess.run(["bash", "-e", "-c", block], cwd=cls.folder, env=environment,
                                  capture_output=True, text=True, timeout=300)
            if done.returncode != 0:
                raise AssertionError(f"{block}\n{done.stderr}")
            cls.printed.append(done.stdout)
        cls.aligned = table(cls.folder / "m101_xrbid.h5", "aligned")
        cls.best = table(cls.folder / "m101_xrbid.h5", "best")
        cls.frame = Table.read(cls.folder / m101_twin.FRAME, format="ascii.csv")

    def frame_column(self, key):
        column = self.frame[COLUMNS[key]]
        return np.ma.filled(column, np.nan) if column.dtype.kind == "f" else list(column)

    def test_there_are_commands(self):
        self.assertGreaterEqual(len(self.printed), 5)
        self.assertIn("calibrators", self.printed[0])

    def test_offsets_equal_the_guide(self):
        ra, dec, _, _ = xrbid.region_circles(self.folder / m101_twin.CALIBRATORS)
        base_ra, base_dec, _, _ = xrbid.region_circles(self.folder / m101_twin.BASE)
        offsets = xrbid.nearest_offsets(ra, dec, base_ra, base_dec, on_sky=False)
        row = table(self.folder / "m101_xrbid.h5", "corrections")[0]
        self.assertEqual(row["n_used"], len(ra))
        np.testing.assert_allclose([row["median_east"], row["median_north"]],
                                   np.median(offsets, axis=0), atol=1e-6)
        np.testing.assert_allclose([row["std_east"], row["std_north"]], offsets.std(axis=0),
                                   atol=1e-6)
        self.assertFalse(row["corrected"])

    def test_uncertainties_equal_the_guide(self):
        sig1, sig2 = xrbid.total_uncertainty(self.frame_column("theta"),
                                             self.frame_column("counts"), STD)
        np.testing.assert_allclose(self.aligned["sig1"], sig1, rtol=0, atol=1e-9)
        np.testing.assert_allclose(self.aligned["sig2"], sig2, rtol=0, atol=1e-9)
        np.testing.assert_array_equal(self.aligned["uncertainty"] == "zero",
                                      np.isclose(sig1, np.hypot(*STD), rtol=0, atol=1e-12))

    def test_best_rows_equal_the_guide(self):
        rows = xrbid.best_rows(self.frame_column("name"), self.frame_column("theta"),
                               self.frame_column("counts"), np.array(self.aligned["sig2"]))
        self.assertEqual(list(self.best["xray_id"]), rows)
        self.assertEqual(list(np.flatnonzero(self.aligned["best"])), sorted(rows))

    def test_regions_equal_the_table(self):
        for radius, name in (("sig1", "m101_xrbid_1sigma.reg"), ("sig2", "m101_xrbid_2sigma.reg")):
            ra, dec, arcsec, labels = xrbid.region_circles(self.folder / name)
            np.testing.assert_array_equal(ra, self.best["ra_aligned"])
            np.testing.assert_array_equal(dec, self.best["dec_aligned"])
            np.testing.assert_array_equal(arcsec, self.best[radius])
            self.assertEqual(labels, list(self.best["name"]))

    @unittest.skipUnless(Regions, "astropy-regions is not installed (apt install python3-regions)")
    def test_astropy_regions_reads_them(self):
        for radius, name in (("sig1", "m101_xrbid_1sigma.reg"), ("sig2", "m101_xrbid_2sigma.reg")):
            circles = Regions.read(self.folder / name, format="ds9")
            self.assertEqual(len(circles), len(self.best))
            np.testing.assert_allclose([c.center.ra.deg for c in circles],
                                       self.best["ra_aligned"], rtol=0, atol=1e-12)
            np.testing.assert_allclose([c.center.dec.deg for c in circles],
                                       self.best["dec_aligned"], rtol=0, atol=1e-12)
            np.testing.assert_allclose([c.radius.to_value("arcsec") for c in circles],
                                       self.best[radius], rtol=1e-12)
            self.assertEqual([c.meta["text"] for c in circles], list(self.best["name"]))

    def test_everything_is_carried_over(self):
        votable = Table.read(self.folder / m101_twin.VOTABLE, format="votable",
                             use_names_over_ids=True)
        for name in votable.colnames:
            values, original = self.aligned[name], votable[name]
            if original.dtype.kind == "f":
                np.testing.assert_array_equal(values, np.ma.filled(original, np.nan))
            elif original.dtype.kind in "OU":
                self.assertEqual(list(values), [str(value) for value in original])
        self.assertEqual(str(self.aligned["theta_mean"].unit), "arcmin")

    def test_fits_and_csv_hold_the_best_rows(self):
        fits = Table.read(self.folder / "m101_best.fits")
        self.assertEqual(list(fits["xray_id"]),
                         list(table(self.folder / "m101_aligned.h5", "best")["xray_id"]))
        csv = Table.read(self.folder / "m101_xrbid.csv", format="ascii.csv")
        np.testing.assert_array_equal(csv["sig2"], self.best["sig2"])

    def test_match_takes_the_result(self):
        found = harness.Output(self.folder / "m101.h5")
        self.assertEqual(found.summary["xray_position_columns"], "ra_aligned, dec_aligned")
        self.assertEqual(len(found["xray"]), len(self.best))

    def test_the_frame_gives_the_same_as_the_votable(self):
        """To the digits that the frame kept."""
        done = harness.run(["align", "--config", "m101_align.ini", *FRAME_KEYS,
                            *TABLES_ONLY, "--xray.catalogue", m101_twin.FRAME,
                            "--output.file", "frame.h5"], self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("aligned", "best", "corrections", "calibrators"):
            frame, votable = (table(self.folder / f"{file}.h5", name)
                              for file in ("frame", "m101_aligned"))
            for column in set(frame.colnames) & set(votable.colnames):
                with self.subTest(table=name, column=column):
                    if frame[column].dtype.kind == "f":
                        np.testing.assert_allclose(frame[column], votable[column], rtol=1e-7,
                                                   atol=1e-9)
                    else:
                        self.assertEqual(list(frame[column]), list(votable[column]))


class Twin(Documentation, harness.TestCase):
    @classmethod
    def write_data(cls):
        m101_twin.write(cls.folder)

    def test_every_origin_of_an_uncertainty_occurs(self):
        self.assertEqual(set(self.aligned["uncertainty"]), {"kim2007", "zero"})
        usual = table(self.folder / "m101_aligned.h5", "aligned")
        self.assertEqual(set(usual["uncertainty"]), {"kim2007", "quoted"})
        done = harness.run(["align", "--config", "m101_align.ini", *TABLES_ONLY,
                            "--xray.error", "", "--output.file", "clamped.h5"], self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        clamped = table(self.folder / "clamped.h5", "aligned")
        self.assertEqual(set(clamped["uncertainty"]), {"kim2007", "clamped", "unknown"})
        np.testing.assert_array_equal(np.isnan(clamped["sig2"]),
                                      clamped["uncertainty"] == "unknown")


@unittest.skipUnless(DATA.is_dir(),
                     "the M101 data are not at ../shared/data/m101 beside this checkout")
class M101(Documentation, harness.TestCase):
    @classmethod
    def write_data(cls):
        for path in DATA.iterdir():
            shutil.copy(path, cls.folder)

    def test_the_published_numbers(self):
        row = table(self.folder / "m101_xrbid.h5", "corrections")[0]
        numbers = [row[name] for name in ("median_east", "median_north", "std_east", "std_north")]
        np.testing.assert_allclose(numbers, [0.00803, -0.07422, 0.38132, 0.30368], atol=5e-6)
        guide = Table.read(self.folder / "M101_csc_astrocorrected.frame", format="ascii.csv")
        self.assertEqual(len(guide), 3492)
        np.testing.assert_allclose(self.aligned["sig1"], guide["1Sig"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(self.aligned["sig2"], guide["2Sig"], rtol=0, atol=1e-9)

    def test_the_published_best_rows(self):
        guide = Table.read(self.folder / "M101_csc_bestrads.frame", format="ascii.csv")
        self.assertEqual(len(guide), 555)
        self.assertEqual(list(self.best["name"]), list(guide["CSC ID"]))
        for ours, theirs in (("theta_mean", "Theta"), ("src_cnts_aper_b", "Counts"),
                             ("livetime", "ExpTime"), ("sig2", "2Sig")):
            np.testing.assert_allclose(self.best[ours], np.ma.filled(guide[theirs], np.nan),
                                       rtol=1e-9, atol=1e-9)

    def test_the_published_regions(self):
        for ours, theirs in (("m101_xrbid_1sigma.reg", "M101_bestrads_1sig.reg"),
                             ("m101_xrbid_2sigma.reg", "M101_bestrads_2sig.reg")):
            ra, dec, radius, labels = xrbid.region_circles(self.folder / ours)
            guide = xrbid.region_circles(self.folder / theirs)
            np.testing.assert_allclose(ra, guide[0], rtol=0, atol=1e-12)
            np.testing.assert_allclose(dec, guide[1], rtol=0, atol=1e-12)
            np.testing.assert_allclose(radius, guide[2], rtol=0, atol=1e-9)
            if any(guide[3]):
                self.assertEqual(labels, guide[3])


if __name__ == "__main__":
    harness.main()
