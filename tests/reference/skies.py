"""Small mock skies, independent of the program's own mock command, as the notebook's files look.

An X-ray CSV (RAJ2000,DEJ2000,ePos,HR0,CXOGC) and infrared tables as VizieR writes them with ';'.
Seeds are fixed: a sky is the same whenever it is made.
"""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ARCSEC = np.deg2rad(1.0 / 3600.0)
IR_COLUMNS = ("RAJ2000", "DEJ2000", "e_RAJ2000", "e_DEJ2000", "Jmag", "Hmag", "Ksmag")
IR_UNITS = ("deg", "deg", "arcsec", "arcsec", "mag", "mag", "mag")


@dataclass
class Sky:
    """Rows as text, the way they stand in the files."""

    name: str
    xray: list  # rows: RAJ2000, DEJ2000, ePos, HR0, CXOGC
    infrared: list  # rows: as IR_COLUMNS
    n_files: int = 2
    truth: dict = field(default_factory=dict)  # xray_id -> ir_id of the real counterpart
    ellipses: list = field(default_factory=list)  # rows: r0, r1, angle; none: no such columns

    def write(self, folder, compress=False):
        """Writes muno3.csv and 1.tsv ... into `folder`; returns their paths (X-ray, infrared)."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        xray = folder / "muno3.csv"
        rows = [["RAJ2000", "DEJ2000", "ePos", "HR0", "CXOGC"]] + self.xray
        if self.ellipses:
            ellipses = [["r0", "r1", "angle"]] + self.ellipses
            rows = [row + ellipse for row, ellipse in zip(rows, ellipses, strict=True)]
        lines = [",".join(row) for row in rows]
        xray.write_text("\n".join(lines) + "\n", encoding="utf-8")
        infrared = []
        for number, rows in enumerate(np.array_split(np.arange(len(self.infrared)), self.n_files)):
            text = vizier_text([self.infrared[row] for row in rows], first_column=number)
            path = folder / f"{number + 1}.tsv"
            if compress:
                path = path.with_suffix(".tsv.gz")
                path.write_bytes(gzip.compress(text.encode(), mtime=0))
            else:
                path.write_text(text, encoding="utf-8")
            infrared.append(path)
        return xray, infrared


def vizier_text(rows, first_column=0):
    """A table as VizieR writes it. Files differ in the order of their columns: each begins with
    another one."""
    order = np.roll(np.arange(len(IR_COLUMNS)), -first_column)

    def line(fields):
        return ";".join(fields[i] for i in order)

    head = ["#", "#   VizieR Astronomical Server", "#Table\tcentral region", ""]
    head += [line(IR_COLUMNS), line(IR_UNITS), line(["-" * len(name) for name in IR_COLUMNS])]
    return "\n".join(head + [line(row) for row in rows]) + "\n\n"


def on_sky(center_deg, east_arcsec, north_arcsec):
    """RA and Dec in degrees of points of the tangent plane at `center_deg`; right at the poles."""
    ra, dec = np.deg2rad(center_deg)
    center = np.array([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])
    east = np.array([-np.sin(ra), np.cos(ra), 0.0])
    north = np.array([-np.sin(dec) * np.cos(ra), -np.sin(dec) * np.sin(ra), np.cos(dec)])
    points = center + ARCSEC * (np.outer(east_arcsec, east) + np.outer(north_arcsec, north))
    longitude = np.rad2deg(np.arctan2(points[:, 1], points[:, 0])) % 360.0
    latitude = np.rad2deg(np.arctan2(points[:, 2], np.hypot(points[:, 0], points[:, 1])))
    return longitude, latitude


def draw_magnitudes(rng, n):
    """J, H, Ks as floats with NaN where missing: steep counts, red and blue colours."""
    ks = np.minimum(18.9, 18.5 - rng.exponential(1.3, n))
    hks = rng.choice([0.2, 1.6], n) + rng.normal(0, 0.4, n)
    jh = rng.choice([0.7, 3.0], n) + rng.normal(0, 0.6, n)
    magnitudes = np.stack([ks + hks + jh, ks + hks, ks])
    magnitudes[rng.random((3, n)) < np.array([[0.5], [0.35], [0.25]])] = np.nan
    return magnitudes


def magnitude_text(value, rng, spellings):
    return str(rng.choice(spellings)) if np.isnan(value) else f"{value:.2f}"


def make_sky(name, center_deg, seed, n_xray=200, n_infrared=4000, density=0.2, n_files=2,
             spellings=("        ",)):
    """A square patch of `n_infrared / density` arcsec^2; 30 % of the X-ray sources have a real and
    bright counterpart. `spellings`: how missing magnitudes are written."""
    rng = np.random.default_rng(seed)
    half = 0.5 * np.sqrt(n_infrared / density)
    x_east, x_north = rng.uniform(-half, half, (2, n_xray))
    error = np.round(rng.uniform(0.3, 3.0, n_xray), 1)
    hr0 = np.round(rng.uniform(-1.0, 1.0, n_xray), 3)
    i_east, i_north = rng.uniform(-half, half, (2, n_infrared))
    j, h, ks = draw_magnitudes(rng, n_infrared)

    with_counterpart = rng.choice(n_xray, int(0.3 * n_xray), replace=False)
    counterpart = rng.choice(n_infrared, len(with_counterpart), replace=False)
    for x, i in zip(with_counterpart, counterpart):
        i_east[i] = x_east[x] + rng.normal(0, 0.4 * error[x])
        i_north[i] = x_north[x] + rng.normal(0, 0.4 * error[x])
        ks[i] = rng.normal(14.0, 1.5)
        j[i] = h[i] = np.nan  # kept as ambiguous

    x_ra, x_dec = on_sky(center_deg, x_east, x_north)
    i_ra, i_dec = on_sky(center_deg, i_east, i_north)
    xray = [
        [f"{x_ra[k]:.7f}", f"{x_dec[k]:.7f}", f"{error[k]:.1f}",
         "" if rng.random() < 0.1 else f"{hr0[k]:.3f}", f"source-{k:04d}"]
        for k in range(n_xray)
    ]
    infrared = [
        [f"{i_ra[k]:.7f}", f"{i_dec[k]:.7f}", f"{rng.uniform(0.001, 0.05):.6f}",
         f"{rng.uniform(0.001, 0.05):.6f}"]
        + [magnitude_text(band[k], rng, spellings) for band in (j, h, ks)]
        for k in range(n_infrared)
    ]
    return Sky(name, xray, infrared, n_files, dict(zip(with_counterpart.tolist(),
                                                       counterpart.tolist())))


def plain():
    """The Galactic centre, two files."""
    return make_sky("plain", (266.41, -29.0), seed=101)


def across_zero():
    """Right ascension 0/360 runs through the patch; three files."""
    return make_sky("across_zero", (359.9999, 12.0), seed=102, n_infrared=3000, density=0.1,
                    n_files=3)


def round_pole():
    """The south pole lies inside the patch."""
    return make_sky("round_pole", (40.0, -89.99), seed=103, n_infrared=5000, density=0.5)


def messy():
    """Missing values in every spelling, rows without position or error, rows that stand twice."""
    sky = make_sky("messy", (266.41, -29.0), seed=104, n_files=3,
                   spellings=("", "   ", "--", "NaN", "nan", "null"))
    rng = np.random.default_rng(105)
    blanks = ["", "  ", "--", "NaN"]
    for row, text in zip(rng.choice(len(sky.infrared), 40, replace=False), blanks * 10):
        sky.infrared[row][int(rng.integers(2))] = text
    sky.infrared += [list(sky.infrared[row]) for row in rng.choice(len(sky.infrared), 200)]
    for row, text in zip(rng.choice(len(sky.xray), 12, replace=False), blanks * 3):
        sky.xray[row][int(rng.integers(3))] = text
    sky.xray += [list(sky.xray[row]) for row in rng.choice(len(sky.xray), 20)]
    return sky


def with_ellipses(sky, seed=106):
    """`sky` with error ellipses r0, r1 (arcsec), angle (deg) beside the circular errors ePos, which
    are their major axes: some with the axes in the wrong order, some without an angle, a minor axis
    or with one of 0. Real counterparts are moved into their ellipse, scattering by 0.4 of its axes.
    """
    rng = np.random.default_rng(seed)
    for x, (ra, dec, major, *_) in enumerate(sky.xray):
        angle, ratio = rng.uniform(-90.0, 270.0), rng.uniform(0.1, 1.0)
        along, across = rng.normal(0.0, 0.4, 2)
        try:
            center, axis = (float(ra), float(dec)), float(major)
        except ValueError:
            sky.ellipses.append([major, "0.5", f"{angle:.3f}"])
            continue
        axes = [major, f"{ratio * axis:.4f}"]
        if x in sky.truth:
            sine, cosine = np.sin(np.deg2rad(angle)), np.cos(np.deg2rad(angle))
            u, v = along * axis, across * ratio * axis
            moved = on_sky(center, [u * sine + v * cosine], [u * cosine - v * sine])
            sky.infrared[sky.truth[x]][:2] = [f"{moved[0][0]:.8f}", f"{moved[1][0]:.8f}"]
        elif x % 10 == 0:
            axes[1] = str(rng.choice(["", "--", "0", "NaN"]))
        if x % 7 == 0:
            axes.reverse()
            angle += 90.0
        sky.ellipses.append(axes + ["" if x % 13 == 1 else f"{angle:.3f}"])
    return sky


ALL = (plain, across_zero, round_pole, messy)
