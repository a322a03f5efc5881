"""The candidates that the configuration names: their surroundings, and the stars within their errors."""

import numpy as np
from matplotlib.patches import Ellipse

from .style import COLOUR_SCALE, GREY, VERMILION, panel_grid, styled, words_only
from .tables import table

MOST_PANELS = 12
NO_CANDIDATES = "No candidates were named\n([candidates] catalogue = FILE, or best = N)."
SMALLEST_HALF_WIDTH = 2.75  # arcsec, of a close-up


def named_candidates(file):
    """The first rows of /candidates, as many as a figure has room for, and how many there are in all."""
    rows = table(file, "/candidates")
    n_rows = rows["candidate_id"].size
    return [{key: column[row] for key, column in rows.items()} for row in range(min(n_rows, MOST_PANELS))], n_rows


def stars_of(file, candidate_ids):
    """For each of these candidates its stars: east and north of it in arcsec, and Ks."""
    stars = file["/candidate_stars"]
    # Candidates may have millions of stars: only those that are shown are read.
    ids = stars.fields("candidate_id")[:]
    for candidate_id in candidate_ids:
        first, last = np.searchsorted(ids, candidate_id, "left"), np.searchsorted(ids, candidate_id, "right")
        rows = stars[first:last]
        angle = np.radians(rows["position_angle"])
        # At separation 0 there is no angle.
        east = np.where(rows["separation"] > 0, rows["separation"] * np.sin(angle), 0.0)
        north = np.where(rows["separation"] > 0, rows["separation"] * np.cos(angle), 0.0)
        yield east, north, rows["ks"]


def name_of(candidate):
    name = candidate["name"]
    return (name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)).strip() or (
        f"candidate {candidate['candidate_id']}")


def grid_of_panels(n_shown, n_all):
    """A grid for these candidates with a line that says how many are left out."""
    n_columns = 1 if n_shown == 1 else 2 if n_shown <= 4 else 3
    figure, panels = panel_grid(n_shown, {1: 2.9, 2: 1.8, 3: 1.32}[n_columns], n_columns)
    for axes in panels:
        axes.tick_params(labelsize=6, length=2, pad=1.5)
        for side in ("top", "right"):
            axes.spines[side].set_visible(True)
    if n_shown < n_all:
        figure.suptitle(f"the first {n_shown} of {n_all:,} candidates; {n_all - n_shown:,} are left out", fontsize=7)
    return figure, panels


def square(axes, half_width):
    """East to the left, as on a map."""
    axes.set_xlim(half_width, -half_width)
    axes.set_ylim(-half_width, half_width)
    axes.set_aspect("equal")


def is_named(file):
    return "/candidates" in file and "/candidate_stars" in file and file["/candidates"].size > 0


def density_words(candidate):
    """The density beside the mean; the catalogue may cover a part of the circle alone."""
    if not np.isfinite(candidate["density_ratio"]):
        return "not covered"
    covered = candidate["covered_fraction"]
    part = f"\n{100.0 * covered:.0f} % covered" if covered < 0.995 else ""
    return f"{candidate['density_ratio']:.2f} × the mean{part}"


@styled
def draw_candidate_environments(file):
    """Every star within 3 arcmin of each named candidate, and how dense they are beside the mean."""
    if not is_named(file):
        return words_only("Surroundings of the candidates", NO_CANDIDATES)
    candidates, n_all = named_candidates(file)
    window = float(file["/summary"].attrs["candidate_radius_arcsec"])
    figure, panels = grid_of_panels(len(candidates), n_all)
    unit, name = (60.0, "arcmin") if window >= 60.0 else (1.0, "arcsec")
    for axes, candidate, stars in zip(panels, candidates, stars_of(file, [c["candidate_id"] for c in candidates])):
        east, north, _ = stars
        axes.scatter(east / unit, north / unit, s=np.clip(400.0 / max(east.size, 1), 0.1, 3.0), c="black", alpha=0.6,
                     linewidths=0.0, rasterized=True)
        axes.plot(0.0, 0.0, "+", color=VERMILION, markersize=8, markeredgewidth=1.2)
        square(axes, 1.03 * window / unit)
        axes.label_outer()
        axes.set_title(f"{name_of(candidate)}\n{candidate['surface_density']:.3g} arcsec$^{{-2}}$\n"
                       f"{density_words(candidate)}", fontsize=6)
    figure.supxlabel(f"Offset east ({name})", fontsize=8)
    figure.supylabel(f"Offset north ({name})", fontsize=8)
    return figure


