#!/usr/bin/env python3
"""Real data: Chandra sources of M101 against HST detections, equal to all pairs by brute force."""

import shutil
import subprocess
import sys

import harness

import numpy as np

import ellipses
import independent
import notebook

CHECKOUT = harness.HERE.parents[1]
DATA = CHECKOUT.parent / "shared" / "data" / "m101"
XRAY = "cscresults_M101_renamed.frame"
REGIONS = "M101_daoclean_f555w_acs_fk5.reg"
ERROR_IR_ARCSEC = 0.1


def write_regions_as_csv(regions, path):
    tool = CHECKOUT / "tools" / "regions_to_csv.py"
    with path.open("w") as file:
        subprocess.run([sys.executable, tool, regions], stdout=file, check=True)


class M101(harness.TestCase):
    def match(self, errors):
        """Runs the program with these keys of [xray] for the errors; returns /pairs."""
        shutil.copy(DATA / XRAY, self.folder)
        write_regions_as_csv(DATA / REGIONS, self.folder / "hst.csv")
        harness.write_config(self.folder / "match.ini", {
            "xray": {"catalogue": XRAY, "ra": "RA", "dec": "Dec", "error-level": "0.95",
                     "name": "CSC ID"} | errors,
            "xray.foreground": {"column": ""},
            "infrared": {"catalogue": "hst.csv", "ra": "ra", "dec": "dec", "error": ERROR_IR_ARCSEC,
                         "mag-j": "", "mag-h": "", "mag-ks": ""},
            "infrared.foreground": {"enabled": "false"},
            "output": {"file": "result.h5"},
        })
        harness.match(self.folder, "--output.overwrite", "true")
        return harness.Output(self.folder / "result.h5")["pairs"]

    def read(self):
        nan = np.nan
        xray = notebook.read_catalogue([self.folder / XRAY], {
            "ra": ("RA", nan), "dec": ("Dec", nan), "error": ("Err Ellipse Major", nan),
            "r0": ("Err Ellipse Major", nan), "r1": ("Err Ellipse Minor", nan),
            "angle": ("Err Ellipse Angle", nan)})
        hst = notebook.read_catalogue([self.folder / "hst.csv"], {
            "ra": ("ra", nan), "dec": ("dec", nan)})
        return xray, hst

    def test_pairs_equal_brute_force(self):
        pairs = self.match({"error": "Err Ellipse Major"})
        xray, hst = self.read()
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
        pairs = self.match({"error-major": "Err Ellipse Major", "error-minor": "Err Ellipse Minor",
                            "error-angle": "Err Ellipse Angle"})
        xray, hst = self.read()
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


if __name__ == "__main__":
    if not DATA.is_dir():
        print("skipped: the M101 data are not at ../shared/data/m101 beside this checkout")
        sys.exit(harness.SKIPPED)
    harness.main()
