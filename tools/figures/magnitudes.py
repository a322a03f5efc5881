"""The magnitude model: q(m) of the counterparts and n(m) of all stars."""

import numpy as np

from .counts import NO_MAGNITUDES
from .style import BLUE, VERMILION, new_figure, styled, words_only
from .tables import has_magnitudes, summary, table

CLASS_WIDTH = 0.25  # mag, of the classes that q and n are counted in


@styled
def draw_magnitude_model(file):
    """q(m) and n(m) with their standard errors, one above the other."""
    title = "Magnitudes of counterparts and of all stars"
    if not has_magnitudes(file):
        return words_only(title, NO_MAGNITUDES)
    grid = table(file, "/magnitude_grid")
    area = summary(file)["occupied_area_arcsec2"]

    figure, (above, below) = new_figure(3.2, n_panels=2)
    middle = grid["ks"] + 0.5 * CLASS_WIDTH  # a row has the class that begins at its Ks
    positive = grid["q"] > 0
    above.errorbar(middle[positive], grid["q"][positive], yerr=grid["q_error"][positive], fmt="o-",
                   color=BLUE, linewidth=0.8)
    above.set_ylabel("q(m) (source$^{-1}$ mag$^{-1}$)")
    above.set_title("counterparts: errors by jackknife")
    filled = grid["n"] > 0
    # Counts of a class are Poisson numbers: the error of n is that of its count over area and width.
    error = np.sqrt(grid["n"][filled] / (area * CLASS_WIDTH))
    below.errorbar(middle[filled], grid["n"][filled], yerr=error, fmt="s-", color=VERMILION, linewidth=0.8)
    below.set_ylabel("n(m) (arcsec$^{-2}$ mag$^{-1}$)")
    below.set_title("all stars: errors of counting")
    below.set_xlabel(r"$K_s$ (mag)")
    for axes, values in ((above, grid["q"]), (below, grid["n"])):
        axes.set_yscale("log")
        # From the smallest value: an error as large as its value would stretch the axis without end.
        axes.set_ylim(0.4 * values[values > 0].min(initial=1.0), 3.0 * values.max())
    return figure
