"""The cross-matching notebook's reading, cleaning and match as it is written: with tables of pandas, which every
match makes anew. tests/reference/notebook.py has the same steps on arrays of numpy, and is the lighter.

Needs pandas (Debian: python3-pandas), which nothing else here does.
"""

import astropy.units as u
import numpy as np
import pandas as pd
from astropy.coordinates import SkyCoord
from astropy.table import Table

COLUMNS = ["RAJ2000", "DEJ2000", "e_RAJ2000", "e_DEJ2000", "Jmag", "Hmag", "Ksmag"]
KS_EDGES = np.arange(6.0, 18.0, 0.5)
ERROR_IR = 0.1 * u.arcsec


def to_number(text):
    """What is no number becomes 0; called for each value of a column."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0


def read(xray_file, infrared_files):
    """Section 2: the X-ray table and the infrared tables stacked, magnitudes as numbers."""
    xray = Table.read(xray_file, format="ascii.csv")
    # VizieR's lines of units and dashes, which the notebook has taken out of its files by hand.
    tables = [pd.read_csv(path, delimiter=";", comment="#", low_memory=False) for path in infrared_files]
    tables = [table[~table["RAJ2000"].astype(str).str.match(r"deg|-+$")] for table in tables]
    infrared = pd.concat([table[COLUMNS] for table in tables], ignore_index=True)
    for name in ("Ksmag", "Hmag", "Jmag"):
        infrared[name] = [to_number(value) for value in list(infrared[name])]
    return xray, infrared


def clean(xray, infrared):
    """Section 3: both without foreground, the infrared rows with the reason for which they are kept."""
    hr0 = xray["HR0"]
    kept_xray = xray.copy()[~((hr0 > -1.0) & (hr0 < -0.175))]
    table = infrared.copy()
    table["J_H"] = table["Jmag"] - table["Hmag"]
    table["J_Ks"] = table["Jmag"] - table["Ksmag"]
    table["H_Ks"] = table["Hmag"] - table["Ksmag"]
    has_j, has_h, has_ks = (table[name].notna() & (table[name] != 0) for name in ("Jmag", "Hmag", "Ksmag"))
    jh, jk, hk = table["J_H"] < 2.35, table["J_Ks"] < 3.0, table["H_Ks"] < 1.1
    reasons = {
        "all_colors_non_foreground": has_j & has_h & has_ks & jh & jk & hk,
        "missing_J_using_HKs": ~has_j & has_h & has_ks & hk,
        "missing_H_using_JKs": has_j & ~has_h & has_ks & jk,
        "missing_Ks_using_JH": has_j & has_h & ~has_ks & jh,
        "ambiguous_two_or_more_missing": has_j.astype(int) + has_h + has_ks <= 1,
    }
    keep = np.logical_or.reduce(list(reasons.values()))
    table["foreground_removed"] = ~keep
    table["reason_kept"] = np.select(list(reasons.values()), list(reasons), default="foreground")
    return kept_xray, table[keep].copy()


def coordinates(table):
    """SkyCoord of the rows that have a position, and the numbers of those rows."""
    table = table.to_pandas() if hasattr(table, "to_pandas") else table.copy()
    for name in ("RAJ2000", "DEJ2000"):
        table[name] = pd.to_numeric(table[name], errors="coerce")
    rows = np.where(table["RAJ2000"].notna() & table["DEJ2000"].notna())[0]
    ra, dec = (table.iloc[rows][name].to_numpy(dtype=float) for name in ("RAJ2000", "DEJ2000"))
    return SkyCoord(ra=ra * u.deg, dec=dec * u.deg), rows


def shifted(coord, largest_arcsec):
    """Each position by an offset of its own, uniform over a disc."""
    r = np.sqrt(np.random.random(len(coord))) * largest_arcsec * u.arcsec
    theta = np.random.uniform(0, 2 * np.pi, size=len(coord)) * u.rad
    return SkyCoord(ra=coord.ra + r * np.cos(theta) / np.cos(coord.dec), dec=coord.dec + r * np.sin(theta))


def shifted_match(xray, infrared, largest_arcsec=10.0):
    """Section 4: one null trial; the number of matches by magnitude, and the table of matches."""
    xray_coord, xray_rows = coordinates(xray)
    coord, rows = coordinates(infrared)
    xray = xray.to_pandas().iloc[xray_rows].reset_index(drop=True)
    infrared = infrared.iloc[rows].reset_index(drop=True)
    infrared["Ksmag"] = pd.to_numeric(infrared["Ksmag"], errors="coerce")
    sigma = pd.to_numeric(xray["ePos"], errors="coerce").to_numpy(dtype=float) * u.arcsec
    coord = shifted(coord, largest_arcsec)
    largest = np.sqrt(np.nanmax(sigma.value**2 + ERROR_IR.value**2)) * u.arcsec
    # The indices come in the order (argument, self): what the notebook calls flipped and repairs.
    ir_index, xray_index, separation, _ = xray_coord.search_around_sky(coord, seplimit=largest)
    pairs = pd.DataFrame({"muno_index": xray_index, "gn_index": ir_index, "separation_arcsec": separation.arcsecond})
    radius = np.sqrt(sigma.value[pairs["muno_index"].to_numpy()] ** 2 + ERROR_IR.value**2)
    pairs = pairs.loc[pairs["separation_arcsec"].to_numpy() <= radius].reset_index(drop=True)
    pairs["Ksmag"] = infrared["Ksmag"].to_numpy(dtype=float)[pairs["gn_index"]]
    labels = [f"{low:.1f}-{high:.1f}" for low, high in zip(KS_EDGES[:-1], KS_EDGES[1:])]
    pairs["Ksmag_bin"] = pd.cut(pairs["Ksmag"], bins=KS_EDGES, labels=labels, right=False)
    of_bin = pairs.dropna(subset=["Ksmag_bin"]).groupby("Ksmag_bin", observed=False).size()
    return of_bin.reindex(labels, fill_value=0), pairs
