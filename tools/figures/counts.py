"""Counts: matches per Ks bin, per shift radius and per null trial, and the sum of P beside the excess."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from .style import EXACT, NO_CANDIDATES, OTHER, REAL, SHIFTED, log_counts, new_figure, styled, words_only
from .tables import candidates, has_magnitudes, method, summary, table

NO_MAGNITUDES = "The infrared catalogue has no Ks magnitudes\n(or none was named in infrared.mag-ks)."
NO_TRIALS = "No null trials were made (null.trials = 0)."


def occupied(*counts):
    """The slice from the first bin with a count in any of these to the last; all bins if there is none."""
    filled = np.flatnonzero(np.any([np.nan_to_num(c) > 0 for c in counts], axis=0))
    return slice(filled[0], filled[-1] + 1) if filled.size else slice(None)


def ks_bins(file):
    """/ks_histogram without the empty bins at both ends, with `edges`, `middle` and `width`."""
    bins = table(file, "/ks_histogram")
    shown = occupied(bins["n_real"], bins["null_mean"], bins["null_expected"] > 0.05)
    bins = {name: column[shown] for name, column in bins.items()}
    bins["edges"] = np.append(bins["ks_low"], bins["ks_high"][-1:])
    bins["middle"] = 0.5 * (bins["ks_low"] + bins["ks_high"])
    bins["width"] = float(np.min(bins["ks_high"] - bins["ks_low"]))
    return bins


@styled
def draw_ks_counts(file):
    """Matches per Ks bin: real, mean of the shifted skies, exact expectation."""
    title = "Matches per Ks bin"
    if not has_magnitudes(file):
        return words_only(title, NO_MAGNITUDES)
    bins = ks_bins(file)
    real = bins["n_real"].astype(float)
    if not real.any() and not np.nan_to_num(bins["null_mean"]).any():
        return words_only(title, "No X-ray source has a candidate,\nnor does one in a shifted sky.")

    figure, axes = new_figure(2.7)
    # No baseline: the curve ends where the magnitudes do, it does not fall to zero there.
    axes.stairs(bins["null_expected"], bins["edges"], baseline=None, color=EXACT, linewidth=1.1,
                label="chance, exact expectation")
    # Side by side inside the bin, so that neither error bar hides the other.
    aside = 0.14 * bins["width"]
    lowest = [0.0]
    if np.isfinite(bins["null_mean"]).any():
        axes.errorbar(bins["middle"] + aside, bins["null_mean"], yerr=bins["null_std"], fmt="s",
                      color=SHIFTED, linewidth=0.8, label="shifted skies, mean ± standard deviation")
        lowest.append(np.nanmin(bins["null_mean"] - bins["null_std"]))
    axes.errorbar(bins["middle"] - aside, real, yerr=np.sqrt(real), fmt="o", color=REAL, linewidth=0.8,
                  label=r"real sky, $\pm\sqrt{N}$")
    # Counts span orders of magnitude. Linear below one, so that empty bins and whole lower bars are drawn.
    top = np.nanmax(np.concatenate([real + np.sqrt(real), bins["null_mean"], bins["null_expected"]]))
    log_counts(axes, top, headroom=12.0, lowest=1.3 * min(lowest) - 0.15)
    axes.axhline(0.0, color=OTHER, linewidth=0.5, zorder=0)
    axes.set_xlim(bins["edges"][0], bins["edges"][-1])
    axes.set_xlabel(r"$K_s$ (mag)")
    axes.set_ylabel(f"Matches per {bins['width']:g} mag")
    axes.legend(*(reversed(part) for part in axes.get_legend_handles_labels()), loc="upper left")
    return figure


@styled
def draw_shift_sweep(file):
    """X-ray sources with a match against the shift radius."""
    sweep = table(file, "/shift_sweep")
    sources = table(file, "/xray")
    if sweep["radius"].size == 0:
        return words_only("Matches against shift radius", "No shift radii were asked for (sweep.radii).")
    matched = np.count_nonzero(sources["kept"] & (sources["n_candidates"] > 0))
    if matched == 0 and not np.nan_to_num(sweep["mean"]).any():
        return words_only("Matches against shift radius",
                          "No X-ray source has a candidate,\nat any shift radius.")

    figure, axes = new_figure()
    axes.axhline(matched, color=REAL, linestyle="--", label=f"real sky: {matched:,}")
    axes.plot(sweep["radius"], sweep["expected"], color=EXACT, label="chance, exact expectation")
    axes.errorbar(sweep["radius"], sweep["mean"], yerr=sweep["std"], fmt="s", color=SHIFTED, linewidth=0.8,
                  label="shifted skies, mean ± standard deviation")
    axes.set_xlabel("Shift radius (arcsec)")
    axes.set_ylabel("X-ray sources with a match")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.35 * (high - low))  # room for the legend
    axes.legend(loc="upper right")
    return figure


@styled
def draw_trial_totals(file):
    """All matches of each null trial, beside the real number and the exact expectation."""
    title = "Matches per null trial"
    if "/null_trials" not in file:
        raise KeyError("no table /null_trials")
    totals = file["/null_trials"][()].sum(axis=1)
    if totals.size == 0:
        return words_only(title, NO_TRIALS)
    if not has_magnitudes(file):
        return words_only(title, NO_MAGNITUDES + "\nThe trials are counted per bin of Ks.")
    bins = table(file, "/ks_histogram")
    if not totals.any() and not bins["n_real"].any():
        return words_only(title, "No X-ray source has a candidate,\nnor does one in a shifted sky.")
    figure, axes = new_figure(2.3)
    step = max(1, int(np.ceil((totals.max() - totals.min() + 1) / 12)))
    edges = np.arange(totals.min(), totals.max() + step + 1, step) - 0.5
    axes.stairs(np.histogram(totals, edges)[0], edges, fill=True, color=SHIFTED, alpha=0.5,
                label=f"{totals.size} shifted skies")
    axes.axvline(bins["null_expected"].sum(), color=EXACT, label="exact expectation")
    axes.axvline(bins["n_real"].sum(), color=REAL, linestyle="--", label="real sky")
    axes.set_xlabel("Matches with a Ks, all bins together")
    axes.set_ylabel(f"Null trials per {step} match{'es' if step > 1 else ''}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, columnspacing=1.0, handlelength=1.2)
    return figure


def with_error(value, error):
    """A number and its error in words; in some modes of the null trials there is no error."""
    if not np.isfinite(value):
        return "unknown"
    return f"{value:.1f} ± {error:.1f}" if np.isfinite(error) else f"{value:.1f}, its error unknown"


@styled
def draw_sum_of_p(file):
    """Per Ks bin: the sum of P of all candidates beside the excess over chance. They should agree."""
    title = "Sum of P against excess over chance"
    pairs, words = candidates(file), summary(file)
    if pairs["p"].size == 0:
        return words_only(title, NO_CANDIDATES)
    if not has_magnitudes(file):
        return words_only(title, f"{NO_MAGNITUDES}\nAll pairs: sum of P = {pairs['p'].sum():.1f}, "
                                 f"excess = {with_error(words['excess'], words['excess_error'])}.")
    bins = ks_bins(file)
    edges, width = bins["edges"], bins["width"]
    sums, _ = np.histogram(pairs["ks"], edges, weights=pairs["p"])
    excess = bins["n_real"] - bins["null_expected"]
    # Scatter of the chance matches, and of the counterparts: which of the sources had one.
    chance_error = bins["null_expected_std"]
    if not np.isfinite(chance_error).all():  # not computed for rigid shifts: then that of the trials
        chance_error = bins["null_std"]
    error = np.hypot(np.nan_to_num(chance_error), np.sqrt(sums))

    figure, axes = new_figure(2.6)
    axes.axhline(0.0, color=OTHER, linewidth=0.5, zorder=0)
    axes.stairs(sums, edges, baseline=None, color=SHIFTED, linewidth=1.3, label=f"sum of P ({method(file)})")
    label = "pairs − expected by chance"
    own = float(words.get("null_pairs_own", 0.0))
    if own > 0.05 * sums.sum():  # small shifts bring true pairs back, and the expectation holds them
        label += f"\n(among these {own:.0f} true pairs)"
    axes.errorbar(bins["middle"], excess, yerr=error, fmt="o", color=REAL, linewidth=0.8, label=label)
    # A column of its own for pairs without a Ks, a bin away from the others.
    low = edges[-1] + width
    lacking = ~np.isfinite(pairs["ks"])
    if lacking.any():
        lacking_sum = pairs["p"][lacking].sum()
        expected = words["null_pairs_missing_ks_expected"]
        axes.stairs([lacking_sum], [low, low + 2 * width], baseline=None, color=SHIFTED, linewidth=1.3)
        axes.errorbar([low + width], [words["pairs_missing_ks"] - expected],
                      yerr=np.sqrt(max(expected, 0.0) + lacking_sum), fmt="o", color=REAL, linewidth=0.8)
        axes.axvline(edges[-1] + 0.5 * width, color=OTHER, linewidth=0.5, linestyle=":")
        ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(edges[0], edges[-1])
                 if edges[0] <= tick <= edges[-1] - width]
        axes.set_xticks(ticks + [low + width])
        axes.set_xticklabels([f"{tick:g}" for tick in ticks] + ["no $K_s$"])
    axes.set_xlim(edges[0], low + 2.5 * width if lacking.any() else edges[-1])
    axes.set_xlabel(r"$K_s$ (mag)")
    axes.set_ylabel(f"Counterparts per {width:g} mag")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2, columnspacing=1.0)
    return figure
