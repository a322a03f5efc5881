"""What features beside Ks say: q over n by magnitude and value."""

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import TwoSlopeNorm

from .style import new_figure, styled, words_only
from .tables import summary, table

LARGEST_RATIO = 100.0  # beyond, colours are those of this


@styled
def draw_features(file):
    """A panel for each feature; cells are the classes that the program counts in."""
    title = "Features of the stars beside Ks"
    if "feature_grid" not in file:
        return words_only(title, "No feature was asked for (probability.feature).")
    grid = table(file, "/feature_grid")
    # The outermost classes have one edge, a missing value none.
    drawn = np.isfinite(grid["value_low"] + grid["value_high"] + grid["ks_low"]) & (grid["n"] > 0)
    names = list(dict.fromkeys(grid["feature"]))
    if not drawn.any():
        return words_only(title, "No star has both Ks and a feature.")
    gain = summary(file)["feature_log_likelihood_gain"]
    is_local = summary(file).get("features_local", 0) > 0  # an earlier program has no such number
    figure, panels = new_figure(3.2, n_panels=len(names))
    limit = np.log10(LARGEST_RATIO)
    for axes, name in zip(np.atleast_1d(panels), names):
        rows = drawn & (grid["feature"] == name)
        left, right = grid["ks_low"][rows], grid["ks_high"][rows]
        low, high = grid["value_low"][rows], grid["value_high"][rows]
        corners = np.stack([np.stack([left, right, right, left], 1), np.stack([low, low, high, high], 1)], 2)
        cells = PolyCollection(corners, cmap="RdBu_r", norm=TwoSlopeNorm(0.0, -limit, limit), edgecolor="face",
                               linewidth=0.2)
        cells.set_array(np.log10(grid["q_over_n"][rows]).clip(-limit, limit))
        axes.add_collection(cells)
        axes.autoscale_view()
        axes.set_ylabel(name.decode() + (", as at the mean place" if is_local else ""))
        figure.colorbar(cells, ax=axes, label="log$_{10}$ of q / n")
    np.atleast_1d(panels)[0].set_title(f"red: rather a counterpart; gain in ln L {gain:+.1f}")
    np.atleast_1d(panels)[-1].set_xlabel(r"$K_s$ (mag)")
    return figure
