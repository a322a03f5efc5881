"""Which X-ray sources have another counterpart in another result."""

from typing import NamedTuple

import numpy as np

from .columns import values_of
from .same_source import partners, separation_arcsec

# A counterpart is the best candidate where it is more probable than not.
COUNTERPART_FROM = 0.5
LEAST_CHANGE_OF_P = 0.1
SAME_STAR_WITHIN = 0.3  # arcsec, of positions in different infrared catalogues
GAINED, LOST, ANOTHER, CHANGED = "counterpart gained", "counterpart lost", "another star", "probability changed"


class Changes(NamedTuple):
    """Rows of /counterparts in both results, for the sources that changed; and what is left over."""
    kind: np.ndarray
    first: np.ndarray
    other: np.ndarray
    n_common: int
    n_first_only: int
    n_other_only: int


def catalogue_of(result, section):
    """Two results with the same have the same rows of the same files, or both have none."""
    n_rows = result.summary.values.get(f"{section.replace('.', '_')}_rows_read")
    return result.summary.settings().get(f"{section}.catalogue"), n_rows


def star_words(rows):
    """What to call the star of each row: its name, else its row; empty without a star."""
    names = values_of(rows["ir_name"]) if "ir_name" in rows.dtype.names else [""] * len(rows)
    return np.array(["" if row < 0 else name or f"row {row}" for row, name in zip(rows["ir_id"], names)], dtype=object)


def stars_apart(a, b):
    """Arcsec between the stars of two rows each; not a number where one has none."""
    both = (a["ir_id"] >= 0) & (b["ir_id"] >= 0)
    apart = separation_arcsec(a["ir_ra"], a["ir_dec"], b["ir_ra"], b["ir_dec"])
    return np.where(both, apart, np.nan)


def kinds(a, b, has_same_stars):
    """What happened to each source, from its rows in both results; empty where nothing did."""
    p_a, p_b = np.nan_to_num(a["p"]), np.nan_to_num(b["p"])
    had, has = p_a >= COUNTERPART_FROM, p_b >= COUNTERPART_FROM
    is_other = a["ir_id"] != b["ir_id"] if has_same_stars else ~(stars_apart(a, b) <= SAME_STAR_WITHIN)
    return np.select([~had & has, had & ~has, had & has & is_other, np.abs(p_b - p_a) > LEAST_CHANGE_OF_P],
                     [GAINED, LOST, ANOTHER, CHANGED], "")


def changes_between(first, other):
    """From the first result to the other."""
    a, b = first.rows("counterparts"), other.rows("counterparts")
    partner = partners(a, b)
    rows = np.flatnonzero(partner >= 0)
    others = partner[rows]
    has_same_stars = all(catalogue_of(first, section) == catalogue_of(other, section)
                         for section in ("infrared", "infrared.2"))
    kind = kinds(a[rows], b[others], has_same_stars)
    changed = kind != ""
    return Changes(kind[changed], rows[changed], others[changed], len(rows), len(a) - len(rows), len(b) - len(rows))
