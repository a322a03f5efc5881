"""The candidates that the configuration names: their surroundings, and the stars within their errors."""

import textwrap

import numpy as np
from matplotlib.patches import Ellipse

from .style import BLUE, COLOUR_SCALE, VERMILION, outer_labels, panel_grid, styled, words_only
from .tables import table

MOST_PANELS = 12
NO_CANDIDATES = "No candidates were named\n([candidates] catalogue = FILE, or best = N)."
HALF_WIDTHS = 1.5, 2.75  # arcsec, of a close-up as long as the errors fit into it
FARTHEST = 50.0  # arcsec, of an X-ray source that a close-up is made larger for


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
    """Its name in two lines at most, no longer than a panel is wide."""
    name = candidate["name"].decode("utf-8", "replace").strip()
    return textwrap.fill(name, 19, max_lines=2, placeholder="\u2026") or f"candidate {candidate['candidate_id']}"


def grid_of_panels(titles, n_all):
    """A panel for each of these titles, and a line that says how many candidates are left out."""
    n_shown = len(titles)
    n_columns = 1 if n_shown == 1 else 2 if n_shown <= 4 else 3
    n_lines = max(title.count("\n") + 1 for title in titles)
    figure, panels = panel_grid(n_shown, {1: 2.7, 2: 1.5, 3: 1.02}[n_columns] + 0.1 * n_lines, n_columns)
    for axes, title in zip(panels, titles):
        axes.set_title(title, fontsize=6)
        axes.tick_params(labelsize=6, length=2, pad=1.5)
        for side in ("top", "right"):
            axes.spines[side].set_visible(True)
    if n_shown < n_all:
        figure.suptitle(f"the first {n_shown} of {n_all:,} candidates; {n_all - n_shown:,} are left out", fontsize=7)
    return figure, panels, n_columns


def square(axes, half_width):
    """East to the left, as on a map."""
    axes.set_xlim(half_width, -half_width)
    axes.set_ylim(-half_width, half_width)
    axes.set_aspect("equal")


def is_named(file):
    return "/candidates" in file and "/candidate_stars" in file and file["/candidates"].size > 0


def title_of_environment(candidate):
    """Name and density, beside the mean; the catalogue may cover a part of the circle alone."""
    lines = [name_of(candidate), f"{candidate['surface_density']:.3g} arcsec$^{{-2}}$"]
    ratio, covered = candidate["density_ratio"], candidate["covered_fraction"]
    lines.append(f"{ratio:.2f} × the mean" if np.isfinite(ratio) else "mean unknown")
    if covered < 0.995:
        lines.append(f"{100.0 * covered:.0f} % covered")
    return "\n".join(lines)


@styled
def draw_candidate_environments(file):
    """Every star within 3 arcmin of each named candidate, and how dense they are beside the mean."""
    if not is_named(file):
        return words_only("Surroundings of the candidates", NO_CANDIDATES)
    candidates, n_all = named_candidates(file)
    window = float(file["/summary"].attrs["candidate_radius_arcsec"])
    figure, panels, n_columns = grid_of_panels([title_of_environment(candidate) for candidate in candidates], n_all)
    all_stars = stars_of(file, [candidate["candidate_id"] for candidate in candidates])
    unit, name = (60.0, "arcmin") if window >= 60.0 else (1.0, "arcsec")
    for axes, (east, north, _) in zip(panels, all_stars):
        axes.scatter(east / unit, north / unit, s=np.clip(400.0 / max(east.size, 1), 0.1, 3.0), c="black", alpha=0.6,
                     linewidths=0.0, rasterized=True)
        axes.plot(0.0, 0.0, "+", color=VERMILION, markersize=8, markeredgewidth=1.2)
        square(axes, 1.03 * window / unit)
    outer_labels(panels, n_columns)
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
    """Of a close-up, in arcsec: three times the error within limits; and the errors are whole in it."""
    error = candidate["error_major"]
    reaches = [np.clip(3.0 * error, *HALF_WIDTHS), 1.3 * error] if np.isfinite(error) else [HALF_WIDTHS[1]]
    if candidate["xray_separation"] < FARTHEST:  # not where it is NaN: there is none
        reaches.append(candidate["xray_separation"] + 1.1 * np.nan_to_num(candidate["xray_error"]))
    return max(reaches)


