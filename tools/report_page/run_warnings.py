"""What the program warned of, as it was printed: what is seen, and what to do."""

from html import escape

from .words import text_of

NONE = '<p class="fine">None.</p>'
UNKNOWN = ('<p class="fine">This file holds no warnings: it was written by an older program. Its log has them, and '
           "<code>counterpoint validate</code> says again what it can tell from the catalogues.</p>")


def warnings_of(result):
    """The texts, or nothing where the file does not tell."""
    rows = result.rows("warnings")
    return None if rows is None else [text_of(text).strip() for text in rows["warning"]]


def warnings_html(results):
    """Of every result, under its name where there are several."""
    html = ""
    for result in results:
        if len(results) > 1:
            html += f"<h3>{escape(result.label)}</h3>"
        found = warnings_of(result)
        if found is None:
            html += UNKNOWN
        else:
            html += "".join(f'<p class="warning">{escape(text)}</p>' for text in found) or NONE
    return html
