"""Figures of a result of `align`: calibrators, observations, positional uncertainties."""

import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter

from counterpoint import settings

from .style import BLUE, GREY, OTHER, VERMILION, new_figure, panel_grid, styled, words_only
from .tables import table

MOST_NAMES = 12  # of observations on an axis


@styled
def draw_calibrator_offsets(file):
    """Offsets of the calibrators, infrared minus X-ray, as measured and with the correction made."""
    pairs = table(file, "/calibrators")
    if pairs["xray_id"].size == 0:
        return words_only("Calibrators", 
                          "There are no calibrators with an infrared source\n(calibrators.select = none has none).")
    used = pairs["used"].astype(bool)
    is_coordinate = settings(file).get("frame.ra-offset") == "coordinate"
    n_corrected = np.count_nonzero(table(file, "/corrections")["corrected"])
    figure, (before, after) = panel_grid(2, 1.9, 2)
    after.set_title("corrected" if n_corrected else "not corrected: the same")
    before.set_title("as measured" + (", RA as coordinate" if is_coordinate else ""))
    panels = ((before, pairs["offset_east"], pairs["offset_north"]), (after, pairs["left_east"], pairs["left_north"]))
    reach = 1.12 * max(np.max(np.abs(values)) for _, *both in panels for values in both)
    for axes, east, north in panels:
        axes.axhline(0.0, color=OTHER, linewidth=0.5, zorder=0)
        axes.axvline(0.0, color=OTHER, linewidth=0.5, zorder=0)
        axes.plot(east[used], north[used], "o", color=BLUE, label=f"used: {used.sum():,}")
        axes.plot(east[~used], north[~used], "o", color=GREY, fillstyle="none", label=f"rejected: {(~used).sum():,}")
        axes.plot(np.median(east[used]), np.median(north[used]), "x", color=VERMILION, markersize=6, label="median")
        axes.set_xlim(reach, -reach)
        axes.set_ylim(-reach, reach)
        axes.set_aspect("equal")
        axes.set_xlabel("East (arcsec)")
    before.set_ylabel("North (arcsec)")
    after.tick_params(labelleft=False)
    figure.legend(*before.get_legend_handles_labels(), loc="upper center", ncol=3, columnspacing=1.0)
    return figure


@styled
def draw_observation_shifts(file):
    """The shift of each observation with its error, and whether it was corrected."""
    title = "Shift of each observation"
    rows = table(file, "/corrections")
    known = np.isfinite(rows["shift_east"]) & np.isfinite(rows["shift_north"])
    if not known.any():
        return words_only(title, "No observation has enough calibrators to tell a shift.")
    rows = {name: column[known] for name, column in rows.items()}
    number, corrected = np.arange(1, known.sum() + 1), rows["corrected"].astype(bool)
    figure, panels = new_figure(3.2, n_panels=2)
    for axes, name in zip(panels, ("east", "north")):
        axes.axhline(0.0, color=OTHER, linewidth=0.6, zorder=0)
        for chosen, look, label in ((corrected, {}, "corrected"), (~corrected, {"fillstyle": "none"}, "not corrected")):
            if chosen.any():
                axes.errorbar(number[chosen], rows[f"shift_{name}"][chosen], yerr=rows[f"shift_error_{name}"][chosen],
                              fmt="o", color=BLUE if look == {} else GREY, linewidth=0.8, **look,
                              label=f"{label}: {chosen.sum():,}")
        axes.set_ylabel(f"Shift {name} (arcsec)")
    n_left_out = np.count_nonzero(~known)
    panels[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2,
                     title=f"{n_left_out:,} without a shift are left out" if n_left_out else None)
    name_observations(axes, rows["observation"])
    return figure


def name_observations(axes, observations):
    """An axis with their names, or with numbers where they are many or have no name."""
    names = [name.decode("utf-8", "replace") for name in observations]
    axes.set_xlim(0.4, len(names) + 0.6)
    if len(names) > MOST_NAMES:
        axes.set_xlabel("Observation (number in the order of /corrections)")
        return
    axes.set_xticks(np.arange(len(names)) + 1, names, rotation=45, ha="right")
    axes.set_xlabel("Observation" if any(names) else "All observations together")


def log_bins(values):
    """Edges, equal on a logarithmic scale, round all positive values."""
    positive = values[np.isfinite(values) & (values > 0)]
    return np.geomspace(0.9 * positive.min(), 1.1 * positive.max(), 31)


@styled
def draw_uncertainties(file):
    """Positional uncertainties of the sources, of the measurement alone and with the error of the frame."""
    title = "Positional uncertainties"
    best = table(file, "/best")
    columns = ("radius_68", "sig1", "radius_95", "sig2")
    if not any(np.any(best[name] > 0) for name in columns):
        return words_only(title, "No source has a positional uncertainty.")
    edges = log_bins(np.concatenate([best[name] for name in columns]))
    figure, panels = new_figure(3.2, n_panels=2)
    for axes, level, alone, total in ((panels[0], 68, "radius_68", "sig1"), (panels[1], 95, "radius_95", "sig2")):
        for name, colour, line, label in ((alone, VERMILION, "--", f"{level} %: measurement alone"),
                                          (total, BLUE, "-", f"{level} %: with the frame's error")):
            values = best[name]
            n_lacking = np.count_nonzero(~(values > 0))
            lacking = f"; {n_lacking:,} blank or 0" if n_lacking else ""
            axes.stairs(np.histogram(values[values > 0], edges)[0], edges, color=colour, linestyle=line,
                        label=label + lacking)
        axes.set_ylabel("X-ray sources per bin")
        axes.set_ylim(0.0, 1.5 * axes.dataLim.ymax)
        axes.legend(loc="upper left")
    origins, numbers = np.unique(best["uncertainty"].astype(str), return_counts=True)
    panels[0].set_title(", ".join(f"{origin}: {number:,}" for origin, number in zip(origins, numbers)))
    panels[1].set_xscale("log")
    panels[1].set_xlim(edges[0], edges[-1])
    panels[1].xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    panels[1].xaxis.set_major_formatter("{x:g}")
    panels[1].xaxis.set_minor_formatter(NullFormatter())
    panels[1].set_xlabel("Radius that holds 68 or 95 % of the positions (arcsec)")
    return figure
