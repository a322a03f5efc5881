"""How every figure looks: one column of a journal wide, colours for all eyes, words for no data."""

import functools

import matplotlib
import numpy as np
from matplotlib.figure import Figure

WIDTH = 3.4  # inches: one column of a two-column journal

# Okabe & Ito: told apart with any colour vision, and in grey by lightness.
BLACK, BLUE, VERMILION, PURPLE, GREY = "#000000", "#0072B2", "#D55E00", "#CC79A7", "#999999"
REAL, SHIFTED, EXACT, OTHER = BLACK, BLUE, VERMILION, GREY
COLOUR_SCALE = "cividis"

NO_CANDIDATES = "No X-ray source has a candidate."

STYLE = {
    "font.size": 8, "axes.titlesize": 8, "axes.labelsize": 8, "xtick.labelsize": 7, "ytick.labelsize": 7,
    "legend.fontsize": 7, "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "lines.linewidth": 1.1, "lines.markersize": 3,
    "errorbar.capsize": 1.5, "axes.titlelocation": "left",
    "legend.frameon": False, "legend.handlelength": 1.6,
    "savefig.dpi": 300, "pdf.fonttype": 42, "svg.fonttype": "none",
}


def styled(draw):
    """The figure function with this style, whoever calls it and whatever style is set there."""

    @functools.wraps(draw)
    def with_style(file):
        with matplotlib.rc_context(STYLE):
            return draw(file)

    return with_style


def new_figure(height=2.5, n_panels=1, ratios=None):
    """A figure of one column, and its axes from top to bottom (one axes, or an array that shares x)."""
    figure = Figure(figsize=(WIDTH, height), constrained_layout=True)
    grid = {"height_ratios": ratios} if ratios else None
    return figure, figure.subplots(n_panels, 1, sharex=True, gridspec_kw=grid)


def panel_grid(n_panels, panel_height, n_columns):
    """A figure of one column with a grid of panels, without the places that are left over, and its axes."""
    n_rows = -(-n_panels // n_columns)
    figure = Figure(figsize=(WIDTH, n_rows * panel_height + 0.5), constrained_layout=True)
    panels = figure.subplots(n_rows, n_columns, squeeze=False)
    for spare in panels.flat[n_panels:]:
        spare.remove()
    return figure, panels.flat[:n_panels]


def outer_labels(panels, n_columns):
    """Labels at the ticks only of the first column, and of the lowest panel of each column."""
    for place, axes in enumerate(panels):
        axes.tick_params(labelleft=place % n_columns == 0, labelbottom=place + n_columns >= len(panels))


def log_counts(axes, top, headroom=4.0, lowest=0.0):
    """A scale for counts that span orders of magnitude: linear below one, with plain numbers at the ticks."""
    axes.set_yscale("symlog", linthresh=1.0, linscale=0.5)
    top = max(top, 1.0)
    axes.set_ylim(lowest, headroom * top)
    ticks = [0.0] + [10.0**power for power in range(int(np.log10(headroom * top)) + 1)]
    axes.set_yticks(ticks)
    axes.set_yticklabels([f"{tick:,.0f}" for tick in ticks])


def words_only(title, reason):
    """A figure that says why there is nothing to draw."""
    figure, axes = new_figure(1.5)
    axes.set_axis_off()
    axes.set_title(title)
    axes.text(0.5, 0.5, reason, ha="center", va="center", transform=axes.transAxes, wrap=True)
    return figure


def not_written(title, name):
    """A figure that says which table it needs."""
    return words_only(title, f"This result has no table {name}:\nan earlier version of counterpoint wrote it.")


def save(figure, path):
    """Writes a figure; the ending of the path tells the format."""
    with matplotlib.rc_context(STYLE):
        figure.savefig(path)
