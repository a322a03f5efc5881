"""Positions: separations against the Rayleigh law, and maps of the sky."""

import numpy as np

from .style import BLUE, COLOUR_SCALE, GREY, OTHER, PURPLE, REAL, SHIFTED, VERMILION
from .style import new_figure, styled, words_only
from .tables import acceptance_limits, best_matches, candidates, method, n_sources
from .tables import offsets_in_sigma, rows_of, summary, table

NO_CANDIDATES = "No X-ray source has a candidate."


def rayleigh_fraction(edges, limits):
    """The part of the counterparts within these limits that lies between two edges, all in sigma."""
    reached = np.minimum(edges, limits[:, None])
    parts = np.diff(-np.exp(-0.5 * reached**2), axis=1).sum(axis=0)
    return parts / parts.sum()


def chance_fraction(edges, limits, share):
    """The same of unrelated stars, which fill the acceptance region evenly: as the radius squared."""
    parts = share @ np.diff((np.minimum(edges, limits[:, None]) / limits[:, None]) ** 2, axis=1)
    return parts / parts.sum()


@styled
def draw_separations(file):
    """Offsets in units of sigma, by P and of all pairs, against the Rayleigh law: are the errors true?"""
    title = "Separations in units of sigma"
    pairs = candidates(file)
    if pairs["p"].size == 0:
        return words_only(title, NO_CANDIDATES)
    sources = table(file, "/xray")
    offsets = offsets_in_sigma(pairs, sources)
    limits, share = acceptance_limits(pairs, sources)
    words = summary(file)
    # The radius is the same multiple of sigma for all sources, or for each its own.
    edges = np.linspace(0.0, max(limits.max(), offsets.max()), 13)
    middle = 0.5 * (edges[1:] + edges[:-1])
    weighted = np.histogram(offsets, edges, weights=pairs["p"])[0]
    weighted_error = np.sqrt(np.histogram(offsets, edges, weights=pairs["p"] ** 2)[0])
    everything = np.histogram(offsets, edges)[0]

    law = rayleigh_fraction(edges, limits)
    chance = words["null_pairs_expected"] * chance_fraction(edges, limits, share)
    n_counterparts = pairs["p"].sum()

    figure, (above, below) = new_figure(3.6, n_panels=2, ratios=[1.1, 1.0])
    above.stairs(chance + n_counterparts * law, edges, baseline=None, color=VERMILION,
                 label="chance + Rayleigh law")
    above.stairs(chance, edges, baseline=None, color=OTHER, linestyle="--", label="chance alone")
    above.errorbar(middle, everything, yerr=np.sqrt(everything), fmt="o", color=REAL, linewidth=0.8,
                   label=r"all pairs, $\pm\sqrt{N}$")
    above.set_ylabel("Pairs per bin")
    above.set_ylim(0.0, 1.5 * max((everything + np.sqrt(everything)).max(), 1.0))
    above.legend(loc="upper left", ncol=2, columnspacing=1.0)
    below.stairs(n_counterparts * law, edges, baseline=None, color=VERMILION, label="Rayleigh law")
    below.errorbar(middle, weighted, yerr=weighted_error, fmt="s", color=SHIFTED, linewidth=0.8,
                   label=f"sum of P ({method(file)})")
    below.set_ylabel("Sum of P per bin")
    below.set_ylim(0.0, 1.35 * max((weighted + weighted_error).max(), n_counterparts * law.max()))
    below.legend(loc="upper right", ncol=2, columnspacing=1.0)
    below.set_xlim(0.0, edges[-1])
    below.set_xlabel("Separation (sigma of the pair)")
    factor, error = words["error_scale_factor"], words["error_scale_factor_error"]
    if np.isfinite(factor) and np.isfinite(error):
        above.set_title(f"X-ray errors: true / declared = {factor:.2f} ± {error:.2f}")
    return figure


def unwrapped(ra_deg):
    """Right ascensions without the jump from 360 to 0, where the field lies across it."""
    turned = (ra_deg + 180.0) % 360.0 - 180.0
    return turned if np.ptp(turned) < np.ptp(ra_deg) else ra_deg


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


def groups_of_sources(file):
    """Row masks of /xray: what became of each source, in the words of the legend."""
    sources = table(file, "/xray")
    kept, inside = sources["kept"], sources["in_footprint"]
    status = table(file, "/counterparts")
    words = status["status"].astype(str)[rows_of(sources, status)]
    foreground = ~kept & np.char.endswith(words, "foreground")
    return sources, {"outside the footprint": kept & ~inside, "searched": kept & inside,
                     "foreground": foreground, "not kept, other reasons": ~kept & ~foreground}


@styled
def draw_xray_map(file):
    """Where the X-ray sources lie: searched, outside the infrared footprint, foreground."""
    sources, groups = groups_of_sources(file)
    placed = np.isfinite(sources["ra"]) & np.isfinite(sources["dec"])
    if not placed.any():
        return words_only("X-ray sources", "No X-ray source has a position.")
    ra, dec = np.full(placed.size, np.nan), sources["dec"]
    ra[placed] = unwrapped(sources["ra"][placed])
    figure, axes = new_figure(3.0)
    # The searched ones come last: rows that are not kept may be observations of the same sources.
    looks = {"not kept, other reasons": (PURPLE, "+"), "outside the footprint": (GREY, "o"),
             "foreground": (VERMILION, "x"), "searched": (BLUE, "o")}
    area = marker_area(placed.sum())
    for name, (colour, marker) in looks.items():
        rows = groups[name] & placed
        if rows.any():
            is_dot = marker == "o"
            axes.scatter(ra[rows], dec[rows], s=area if is_dot else 1.6 * area, c=colour, marker=marker,
                         linewidths=0.0 if is_dot else 0.5, rasterized=True, label=f"{name}: {rows.sum():,}")
    sky_axes(figure, axes, ra[placed], dec[placed])
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncol=2, columnspacing=0.8, handletextpad=0.2,
                markerscale=max(1.0, (12.0 / area) ** 0.5))
    return figure


@styled
def draw_p_map(file):
    """The X-ray sources with a candidate, coloured by P of the best one."""
    best = best_matches(file)
    if best["p"].size == 0:
        return words_only("Sky map of P", NO_CANDIDATES)
    order = np.argsort(best["p"])  # the probable ones on top
    ra, dec, p = unwrapped(best["ra"])[order], best["dec"][order], best["p"][order]
    figure, axes = new_figure(3.0)
    points = axes.scatter(ra, dec, s=2.0 * marker_area(p.size), c=p, cmap=COLOUR_SCALE, vmin=0.0, vmax=1.0,
                          linewidths=0.0, rasterized=True)
    sky_axes(figure, axes, ra, dec)
    figure.colorbar(points, ax=axes, location="top", shrink=0.9, aspect=30,
                    label=f"P of the best match ({method(file)}), {n_sources(p.size)}")
    return figure
