"""Where a result speaks against its own assumptions: what is seen, and what to do.

The conditions are those of src/match/doubts.cpp and, as far as the file tells them, of
src/match/input_doubts.cpp.
"""

import math
from typing import NamedTuple

import numpy as np

from .answer import is_factor_at_bound, sees_counterparts
from .words import count, number, with_error


class Doubt(NamedTuple):
    title: str
    seen: str
    to_do: str


def doubt_counterparts(summary):
    if sees_counterparts(summary):
        return None
    return Doubt(
        "No counterparts are seen",
        "The candidates are explained as well by chance alone.",
        "Do not take probabilities above 0.5 for counterparts. Look whether the catalogues overlap, are in one frame, "
        "and whether the errors are in arcsec (counterpoint validate); a deeper infrared catalogue or smaller errors "
        "may show counterparts.")


def doubt_errors(summary):
    factor, factor_error = summary.number("error_scale_factor"), summary.number("error_scale_factor_error")
    floor = summary.number("error_scale_floor_arcsec")
    # The program has this number from the fit of the scale itself, which is not in the file; Q is close.
    n_counterparts = summary.number("Q") * summary.number("xray_considered")
    if is_factor_at_bound(factor) and n_counterparts >= 5.0:
        side, end = ("at least", "most") if factor > 1.0 else ("at most", "least")
        return Doubt(
            "The X-ray errors are not what is declared",
            f"The separations ask for X-ray errors {side} {factor:.3g} times those declared, the {end} that is tried.",
            "Is the error in arcsec, and is xray.error-level what the catalogue means?")
    is_usable = factor_error < 0.2 * factor and n_counterparts >= 25.0
    is_factor_off = abs(factor - 1.0) > max(0.1, 3.0 * factor_error)
    if not is_usable or not (is_factor_off or floor > 0.0):
        return None
    if summary.setting("xray.error-scale") == "fit":
        to_do = "xray.error-scale = fit has applied this already; say so where you quote the result."
    else:
        to_do = "Check xray.error-level, or set xray.error-scale = fit, which applies it."
    if "align_applied" not in summary and (factor > 1.0 or floor > 0.0):
        to_do += " A shift between the frames looks like larger errors: match.align = true measures it."
    return Doubt(
        "The X-ray errors are not what is declared",
        f"The separations ask for X-ray errors {with_error(factor, factor_error, 2)} times those declared"
        + (f", with a floor of {number(floor, 2)} arcsec." if floor > 0.0 else "."), to_do)


def doubt_clustering(summary):
    rigid, rigid_error = summary.number("matched_rigid_mean"), summary.number("matched_rigid_error")
    independent = summary.number("matched_independent_expected")
    deviation = abs(rigid - independent)
    if not (deviation > 0.015 * independent and deviation > 3.0 * rigid_error):
        return None
    return Doubt(
        "The infrared sources are clustered",
        f"When the whole catalogue is shifted, {with_error(rigid, rigid_error, 1)} X-ray sources have a chance match; "
        f"when each infrared source is shifted by itself, {number(independent, 1)}. The number of chance pairs is "
        "right, their scatter is not.",
        "null.mode = rigid keeps the clusters. Stars that are listed more than once (overlapping tiles) look like "
        "clusters too, and lower each other's probability: infrared.id or infrared.merge-within makes them one.")


def doubt_sum(summary):
    sum_of_p, excess = summary.number("sum_p_lr"), summary.number("excess")
    excess_error = summary.number("excess_error")
    if not abs(sum_of_p - excess) > 4.0 * math.hypot(excess_error, math.sqrt(max(0.0, sum_of_p))):
        return None
    return Doubt(
        "Sum of P and excess disagree",
        f"The sum of P is {number(sum_of_p, 1)}, the excess of pairs over chance "
        f"{with_error(excess, excess_error, 1)}.",
        "The background may be clustered or the errors misstated: see the other warnings, and try "
        "xray.error-scale = fit and probability.density = local.")


def doubt_magnitudes(summary):
    n_kept, n_missing = summary.number("infrared_rows_kept"), summary.number("infrared_missing_ks")
    if not (n_missing == n_kept and n_kept > 0):
        return None
    return Doubt("No magnitudes", "No infrared source has a Ks magnitude: probabilities rest on separations alone.",
                 "If the catalogue has magnitudes, name their column in infrared.mag-ks.")


def doubt_overlap(file):
    if "xray" not in file or not {"kept", "in_footprint"} <= set(file["xray"].dtype.names or ()):
        return None
    sources = file["xray"]["kept", "in_footprint"]
    n_kept, n_inside = np.count_nonzero(sources["kept"]), np.count_nonzero(sources["kept"] & sources["in_footprint"])
    if n_inside >= 0.02 * n_kept:
        return None
    return Doubt("The catalogues hardly overlap",
                 f"{number(n_inside)} of {number(n_kept)} X-ray sources lie in the infrared footprint.",
                 "Do both catalogues cover the field, in the same frame? Right ascensions below 24 may be hours: give "
                 "them in degrees or as sexagesimal text.")


def doubt_quoted_errors(file):
    rows = file["counterparts"][()]
    if not {"error", "status", "ra", "dec"} <= set(rows.dtype.names):
        return []
    rows = rows[~np.char.startswith(rows["status"].astype("S"), b"not kept")]
    doubts = []
    errors = rows["error"][np.isfinite(rows["error"])]
    if len(errors) and not 0.02 <= np.median(errors) <= 30.0:
        doubts.append(Doubt("Unusual X-ray errors", f"The median X-ray error is {np.median(errors):.3g} arcsec.",
                            "Is the column of xray.error in arcsec?"))
    n_repeated = len(rows) - len(np.unique(np.stack([rows["ra"], rows["dec"]]), axis=1).T)
    if n_repeated > 0:
        doubts.append(Doubt("Repeated positions",
                            f"{count(n_repeated, 'X-ray source repeats', 'X-ray sources repeat')} the position of "
                            "another: each is matched by itself.",
                            "If they are observations of one source, xray.one-row-per = name keeps the best of each."))
    return doubts


def doubts(file, summary):
    found = [doubt_counterparts(summary), doubt_errors(summary), doubt_clustering(summary), doubt_sum(summary),
             doubt_magnitudes(summary), doubt_overlap(file), *doubt_quoted_errors(file)]
    return [doubt for doubt in found if doubt is not None]
