"""What the figures read from a result file, and the quantities that several of them need."""

import numpy as np

from counterpoint import columns as table
from counterpoint import method, summary


def has_magnitudes(file):
    """Whether any star has a Ks; without one the bins of Ks hold nothing that counts."""
    words = summary(file)
    of_two = [words[f"stars_{where}"] for where in ("in_both", "only_in_first", "only_in_second")
              if f"stars_{where}" in words]
    n_stars = sum(of_two) if of_two else words["infrared_rows_kept"]
    return bool(words["infrared_missing_ks"] < n_stars)


def candidates(file):
    """/pairs, with p and p0 of the estimator in use as `p` and `p0`."""
    pairs = table(file, "/pairs")
    name = method(file)
    return pairs | {"p": pairs[f"p_{name}"], "p0": pairs[f"p0_{name}"]}


def n_sources(number):
    """A number of X-ray sources in words."""
    return f"{number:,} X-ray source{'' if number == 1 else 's'}"


def best_matches(file):
    """Those rows of /counterparts that have a star."""
    rows = table(file, "/counterparts")
    matched = rows["ir_id"] >= 0
    return {name: column[matched] for name, column in rows.items()}


def acceptance_limits(pairs, xray):
    """Per X-ray source that was searched: the acceptance radius in sigma, and the share of chance pairs.

    Chance pairs go with the area of the acceptance region and the local density of stars. The infrared error
    is taken as the median of the candidates'.
    """
    searched = xray["kept"] & xray["in_footprint"]
    columns = ("sigma", "sigma_minor", "radius", "density_factor")
    major, minor, radius, density = (xray[name][searched] for name in columns)
    infrared = max(np.median(pairs["sigma"] ** 2 - xray["sigma"][rows_of(pairs, xray)] ** 2), 0.0)
    sigma = np.sqrt(major**2 + infrared)
    share = radius**2 * np.sqrt(minor**2 + infrared) / sigma * density
    return radius / sigma, share / share.sum()


def rows_of(pairs, xray):
    """The row of /xray that each pair belongs to."""
    order = np.argsort(xray["xray_id"])
    return order[np.searchsorted(xray["xray_id"], pairs["xray_id"], sorter=order)]


def offsets_in_sigma(pairs, xray):
    """Separations in units of sigma; where the X-ray error is an ellipse, along its axes.

    `sigma` of a pair is along the major axis and holds what both catalogues add. The difference of the
    axes is that of the X-ray ellipse alone, for infrared errors are circles.
    """
    rows = rows_of(pairs, xray)
    major, minor, angle = (xray[name][rows] for name in ("sigma", "sigma_minor", "sigma_angle"))
    is_ellipse = np.isfinite(angle) & (minor < major)
    turn = np.radians(pairs["position_angle"] - np.where(is_ellipse, angle, 0.0))
    variance = pairs["sigma"] ** 2
    across = np.where(is_ellipse, variance - major**2 + minor**2, variance)
    # Of a circle the angle does not matter, and at separation 0 there is none.
    along_part = np.where(is_ellipse, np.cos(turn), 1.0) * pairs["separation"]
    across_part = np.where(is_ellipse, np.sin(turn), 0.0) * pairs["separation"]
    return np.sqrt(along_part**2 / variance + across_part**2 / across)
