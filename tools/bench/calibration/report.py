"""Table, figure and verdicts."""

import csv
import math

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from .scoring import THRESHOLDS  # noqa: E402

OURS = "lr"
MODEL = "model"
PEER = "nway"
COLOURS = {"lr": "C0", "mauerhan": "C1", "notebook": "C2", "nway": "C3", "nway-told": "C4",
           "model": "0.4"}
MANY_PAIRS = 50  # a bin with fewer says little


def rows_of(case):
    """One dictionary per forecast of one sky and variant."""
    for name, score in case.scores.items():
        row = {"sky": case.sky.name, "variant": case.variant, "forecast": name,
               "sources": len(score.terms), "brier": score.brier, "log_loss": score.log_loss,
               "above_model": score.brier - case.scores[MODEL].brier,
               "above_model_error": case.brier_error(name),
               "way": case.way(name), "sum_p": score.sum_p, "true_pairs": score.n_true}
        for threshold, selected in score.selections.items():
            row |= {f"n_{threshold}": selected.n, f"purity_{threshold}": selected.purity,
                    f"completeness_{threshold}": selected.completeness}
            predicted = case.predicted_purity(threshold) if name == OURS else math.nan
            row[f"predicted_{threshold}"] = predicted
        busy = [b for b in score.reliability if b.n > MANY_PAIRS]
        row |= {"bins": len(busy), "bins_outside": sum(not b.holds for b in busy),
                "worst_z": max((b.z for b in busy), key=abs, default=math.nan),
                "error_scale": case.error_scale, "nway_magnitudes": case.nway_word}
        yield row


HEAD = ("sky                variant    forecast   sources   Brier  - model  +-      log loss   way %"
        "    sum P  true  n>=.5 purity  said  compl.  n>=.9 purity  said  compl. bins out     z")


def text_line(row):
    def number(value, width, decimals, limit=math.inf):
        if math.isnan(value):
            return " " * (width - 1) + "-"
        return f"{min(max(value, -limit), limit):{width}.{decimals}f}"

    line = (f"{row['sky']:18} {row['variant']:10} {row['forecast']:10} {row['sources']:7}"
            f" {row['brier']:8.4f} {row['above_model']:8.4f} {row['above_model_error']:.4f}"
            f" {row['log_loss']:8.4f} {number(row['way'], 7, 1, 999.0)} {row['sum_p']:8.1f}"
            f" {row['true_pairs']:5}")
    for t in THRESHOLDS[1:]:
        line += (f"  {row[f'n_{t}']:5} {number(row[f'purity_{t}'], 6, 3)}"
                 f" {number(row[f'predicted_{t}'], 6, 3)}"
                 f" {number(row[f'completeness_{t}'], 6, 3)}")
    return line + f"  {row['bins']:3} {row['bins_outside']:3} {number(row['worst_z'], 6, 1, 99.0)}"


