#!/usr/bin/env python3
"""How runs of match scale: a table and a figure from their reports.

  tools/scaling_report.py scaling-JOB/*.run.json [--output scaling] [--format png,pdf]

Series: runs whose files are named strong-* and weak-*, as jobs/scaling.slurm names them; of others, those
that read as many rows as each other are a strong series, and the rest are a weak one. Several runs of a
series on as many ranks: the shortest counts. Writes FILE.md, which is also printed, and the figure beside it.
"""

import argparse
import json
import sys
from pathlib import Path

from figures import save
from figures.scaling import draw_scaling
from plots import formats


def max_over_mean(values):
    mean = sum(values) / len(values) if values else 0.0
    return max(values) / mean if mean > 0.0 else 1.0


class Run:
    """One run report, as far as scaling is concerned."""

    def __init__(self, path):
        report = json.loads(Path(path).read_text(encoding="utf-8"))
        self.name = Path(path).name.removesuffix(".json").removesuffix(".run").removesuffix(".h5")
        self.ranks = report["ranks"]
        self.seconds = report["wall_seconds"]
        self.work = {phase["name"]: phase["work_seconds"]["mean"] for phase in report["phases"]}
        self.waiting = {phase["name"]: phase["waiting_seconds"]["mean"] for phase in report["phases"]}
        self.rows = report["reading"]["rows"]
        self.mb_per_second = report["reading"]["mb_per_second"]
        self.bytes_exchanged = report["bytes_exchanged"]
        self.peak_memory = report["peak_memory_bytes"]["max"]
        self.balance = {"work": max_over_mean([rank["work_seconds"] for rank in report["by_rank"]]),
                        "rows": max_over_mean([rank["rows_read"] for rank in report["by_rank"]]),
                        "pairs": max_over_mean([rank["neighbourhood_pairs"] for rank in report["by_rank"]])}

    def rows_per_second(self):
        return self.rows / self.seconds


def series_of(runs):
    """{"strong": runs, "weak": runs}, each by ranks, without a series that has no runs."""
    series = {"strong": [], "weak": []}
    unnamed = []
    for run in runs:
        kind = next((kind for kind in series if run.name.startswith(kind)), None)
        (series[kind] if kind else unnamed).append(run)
    rows = [run.rows for run in unnamed]
    for run in unnamed:
        series["strong" if rows.count(run.rows) > 1 or len(rows) == 1 else "weak"].append(run)
    return {kind: shortest_by_ranks(members) for kind, members in series.items() if members}


def shortest_by_ranks(runs):
    best = {}
    for run in runs:
        if run.ranks not in best or run.seconds < best[run.ranks].seconds:
            best[run.ranks] = run
    return [best[ranks] for ranks in sorted(best)]


def speed_up(run, first):
    """Rows per second over those of the first run: of a strong series the ratio of the times."""
    return run.rows_per_second() / first.rows_per_second()


def efficiency(run, first):
    return speed_up(run, first) * first.ranks / run.ranks


def row(cells):
    return "| " + " | ".join(cells) + " |"


def run_table(runs):
    first = runs[0]
    lines = [row(["ranks", "rows", "seconds", "speed-up", "efficiency", "work, max/mean", "rows, max/mean",
                  "pairs, max/mean", "exchanged, MB", "read, MB/s", "memory, MB"]), row(["---:"] * 11)]
    for run in runs:
        lines.append(row([
            str(run.ranks), f"{run.rows:,}", f"{run.seconds:.2f}", f"{speed_up(run, first):.2f}",
            f"{efficiency(run, first):.2f}", *(f"{run.balance[what]:.2f}" for what in ("work", "rows", "pairs")),
            f"{run.bytes_exchanged * 1e-6:.1f}", f"{run.mb_per_second:.0f}", f"{run.peak_memory * 1e-6:.0f}"]))
    return lines


def phase_table(runs):
    """Seconds of work and of waiting, means over the ranks."""
    lines = [row(["phase, s: work + waiting", *(f"{run.ranks}" for run in runs)]),
             row(["---"] + ["---:"] * len(runs))]
    for phase in dict.fromkeys(name for run in runs for name in run.work):
        lines.append(row([phase, *(f"{run.work.get(phase, 0.0):.2f} + {run.waiting.get(phase, 0.0):.2f}"
                                   for run in runs)]))
    return lines


def report_text(series):
    lines = []
    for kind, runs in series.items():
        meaning = "the same rows on more ranks" if kind == "strong" else "more rows on more ranks"
        lines += [f"### {kind.capitalize()} scaling: {meaning}", "", *run_table(runs), "", *phase_table(runs), ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, nargs="+", help="FILE.run.json of the runs")
    parser.add_argument("--output", type=Path, default=Path("scaling"), help="names of the files, without ending")
    parser.add_argument("--format", type=formats, default=["png"], help="png, pdf, svg, or several (default: png)")
    arguments = parser.parse_args()
    runs = []
    for path in arguments.reports:
        try:
            runs.append(Run(path))
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"it has no {error}" if isinstance(error, KeyError) else error
            print(f"{path}: {reason}; expected a report that counterpoint match wrote", file=sys.stderr)
            return 2
    series = series_of(runs)
    text = report_text(series)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    figure = draw_scaling(series)
    for ending in arguments.format:
        save(figure, arguments.output.with_suffix(f".{ending}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
