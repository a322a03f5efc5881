"""Maps of the sky: the infrared catalogue, the X-ray sources, P of their best matches."""

import matplotlib
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap

from .sky import marker_area, sky_axes, turned_to, unwrapped
from .style import BLUE, COLOUR_SCALE, GREY, NO_CANDIDATES, PURPLE, VERMILION
from .style import new_figure, not_written, styled, words_only
from .tables import best_matches, method, n_sources, rows_of, table


# For what lies under points: the light half of the greys.
PALE_SCALE = ListedColormap(matplotlib.colormaps["Greys"](np.linspace(0.25, 0.65, 256)))
OVERLAY_LOOKS = {"outside the footprint": (VERMILION, "o"), "searched": (BLUE, "o")}


def block_of_cells(cells, n_side):
    """For each cell the number of the block of about n_side by n_side cells that it is in."""
    if n_side == 1:
        return np.arange(cells["dec"].size)
    side = n_side * np.median(cells["dec_height"])
    strip = np.floor(cells["dec"] / side)
    along = np.floor(cells["ra"] * np.cos(np.radians(side * (strip + 0.5))) / side)
    return np.unique(np.column_stack([strip, along]), axis=0, return_inverse=True)[1].ravel()


def smoothed_density(cells):
    """The density of each cell, in arcsec^-2, taken over as many neighbours as are needed to tell it to 10 %."""
    for n_side in (1, 2, 4, 8, 16):
        block = block_of_cells(cells, n_side)
        rows, area = (np.bincount(block, weights=cells[name]) for name in ("rows", "covered_area"))
        if np.median(rows) >= 100.0 or rows.size < 1000:
            break
    return (rows / area)[block]


def corners_of(cells):
    """[cell][corner][RA, Dec] in degrees, counter-clockwise with RA to the right."""
    corners = [np.column_stack([cells["ra"] + 0.5 * east * cells["ra_width"],
                                cells["dec"] + 0.5 * north * cells["dec_height"]])
               for east, north in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return np.stack(corners, axis=1)


def draw_cells(axes, cells, colour_scale, bar_side):
    """The cells of the footprint, coloured by density, with their colour bar. Returns their corners."""
    corners, density = corners_of(cells), smoothed_density(cells)
    # The edges of the footprint, where a cell has few rows, are not to take the scale from all others.
    low, high = np.percentile(density, [1.0, 99.0])
    # Joined at their edges, and as pixels also in a PDF: many thousands of polygons show seams there.
    drawn = axes.add_collection(PolyCollection(corners, array=density, cmap=colour_scale,
                                               edgecolors="face", linewidths=0.1, rasterized=True, zorder=0))
    drawn.set_clim(low, max(high, low * 1.001))
    axes.figure.colorbar(drawn, ax=axes, location=bar_side, shrink=0.9, aspect=30, extend="both",
                         format="%.3g",
                         label=r"Infrared sources (arcsec$^{-2}$)")
    return corners


@styled
def draw_density_map(file):
    """The infrared catalogue as it was used: sources per square arcsecond, and where there are none."""
    title = "Infrared catalogue"
    if "/footprint" not in file:
        return not_written(title, "/footprint")
    if file["/footprint"].size == 0:
        return words_only(title, "No row of the infrared catalogue was kept.")
    figure, axes = new_figure(3.0)
    cells = table(file, "/footprint")
    corners = draw_cells(axes, cells | {"ra": unwrapped(cells["ra"])}, COLOUR_SCALE, "top")
    sky_axes(figure, axes, corners[..., 0], corners[..., 1])
    return figure


def groups_of_sources(file):
    """Row masks of /xray: what became of each source, in the words of the legend."""
    sources = table(file, "/xray")
    kept, inside = sources["kept"], sources["in_footprint"]
    status = table(file, "/counterparts")
    words = status["status"].astype(str)[rows_of(sources, status)]
    foreground = ~kept & np.char.endswith(words, "foreground")
    return sources, {"outside the footprint": kept & ~inside, "searched": kept & inside,
                     "foreground": foreground, "not kept, other reasons": ~kept & ~foreground}


# The searched ones come last: rows that are not kept may be observations of the same sources.
LOOKS = {"not kept, other reasons": (PURPLE, "+"), "outside the footprint": (GREY, "o"),
         "foreground": (VERMILION, "x"), "searched": (BLUE, "o")}


def scatter_groups(axes, ra, dec, groups, looks, area):
    """The groups of sources in their own colours and shapes. Returns how the legend is to be, which counts them."""
    for name, (colour, marker) in looks.items():
        rows = groups[name]
        if rows.any():
            is_dot = marker == "o"
            axes.scatter(ra[rows], dec[rows], s=area if is_dot else 1.6 * area, c=colour, marker=marker,
                         linewidths=0.0 if is_dot else 0.5, rasterized=True, label=f"{name}: {rows.sum():,}")
    return {"ncol": 2, "columnspacing": 0.8, "handletextpad": 0.2, "markerscale": max(1.0, (12.0 / area) ** 0.5)}


@styled
def draw_xray_map(file):
    """Where the X-ray sources lie: searched, outside the infrared footprint, foreground."""
    sources, groups = groups_of_sources(file)
    placed = np.isfinite(sources["ra"]) & np.isfinite(sources["dec"])
    if not placed.any():
        return words_only("X-ray sources", "No X-ray source has a position.")
    ra, dec = np.full(placed.size, np.nan), sources["dec"]
    ra[placed] = unwrapped(sources["ra"][placed])
    figure, axes = new_figure(3.0)
    groups = {name: rows & placed for name, rows in groups.items()}
    legend = scatter_groups(axes, ra, dec, groups, LOOKS, marker_area(placed.sum()))
    sky_axes(figure, axes, ra[placed], dec[placed])
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), **legend)
    return figure