def write_tables(cases, folder):
    """calibration.txt and calibration.csv; returns the text."""
    rows = [row for case in cases for row in rows_of(case)]
    with open(folder / "calibration.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    lines = [HEAD]
    for previous, row in zip([None, *rows], rows):
        if previous and (previous["sky"], previous["variant"]) != (row["sky"], row["variant"]):
            lines.append("")
        lines.append(text_line(row))
    lines += ["", *verdict_lines(cases)]
    text = "\n".join(lines) + "\n"
    (folder / "calibration.txt").write_text(text, encoding="utf-8")
    return text


def verdicts(case):
    """What is asked of the program's default estimator: (question, measured, is it met).

    Limits are widened by twice the noise of the counts they are measured on.
    """
    score, model = case.scores[OURS], case.scores[MODEL]
    n_true = score.n_true
    if case.sky.mock.get("counterpart-fraction") == 0.0:
        fraction = score.selections[0.5].n / len(score.terms)
        yield ("fewer than 0.1 % of the sources above 0.5", f"{100 * fraction:.2f} %",
               fraction < 1e-3)
        return
    least = 95.0 if case.sky.is_honest else 90.0
    gone = case.way(OURS)
    if not math.isnan(gone):
        yield (f"at least {least:.0f} % of the way from NWAY to the model", f"{gone:.1f} %",
               gone >= least)
    else:
        above, error = score.brier - model.brier, case.brier_error(OURS)
        yield ("Brier score above the model's by twice its error at most",
               f"{above:.4f} +- {error:.4f}", above <= 2.0 * error)
    if not case.sky.is_honest:
        wanted = case.sky.mock["error-misstatement"]
        off = case.error_scale / wanted - 1.0
        yield f"error scale {wanted:.3f} within 5 %", f"{case.error_scale:.3f}", abs(off) <= 0.05
    busy = [b for b in score.reliability if b.n > MANY_PAIRS]
    out = [f"{b.mean_p:.3f}: {b.fraction:.3f}" for b in busy if not b.holds]
    yield "reliable in all bins of more than 50 pairs", ", ".join(out) or "all", not out
    ratio = score.sum_p / n_true if n_true else math.nan
    margin = 0.05 + 2.0 / math.sqrt(max(n_true, 1))
    yield "sum of P within 5 % (and twice the noise)", f"{ratio:.3f}", abs(ratio - 1.0) <= margin
    for t in (0.5, 0.9):
        selected, said = score.selections[t], case.predicted_purity(t)
        if selected.n == 0 or math.isnan(said):
            continue
        noise = math.sqrt(max(selected.purity * (1.0 - selected.purity), 0.01) / selected.n)
        yield (f"purity at {t} as predicted within 3 points (and twice the noise)",
               f"{selected.purity:.3f}, said {said:.3f}",
               abs(said - selected.purity) <= 0.03 + 2.0 * noise)


def verdict_lines(cases):
    """Of the last variant of each sky."""
    last = {case.sky.name: case for case in cases}
    for case in last.values():
        yield f"{case.sky.name} ({case.variant}; NWAY: {case.nway_word})"
        for question, measured, is_met in verdicts(case):
            yield f"  {'met   ' if is_met else 'MISSED'} {question}: {measured}"


def draw(cases, path):
    """Reliability curves, a panel per sky (its last variant); the bars are the exact binomial
    95 % intervals."""
    last = list({case.sky.name: case for case in cases}.values())
    n_columns = min(4, len(last))
    n_rows = math.ceil(len(last) / n_columns)
    figure, axes = plt.subplots(n_rows, n_columns, squeeze=False, sharex=True, sharey=True,
                                figsize=(3.6 * n_columns, 3.6 * n_rows + 0.6))
    for axis, case in zip(axes.flat, last):
        draw_reliability(axis, case)
    for axis in axes.flat[len(last):]:
        axis.set_visible(False)
    for axis in axes[:, 0]:
        axis.set_ylabel("fraction that is true")
    for column in range(n_columns):
        axes[(len(last) - 1 - column) // n_columns, column].set_xlabel("probability")
        axes[(len(last) - 1 - column) // n_columns, column].tick_params(labelbottom=True)
    names = dict.fromkeys(name for case in last for name in case.scores)
    handles = [plt.Line2D([], [], color=COLOURS[name], marker="o", label=name) for name in names]
    figure.legend(handles=handles, loc="upper center", ncol=len(handles), frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 1 - 0.4 / (3.6 * n_rows + 0.6)))
    figure.savefig(path, dpi=110)
    plt.close(figure)


def draw_reliability(axis, case):
    axis.plot([0, 1], [0, 1], color="0.8", linewidth=1, zorder=0)
    for name, score in case.scores.items():
        bins = [b for b in score.reliability if b.n >= 5]
        is_ours = name == OURS
        axis.errorbar([b.mean_p for b in bins], [b.fraction for b in bins],
                      yerr=[[b.fraction - b.low for b in bins], [b.high - b.fraction for b in bins]],
                      color=COLOURS[name], marker="o", markersize=5 if is_ours else 3,
                      linewidth=1.6 if is_ours else 0.8, elinewidth=0.8,
                      zorder=3 if is_ours else 2)
    gone = case.way(OURS)
    title = f"{case.sky.name} ({case.variant})"
    axis.set_title(title if gone != gone else f"{title}: {gone:.0f} % of the way", fontsize=9)
    axis.set(xlim=(0, 1), ylim=(-0.02, 1.02))
