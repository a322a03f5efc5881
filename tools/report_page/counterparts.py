"""The table of counterparts, as compact columns for the page."""

import json

import numpy as np

from .columns import column, columns_of, has_names, is_blank, plain_column, values_of
from .terms import terms_of

# More rows make a page that no browser likes; the most probable are kept then.
MOST_ROWS = 50_000
MOST_CARRIED_BYTES = 350_000

# key: title, decimals
COUNTERPART_COLUMNS = {
    "name": ("Name", None), "p": ("P", 4), "p0": ("P₀", 4), "status": ("Status", None), "ra": ("RA", 6),
    "dec": ("Dec", 6), "error": ("Error", 3), "n_candidates": ("Candidates", 0), "separation": ("Separation", 3),
    "j": ("J", 3), "h": ("H", 3), "ks": ("Ks", 3)}
ID_COLUMN = {"xray_id": ("X-ray row", 0)}
# Told by the status or by the candidates of the source.
STAR_COLUMNS = {"ir_id", "ir_name", "ir_ra", "ir_dec", "position_angle", "p_chance", "p_second", "is_ambiguous"}


def is_known(rows, key):
    """Is a column in the table already, by its own or another name?"""
    if key in {*COUNTERPART_COLUMNS, *ID_COLUMN, *STAR_COLUMNS}:
        return True
    same_kind = [known for known in COUNTERPART_COLUMNS if known in rows.dtype.names
                 and rows.dtype[known].kind == rows.dtype[key].kind]
    return any(np.array_equal(rows[key], rows[known], equal_nan=rows.dtype[key].kind == "f") for known in same_kind)


def carried_columns(dataset, rows):
    """What came along from the catalogues, as long as it does not make the page too large; and what was left out."""
    entries, left_out, n_bytes = [], [], 0
    for key in rows.dtype.names:
        if rows.dtype[key].shape or is_known(rows, key):
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


def where_listed(rows):
    """Of two infrared catalogues, which list the star; nothing where there is one."""
    if "ir1_id" not in rows.dtype.names:
        return []
    words = np.select([rows["ir_id"] < 0, rows["ir2_id"] < 0, rows["ir1_id"] < 0], ["", "first", "second"], "both")
    return [plain_column("listed_in", ("Listed in", None), words, about="which infrared catalogues list the star")]


def counterparts_data(result):
    """The table and the terms behind its rows, for the script of the page."""
    dataset = result.file["counterparts"]
    every_row = dataset[()]
    rows = most_probable(every_row)
    # Without names the row number tells which source it is.
    first = {} if has_names(rows) else ID_COLUMN
    carried, left_out = carried_columns(dataset, rows)
    return {
        "n_rows": len(rows), "n_all": len(every_row), "ids": values_of(rows["xray_id"]),
        "columns": columns_of(dataset, rows, first | COUNTERPART_COLUMNS) + where_listed(rows),
        "carried": carried, "left_out": left_out,
        "terms": terms_of(result, rows["xray_id"])}
