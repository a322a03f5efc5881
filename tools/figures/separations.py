"""Separations: in units of sigma against the Rayleigh law, and of all stars round X-ray sources against chance."""

import numpy as np

from .style import EXACT, NO_CANDIDATES, OTHER, REAL, SHIFTED, VERMILION
from .style import new_figure, not_written, styled, words_only
from .tables import acceptance_limits, candidates, method, offsets_in_sigma, summary, table


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


@styled
def draw_offset_distribution(file):
    """Stars round the X-ray sources by separation: as many as chance has it, and the counterparts beyond."""
    title = "Stars round X-ray sources"
    if "/offset_distribution" not in file:
        return not_written(title, "/offset_distribution")
    rings = table(file, "/offset_distribution")
    if not rings["pairs"].any() and not rings["expected"].any():
        return words_only(title, "No star lies near an X-ray source.")
    edges = np.append(rings["separation_low"], rings["separation_high"][-1:])
    middle = 0.5 * (edges[1:] + edges[:-1])
    pairs = rings["pairs"].astype(float)

    figure, (above, below) = new_figure(3.2, n_panels=2)
    above.stairs(rings["expected"], edges, baseline=None, color=EXACT, label="chance, exact expectation")
    above.errorbar(middle, pairs, yerr=np.sqrt(pairs), fmt="o", color=REAL, linewidth=0.8,
                   label=r"real sky, $\pm\sqrt{N}$")
    above.set_ylim(0.0, 1.05 * max((pairs + np.sqrt(pairs)).max(), rings["expected"].max()))
    above.set_ylabel("Pairs per annulus")
    above.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2, columnspacing=1.0)
    below.axhline(0.0, color=EXACT, linewidth=0.8)
    below.errorbar(middle, pairs - rings["expected"], yerr=np.sqrt(np.maximum(pairs, rings["expected"])), fmt="o",
                   color=REAL, linewidth=0.8)
    below.set_ylabel("Pairs − chance")
    below.set_xlim(edges[0], edges[-1])
    below.set_xlabel("Separation (arcsec)")
    return figure
