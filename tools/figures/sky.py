"""Axes of maps of the sky."""

import numpy as np


def unwrapped(ra_deg):
    """Right ascensions without the jump from 360 to 0, where the field lies across it."""
    turned = (ra_deg + 180.0) % 360.0 - 180.0
    return turned if np.ptp(turned) < np.ptp(ra_deg) else ra_deg


def turned_to(ra_deg, middle_deg):
    """The same right ascensions as numbers within 180 degrees of a middle."""
    return (ra_deg - middle_deg + 180.0) % 360.0 - 180.0 + middle_deg


def ra_label(ra_deg, decimals):
    """A right ascension from 0 to 360 without needless zeros."""
    text = f"{round(ra_deg, decimals) % 360.0:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sky_axes(figure, axes, ra_deg, dec_deg):
    """Limits and scale of a map: RA to the left, and a degree as long either way where the field is small."""
    spans = np.ptp(ra_deg) or 0.01, np.ptp(dec_deg) or 0.01
    axes.set_xlim(ra_deg.max() + 0.04 * spans[0], ra_deg.min() - 0.04 * spans[0])
    axes.set_ylim(dec_deg.min() - 0.04 * spans[1], dec_deg.max() + 0.04 * spans[1])
    stretch = 1.0 / max(np.cos(np.radians(0.5 * (dec_deg.min() + dec_deg.max()))), 0.05)
    # A long strip or the whole sky would be a line or a dot: there the axes are scaled each by itself.
    ratio = stretch * spans[1] / spans[0]
    if spans[1] < 60.0 and 0.25 < ratio < 3.0:
        axes.set_aspect(stretch, adjustable="box")
        figure.set_size_inches(figure.get_figwidth(), min(max(2.7 * ratio + 1.0, 1.8), 5.0))
    decimals = int(np.clip(2 - np.floor(np.log10(spans[0])), 0, 6))
    axes.xaxis.set_major_formatter(lambda value, _: ra_label(value, decimals))
    axes.xaxis.get_major_locator().set_params(nbins=5)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set_xlabel("Right ascension (deg)")
    axes.set_ylabel("Declination (deg)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)


def marker_area(n_points):
    """Points squared: smaller where there are many."""
    return float(np.clip(6000.0 / max(n_points, 1), 0.3, 14.0))
