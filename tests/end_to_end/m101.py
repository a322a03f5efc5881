#!/usr/bin/env python3
"""Real data: Chandra sources of M101 against HST detections, equal to all pairs by brute force."""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import harness

import numpy as np

import ellipses
import independent
import notebook

CHECKOUT = harness.HERE.parents[1]
DATA = CHECKOUT.parent / "shared" / "data" / "m101"
FRAME, VOTABLE = "cscresults_M101_renamed.frame", "cscresults_M101.vot"
REGIONS = "M101_daoclean_f555w_acs_fk5.reg"
ERROR_IR_ARCSEC = 0.1
COLUMNS = {
    FRAME: {"ra": "RA", "dec": "Dec", "error-level": "0.95", "name": "CSC ID"},
    VOTABLE: {"error-level": "0.95", "name": "name"},
}
CIRCLES = {FRAME: {"error": "Err Ellipse Major"}, VOTABLE: {"error": "err_ellipse_r0"}}
ELLIPSES = {
    FRAME: {"error-major": "Err Ellipse Major", "error-minor": "Err Ellipse Minor",
            "error-angle": "Err Ellipse Angle"},
    VOTABLE: {"error-major": "err_ellipse_r0", "error-minor": "err_ellipse_r1",
              "error-angle": "err_ellipse_ang"},
}


def read():
    """The Chandra sources and the HST regions, by other means."""
    nan = np.nan
    xray = notebook.read_catalogue([DATA / FRAME], {
        "ra": ("RA", nan), "dec": ("Dec", nan), "error": ("Err Ellipse Major", nan),
        "r0": ("Err Ellipse Major", nan), "r1": ("Err Ellipse Minor", nan),
        "angle": ("Err Ellipse Angle", nan)})
    circles = re.findall(r"circle\(([^,]+), ([^,]+),", (DATA / REGIONS).read_text())
    ra, dec = np.array(circles, dtype=float).T
    return xray, {"ra": ra, "dec": dec}


class M101(harness.TestCase):
    def match(self, xray, errors, rows=(("rows-are-sources", "true"),)):
        """The result of the Chandra sources in `xray` against the HST regions, as they stand; of each
        source there are several rows."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for file in (xray, REGIONS):
            shutil.copy(DATA / file, folder)
        harness.write_config(folder / "match.ini", {
            "xray": {"catalogue": xray, **COLUMNS[xray], **errors[xray], **dict(rows)},
            "infrared": {"catalogue": REGIONS, "error": ERROR_IR_ARCSEC,
                         "mag-j": "", "mag-h": "", "mag-ks": ""},
            "match": {"radius-factor": 1},
            "null": {"mode": "disc", "shift-max": 10},
            "output": {"file": "result.h5"},
        })
        harness.match(folder)
        return harness.Output(folder / "result.h5")

    def test_pairs_equal_brute_force(self):
        pairs = self.match(FRAME, CIRCLES)["pairs"]
        xray, hst = read()
        radius = np.hypot(xray["error"], ERROR_IR_ARCSEC)[:, None]
        distance = independent.all_separations(xray, hst)
        index_x, index_ir, separation = independent.pairs_within(distance, radius)
        self.assertGreater(len(index_x), 100)
        self.assertEqual(list(zip(pairs["xray_id"].tolist(), pairs["ir_id"].tolist())),
                         list(zip(index_x.tolist(), index_ir.tolist())))
        np.testing.assert_allclose(pairs["separation"], separation, rtol=0, atol=1e-8)
        sigma_x = xray["error"][index_x] / np.sqrt(-2 * np.log(1 - 0.95))
        np.testing.assert_allclose(pairs["sigma"], np.hypot(sigma_x, ERROR_IR_ARCSEC), rtol=1e-12)

    def test_pairs_of_error_ellipses_equal_brute_force(self):
        pairs = self.match(FRAME, ELLIPSES)["pairs"]
        xray, hst = read()
        in_circles = np.sum(independent.all_separations(xray, hst)
                            <= np.hypot(xray["error"], ERROR_IR_ARCSEC)[:, None])
        ellipses.order_ellipses(xray)
        self.assertGreater(np.isfinite(xray["angle"]).sum(), 1000)
        axes = [np.hypot(axis, ERROR_IR_ARCSEC) for axis in (xray["error"], xray["minor"])]
        offsets = ellipses.Offsets(xray, hst)
        index_x, index_ir = offsets.pairs_within(*axes)
        self.assertGreater(len(index_x), 100)
        self.assertLess(len(index_x), in_circles)
        self.assertEqual(list(zip(pairs["xray_id"].tolist(), pairs["ir_id"].tolist())),
                         list(zip(index_x.tolist(), index_ir.tolist())))
        level = ellipses.QUOTED_PER_SIGMA
        sigma = [np.hypot(axis / level, ERROR_IR_ARCSEC)[index_x]
                 for axis in (xray["error"], xray["minor"])]
        p_phi = ellipses.density(offsets.along[index_x, index_ir],
                                 offsets.across[index_x, index_ir], *sigma)
        np.testing.assert_allclose(pairs["p_phi"], p_phi, rtol=1e-7)

    def test_the_votable_gives_the_same_as_the_frame(self):
        """Its columns are found by their UCDs. The frame's last digits are not the VOTable's."""
        frame = self.match(FRAME, ELLIPSES)
        votable = self.match(VOTABLE, ELLIPSES)
        self.assertEqual(votable.summary["xray_position_columns"], "ra, dec")
        self.assertEqual(frame.tables.keys(), votable.tables.keys())
        for name, table in frame.tables.items():
            for field in table.dtype.names or ():
                with self.subTest(table=name, column=field):
                    # Fits of the errors stop at a precision: a last digit may decide on a step more.
                    is_of_fit = name == "error_model" and field in ("value", "error")
                    self.assert_same(table[field], votable[name][field], rtol=2e-3 if is_of_fit else 1e-7)

    def test_one_row_per_name(self):
        """The rows of one source repeat its position: each choice of one gives the same pairs."""
        all_rows = self.match(VOTABLE, ELLIPSES)
        out = self.match(VOTABLE, ELLIPSES, {"one-row-per": "name", "counts": "src_cnts_aper_b",
                                             "theta": "theta_mean"}.items())
        kept = out["xray"]["kept"].astype(bool)
        names = out["xray"]["name"][kept]
        self.assertEqual(len(set(names)), len(names))
        self.assertEqual(set(names), set(all_rows["xray"]["name"]))
        self.assertLess(len(names), len(kept) // 2)
        expected = all_rows["pairs"]
        expected = expected[kept[expected["xray_id"]]]
        self.assertGreater(len(expected), 10)
        for column in ("xray_id", "ir_id", "separation"):
            self.assert_same(expected[column], out["pairs"][column])
        table, status = out["foreground"], out["counterparts"]["status"]
        count = table["rows"][(table["catalogue"] == b"xray")
                              & (table["reason"] == b"another_observation")]
        self.assertEqual(count.tolist(), [np.sum(~kept)])
        self.assertEqual(set(status[~kept]), {b"not kept: another observation"})

    def assert_same(self, expected, values, rtol=1e-7):
        if expected.dtype.kind == "f":
            np.testing.assert_allclose(values, expected, rtol=rtol, atol=1e-10)
        else:
            np.testing.assert_array_equal(values, expected)


if __name__ == "__main__":
    if not DATA.is_dir():
        print("skipped: the M101 data are not at ../shared/data/m101 beside this checkout")
        sys.exit(harness.SKIPPED)
    harness.main()
