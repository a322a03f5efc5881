#!/usr/bin/env python3
"""Draws the figures of a counterpoint result, one column of a journal wide.

  tools/plots.py counterpoint.h5 [--output-dir FOLDER] [--pdf] [--format png,pdf,svg]

  ks_counts        matches per Ks bin: real, mean of the shifted skies, exact expectation
  shift_sweep      matched X-ray sources against the shift radius
  trial_totals     all matches of each null trial, the expectation and the real number
  best_p           P of the best matches, and what unrelated stars reach
  p0               P_0 (none of the candidates): histogram and fraction above
  thresholds       what a threshold in P buys: sources, purity, completeness
  separations      offsets in units of sigma against the Rayleigh law: are the errors true?
  offset_distribution  stars round X-ray sources by separation, against chance
  magnitude_model  q(m) and n(m) with their errors
  features         q over n of colours and other features, by Ks
  sum_of_p         sum of P against the excess over chance, per Ks bin
  normalisation    sum of P + P_0 - 1 of each source
  density_map      the infrared catalogue: sources per square arcsecond
  xray_map         X-ray sources: searched, outside the footprint, foreground
  overlay          X-ray sources over the density of the infrared catalogue
  p_map            X-ray sources with a candidate, coloured by P
  candidate_environments  every star within 3 arcmin of each named candidate
  candidate_closeups  named candidates with their errors, and the stars by Ks
  offset_map       pairs over chance against the offset between the frames
  alignment        offsets of the best matches before and after the alignment
  tile_load        X-ray sources, infrared rows and neighbours of each tile

Of a result of align:
  calibrator_offsets  offsets of the calibrators, as measured and corrected
  observation_shifts  the shift of each observation with its error
  uncertainties    positional uncertainties, with and without the frame's error
  offset_map       as above, where there are no calibrators
"""

import argparse
import sys
from pathlib import Path

import h5py

from figures import ALIGN_FIGURES, FIGURES, save

FORMATS = ("png", "pdf", "svg")


def formats(text):
    """The names in a list with commas; each must be one of FORMATS."""
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(FORMATS)}")
    return names


def figures_of(file):
    """The figures for this file, which `match` or `align` wrote."""
    return ALIGN_FIGURES if "/aligned" in file else FIGURES


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path, help="HDF5 file written by counterpoint match or align")
    parser.add_argument("--output-dir", type=Path, help="folder for the figures (default: beside the result)")
    parser.add_argument("--pdf", action="store_true", help="write PDF too, whatever --format says")
    parser.add_argument("--format", type=formats, default=["png"],
                        help="png, pdf, svg, or several with commas between (default: png)")
    arguments = parser.parse_args()
    folder = arguments.output_dir or arguments.result.parent
    endings = dict.fromkeys(arguments.format + (["pdf"] if arguments.pdf else []))

    try:
        with h5py.File(arguments.result, "r") as file:
            for name, draw in figures_of(file).items():
                figure = draw(file)
                folder.mkdir(parents=True, exist_ok=True)
                for ending in endings:
                    path = folder / f"{name}.{ending}"
                    save(figure, path)
                    print(path)
    except (OSError, KeyError, ValueError) as error:
        reason = error.args[0] if isinstance(error, KeyError) and error.args else error
        print(f"{arguments.result}: {reason}; expected a file written by counterpoint match or align", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
