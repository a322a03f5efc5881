"""The page: the template with every part filled in."""

import re
from html import escape
from pathlib import Path

from . import provenance
from .answer import answer, sees_counterparts
from .doubts import doubts
from .figures import figures
from .tables import as_json, table_data
from .words import Summary

FOLDER = Path(__file__).resolve().parent
PLACE = re.compile(r"@@(\w+)@@")


def template(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def answer_html(file, summary):
    return "".join(f"<li>{escape(sentence)}</li>" for sentence in answer(file, summary))


def doubts_html(found):
    if not found:
        return '<p class="fine">None that the result file can tell.</p>'
    return "".join(f'<div class="doubt"><h3>{escape(doubt.title)}</h3><p>{escape(doubt.seen)}</p>'
                   f"<p><b>What to do:</b> {escape(doubt.to_do)}</p></div>" for doubt in found)


def figures_html(drawn):
    parts = []
    for name, caption, image in drawn:
        if image is None:
            parts.append(f'<p class="missing">{escape(str(caption))}</p>')
        else:
            parts.append(f'<figure><img src="{image}" alt="{escape(name, quote=True)}">'
                         f"<figcaption>{escape(caption)}</figcaption></figure>")
    return "".join(parts)


def provenance_html(summary, result):
    lines = "".join(f"<tr><th>{escape(what)}</th><td>{escape(words)}</td></tr>"
                    for what, words in provenance.rows(summary, result))
    return f"<table>{lines}</table>"


def threshold_of(summary):
    """Where the filter by P begins: the suggested threshold, if there is one."""
    threshold = summary.number("threshold_5_percent_false")
    return f"{threshold:.2f}" if sees_counterparts(summary) and 0.0 <= threshold <= 1.0 else ""


def page_of(file, result):
    """The whole page. Raises KeyError with what is missing where the file is not a result of match."""
    summary = Summary(file)
    method = summary.setting("probability.method") or "lr"
    data = as_json(table_data(file, method))
    parts = {
        "title": escape(Path(result).name), "program": escape(summary.text("program")),
        "answer": answer_html(file, summary), "doubts": doubts_html(doubts(file, summary)),
        "figures": figures_html(figures(file)), "threshold": threshold_of(summary),
        "provenance": provenance_html(summary, result), "citation": escape(provenance.citation(summary)),
        "configuration": escape(summary.text("configuration")),
        "style": template("page.css"), "script": template("page.js"), "data": data,
    }
    return PLACE.sub(lambda place: parts[place[1]], template("page.html"))
