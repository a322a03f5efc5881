"""Error ellipses, slow and plain: all pairs, their offsets along the axes, the exact expectation.
Angles in arcsec unless a name says otherwise."""

import numpy as np
from scipy.integrate import quad
from scipy.special import erf

import independent
import notebook

QUOTED_PER_SIGMA = np.sqrt(-2.0 * np.log(1.0 - 0.95))


def read_xray(path, columns=("r0", "r1", "angle")):
    """The X-ray catalogue with its ellipses in order: a row without angle is a circle of the longer
    axis, whose column is the error; it is NaN where an axis is not positive."""
    nan = np.nan
    names = dict(zip(("r0", "r1", "angle"), columns))
    names |= {"ra": "RAJ2000", "dec": "DEJ2000", "hr0": "HR0"}
    xray = notebook.read_catalogue([path], {name: (column, nan) for name, column in names.items()})
    order_ellipses(xray)
    return xray


def order_ellipses(xray):
    r0, r1, angle = xray["r0"], xray["r1"], xray["angle"]
    major, minor = np.fmax(r0, r1), np.where(np.isfinite(angle), np.fmin(r0, r1), np.fmax(r0, r1))
    xray.columns["error"] = np.where((r0 > 0) & (r1 > 0), major, np.nan)
    xray.columns["minor"] = minor
    xray.columns["angle"] = np.where(minor < major, (angle + 90.0 * (r1 > r0)) % 180.0, np.nan)


class Offsets:
    """Of every infrared source from every X-ray source, [x, i]."""

    def __init__(self, xray, infrared):
        self.distance = independent.all_separations(xray, infrared)
        bearing = independent.position_angles(xray["ra"][:, None], xray["dec"][:, None],
                                              infrared["ra"][None, :], infrared["dec"][None, :])
        turn = bearing - np.deg2rad(np.nan_to_num(xray["angle"]))[:, None]
        self.along = self.distance * np.cos(turn)
        self.across = self.distance * np.sin(turn)

    def pairs_within(self, major, minor):
        """Indices of the pairs within the ellipses of these semi-axes, by (x, separation, i)."""
        inside = (self.along / major[:, None]) ** 2 + (self.across / minor[:, None]) ** 2 <= 1.0
        index_x, index_ir = np.nonzero(inside)
        order = np.lexsort((index_ir, self.distance[index_x, index_ir], index_x))
        return index_x[order], index_ir[order]


def density(along, across, sigma_major, sigma_minor):
    """Of a two-dimensional Gaussian, in arcsec^-2."""
    return (np.exp(-0.5 * ((along / sigma_major) ** 2 + (across / sigma_minor) ** 2))
            / (2.0 * np.pi * sigma_major * sigma_minor))


def completeness(major, minor, sigma_major, sigma_minor):
    """The part of a Gaussian inside an ellipse of the same axes: strips across the major one."""
    x, y = major / sigma_major, minor / sigma_minor

    def strip(s):  # u = x sin(s), so that the ends are smooth
        height = y * np.cos(s)
        return (np.exp(-0.5 * (x * np.sin(s)) ** 2) / np.sqrt(2.0 * np.pi) * x * np.cos(s)
                * erf(height / np.sqrt(2.0)))

    return quad(strip, -0.5 * np.pi, 0.5 * np.pi, epsabs=1e-14, epsrel=1e-12)[0]


# --- exact expectation of the null trials ---


def disc_overlaps(along, across, major, minor, radius, n=2000):
    """Areas common to ellipses with these centres and the disc of `radius` round the origin, by the
    chords across the major axis; good to about 1e-5 of the ellipse."""
    s = np.pi * ((np.arange(n) + 0.5) / n - 0.5)
    x = along[:, None] + major[:, None] * np.sin(s)
    half = minor[:, None] * np.cos(s)
    disc = np.sqrt(np.maximum(0.0, radius**2 - x**2))
    y = across[:, None]
    chord = np.minimum(y + half, disc) - np.maximum(y - half, -disc)
    return np.sum(np.maximum(0.0, chord) * np.cos(s), axis=1) * major * np.pi / n


def match_probability(offsets, major, minor, inner, outer):
    """Chance that a shift uniform over the annulus [inner, outer], inner < outer, brings a pair into
    the ellipse, [x, i]."""
    index_x, index_ir = np.nonzero(offsets.distance < major[:, None] + outer)
    probability = np.zeros_like(offsets.distance)
    for part in np.array_split(np.arange(len(index_x)), max(1, len(index_x) // 1000)):
        x, i = index_x[part], index_ir[part]
        ellipses = offsets.along[x, i], offsets.across[x, i], major[x], minor[x]
        area = disc_overlaps(*ellipses, outer) - disc_overlaps(*ellipses, inner)
        probability[x, i] = area / (np.pi * (outer**2 - inner**2))
    return probability
