"""What counterpoint explain says of a source: its terms and those of its candidates, for the page."""

import numpy as np

from figures.tables import offsets_in_sigma

from .columns import columns_of, is_blank, rounded, values_of

# More terms make the page larger than anybody wants to send.
MOST_PAIRS = 12_000

# key: title, decimals ("r4": significant digits). As many as counterpoint explain prints.
SOURCE_COLUMNS = {
    "sigma": ("Sigma", 3), "sigma_minor": ("Sigma, minor axis", 3), "sigma_angle": ("Position angle", 1),
    "radius": ("Acceptance radius", 3), "density_factor": ("Local density over mean", 2),
    "faint_end": ("Faint end", 2), "class": ("Class", None), "Q": ("Q", 3)}
PAIR_COLUMNS = {
    "ir_id": ("Row", 0), "ir_name": ("Name", None), "separation": ("Separation", 3), "position_angle": ("Angle", 1),
    "sigma": ("Sigma", 3), "j": ("J", 2), "h": ("H", 2), "ks": ("Ks", 2), "p_phi": ("p(phi)", "r4"),
    "p_chance": ("P chance", "r3"), "p_lr": ("P lr", 4), "q_over_n": ("q/n", "r4"), "p_mauerhan": ("P mauerhan", 4),
    "f_k": ("f(K)", "r4"), "rho_k": ("rho(K)", "r4"), "p_notebook": ("P notebook", 4), "ir_ra": ("RA", 6),
    "ir_dec": ("Dec", 6)}
FEATURES_RATIO = "features_q_over_n"
# The same for every candidate of a source: kept once.
NONE_OF_THEM = {"p0_lr": 4, "p0_mauerhan": 4, "p0_notebook": "r3"}


def by_key(entries):
    return {entry["key"]: entry for entry in entries}


def source_terms(result, ids):
    """{key: column} of /xray, for the sources with these row numbers."""
    sources = result.rows("xray")
    if sources is None:
        return {}
    sources = sources[np.argsort(sources["xray_id"], kind="stable")]
    terms = by_key(columns_of(result.file["xray"], sources[np.searchsorted(sources["xray_id"], ids)], SOURCE_COLUMNS))
    if "sigma_angle" not in terms:  # circles have one axis
        terms.pop("sigma_minor", None)
    return terms


def most_probable_first(pairs, method):
    """The pairs by source, each with its P in order, and P itself."""
    name = f"p_{method}" if f"p_{method}" in pairs.dtype.names else "p_lr"
    p = np.nan_to_num(pairs[name], nan=-1.0)
    order = np.lexsort((pairs["separation"], -p, pairs["xray_id"]))
    return pairs[order], p[order]


def worth_showing(p, first):
    """Which pairs are shown, where `first` are the best of each source: those, then by P as many as may be.

    Also the P below which others are left out; nothing where all are shown.
    """
    is_best = np.zeros(len(p), bool)
    is_best[first] = True
    others = np.sort(p[~is_best])[::-1]
    n_others = max(MOST_PAIRS - len(first), 0)
    if len(others) <= n_others:
        return np.full(len(p), True), None
    limit = others[n_others]  # of equal ones none is shown
    return is_best | (p > limit), rounded(limit, "r2")


def features_in_words(pairs):
    """What the features of each pair are, and did to its odds."""
    prefix = "feature_"
    names = [name for name in pairs.dtype.names if name.startswith(prefix)]
    return [", ".join(name[len(prefix):] + (f" = {pair[name]:.3g}" if np.isfinite(pair[name]) else " missing")
                      for name in names) + f": multiplies the odds by {pair[FEATURES_RATIO]:.3g}" for pair in pairs]


def computed_terms(result, pairs):
    """Those that counterpoint explain computes from columns: {key: values}."""
    terms = {}
    has_features = FEATURES_RATIO in pairs.dtype.names
    if {"q_over_n", "p_phi"} <= set(pairs.dtype.names):
        of_features = pairs[FEATURES_RATIO] if has_features else 1.0
        terms["likelihood_ratio"] = values_of(pairs["q_over_n"] * of_features * pairs["p_phi"], "r4")
    if has_features:
        terms["features"] = features_in_words(pairs)
    xray = result.rows("xray")
    if xray is None or not {"sigma", "sigma_minor", "sigma_angle"} <= set(xray.dtype.names) or not len(pairs):
        return terms
    terms["n_sigma"] = values_of(offsets_in_sigma(pairs, xray), 2)
    xray = xray[np.argsort(xray["xray_id"], kind="stable")]
    source = xray[np.searchsorted(xray["xray_id"], pairs["xray_id"])]
    if np.any(np.isfinite(source["sigma_angle"])):
        # The infrared part of the variance is the same along both axes.
        variance = pairs["sigma"] ** 2 - source["sigma"] ** 2 + source["sigma_minor"] ** 2
        terms["sigma_minor"] = values_of(np.sqrt(np.where(np.isfinite(source["sigma_angle"]), variance, np.nan)), 3)
    return terms


def none_of_them(pairs, first, totals):
    """{key: P₀ of each source, None without candidates}."""
    terms = {}
    for key, decimals in NONE_OF_THEM.items():
        if key in pairs.dtype.names:
            at = np.minimum(first, max(len(pairs) - 1, 0))
            values = np.where(totals > 0, pairs[key][at], np.nan) if len(pairs) else np.full(len(first), np.nan)
            terms[key] = values_of(values, decimals)
    return terms


def terms_of(result, ids):
    """All that the panel of a source shows. The candidates of source i are places starts[i] to starts[i + 1]."""
    sources = source_terms(result, ids)
    pairs = result.rows("pairs")
    if pairs is None:
        return {"starts": [0] * (len(ids) + 1), "totals": [0] * len(ids), "least_p": None, "sources": sources,
                "pairs": {}, "none": {}}
    pairs, p = most_probable_first(pairs[np.isin(pairs["xray_id"], ids)], result.method)
    first = np.searchsorted(pairs["xray_id"], ids, side="left")
    totals = np.searchsorted(pairs["xray_id"], ids, side="right") - first
    is_shown, least_p = worth_showing(p, first[totals > 0])
    shown = pairs[is_shown]
    ends = np.searchsorted(shown["xray_id"], ids, side="right")
    columns = by_key(columns_of(result.file["pairs"], shown, PAIR_COLUMNS))
    computed = {key: {"values": values} for key, values in computed_terms(result, shown).items()
                if not is_blank(values)}
    return {"starts": [0, *ends.tolist()], "totals": totals.tolist(), "least_p": least_p, "sources": sources,
            "pairs": columns | computed, "none": none_of_them(pairs, first, totals)}
