"""The table of counterparts and the candidates of each source, as compact columns for the page."""

import json
import re

import numpy as np

from .words import raised, text_of

# More rows make a page that no browser likes; the most probable are kept then.
MOST_ROWS = 50_000
MOST_CANDIDATES = 25
MOST_CARRIED_BYTES = 700_000

# key: title, decimals
COUNTERPART_COLUMNS = {
    "name": ("Name", None), "p": ("P", 4), "p0": ("P₀", 4), "status": ("Status", None), "ra": ("RA", 6),
    "dec": ("Dec", 6), "error": ("Error", 3), "n_candidates": ("Candidates", 0), "separation": ("Separation", 3),
    "j": ("J", 3), "h": ("H", 3), "ks": ("Ks", 3)}
DETAIL_COLUMNS = {"xray_id": ("X-ray row", 0), "p_second": ("P of the second", 4), "is_ambiguous": ("Ambiguous", 0)}
# Of the best star: they stand in its line of PAIR_COLUMNS.
STAR_COLUMNS = {"ir_id", "ir_name", "ir_ra", "ir_dec", "position_angle", "p_chance"}
SOURCE_COLUMNS = {"sigma": ("Sigma of the source", 3), "radius": ("Acceptance radius", 3),
                  "density_factor": ("Local density over mean", 3)}
# "r4": four significant digits.
PAIR_COLUMNS = {
    "ir_id": ("Row", 0), "ir_name": ("Name", None), "p_lr": ("P lr", 4), "p_mauerhan": ("P mauerhan", 4),
    "p_notebook": ("P notebook", 4), "separation": ("Separation", 3), "position_angle": ("Angle", 1),
    "sigma": ("Sigma", 3), "j": ("J", 3), "h": ("H", 3), "ks": ("Ks", 3), "p_phi": ("p(φ)", "r4"),
    "q_over_n": ("q/n", "r4"), "p_chance": ("P chance", "r4"), "ir_ra": ("RA", 6), "ir_dec": ("Dec", 6)}


def rounded(value, decimals):
    value = float(value)
    if not np.isfinite(value):
        return None
    value = float(f"{value:.{decimals[1:]}g}") if isinstance(decimals, str) else round(value, decimals)
    return int(value) if value == int(value) else value


def values_of(column, decimals=6):
    """Plain values for JSON: None where there is nothing."""
    if column.dtype.kind in "SOU":
        return [text_of(value).strip() for value in column]
    if column.dtype.kind in "biu":
        return [int(value) for value in column]
    return [rounded(value, decimals) for value in column]


def unit_of(dataset, key):
    """The unit with raised exponents: arcsec⁻² for arcsec-2."""
    unit = text_of(dataset.attrs.get(f"{key}.unit", ""))
    return re.sub(r"(?<=[a-z])-?\d+\b", lambda power: raised(power[0]), unit)


def is_blank(values):
    return all(value is None or value == "" for value in values)


def shortened(entry):
    """A text that repeats stands once, in `words`; `values` are its places there."""
    words = sorted(set(entry["values"])) if entry["kind"] == "text" else []
    if not words or len(words) > 100 or 2 * len(words) > len(entry["values"]) or is_blank(words):
        return entry
    place_of = {word: place for place, word in enumerate(words)}
    return entry | {"words": words, "values": [place_of[word] for word in entry["values"]]}


def column(dataset, rows, key, shape):
    title, decimals = shape
    values = values_of(rows[key], 6 if decimals is None else decimals)
    kind = "text" if rows.dtype[key].kind in "SOU" else "number"
    entry = {"key": key, "title": title, "unit": unit_of(dataset, key),
             "about": text_of(dataset.attrs.get(f"{key}.description", "")), "kind": kind, "values": values}
    if isinstance(decimals, int):
        entry["decimals"] = decimals
    return shortened(entry)


def columns_of(dataset, rows, shapes):
    """Those that are there and not blank."""
    entries = [column(dataset, rows, key, shape) for key, shape in shapes.items() if key in rows.dtype.names]
    return [entry for entry in entries if not is_blank(entry["values"])]


