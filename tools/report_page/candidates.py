"""The candidates that [candidates] names: how crowded it is round each, and the nearest X-ray source."""

from html import escape

import numpy as np

from .columns import columns_of, is_blank, places_of, plain_column, rows_shown
from .words import count, number

TITLE = "Named candidates"
# key: title, decimals
CANDIDATE_COLUMNS = {
    "candidate_id": ("Row", 0), "name": ("Name", None), "ra": ("RA", 6), "dec": ("Dec", 6),
    "error_major": ("Error", 3), "error_minor": ("Error, minor axis", 3), "stars": ("Stars in the window", 0),
    "surface_density": ("Surface density", "r4"), "density_ratio": ("Over the mean", 3),
    "density_ratio_bounding_box": ("Over the mean of the bounding box", 3),
    "xray_name": ("Nearest X-ray source", None), "xray_separation": ("Away", 2), "xray_error": ("ePos", 3)}
X_RAY_ROW = {"xray_id": ("Nearest X-ray row", 0)}


def best_match_columns(result, rows):
    """P and Ks of the best counterpart of the nearest X-ray source."""
    counterparts = result.rows("counterparts")
    place = places_of(counterparts["xray_id"], rows["xray_id"])
    shapes = {"p": ("P of its best star", 4), "ks": ("Ks of its best star", 2)}
    units = {"p": "", "ks": "mag"}
    entries = []
    for key, shape in shapes.items():
        if key in counterparts.dtype.names and len(counterparts):
            values = np.where(place >= 0, counterparts[key][place], np.nan)
            entries.append(plain_column(f"best_{key}", shape, values, units[key],
                                        "of the nearest X-ray source, from /counterparts"))
    return entries


def nearest_star_columns(result, rows):
    """Separation and Ks of the star that is nearest to each candidate."""
    stars = result.rows("candidate_stars")
    if stars is None or not len(stars):
        return []
    # Ordered by candidate and separation: the first of each is the nearest.
    ids, first = np.unique(stars["candidate_id"], return_index=True)
    place = places_of(ids, rows["candidate_id"])
    nearest = stars[first][place]
    return [plain_column(f"star_{key}", shape, np.where(place >= 0, nearest[key], np.nan), unit,
                         "of the infrared source nearest to the candidate")
            for key, shape, unit in (("separation", ("Nearest star", 3), "arcsec"), ("ks", ("its Ks", 2), "mag"))]


def candidates_data(result, shown_ids):
    """The table for the script of the page: columns, and the row of each X-ray source among `shown_ids`, or None."""
    rows = result.rows("candidates")
    if rows is None:
        return None
    dataset = result.file["candidates"]
    has_x_ray_names = "xray_name" in rows.dtype.names
    columns = columns_of(dataset, rows, CANDIDATE_COLUMNS | ({} if has_x_ray_names else X_RAY_ROW))
    extra = [*best_match_columns(result, rows), *nearest_star_columns(result, rows)]
    return {"n_rows": len(rows), "n_all": len(rows), "columns": columns + [entry for entry in extra if not is_blank(entry["values"])],
            "sources": rows_shown(shown_ids, rows["xray_id"])}


def words_on(result):
    n = len(result.rows("candidates"))
    radius = result.summary.number("candidate_radius_arcsec")
    return (f"{count(n, 'position', 'positions')} of [candidates], each with the infrared sources within "
            f"{number(radius)} arcsec. The density is set against the mean of the sky that the infrared catalogue "
            "occupies. A click on a row shows the candidates of the X-ray source nearest to it, ePos is that "
            "source's error as quoted; every star of the windows is in /candidate_stars.")


def candidates_html(result):
    """The section, or nothing where no candidates were named."""
    if result.rows("candidates") is None:
        return ""
    return (f'<section id="candidates">\n<h2>{TITLE}</h2>\n<p>{escape(words_on(result))}</p>\n'
            '<div id="candidate-table"></div>\n</section>')
