#!/usr/bin/env python3
"""The cross-matching notebook's pipeline, section by section, as functions.

A slow reference for the program's `notebook` columns: it keeps the notebook's choices, its unit of
p(phi) (rad^-2 beside a density in arcsec^-2) included. What the notebook leaves open is settled as
the program does: rows without position are dropped on reading (the notebook drops them before the
match, but counts them in rho), and every kind of missing magnitude (blank, --, NaN) becomes 0.
Row numbers (`id`) count the data rows of all files before any cleaning.

Command line: notebook.py XRAY.csv INFRARED.tsv... [--json FILE] [--pairs FILE] [--trials N]
"""

import argparse
import csv
import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord

KS_EDGES = np.arange(6.0, 18.0, 0.5)  # section 4.3: bins 6.0-6.5 ... 17.0-17.5
KS_GRID = np.arange(6.0, 17.6, 0.5)  # section 5.1.2
ERROR_IR_ARCSEC = 0.1

REASONS = (
    "all_colors_non_foreground",
    "missing_J_using_HKs",
    "missing_H_using_JKs",
    "missing_Ks_using_JH",
    "ambiguous_two_or_more_missing",
    "foreground",
)


@dataclass
class Catalogue:
    """Columns of equal length; `id` is the row number over all files."""

    id: np.ndarray
    columns: dict
    n_read: int

    def __getitem__(self, name):
        return self.columns[name]

    def __len__(self):
        return len(self.id)

    def select(self, mask):
        columns = {name: values[mask] for name, values in self.columns.items()}
        return Catalogue(self.id[mask], columns, self.n_read)

    def coord(self):
        return SkyCoord(ra=self["ra"] * u.deg, dec=self["dec"] * u.deg)


# --- section 2: reading ---


def to_number(text, missing=0.0):
    """The notebook's to_number: what is no number becomes 0 (or `missing`)."""
    try:
        number = float(text)
    except ValueError:
        return missing
    return missing if np.isnan(number) else number


def read_texts(path, names):
    """The columns `names` of one text table as lists of text, row by row. VizieR's comment, unit
    and dash lines are left out."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        lines = [line.rstrip("\r\n") for line in file if not line.startswith("#") and line.strip()]
    separator = max(";,\t", key=lines[0].count)
    rows = csv.reader(lines, delimiter=separator)
    header = [name.strip() for name in next(rows)]
    columns = [header.index(name) for name in names]
    values = [[row[column] for column in columns] for row in rows]
    has_dash_line = len(values) > 1 and all(set(field) == {"-"} for field in values[1])
    return values[2:] if has_dash_line else values


def read_catalogue(paths, columns):
    """`columns`: {our name: (name in the file, value where missing)}. Keeps all rows."""
    names = [column for column, _ in columns.values()]
    rows = [row for path in paths for row in read_texts(path, names)]
    values = {
        name: np.array([to_number(row[k], missing) for row in rows])
        for k, (name, (_, missing)) in enumerate(columns.items())
    }
    return Catalogue(np.arange(len(rows)), values, len(rows))


def read_xray(path):
    nan = np.nan
    columns = {"ra": "RAJ2000", "dec": "DEJ2000", "error": "ePos", "hr0": "HR0"}
    return read_catalogue([path], {name: (column, nan) for name, column in columns.items()})


def read_infrared(paths):
    columns = {"ra": ("RAJ2000", np.nan), "dec": ("DEJ2000", np.nan)}
    columns |= {"j": ("Jmag", 0.0), "h": ("Hmag", 0.0), "ks": ("Ksmag", 0.0)}
    return read_catalogue(paths, columns)


def has_position(catalogue):
    return np.isfinite(catalogue["ra"]) & np.isfinite(catalogue["dec"])


# --- section 3: foreground ---


def is_foreground_xray(hr0, lower=-1.0, upper=-0.175):
    """Section 3.1; a missing (NaN) HR0 is not foreground."""
    return (hr0 > lower) & (hr0 < upper)


def colour_reasons(j, h, ks, jh_limit=2.35, jk_limit=3.0, hk_limit=1.1, keep="below"):
    """Section 3.2: the reason of each row. `keep` = above is the program's other sense."""
    has_j, has_h, has_ks = j != 0, h != 0, ks != 0

    def passes(colour, limit):
        return colour < limit if keep == "below" else colour > limit

    jh, jk, hk = passes(j - h, jh_limit), passes(j - ks, jk_limit), passes(h - ks, hk_limit)
    conditions = [
        has_j & has_h & has_ks & jh & jk & hk,
        ~has_j & has_h & has_ks & hk,
        has_j & ~has_h & has_ks & jk,
        has_j & has_h & ~has_ks & jh,
        has_j.astype(int) + has_h + has_ks <= 1,
    ]
    return np.select(conditions, REASONS[:5], default="foreground")


