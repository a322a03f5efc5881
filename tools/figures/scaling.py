"""The figure of tools/scaling_report.py."""

import matplotlib
from matplotlib.figure import Figure

from .style import BLACK, BLUE, GREY, STYLE, VERMILION, WIDTH

# One colour each for the phases that take longest; what is left is grey.
PHASE_COLOURS = [BLUE, VERMILION, "#009E73", "#CC79A7", "#E69F00"]
WAITING = "waiting"


def longest_phases(runs, most=len(PHASE_COLOURS)):
    total = {}
    for run in runs:
        for phase, seconds in run.work.items():
            total[phase] = total.get(phase, 0.0) + seconds
    return sorted(total, key=total.get, reverse=True)[:most]


def parts_of(run, phases):
    """{phase: mean seconds of work}, the other phases in one, waiting in all of them."""
    parts = {phase: run.work.get(phase, 0.0) for phase in phases}
    parts["other phases"] = sum(run.work.values()) - sum(parts.values())
    parts[WAITING] = sum(run.waiting.values())
    return parts


def draw_times(axes, runs):
    phases = longest_phases(runs)
    colours = dict(zip(phases, PHASE_COLOURS)) | {"other phases": GREY, WAITING: "white"}
    bottom = [0.0] * len(runs)
    places = range(len(runs))
    for part, colour in colours.items():
        heights = [parts_of(run, phases)[part] for run in runs]
        axes.bar(places, heights, bottom=bottom, color=colour, label=part, width=0.7,
                 edgecolor=BLACK, linewidth=0.4, hatch="////" if part == WAITING else None)
        bottom = [low + height for low, height in zip(bottom, heights)]
    axes.set_xticks(places, [str(run.ranks) for run in runs])
    axes.set_xlabel("ranks")
    axes.set_ylabel("time / s, mean of the ranks")
    handles, labels = axes.get_legend_handles_labels()
    axes.set_ylim(0.0, 1.05 * max(bottom))
    axes.legend(handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.0, 1.0))


def draw_efficiency(axes, runs):
    first = runs[0]
    ranks = [run.ranks for run in runs]
    rate = [run.rows_per_second() / first.rows_per_second() * first.ranks / run.ranks for run in runs]
    axes.plot(ranks, rate, "o-", color=BLACK, label="efficiency")
    for what, colour, marker in (("work", VERMILION, "s"), ("rows", BLUE, "^"), ("pairs", "#009E73", "v")):
        axes.plot(ranks, [1.0 / run.balance[what] for run in runs], marker + "--", color=colour,
                  label=f"mean/max of {what}")
    axes.set_xscale("log", base=2)
    axes.set_xticks(ranks, [str(n) for n in ranks])
    axes.set_xlim(ranks[0] / 1.2, ranks[-1] * 1.2)
    axes.minorticks_off()
    axes.set_ylim(0.0, 1.1)
    axes.set_xlabel("ranks")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def draw_scaling(series):
    """Of each series the time by phase, and efficiency and balance below it."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(1.5 * WIDTH, 4.4 * len(series)), constrained_layout=True)
        panels = figure.subplots(2 * len(series), 1, squeeze=False)[:, 0]
        for place, (kind, runs) in enumerate(series.items()):
            panels[2 * place].set_title(f"{kind} scaling: {runs[0].rows:,}"
                                        + ("" if kind == "strong" else f" to {runs[-1].rows:,}") + " rows")
            draw_times(panels[2 * place], runs)
            draw_efficiency(panels[2 * place + 1], runs)
    return figure
