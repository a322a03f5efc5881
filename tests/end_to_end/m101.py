#!/usr/bin/env python3
"""Real data: Chandra sources of M101 against HST detections, equal to all pairs by brute force."""

import re
import shutil
import sys

import harness

import numpy as np

import independent
import notebook

CHECKOUT = harness.HERE.parents[1]
DATA = CHECKOUT.parent / "shared" / "data" / "m101"
FRAME, VOTABLE = "cscresults_M101_renamed.frame", "cscresults_M101.vot"
REGIONS = "M101_daoclean_f555w_acs_fk5.reg"
ERROR_IR_ARCSEC = 0.1
FRAME_COLUMNS = {"ra": "RA", "dec": "Dec", "error": "Err Ellipse Major", "error-level": "0.95",
                 "name": "CSC ID"}
VOTABLE_COLUMNS = {"error": "err_ellipse_r0", "error-level": "0.95", "name": "name"}


class M101(harness.TestCase):
    def match(self, xray, columns, name):
        """The result of the Chandra sources in `xray` against the HST regions, as they stand."""
        folder = self.folder / name
        folder.mkdir()
        for file in (xray, REGIONS):
            shutil.copy(DATA / file, folder)
        harness.write_config(folder / "match.ini", {
            "xray": {"catalogue": xray, **columns},
            "xray.foreground": {"column": ""},
            "infrared": {"catalogue": REGIONS, "error": ERROR_IR_ARCSEC,
                         "mag-j": "", "mag-h": "", "mag-ks": ""},
            "infrared.foreground": {"enabled": "false"},
            "output": {"file": "result.h5"},
        })
        harness.match(folder)
        return harness.Output(folder / "result.h5")

    def test_pairs_equal_brute_force(self):
        pairs = self.match(FRAME, FRAME_COLUMNS, "brute")["pairs"]

        nan = np.nan
        xray = notebook.read_catalogue([DATA / FRAME], {
            "ra": ("RA", nan), "dec": ("Dec", nan), "error": ("Err Ellipse Major", nan)})
        circles = re.findall(r"circle\(([^,]+), ([^,]+),", (DATA / REGIONS).read_text())
        ra, dec = np.array(circles, dtype=float).T
        hst = {"ra": ra, "dec": dec}
        radius = np.hypot(xray["error"], ERROR_IR_ARCSEC)[:, None]
        distance = independent.all_separations(xray, hst)
        index_x, index_ir, separation = independent.pairs_within(distance, radius)
        self.assertGreater(len(index_x), 100)
        self.assertEqual(list(zip(pairs["xray_id"].tolist(), pairs["ir_id"].tolist())),
                         list(zip(index_x.tolist(), index_ir.tolist())))
        np.testing.assert_allclose(pairs["separation"], separation, rtol=0, atol=1e-8)
        sigma_x = xray["error"][index_x] / np.sqrt(-2 * np.log(1 - 0.95))
        np.testing.assert_allclose(pairs["sigma"], np.hypot(sigma_x, ERROR_IR_ARCSEC), rtol=1e-12)

    def test_the_votable_gives_the_same_as_the_frame(self):
        """Its columns are found by their UCDs. The frame's last digits are not the VOTable's."""
        frame = self.match(FRAME, FRAME_COLUMNS, "frame")
        votable = self.match(VOTABLE, VOTABLE_COLUMNS, "votable")
        self.assertEqual(votable.summary["xray_position_columns"], "ra, dec")
        self.assertEqual(frame.tables.keys(), votable.tables.keys())
        for name, table in frame.tables.items():
            for field in table.dtype.names or ():
                with self.subTest(table=name, column=field):
                    self.assert_same(table[field], votable[name][field])

    def assert_same(self, expected, values):
        if expected.dtype.kind == "f":
            np.testing.assert_allclose(values, expected, rtol=1e-7, atol=1e-10)
        else:
            np.testing.assert_array_equal(values, expected)


if __name__ == "__main__":
    if not DATA.is_dir():
        print("skipped: the M101 data are not at ../shared/data/m101 beside this checkout")
        sys.exit(harness.SKIPPED)
    harness.main()
