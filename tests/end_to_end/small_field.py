"""Catalogues of a small square field at RA 266.4, Dec -29, and the configuration that matches them."""

import numpy as np

import harness


def on_sky(offsets):
    dec = -29.0 + offsets[:, 1] / 3600.0
    return 266.4 + offsets[:, 0] / 3600.0 / np.cos(np.deg2rad(dec)), dec


def write(folder, stars, xray):
    """stars.csv, xray.csv and match.ini. Of each catalogue: names of its columns behind ra and dec, offsets from
    the centre in arcsec [row][east, north], and those columns; the X-ray ones begin with err, the stars' with Ksmag."""
    for name, (header, offsets, columns) in (("stars", stars), ("xray", xray)):
        np.savetxt(folder / f"{name}.csv", np.column_stack([*on_sky(offsets), *columns]),
                   delimiter=",", header="ra,dec," + header, comments="", fmt=["%.8f", "%.8f"] + ["%.4f"] * len(columns))
    harness.write_config(folder / "match.ini", {
        "xray": {"catalogue": "xray.csv", "error": "err", "error-level": "sigma"},
        "infrared": {"catalogue": "stars.csv", "error": "0.1", "error-level": "sigma"},
        "null": {"trials": "20"}, "output": {"file": "result.h5", "overwrite": "true"}})


def warnings_of(done):
    return [line for line in done.stderr.splitlines() if "warning:" in line]