@styled
def draw_overlay(file):
    """The X-ray sources over the density of the infrared catalogue: where can there be counterparts?"""
    title = "X-ray sources over the infrared catalogue"
    if "/footprint" not in file:
        return not_written(title, "/footprint")
    sources, groups = groups_of_sources(file)
    groups = {name: groups[name] & np.isfinite(sources["ra"]) for name in OVERLAY_LOOKS}
    shown = np.any(list(groups.values()), axis=0)
    if file["/footprint"].size == 0 or not shown.any():
        return words_only(title, "No row of the infrared catalogue, or no X-ray source, was kept.")
    figure, axes = new_figure(3.4)
    cells = table(file, "/footprint")
    ra, dec = np.full(shown.size, np.nan), sources["dec"]
    ra[shown] = unwrapped(sources["ra"][shown])
    corners = draw_cells(axes, cells | {"ra": turned_to(cells["ra"], ra[shown].mean())}, PALE_SCALE, "bottom")
    legend = scatter_groups(axes, ra, dec, groups, OVERLAY_LOOKS, 0.5 * marker_area(shown.sum()))
    # The infrared catalogue may be many times larger: the map ends with the X-ray sources.
    sides, heights = (ra[shown], dec[shown]) if groups["searched"].any() else (
        np.append(ra[shown], corners[..., 0]), np.append(dec[shown], corners[..., 1]))
    sky_axes(figure, axes, sides, heights)
    axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), **legend)
    return figure


@styled
def draw_p_map(file):
    """The X-ray sources with a candidate, coloured by P of the best one."""
    best = best_matches(file)
    if best["p"].size == 0:
        return words_only("Sky map of P", NO_CANDIDATES)
    order = np.argsort(best["p"])  # the probable ones on top
    ra, dec, p = unwrapped(best["ra"])[order], best["dec"][order], best["p"][order]
    figure, axes = new_figure(3.0)
    points = axes.scatter(ra, dec, s=2.0 * marker_area(p.size), c=p, cmap=COLOUR_SCALE, vmin=0.0, vmax=1.0,
                          linewidths=0.0, rasterized=True)
    sky_axes(figure, axes, ra, dec)
    figure.colorbar(points, ax=axes, location="top", shrink=0.9, aspect=30,
                    label=f"P of the best match ({method(file)}), {n_sources(p.size)}")
    return figure
