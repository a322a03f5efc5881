"""What the XRBID guide does with an X-ray catalogue, written down once more and independently."""

import re

import numpy as np


def region_circles(path):
    """Circles of a DS9 region file: ra, dec in deg, radius in arcsec, labels. Strict: any line that
    DS9's grammar for such a file does not have is a ValueError."""
    circle = re.compile(r'circle\(([-+\d.e]+), ?([-+\d.e]+), ?([-+\d.e]+)"\)\s*(#.*)?$')
    lines = path.read_text().splitlines()
    if not lines or not lines[0].startswith("# Region file format: DS9"):
        raise ValueError(f"{path}: not a DS9 region file")
    rows, labels, frame = [], [], None
    for line in lines[1:]:
        if line.startswith("global ") or line.startswith("#"):
            continue
        if line in ("fk5", "icrs"):
            frame = line
            continue
        match = circle.match(line)
        if not match or frame is None:
            raise ValueError(f"{path}: {line}")
        rows.append([float(word) for word in match.groups()[:3]])
        label = re.search(r"text=\{([^}]*)\}", match.group(4) or "")
        labels.append(label.group(1) if label else "")
    ra, dec, radius = np.array(rows).T
    return ra, dec, radius, labels


def nearest_offsets(ra, dec, base_ra, base_dec, on_sky):
    """Nearest base source minus calibrator, in arcsec: raw coordinates, or east and north."""
    offsets = []
    for x, y in zip(ra, dec):
        east = (base_ra - x) * np.cos(np.radians(y)) * 3600
        north = (base_dec - y) * 3600
        nearest = np.hypot(east, north).argmin()
        raw = (base_ra[nearest] - x) * 3600
        offsets.append((east[nearest] if on_sky else raw, north[nearest]))
    return np.array(offsets)


def kim2007(theta, counts):
    """Radii (68 %, 95 %) in arcsec; 0 outside 0 < log C <= 3.3 and where something is missing."""
    with np.errstate(all="ignore"):
        log = np.log10(counts)
        valid = (log > 0) & (log <= 3.3) & np.isfinite(theta)
        r68 = np.where(log <= 2.1227, 0.1137 * theta - 0.4600 * log - 0.2398,
                       0.1031 * theta - 0.1945 * log - 0.8034)
        r95 = np.where(log <= 2.1393, 0.1145 * theta - 0.4958 * log + 0.1932,
                       0.0968 * theta - 0.2064 * log - 0.4260)
    return np.where(valid, 10.0**r68, 0.0), np.where(valid, 10.0**r95, 0.0)


def total_uncertainty(theta, counts, std):
    """1Sig and 2Sig in arcsec for the standard deviations (RA, Dec) of the offsets."""
    r68, r95 = kim2007(theta, counts)
    return np.hypot(r68, np.hypot(*std)), np.hypot(r95, 2 * np.hypot(*std))


def best_rows(names, theta, counts, sig2):
    """The row that localises each source best, in the order in which the sources appear."""
    best = []
    for name in dict.fromkeys(names):
        rows = [row for row, other in enumerate(names) if other == name]
        valid = [row for row in rows if np.isfinite(counts[row]) and np.isfinite(theta[row])]
        rows = valid or rows
        rows = [row for row in rows if counts[row] > 0] or rows
        best.append(min(rows, key=lambda row: sig2[row]))
    return best