# --- section 4: cross-match ---


def apply_random_shift(coord, max_offset_arcsec, rng):
    """Uniform over a disc, each source by its own offset."""
    r = np.sqrt(rng.random(len(coord))) * max_offset_arcsec * u.arcsec
    theta = rng.uniform(0, 2 * np.pi, size=len(coord)) * u.rad
    delta_ra = (r * np.cos(theta)) / np.cos(coord.dec)
    delta_dec = r * np.sin(theta)
    return SkyCoord(ra=coord.ra + delta_ra, dec=coord.dec + delta_dec)


def crossmatch(xray, infrared, error_ir=ERROR_IR_ARCSEC, shift_arcsec=None, rng=None):
    """crossmatch_muno_gn_quadrature: indices into both catalogues, and separations in arcsec."""
    coord = infrared.coord()
    if shift_arcsec is not None:
        coord = apply_random_shift(coord, shift_arcsec, rng)
    largest = np.sqrt(np.max(xray["error"] ** 2 + error_ir**2)) * u.arcsec
    # The indices come in the order (argument, self): what the notebook calls flipped and repairs.
    index_ir, index_x, separation, _ = xray.coord().search_around_sky(coord, seplimit=largest)
    separation = separation.arcsecond
    keep = separation <= np.sqrt(xray["error"][index_x] ** 2 + error_ir**2)
    index_x, index_ir, separation = index_x[keep], index_ir[keep], separation[keep]
    order = np.lexsort((index_ir, separation, index_x))
    return index_x[order], index_ir[order], separation[order]


def ks_histogram(ks):
    """Section 4.3: counts per bin, left edge included; a missing magnitude, 0, is in none."""
    bins = np.searchsorted(KS_EDGES, ks, side="right") - 1
    inside = (bins >= 0) & (bins < len(KS_EDGES) - 1)
    return np.bincount(bins[inside], minlength=len(KS_EDGES) - 1)


# --- section 5: probabilities ---


def nearest_grid_index(ks):
    """Nearest grid point, clipped to the grid; the brighter one of two equally near."""
    ks = np.clip(ks, KS_GRID[0], KS_GRID[-1])
    return np.abs(ks[:, None] - KS_GRID[None, :]).argmin(axis=1)


def detectability(index_x, ks, n_considered):
    """f(K): X-ray sources with a match of Ks <= K, over `n_considered`."""
    return np.array([len(np.unique(index_x[ks <= limit])) / n_considered for limit in KS_GRID])


def background_density(ks, area_arcsec2):
    """rho(K): sources with Ks <= K per arcsec^2."""
    return np.array([np.sum(ks <= limit) for limit in KS_GRID]) / area_arcsec2


def bounding_box_area(infrared):
    """(max RA - min RA) * (max Dec - min Dec) * cos(mean Dec), in arcsec^2."""
    ra, dec = infrared["ra"], infrared["dec"]
    area_deg2 = (ra.max() - ra.min()) * (dec.max() - dec.min()) * np.cos(np.deg2rad(dec.mean()))
    return area_deg2 * 3600.0**2


def gaussian_density(phi, sigma):
    """p(phi), in the inverse square of the unit of its arguments."""
    return np.exp(-0.5 * (phi / sigma) ** 2) / (2.0 * np.pi * sigma**2)


def normalise(index_x, weight, none):
    """P_i and P_0 per candidate: weights and the term of no counterpart, normalised per source."""
    total = np.bincount(index_x, weights=weight, minlength=index_x.max(initial=-1) + 1)
    denominator = total[index_x] + none
    positive = denominator > 0
    safe = np.where(positive, denominator, 1.0)
    return np.where(positive, weight / safe, 0.0), np.where(positive, none / safe, 1.0)


