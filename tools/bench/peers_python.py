#!/usr/bin/env python3
"""One match of tools/bench/peers.py by a peer that is a Python library: notebook, nway or lsdb, and the folder."""

import sys
from pathlib import Path

RADIUS_ARCSEC = 10


def notebook(folder):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests/reference"))
    import notebook as method
    import numpy as np

    xray, infrared, _ = method.clean(method.read_xray(folder / "tsv/xray.csv"),
                                     method.read_infrared([folder / "tsv/infrared.tsv"]))
    method.crossmatch(xray, infrared, shift_arcsec=10.0, rng=np.random.default_rng(1))


def frames(folder):
    """Positions and errors of both catalogues, as pandas tables."""
    from astropy.table import Table

    xray = Table.read(folder / "fits/xray.csv")[["RAJ2000", "DEJ2000", "ePos"]].to_pandas()
    infrared = Table.read(folder / "fits/infrared.fits")[["RAJ2000", "DEJ2000"]].to_pandas()
    return xray.rename(columns={"ePos": "error"}), infrared


def nway(folder):
    import nwaylib

    xray, infrared = frames(folder)
    tables = []
    for name, table, error in (("X", xray, xray["error"].to_numpy()), ("I", infrared, 0.1)):
        tables.append({"name": name, "ra": table["RAJ2000"].to_numpy(), "dec": table["DEJ2000"].to_numpy(),
                       "error": error * table["RAJ2000"].to_numpy() ** 0, "area": 2.0, "mags": [], "maghists": [],
                       "magnames": []})
    nwaylib.nway_match(tables, match_radius=RADIUS_ARCSEC / 3600, prior_completeness=0.5)


def lsdb(folder):
    import lsdb as library

    xray, infrared = frames(folder)
    options = {"ra_column": "RAJ2000", "dec_column": "DEJ2000"}
    left = library.from_dataframe(xray, catalog_name="xray", **options)
    right = library.from_dataframe(infrared, catalog_name="infrared", margin_threshold=RADIUS_ARCSEC, **options)
    left.crossmatch(right, radius_arcsec=RADIUS_ARCSEC, n_neighbors=20).compute()


if __name__ == "__main__":
    {"notebook": notebook, "nway": nway, "lsdb": lsdb}[sys.argv[1]](Path(sys.argv[2]))
