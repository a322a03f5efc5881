"""The page: the template with every part filled in."""

import re
from html import escape
from pathlib import Path

from . import candidates, comparison, provenance
from .answer import answer, sees_counterparts
from .columns import as_json
from .counterparts import counterparts_data
from .figures import figures_html
from .run_warnings import warnings_html

FOLDER = Path(__file__).resolve().parent
PLACE = re.compile(r"@@(\w+)@@")
# In this order they make one script.
SCRIPTS = ("cells.js", "table.js", "explain.js", "page.js")


def template(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def script():
    return '"use strict";\n(() => {\n' + "".join(template(name) for name in SCRIPTS) + "})();\n"


def answer_html(result):
    return "".join(f"<li>{escape(sentence)}</li>" for sentence in answer(result.file, result.summary))


def provenance_html(result):
    lines = "".join(f"<tr><th>{escape(what)}</th><td>{escape(words)}</td></tr>"
                    for what, words in provenance.rows(result.summary, result.path))
    return f"<table>{lines}</table>"


def threshold_of(summary):
    """Where the filter by P begins: the suggested threshold, if there is one."""
    threshold = summary.number("threshold_5_percent_false")
    return f"{threshold:.2f}" if sees_counterparts(summary) and 0.0 <= threshold <= 1.0 else ""


def links_to(sections):
    """The way to those optional sections that are there: {id: (title, html)}."""
    return "".join(f' <a href="#{name}">{title}</a>' for name, (title, html) in sections.items() if html)


def page_of(results):
    """The page of the first result, with the others beside it. Raises KeyError with what a file lacks."""
    result = results[0]
    summary = result.summary
    counterparts = counterparts_data(result)
    comparison_html, changes = comparison.comparison(results, counterparts["ids"])
    candidates_html = candidates.candidates_html(result)
    data = {"counterparts": counterparts, "changes": changes,
            "candidates": candidates.candidates_data(result, counterparts["ids"])}
    parts = {
        "title": escape(result.label), "program": escape(summary.text("program")),
        "links": links_to({"comparison": (comparison.TITLE, comparison_html),
                           "candidates": (candidates.TITLE, candidates_html)}),
        "answer": answer_html(result), "warnings": warnings_html(results), "comparison": comparison_html,
        "candidates": candidates_html, "figures": figures_html(result.file), "threshold": threshold_of(summary),
        "provenance": provenance_html(result), "citation": escape(provenance.citation(result)),
        "configuration": escape(summary.text("configuration")),
        "style": template("page.css"), "script": script(), "data": as_json(data),
    }
    return PLACE.sub(lambda place: parts[place[1]], template("page.html"))