@dataclass
class Result:
    """What one run of the notebook gives. Pairs are ordered by (X-ray source, separation, id)."""

    xray: Catalogue  # kept
    infrared: Catalogue  # kept
    reasons: dict
    index_x: np.ndarray
    index_ir: np.ndarray
    separation: np.ndarray
    ks_counts: np.ndarray
    f_k: np.ndarray  # on KS_GRID
    rho_k: np.ndarray
    p: np.ndarray
    p0: np.ndarray

    def best(self):
        """Index of the most probable pair of each matched X-ray source, the nearest of equals."""
        order = np.lexsort((-self.p, self.index_x))
        first = np.unique(self.index_x[order], return_index=True)[1]
        return order[first]


def clean(xray, infrared, keep="below"):
    """Section 3 on catalogues as read: kept X-ray rows, kept infrared rows, rows per reason."""
    usable = has_position(xray) & (xray["error"] > 0)
    xray = xray.select(usable & ~is_foreground_xray(xray["hr0"]))
    infrared = infrared.select(has_position(infrared))
    reason = colour_reasons(infrared["j"], infrared["h"], infrared["ks"], keep=keep)
    reasons = {name: int(np.sum(reason == name)) for name in REASONS}
    return xray, infrared.select(reason != "foreground"), reasons


def run(xray, infrared, error_ir=ERROR_IR_ARCSEC):
    """The whole notebook on catalogues as read."""
    xray, infrared, reasons = clean(xray, infrared)
    index_x, index_ir, separation = crossmatch(xray, infrared, error_ir)
    ks = infrared["ks"][index_ir]
    f_k = detectability(index_x, ks, max(1, len(np.unique(index_x))))
    rho_k = background_density(infrared["ks"], bounding_box_area(infrared))

    arcsec = np.deg2rad(1.0 / 3600.0)
    sigma = np.sqrt(xray["error"][index_x] ** 2 + error_ir**2)
    p_phi = gaussian_density(separation * arcsec, sigma * arcsec)  # rad^-2, as the notebook
    grid = nearest_grid_index(ks)
    weight = f_k[grid] / np.maximum(rho_k[grid], 1e-30) * p_phi
    p, p0 = normalise(index_x, weight, 1.0 - f_k[-1])
    return Result(xray, infrared, reasons, index_x, index_ir, separation, ks_histogram(ks), f_k,
                  rho_k, p, p0)


def null_counts(xray, infrared, trials, shift_arcsec=10.0, seed=1):
    """Section 4.4: counts [trial, bin] of matches with randomly shifted infrared sources."""
    rng = np.random.default_rng(seed)
    counts = []
    for _ in range(trials):
        _, index_ir, _ = crossmatch(xray, infrared, shift_arcsec=shift_arcsec, rng=rng)
        counts.append(ks_histogram(infrared["ks"][index_ir]))
    return np.array(counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("xray", type=Path)
    parser.add_argument("infrared", type=Path, nargs="+")
    parser.add_argument("--json", type=Path, help="summary (default: standard output)")
    parser.add_argument("--pairs", type=Path, help="CSV of all pairs")
    parser.add_argument("--trials", type=int, default=0, help="null trials")
    options = parser.parse_args()

    result = run(read_xray(options.xray), read_infrared(options.infrared))
    summary = {
        "xray_kept": len(result.xray),
        "infrared_kept": len(result.infrared),
        "reasons": result.reasons,
        "pairs": len(result.index_x),
        "matched_xray_sources": len(np.unique(result.index_x)),
        "ks_counts": result.ks_counts.tolist(),
        "f_k": result.f_k.tolist(),
        "rho_k": result.rho_k.tolist(),
    }
    if options.trials > 0:
        counts = null_counts(result.xray, result.infrared, options.trials)
        summary["null_mean"] = counts.mean(axis=0).tolist()
        summary["null_std"] = counts.std(axis=0).tolist()
    text = json.dumps(summary, indent=2)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    if options.pairs:
        with options.pairs.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["xray_id", "ir_id", "separation_arcsec", "Ksmag", "P_i", "P_0"])
            xray_id, ir_id = result.xray.id[result.index_x], result.infrared.id[result.index_ir]
            ks = result.infrared["ks"][result.index_ir]
            writer.writerows(zip(xray_id, ir_id, result.separation, ks, result.p, result.p0))


if __name__ == "__main__":
    sys.exit(main())