def is_in_close_up(candidate):
    """Whether the nearest X-ray source is."""
    return max(np.abs(offset_of_xray(candidate))) <= half_width_of(candidate)


def distance_words(arcsec):
    """A distance in the unit that makes it a small number."""
    size, sign = next((size, sign) for size, sign in ((1, "\u2033"), (60, "\u2032"), (3600, "°"))
                      if arcsec < 100 * size or size == 3600)
    return f"{arcsec / size:.3g}{sign}"


def title_of_close_up(candidate):
    if candidate["xray_id"] < 0:
        return f"{name_of(candidate)}\nno X-ray source"
    where = "" if is_in_close_up(candidate) else ", outside"
    return f"{name_of(candidate)}\nX-ray at {distance_words(candidate['xray_separation'])}{where}"


def draw_errors(axes, candidate):
    """The error of a candidate, and at the nearest X-ray source a cross as large as its error."""
    ellipse = error_ellipse(candidate)
    if ellipse is not None:
        axes.add_patch(ellipse)
    axes.plot(0.0, 0.0, ".", color="black", markersize=2)
    if is_in_close_up(candidate):
        east, north = offset_of_xray(candidate)
        error = np.nan_to_num(candidate["xray_error"])
        axes.errorbar(east, north, xerr=error, yerr=error, color=VERMILION, capsize=0, linewidth=0.9, zorder=1)


@styled
def draw_candidate_closeups(file):
    """Each named candidate with its error, a cross for that of the nearest X-ray source, and the stars by Ks."""
    if not is_named(file):
        return words_only("The candidates from near", NO_CANDIDATES)
    candidates, n_all = named_candidates(file)
    figure, panels, n_columns = grid_of_panels([title_of_close_up(candidate) for candidate in candidates], n_all)
    half_widths = [half_width_of(candidate) for candidate in candidates]
    shown = []
    all_stars = stars_of(file, [candidate["candidate_id"] for candidate in candidates])
    for axes, candidate, half_width, stars in zip(panels, candidates, half_widths, all_stars):
        draw_errors(axes, candidate)
        square(axes, half_width)
        inside = np.maximum(np.abs(stars[0]), np.abs(stars[1])) <= half_width
        shown.append([column[inside] for column in stars])
    magnitudes = np.concatenate([ks[np.isfinite(ks)] for _, _, ks in shown])
    limits = (np.floor(magnitudes.min()), np.ceil(magnitudes.max())) if magnitudes.size else (0.0, 1.0)
    for axes, (east, north, ks) in zip(panels, shown):
        blank = ~np.isfinite(ks)
        axes.scatter(east[blank], north[blank], s=12, facecolors="none", edgecolors=BLUE, linewidths=0.8, zorder=2)
        stars = axes.scatter(east[~blank], north[~blank], s=14, c=ks[~blank], cmap=COLOUR_SCALE, vmin=limits[0],
                             vmax=limits[1], edgecolors="black", linewidths=0.3, zorder=3)
    if len(set(half_widths)) == 1:
        outer_labels(panels, n_columns)
    if magnitudes.size:
        figure.set_figheight(figure.get_figheight() + 0.4)
        figure.colorbar(stars, ax=list(panels), location="top", shrink=0.8, aspect=35,
                        label="$K_s$ (mag); open: none measured")
    circles = "" if magnitudes.size else "; circles: stars, none has a $K_s$"
    figure.supxlabel(f"Offset east (arcsec){circles}", fontsize=8)
    figure.supylabel("Offset north (arcsec)", fontsize=8)
    return figure
