"""Which rows of two results are one X-ray source: by name and position, or by position alone."""

import math

import numpy as np

from .columns import has_names, values_of

# A name often tells a place to a second of arc only, and match.align moves positions by some.
MOST_APART_WITH_NAME = 10.0  # arcsec
MOST_APART = 2.0
LEAST_COMMON_NAMES = 0.5


def separation_arcsec(ra_a, dec_a, ra_b, dec_b):
    """Of positions in degrees that are close to each other."""
    east = (np.asarray(ra_b) - ra_a + 180.0) % 360.0 - 180.0
    scale = np.cos(np.radians(0.5 * (np.asarray(dec_a) + dec_b)))
    return 3600.0 * np.hypot(east * scale, np.asarray(dec_b) - dec_a)


def close_pairs(a, b, radius):
    """Rows of a and b within `radius` arcsec: [(separation, row of a, row of b)]."""
    order = np.argsort(b["dec"], kind="stable")  # blank positions come last
    dec = b["dec"][order]
    low = np.searchsorted(dec, a["dec"] - radius / 3600.0)
    high = np.searchsorted(dec, a["dec"] + radius / 3600.0, side="right")
    pairs = []
    for row in np.flatnonzero(np.isfinite(a["ra"]) & np.isfinite(a["dec"])):
        near = order[low[row]:high[row]]
        apart = separation_arcsec(a["ra"][row], a["dec"][row], b["ra"][near], b["dec"][near])
        pairs += [(apart[i], row, near[i]) for i in np.flatnonzero(apart <= radius)]
    return pairs


def names_of(rows):
    return values_of(rows["name"]) if has_names(rows) else None


def common_names(a, b):
    """The share of the names in the shorter list that are in the other too; unknown without names."""
    names_a, names_b = names_of(a), names_of(b)
    if names_a is None or names_b is None:
        return math.nan
    names_a, names_b = set(names_a) - {""}, set(names_b) - {""}
    return len(names_a & names_b) / min(len(names_a), len(names_b))


def are_matched_by_name(a, b):
    return common_names(a, b) >= LEAST_COMMON_NAMES


def partners(a, b):
    """Of each row of a the row of b that is the same source, or -1: the closest first, each row once."""
    by_name = are_matched_by_name(a, b)
    pairs = close_pairs(a, b, MOST_APART_WITH_NAME if by_name else MOST_APART)
    if by_name:
        names_a, names_b = names_of(a), names_of(b)
        pairs = [pair for pair in pairs if names_a[pair[1]] == names_b[pair[2]]]
    partner, taken = np.full(len(a), -1), np.zeros(len(b), bool)
    for _, row, other in sorted(pairs):
        if partner[row] < 0 and not taken[other]:
            partner[row], taken[other] = other, True
    return partner
