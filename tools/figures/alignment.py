"""The frames of both catalogues: the map of offsets, and the matches before and after the correction."""

import numpy as np

from .style import BLUE, COLOUR_SCALE, NO_CANDIDATES, OTHER, VERMILION, new_figure, styled, words_only
from .tables import best_matches, method, summary, table

NOT_ALIGNED = "The frames were not aligned by this run\n(match.align = true)."
WITH_CALIBRATORS = "The frames were aligned by calibrators;\na map is made without (calibrators.select = none)."


def one_map(file):
    """One map of /offset_map, and what is said of it.

    `align` writes one per observation: that with the most significant maximum is taken.
    """
    cells = table(file, "/offset_map")
    if "observation" not in cells:
        return cells, ""
    names = np.unique(cells["observation"])
    best = cells["observation"][np.argmax(cells["significance"])]
    rows = cells["observation"] == best
    note = f"observation {best.decode()}, the most significant of {names.size:,}" if names.size > 1 else ""
    return {name: column[rows] for name, column in cells.items()}, note


def edges_round(centres):
    """The edges of bins of equal width, from their centres; and the bin of each centre."""
    values, places = np.unique(np.round(centres, 6), return_inverse=True)
    width = np.min(np.diff(values)) if values.size > 1 else 0.1
    return np.append(values - 0.5 * width, values[-1] + 0.5 * width), places


def with_sign(offset):
    """A number of arcsec with the sign that is a minus in print."""
    return f"{offset:+.3f}".replace("-", "\u2212")


def shift_found(file):
    """(east, north, error east, error north) in arcsec, NaN where nothing was found; whether it was applied."""
    words = summary(file)
    if "align_shift_east_arcsec" in words:
        names = [f"align_{kind}_{axis}_arcsec" for kind in ("shift", "error") for axis in ("east", "north")]
        return [float(words[name]) for name in names], bool(words["align_applied"])
    names = [f"{kind}_{axis}_arcsec" for kind in ("shift", "shift_error") for axis in ("east", "north")]
    return [float(words.get(name, np.nan)) for name in names], bool(words.get("observations_corrected", 0))


@styled
def draw_offset_map(file):
    """Pairs over chance against the offset between the frames: a lonely peak is a shift that can be trusted."""
    title = "Offset between the frames"
    if "/offset_map" not in file or file["/offset_map"].size == 0:
        return words_only(title, NOT_ALIGNED if "/counterparts" in file else WITH_CALIBRATORS)
    cells, note = one_map(file)
    east_edges, columns = edges_round(cells["east"])
    north_edges, rows = edges_round(cells["north"])
    image = np.full((north_edges.size - 1, east_edges.size - 1), np.nan)
    image[rows, columns] = cells["significance"]
    figure, axes = new_figure(3.7)
    drawn = axes.pcolormesh(east_edges, north_edges, image, cmap=COLOUR_SCALE, rasterized=True)
    figure.colorbar(drawn, ax=axes, location="top", shrink=0.9, aspect=30,
                    label="Pairs over chance (standard deviations)")
    (shift_east, shift_north, error_east, error_north), is_applied = shift_found(file)
    axes.plot(0.0, 0.0, "+", color="white", markersize=7, markeredgewidth=0.8)
    if not note and np.isfinite(shift_east):
        axes.errorbar(shift_east, shift_north, xerr=error_east, yerr=error_north, color=VERMILION, linewidth=0.9)
        note = (f"shift east {with_sign(shift_east)} ± {error_east:.3f}\u2033,\n"
                f"north {with_sign(shift_north)} ± {error_north:.3f}\u2033; {'' if is_applied else 'not '}applied")
    axes.set_title(note)
    axes.set_xlim(east_edges[-1], east_edges[0])
    axes.set_aspect("equal")
    axes.set_xlabel("Infrared − X-ray, east (arcsec)")
    axes.set_ylabel("Infrared − X-ray, north (arcsec)")
    return figure


def offsets_of_best(file):
    """East and north of the best star of each X-ray source, in arcsec, in the frame of the match; and its P."""
    best = best_matches(file)
    angle = np.radians(best["position_angle"])
    is_apart = best["separation"] > 0
    east = np.where(is_apart, best["separation"] * np.sin(angle), 0.0)
    north = np.where(is_apart, best["separation"] * np.cos(angle), 0.0)
    return east, north, best["p"]


@styled
def draw_alignment(file):
    """Offsets of the best matches, weighted by P, before and after the shift that was found."""
    title = "Alignment before and after"
    if "align_shift_east_arcsec" not in summary(file):
        return words_only(title, NOT_ALIGNED)
    *offsets, p = offsets_of_best(file)
    if p.size == 0:
        return words_only(title, NO_CANDIDATES)
    (*shift, error_east, error_north), is_applied = shift_found(file)
    # The match was made with the shift, or, if it was not applied, without it.
    reach = np.percentile(np.abs(offsets), 98.0) + np.max(np.abs(shift))
    width = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if reach / step <= 40), 1.0)
    edges = width * (np.arange(-np.ceil(reach / width), np.ceil(reach / width) + 2) - 0.5)
    figure, panels = new_figure(3.4, n_panels=2)
    for axes, offset, moved, error, name in zip(panels, offsets, shift, (error_east, error_north), ("east", "north")):
        before, after = (offset + moved, offset) if is_applied else (offset, offset - moved)
        axes.axvspan(moved - error, moved + error, color=VERMILION, alpha=0.3, linewidth=0)
        axes.axvline(moved, color=VERMILION, linewidth=0.8)
        axes.axvline(0.0, color=OTHER, linewidth=0.6)
        axes.stairs(np.histogram(before, edges, weights=p)[0], edges, color=VERMILION, linestyle="--", label="before")
        axes.stairs(np.histogram(after, edges, weights=p)[0], edges, color=BLUE, label="after")
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel(f"Sum of P per {width:g}\u2033")
        axes.set_title(f"{name}: shift {with_sign(moved)} ± {error:.3f}\u2033{'' if is_applied else ', not applied'}")
    panels[0].legend(loc="upper right")
    panels[1].set_xlim(edges[0], edges[-1])
    panels[1].set_xlabel(f"Infrared − X-ray of the best match (arcsec; P: {method(file)})")
    return figure
