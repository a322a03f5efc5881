"""The table of the sources that changed, for the script of the page."""

import numpy as np

from .changes import star_words, stars_apart
from .columns import has_names, plain_column, rows_shown
from .result import LETTERS

MOST_CHANGES = 5_000


def largest(p_change):
    """Places of the changes to show, in their order: the largest where there are too many."""
    return np.sort(np.argsort(-np.abs(p_change), kind="stable")[:MOST_CHANGES])


def named(rows):
    """(title, decimals) and values of what a source is called."""
    return (("Name", None), rows["name"]) if has_names(rows) else (("X-ray row", 0), rows["xray_id"])


class ChangeRows:
    """The changed sources of every comparison in one list: their rows in the first and in the other result."""

    def __init__(self, first, others, every):
        of_first = first.rows("counterparts")
        self.name_shape, names = named(of_first)
        self.firsts = [of_first[changes.first] for changes in every]
        self.others = [other.rows("counterparts")[changes.other] for other, changes in zip(others, every)]
        self.names = np.concatenate([names[changes.first] for changes in every])
        self.kind = np.concatenate([changes.kind for changes in every])
        self.letter = np.concatenate([np.full(len(changes.kind), letter)
                                      for letter, changes in zip(LETTERS[1:], every)])
        self.apart = np.concatenate([stars_apart(a, b) for a, b in zip(self.firsts, self.others)])

    def both(self, values):
        """What `values` makes of the rows of the first result, and of those of the others."""
        return [np.concatenate([values(rows) for rows in side]) for side in (self.firsts, self.others)]

    def has(self, key):
        return all(key in rows.dtype.names for rows in [*self.firsts, *self.others])

    def shapes(self, other):
        """[(key, (title, decimals), values, unit)]; `other`: what the other result is called."""
        p_first, p_other = self.both(lambda rows: rows["p"])
        star_first, star_other = self.both(star_words)
        ra, dec = (self.both(lambda rows: rows[key])[0] for key in ("ra", "dec"))
        shapes = [
            ("name", self.name_shape, self.names, ""), ("result", ("In", None), self.letter, ""),
            ("change", ("Change", None), self.kind, ""), ("p_first", ("P, A", 4), p_first, ""),
            ("p_other", (f"P, {other}", 4), p_other, ""),
            ("p_change", ("Change of P", 4), np.nan_to_num(p_other) - np.nan_to_num(p_first), ""),
            ("star_first", ("Star, A", None), star_first, ""), ("star_other", (f"Star, {other}", None), star_other, ""),
            ("apart", ("Stars apart", 3), self.apart, "arcsec")]
        if self.has("ks"):
            ks_first, ks_other = self.both(lambda rows: rows["ks"])
            shapes += [("ks_first", ("Ks, A", 2), ks_first, "mag"), ("ks_other", (f"Ks, {other}", 2), ks_other, "mag")]
        return shapes + [("ra", ("RA", 6), ra, "deg"), ("dec", ("Dec", 6), dec, "deg")]


def changes_data(rows, n_others, shown_ids):
    """The table of changes for the script of the page."""
    shapes = rows.shapes("B" if n_others == 1 else "other")
    chosen = largest(next(values for key, _, values, _ in shapes if key == "p_change"))
    columns = [plain_column(key, shape, values[chosen], unit) for key, shape, values, unit in shapes
               if n_others > 1 or key != "result"]
    ids = rows.both(lambda part: part["xray_id"])[0][chosen]
    return {"n_rows": len(chosen), "n_all": len(rows.kind), "columns": columns,
            "sources": rows_shown(shown_ids, ids)}
