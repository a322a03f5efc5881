"""The candidates that [candidates] names: how crowded it is round each, and the nearest X-ray source."""

from html import escape

import numpy as np

from .columns import columns_of, has_names, places_of, plain_column, rows_shown
from .words import count, number

TITLE = "Named candidates"
# key: title, decimals
CANDIDATE_COLUMNS = {
    "name": ("Name", None), "stars": ("Stars in the window", 0), "covered_fraction": ("Window covered", 2),
    "surface_density": ("Density", "r3"), "density_ratio": ("Over the mean", 2),
    "density_ratio_bounding_box": ("Over box mean", 2), "xray_name": ("Nearest X-ray source", None),
    "xray_separation": ("Away", 2), "xray_error": ("ePos", 2)}
PLACE_COLUMNS = {"ra": ("RA", 6), "dec": ("Dec", 6), "error_major": ("Error", 2)}
ROW = {"candidate_id": ("Row", 0)}
X_RAY_ROW = {"xray_id": ("Nearest X-ray row", 0)}


def looked_up(key, shape, values, place, unit, about):
    """A column of `values` at these places, blank where the place is -1. A list, empty where all is blank."""
    found = np.where(place >= 0, values[place], np.nan) if len(values) else np.full(len(place), np.nan)
    return [plain_column(key, shape, found, unit, about)] if np.any(np.isfinite(found)) else []


def best_match_column(result, rows):
    """P of the best counterpart of the nearest X-ray source."""
    counterparts = result.rows("counterparts")
    return looked_up("best_p", ("P of its best star", 4), counterparts["p"],
                     places_of(counterparts["xray_id"], rows["xray_id"]), "",
                     "of the nearest X-ray source, from /counterparts")


def nearest_star_columns(result, rows):
    """Separation and Ks of the star that is nearest to each candidate."""
    stars = result.rows("candidate_stars")
    if stars is None:
        return []
    # Ordered by candidate and separation: the first of each is the nearest.
    ids, first = np.unique(stars["candidate_id"], return_index=True)
    place, nearest = places_of(ids, rows["candidate_id"]), stars[first]
    about = "of the infrared source nearest to the candidate"
    return (looked_up("star_separation", ("Nearest star", 2), nearest["separation"], place, "arcsec", about)
            + looked_up("star_ks", ("Its Ks", 2), nearest["ks"], place, "mag", about))


def candidates_data(result, shown_ids):
    """The table for the script of the page: columns, and the row of each X-ray source among `shown_ids`, or None."""
    rows = result.rows("candidates")
    if rows is None:
        return None
    dataset = result.file["candidates"]
    has_x_ray_names = has_names(rows, "xray_name")
    first = {} if has_names(rows) else ROW
    columns = columns_of(dataset, rows, first | CANDIDATE_COLUMNS | ({} if has_x_ray_names else X_RAY_ROW))
    columns += best_match_column(result, rows) + nearest_star_columns(result, rows)
    columns += columns_of(dataset, rows, PLACE_COLUMNS)
    return {"n_rows": len(rows), "n_all": len(rows), "columns": columns,
            "sources": rows_shown(shown_ids, rows["xray_id"])}


def words_on(result):
    n = len(result.rows("candidates"))
    radius = result.summary.number("candidate_radius_arcsec")
    return (f"{count(n, 'position', 'positions')} of [candidates], each with the infrared sources within "
            f"{number(radius)} arcsec. The density is set against the mean of the sky that the infrared catalogue "
            "occupies, and against the mean over the box in right ascension and declination that holds it. A click "
            "on a row shows the candidates of the X-ray source nearest to it, ePos is that source's error as quoted; "
            "every star of the windows is in /candidate_stars.")


def candidates_html(result):
    """The section, or nothing where no candidates were named."""
    if result.rows("candidates") is None:
        return ""
    return (f'<section id="candidates">\n<h2>{TITLE}</h2>\n<p>{escape(words_on(result))}</p>\n'
            '<div id="candidate-table"></div>\n</section>')