def offset_of_xray(candidate):
    """East and north of a candidate, in arcsec, of the X-ray source nearest to it; NaN if there is none."""
    if candidate["xray_id"] < 0:
        return np.nan, np.nan
    turn = (candidate["xray_ra"] - candidate["ra"] + 180.0) % 360.0 - 180.0
    east = turn * np.cos(np.radians(candidate["dec"]))
    return 3600.0 * east, 3600.0 * (candidate["xray_dec"] - candidate["dec"])


def error_ellipse(candidate):
    """The candidate's error as a patch; a circle where it has one axis; None where it has none."""
    major, minor, angle = (candidate[key] for key in ("error_major", "error_minor", "error_position_angle"))
    if not np.isfinite(major):
        return None
    if not (np.isfinite(minor) and np.isfinite(angle)):
        minor, angle = major, 0.0
    # The major axis points north at angle 0 and turns toward east, which is the abscissa.
    return Ellipse((0.0, 0.0), 2.0 * minor, 2.0 * major, angle=-angle, facecolor="0.85", edgecolor="black",
                   linewidth=0.7, zorder=0)


def half_width_of(candidate):
    """Of a close-up, in arcsec: the errors are whole in it, as long as the X-ray source is a near one."""
    errors = [1.3 * candidate["error_major"], candidate["xray_separation"] + 1.1 * candidate["xray_error"]]
    near = [error for error in errors if np.isfinite(error) and error < 20.0 * SMALLEST_HALF_WIDTH]
    return max([SMALLEST_HALF_WIDTH, *near])


def xray_words(candidate, is_shown):
    if candidate["xray_id"] < 0:
        return "no X-ray source"
    return f"X-ray at {candidate['xray_separation']:.3g}\u2033" + ("" if is_shown else ", outside")


def draw_close_up(axes, candidate):
    """The errors of a candidate and of the nearest X-ray source."""
    half_width = half_width_of(candidate)
    ellipse = error_ellipse(candidate)
    if ellipse is not None:
        axes.add_patch(ellipse)
    axes.plot(0.0, 0.0, ".", color="black", markersize=2)
    east, north = offset_of_xray(candidate)
    is_shown = max(abs(east), abs(north)) <= half_width
    if is_shown:
        error = candidate["xray_error"] if np.isfinite(candidate["xray_error"]) else 0.0
        axes.errorbar(east, north, xerr=error, yerr=error, color=VERMILION, capsize=0, linewidth=0.9, zorder=1)
    square(axes, half_width)
    axes.set_title(f"{name_of(candidate)}\n{xray_words(candidate, is_shown)}", fontsize=6)
    return half_width


@styled
def draw_candidate_closeups(file):
    """Each named candidate with its error, a cross for that of the nearest X-ray source, and the stars by Ks."""
    if not is_named(file):
        return words_only("The candidates from near", NO_CANDIDATES)
    candidates, n_all = named_candidates(file)
    figure, panels = grid_of_panels(len(candidates), n_all)
    shown, half_widths = [], set()
    for axes, candidate, stars in zip(panels, candidates, stars_of(file, [c["candidate_id"] for c in candidates])):
        half_width = draw_close_up(axes, candidate)
        half_widths.add(half_width)
        inside = np.maximum(np.abs(stars[0]), np.abs(stars[1])) <= half_width
        shown.append([column[inside] for column in stars])
    magnitudes = np.concatenate([ks[np.isfinite(ks)] for _, _, ks in shown])
    limits = (np.floor(magnitudes.min()), np.ceil(magnitudes.max())) if magnitudes.size else (0.0, 1.0)
    for axes, (east, north, ks) in zip(panels, shown):
        if len(half_widths) == 1:
            axes.label_outer()
        blank = ~np.isfinite(ks)
        axes.scatter(east[blank], north[blank], s=12, facecolors="none", edgecolors=GREY, linewidths=0.8, zorder=2)
        stars = axes.scatter(east[~blank], north[~blank], s=14, c=ks[~blank], cmap=COLOUR_SCALE, vmin=limits[0],
                             vmax=limits[1], edgecolors="black", linewidths=0.3, zorder=3)
    if magnitudes.size:
        figure.colorbar(stars, ax=list(panels), location="top", shrink=0.8, aspect=35,
                        label="$K_s$ (mag); open: none measured")
    figure.supxlabel("Offset east (arcsec)", fontsize=8)
    figure.supylabel("Offset north (arcsec)", fontsize=8)
    return figure