def carried_columns(dataset, rows):
    """What came along from the catalogues, as long as it does not make the page too large; and what was left out."""
    entries, left_out, n_bytes = [], [], 0
    for key in rows.dtype.names:
        if key in {*COUNTERPART_COLUMNS, *DETAIL_COLUMNS, *STAR_COLUMNS} or rows.dtype[key].shape:
            continue
        entry = column(dataset, rows, key, (key, "r8" if rows.dtype[key].kind == "f" else 0))
        size = len(json.dumps(entry["values"], separators=(",", ":")))
        if n_bytes + size > MOST_CARRIED_BYTES:
            left_out.append(key)
        elif not is_blank(entry["values"]):
            entries.append(entry)
            n_bytes += size
    return entries, left_out


def most_probable(rows):
    """At most MOST_ROWS of them, in the order of the file."""
    if len(rows) <= MOST_ROWS:
        return rows
    order = np.argsort(-np.nan_to_num(rows["p"], nan=-1.0), kind="stable")
    return rows[np.sort(order[:MOST_ROWS])]


def source_terms(file, ids):
    """Of /xray, for the sources with these row numbers."""
    if "xray" not in file:
        return []
    sources = file["xray"][()]
    if "xray_id" not in (sources.dtype.names or ()):
        return []
    sources = sources[np.argsort(sources["xray_id"], kind="stable")]
    place = np.searchsorted(sources["xray_id"], ids)
    if place.size and (place.max() >= len(sources) or np.any(sources["xray_id"][place] != ids)):
        return []
    return columns_of(file["xray"], sources[place], SOURCE_COLUMNS)


def candidates(file, ids, p_name):
    """The pairs of each source, the most probable first: columns, and where the pairs of each source start."""
    if "pairs" not in file:
        return {"starts": [0] * (len(ids) + 1), "totals": [0] * len(ids), "columns": []}
    pairs = file["pairs"][()]
    pairs = pairs[np.lexsort((pairs["separation"], -np.nan_to_num(pairs[p_name], nan=-1.0), pairs["xray_id"]))]
    first = np.searchsorted(pairs["xray_id"], ids, side="left")
    totals = np.searchsorted(pairs["xray_id"], ids, side="right") - first
    kept = np.minimum(totals, MOST_CANDIDATES)
    chosen = [np.arange(start, start + n) for start, n in zip(first, kept)]
    pairs = pairs[np.concatenate(chosen).astype(int)] if chosen else pairs[:0]
    return {"starts": [0, *np.cumsum(kept).tolist()], "totals": totals.tolist(),
            "columns": columns_of(file["pairs"], pairs, PAIR_COLUMNS)}


def table_data(file, method):
    """All that the script of the page shows."""
    if "counterparts" not in file:
        raise KeyError("no table /counterparts")
    dataset = file["counterparts"]
    every_row = dataset[()]
    rows = most_probable(every_row)
    p_name = f"p_{method}"
    if "pairs" in file and p_name not in file["pairs"].dtype.names:
        p_name = "p_lr"
    # Without names the row number tells which source it is.
    has_names = "name" in rows.dtype.names and not is_blank(values_of(rows["name"]))
    first = {} if has_names else {"xray_id": DETAIL_COLUMNS["xray_id"]}
    carried, left_out = carried_columns(dataset, rows)
    return {
        "n_rows": len(rows), "n_all": len(every_row), "method": method,
        "ids": values_of(rows["xray_id"]),
        "columns": columns_of(dataset, rows, first | COUNTERPART_COLUMNS),
        "details": columns_of(dataset, rows, DETAIL_COLUMNS) + source_terms(file, rows["xray_id"]),
        "carried": carried, "left_out": left_out,
        "pairs": candidates(file, rows["xray_id"], p_name)}


def as_json(data):
    """JSON that can stand in a script element: no text of a catalogue can end it."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
