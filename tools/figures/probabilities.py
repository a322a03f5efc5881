"""Probabilities: of the best matches, of none of the candidates, at thresholds, and whether they add up."""

import numpy as np

from .style import BLUE, EXACT, NO_CANDIDATES, OTHER, REAL, SHIFTED, VERMILION
from .style import log_counts, new_figure, styled, words_only
from .tables import best_matches, candidates, method, n_sources, summary, table

BINS = np.linspace(0.0, 1.0, 21)


def p_axis(axes, label):
    axes.set_xlim(-0.01, 1.01)
    axes.set_xlabel(label)


def chance_between_thresholds(rows):
    """Edges, and the mean number of best matches of a shifted sky between them.

    Only thresholds that are edges of BINS count. What lies below the lowest threshold is not in the table.
    """
    is_edge = np.isclose(rows["threshold"][:, None], BINS[None, :-1], atol=1e-9).any(axis=1)
    above = np.append(rows["n_null_mean"][is_edge], 0.0)
    return np.append(rows["threshold"][is_edge], 1.0), above[:-1] - above[1:]


@styled
def draw_best_p(file):
    """P of the best match of each X-ray source, beside what unrelated stars reach in the shifted skies."""
    title = "P of the best match"
    p = best_matches(file)["p"]
    if p.size == 0:
        return words_only(title, NO_CANDIDATES)
    figure, axes = new_figure()
    axes.stairs(np.histogram(p, BINS)[0], BINS, color=REAL, fill=True, alpha=0.25)
    axes.stairs(np.histogram(p, BINS)[0], BINS, color=REAL, label=f"real sky: {n_sources(p.size)}")
    rows = table(file, "/calibration")
    if np.isfinite(rows["n_null_mean"]).any():
        edges, between = chance_between_thresholds(rows)
        axes.stairs(between, edges, baseline=None, color=EXACT, label="shifted skies, mean: unrelated stars")
    log_counts(axes, np.histogram(p, BINS)[0].max(), headroom=6.0)
    p_axis(axes, f"P of the best match ({method(file)})")
    axes.set_ylabel("X-ray sources per 0.05 in P")
    axes.legend(loc="upper right")
    return figure


@styled
def draw_p0(file):
    """P_0, that none of the candidates is the counterpart: how many sources have it, and exceed it."""
    title = "$P_0$: none of the candidates"
    p0 = np.sort(best_matches(file)["p0"])
    if p0.size == 0:
        return words_only(title, NO_CANDIDATES)
    figure, (above, below) = new_figure(3.1, n_panels=2)
    above.stairs(np.histogram(p0, BINS)[0], BINS, color=BLUE, fill=True)
    above.set_ylabel("Sources per 0.05")
    above.set_title(f"{n_sources(p0.size)} with a candidate")
    # The survival function: the fraction of sources with a P_0 above the abscissa.
    steps = np.concatenate([[0.0], p0, [1.0]])
    fraction = np.append(1.0 - np.arange(p0.size + 1) / p0.size, 0.0)
    below.step(steps, fraction, where="post", color=BLUE)
    median = float(np.median(p0))
    below.plot([median, median, -0.01], [0.0, 0.5, 0.5], color=OTHER, linestyle=":", linewidth=0.8)
    side, aside, height = ("right", -3, 0.05) if median > 0.3 else ("left", 3, 0.53)
    below.annotate(f"median {median:.2f}", (median, height), xytext=(aside, 0), ha=side,
                   textcoords="offset points")
    below.set_ylim(0.0, 1.02)
    below.set_ylabel("Fraction above")
    p_axis(below, f"$P_0$ ({method(file)})")
    return figure


@styled
def draw_thresholds(file):
    """What a threshold in P buys: number of sources above it, their purity, the completeness."""
    rows = table(file, "/calibration")
    if not rows["n_real"].any():
        return words_only("What a threshold in P buys", NO_CANDIDATES)
    figure, (above, below) = new_figure(3.3, n_panels=2)
    threshold = rows["threshold"]
    above.plot(threshold, rows["n_real"], color=REAL)
    above.set_ylim(0.0, 1.05 * rows["n_real"].max())
    above.set_ylabel("Sources above")
    if np.isfinite(rows["purity"]).any():
        lower, upper = (np.clip(rows["purity"] + sign * rows["purity_error"], 0.0, 1.0) for sign in (-1, 1))
        below.fill_between(threshold, lower, upper, color=BLUE, alpha=0.25, linewidth=0)
        below.plot(threshold, rows["purity"], color=BLUE, label="purity ± standard error")
        below.plot(threshold, rows["completeness"], color=VERMILION, linestyle="--", label="completeness")
        below.legend(loc="best")
    else:
        reason = "Purity and completeness are unknown:\nno null trials were made (null.trials = 0)."
        below.text(0.5, 0.5, reason, ha="center", va="center", transform=below.transAxes)
    least = float(summary(file)["threshold_5_percent_false"])
    if np.isfinite(least):
        for axes in (above, below):
            axes.axvline(least, color=OTHER, linestyle=":", linewidth=0.8)
        above.set_title(f"dotted: from P = {least:.2f} on, 5 % false at most")
    below.set_ylim(0.0, 1.03)
    below.set_ylabel("Fraction")
    p_axis(below, f"Threshold in P ({method(file)})")
    return figure


def normalisation_residuals(file):
    """Sum of P of the candidates + P_0 - 1, one per X-ray source with a candidate."""
    pairs = candidates(file)
    _, first, source = np.unique(pairs["xray_id"], return_index=True, return_inverse=True)
    return np.bincount(source, weights=pairs["p"], minlength=first.size) + pairs["p0"][first] - 1.0


@styled
def draw_normalisation(file):
    """Whether P of the candidates and P_0 add up to 1, source by source."""
    title = r"$\sum P + P_0 - 1$"
    residuals = normalisation_residuals(file)
    if residuals.size == 0:
        return words_only(title, NO_CANDIDATES)
    figure, axes = new_figure(2.3)
    rounding = np.finfo(float).eps
    largest = float(np.max(np.abs(residuals)))
    if largest <= 20 * rounding:  # numbers near 1 differ by multiples of half of it
        unit, unit_name = rounding, r"$2.2\times10^{-16}$, the rounding of numbers near 1"
        half = max(2.0, np.ceil(largest / unit) + 0.5)
        edges = np.arange(-half - 0.25, half + 0.5, 0.5)
    else:
        unit, unit_name = 1.0, "probability"
        edges = np.linspace(-1.05 * largest, 1.05 * largest, 42)
    counts = np.histogram(residuals / unit, edges)[0]
    axes.stairs(counts, edges, color=SHIFTED, fill=True)
    log_counts(axes, counts.max(), headroom=1.6)
    axes.set_title(f"{n_sources(residuals.size)}; largest deviation {largest:.1e}")
    axes.set_xlabel(rf"$\sum P + P_0 - 1$, in units of" + f"\n{unit_name}")
    axes.set_ylabel("X-ray sources")
    return figure
