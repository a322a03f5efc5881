"""The numbers and the settings of several results in columns."""

from html import escape

from .answer import calibration_row, sees_counterparts
from .result import LETTERS
from .run_warnings import warnings_of
from .words import number, power_of_ten, with_error


def infrared_kept(summary):
    """Of one infrared catalogue, or of each of two."""
    keys = ["infrared_rows_kept"] + ["infrared_2_rows_kept"] * ("infrared_2_rows_kept" in summary)
    return " and ".join(number(summary.number(key)) for key in keys)


def numbers_of(result):
    """[(what, words)]: the numbers of the answer."""
    summary = result.summary
    q, q_error, n = summary.number("Q"), summary.number("Q_error"), summary.number("xray_considered")
    row = calibration_row(result.file, summary.number("threshold_5_percent_false"))
    row = row if sees_counterparts(summary) else None
    warnings = warnings_of(result)
    scale, scale_error = summary.number("error_scale_factor"), summary.number("error_scale_factor_error")
    return [
        ("X-ray sources read", number(summary.number("xray_rows_read"))),
        ("Kept and in the footprint", number(n)),
        ("With at least one candidate", number(summary.number("xray_matched"))),
        ("Pairs", number(summary.number("pairs"))),
        ("Pairs expected by chance", number(summary.number("null_pairs_expected"), 1)),
        ("Counterparts are seen", "yes" if sees_counterparts(summary) else "no"),
        ("Fraction with a counterpart, Q", with_error(q, q_error, 4)),
        ("Sources with a counterpart, Q × kept", with_error(q * n, q_error * n, 1)),
        ("Sum of P (lr)", number(summary.number("sum_p_lr"), 1)),
        ("Excess of pairs over chance", with_error(summary.number("excess"), summary.number("excess_error"), 1)),
        ("Probability that chance alone gives the counts", power_of_ten(summary.number("global_p_value"))),
        ("Threshold in P for 5 % false", number(row["threshold"], 2) if row else "none"),
        ("Sources above it", number(row["n_real"]) if row else "–"),
        ("Their purity", with_error(row["purity"], row["purity_error"], 3) if row else "–"),
        ("Their completeness", number(row["completeness"], 3) if row else "–"),
        ("X-ray errors, times those declared", with_error(scale, scale_error, 3)),
        ("Infrared sources kept", infrared_kept(summary)),
        ("Warnings", "unknown" if warnings is None else number(len(warnings))),
        ("Program", summary.text("program").removeprefix("counterpoint "))]


def differing_settings(results):
    """[(key, words of each result)] of the keys that are not the same in all; the output file does not count."""
    settings = [result.summary.settings() for result in results]
    found = []
    for key in dict.fromkeys(key for one in settings for key in one):
        values = [", ".join(one.get(key, [])) for one in settings]
        if len(set(values)) > 1 and not key.startswith("output."):
            found.append((key, [value or "–" for value in values]))
    return found


def rows_html(lines):
    return "".join(f"<tr><th>{escape(what)}</th>" + "".join(f"<td>{escape(words)}</td>" for words in values) + "</tr>"
                   for what, values in lines)


def numbers_html(results):
    """The numbers, and folded away the settings that differ."""
    head = "<tr><th></th>" + "".join(f"<th>{letter}<small>{escape(result.label)}</small></th>"
                                     for letter, result in zip(LETTERS, results)) + "</tr>"
    columns = [numbers_of(result) for result in results]
    lines = [(line[0][0], [words for _, words in line]) for line in zip(*columns)]
    html = f'<div class="scroll"><table class="side-by-side numbers">{head}{rows_html(lines)}</table></div>'
    settings = differing_settings(results)
    if settings:
        html += ('<details><summary>Settings that differ</summary><div class="scroll">'
                 f'<table class="side-by-side">{head}{rows_html(settings)}</table></div></details>')
    return html
