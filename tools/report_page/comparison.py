"""Several results side by side, and the sources that changed from the first to each other."""

from html import escape

import numpy as np

from .change_table import ChangeRows, changes_data
from .changes import ANOTHER, CHANGED, COUNTERPART_FROM, GAINED, LEAST_CHANGE_OF_P, LOST, changes_between
from .result import LETTERS
from .same_source import are_matched_by_name, common_names
from .side_by_side import numbers_html
from .words import count, number

TITLE = "Comparison"


def words_on_catalogues(first, other):
    """How sources were found again."""
    a, b = first.rows("counterparts"), other.rows("counterparts")
    if are_matched_by_name(a, b):
        return "Sources are found again by name and position."
    share = common_names(a, b)
    if np.isfinite(share):
        return (f"The X-ray catalogues are different: {number(100 * share)} % of the names are in both. Sources are "
                "found again by position alone.")
    return "Sources are found again by position alone, since there are no names in both."


def words_on_changes(letter, first, other, changes):
    n_of = {kind: number(np.count_nonzero(changes.kind == kind)) for kind in (GAINED, LOST, ANOTHER, CHANGED)}
    text = (f"A to {letter}: {count(changes.n_common, 'source is', 'sources are')} in both. Of these {n_of[GAINED]} "
            f"gained a counterpart, {n_of[LOST]} lost it, {n_of[ANOTHER]} have another star, and {n_of[CHANGED]} have "
            "another P.")
    left_over = [f"{number(n)} only in {name}"
                 for n, name in ((changes.n_first_only, "A"), (changes.n_other_only, letter)) if n]
    text += f" There are {' and '.join(left_over)}." if left_over else ""
    return text + " " + words_on_catalogues(first, other)


def section_html(results, every):
    first, others = results[0], results[1:]
    sentences = "".join(f"<li>{escape(words_on_changes(letter, first, other, changes))}</li>"
                        for letter, other, changes in zip(LETTERS[1:], others, every))
    return (f'<section id="comparison">\n<h2>{TITLE}</h2>\n<p>The rest of this page is of A.</p>\n'
            f"{numbers_html(results)}\n<h3>Sources that changed</h3>\n<ul>{sentences}</ul>\n"
            f'<p class="hint">A counterpart is the best candidate with P ≥ {COUNTERPART_FROM}; a change of P counts '
            f"from {LEAST_CHANGE_OF_P} on. A click on a row shows the candidates of the source in A.</p>\n"
            '<div id="change-table"></div>\n</section>')


def comparison(results, shown_ids):
    """(HTML of the section, data for the script of the page); nothing of both for a single result."""
    if len(results) == 1:
        return "", None
    first, others = results[0], results[1:]
    every = [changes_between(first, other) for other in others]
    return section_html(results, every), changes_data(ChangeRows(first, others, every), len(others), shown_ids)
