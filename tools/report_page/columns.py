"""Columns of a result file as compact columns for the page."""

import json
import re

import numpy as np

from .words import raised, text_of


def rounded(value, decimals):
    """\"r4\": to four significant digits."""
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


def plain_column(key, shape, values, unit="", about=""):
    """A column for the page. `shape`: title and decimals (None for text), `values`: an array."""
    title, decimals = shape
    entry = {"key": key, "title": title, "unit": unit, "about": about,
             "kind": "text" if values.dtype.kind in "SOU" else "number",
             "values": values_of(values, 6 if decimals is None else decimals)}
    if isinstance(decimals, int):
        entry["decimals"] = decimals
    return shortened(entry)


def column(dataset, rows, key, shape):
    """The column of a table, with its unit and description. `rows`: those of the table that are wanted."""
    about = text_of(dataset.attrs.get(f"{key}.description", ""))
    return plain_column(key, shape, rows[key], unit_of(dataset, key), about)


def columns_of(dataset, rows, shapes):
    """Those that are there and not blank."""
    entries = [column(dataset, rows, key, shape) for key, shape in shapes.items() if key in rows.dtype.names]
    return [entry for entry in entries if not is_blank(entry["values"])]


def has_names(rows, key="name"):
    return key in rows.dtype.names and not is_blank(values_of(rows[key]))


def places_of(ids, wanted):
    """Where each wanted id stands in `ids`; -1 where it does not."""
    ids = np.asarray(ids, dtype=np.int64)
    if not ids.size:
        return np.full(len(wanted), -1)
    order = np.argsort(ids, kind="stable")
    place = np.minimum(np.searchsorted(ids[order], wanted), ids.size - 1)
    return np.where(ids[order][place] == wanted, order[place], -1)


def rows_shown(shown_ids, wanted):
    """The same for the script of the page, where None is nowhere."""
    return [int(place) if place >= 0 else None for place in places_of(shown_ids, wanted)]


def as_json(data):
    """JSON that can stand in a script element: no text of a catalogue can end it."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
