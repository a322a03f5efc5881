#!/usr/bin/env python3
"""Draws the figures of a counterpoint result.

  tools/plots.py counterpoint.h5 [--output-dir FOLDER] [--pdf]

  ks_counts    counterparts per Ks bin: real, mean of the shifted skies, exact expectation
  shift_sweep  matched X-ray sources against the shift radius
"""

import argparse
import sys
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

# Okabe & Ito: told apart with any colour vision, and in grey by lightness.
REAL, SHIFTED, EXACT = "#000000", "#0072B2", "#D55E00"
STYLE = {
    "font.size": 11, "axes.titlesize": 11, "axes.spines.top": False, "axes.spines.right": False,
    "legend.frameon": False, "figure.figsize": (6.4, 4.2), "figure.constrained_layout.use": True,
    "savefig.dpi": 200, "pdf.fonttype": 42,
}


def table(file, path):
    """A compound dataset as {column: array}. Raises KeyError with the path if it is not there."""
    if path not in file:
        raise KeyError(f"no table {path}")
    rows = file[path][()]
    return {name: rows[name] for name in rows.dtype.names}


def draw_ks_counts(file):
    bins = table(file, "/ks_histogram")
    edges = np.append(bins["ks_low"], bins["ks_high"][-1:])
    middle = 0.5 * (bins["ks_low"] + bins["ks_high"])
    real = bins["n_real"].astype(float)

    figure, axes = plt.subplots()
    axes.stairs(bins["null_expected"], edges, color=EXACT, linewidth=1.6, label="chance matches, exact expectation")
    # Side by side inside the bin, so that neither error bar hides the other.
    width = np.min(bins["ks_high"] - bins["ks_low"])
    axes.errorbar(middle + 0.12 * width, bins["null_mean"], yerr=bins["null_std"], fmt="s", markersize=4,
                  color=SHIFTED, capsize=2, label="shifted skies, mean ± standard deviation")
    axes.errorbar(middle - 0.12 * width, real, yerr=np.sqrt(real), fmt="o", markersize=4,
                  color=REAL, capsize=2, label=r"real sky, $\pm\sqrt{N}$")
    counts = np.concatenate([real, bins["null_mean"], bins["null_expected"]])
    # Counts span orders of magnitude; linear below one, so that empty bins are drawn too.
    axes.set_yscale("symlog", linthresh=1.0)
    axes.set_ylim(0.0, 2.0 * max(counts.max(initial=0.0), 1.0))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_xlabel(r"$K_s$ (mag)")
    axes.set_ylabel(f"Matches per bin of {width:g} mag")
    axes.legend(*(reversed(part) for part in axes.get_legend_handles_labels()), loc="upper left")
    return figure


def draw_shift_sweep(file):
    sweep = table(file, "/shift_sweep")
    sources = table(file, "/xray")
    matched = np.count_nonzero(sources["kept"] & (sources["n_candidates"] > 0))

    figure, axes = plt.subplots()
    axes.axhline(matched, color=REAL, linestyle="--", linewidth=1.3, label=f"real sky: {matched}")
    axes.plot(sweep["radius"], sweep["expected"], color=EXACT, linewidth=1.6, label="exact expectation")
    axes.errorbar(sweep["radius"], sweep["mean"], yerr=sweep["std"], fmt="s", markersize=5,
                  color=SHIFTED, capsize=3, label="shifted skies, mean ± standard deviation")
    axes.set_xlabel("Shift radius (arcsec)")
    axes.set_ylabel("X-ray sources with at least one match")
    axes.legend(loc="best")
    return figure


FIGURES = {"ks_counts": draw_ks_counts, "shift_sweep": draw_shift_sweep}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="HDF5 file written by counterpoint match")
    parser.add_argument("--output-dir", type=Path, help="folder for the figures (default: beside the result)")
    parser.add_argument("--pdf", action="store_true", help="write PDF beside PNG")
    arguments = parser.parse_args()
    folder = arguments.output_dir or arguments.result.parent
    folder.mkdir(parents=True, exist_ok=True)

    plt.rcParams.update(STYLE)
    try:
        with h5py.File(arguments.result, "r") as file:
            for name, draw in FIGURES.items():
                figure = draw(file)
                for suffix in [".png"] + ([".pdf"] if arguments.pdf else []):
                    path = folder / (name + suffix)
                    figure.savefig(path)
                    print(path)
                plt.close(figure)
    except (OSError, KeyError, ValueError) as error:
        print(f"{arguments.result}: {error}; expected a file written by counterpoint match", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
