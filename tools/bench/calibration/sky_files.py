"""Makes a sky and its match with the program; reads what they wrote."""

import json
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import h5py
import numpy as np
from astropy.io import fits

from .scoring import Candidates, Forecast

ESTIMATORS = ("lr", "mauerhan", "notebook")


class Refused(Exception):
    """The program does not know an option or a setting (exit code 2)."""


def run_program(program, command, options, ranks=1):
    """Runs it. Raises Refused for bad usage, RuntimeError for any other failure."""
    arguments = [word for key, value in options.items() for word in (f"--{key}", str(value))]
    launcher = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    done = subprocess.run([*launcher, str(program), command, *arguments], text=True,
                          capture_output=True)
    if done.returncode == 2:
        raise Refused(done.stderr.strip().splitlines()[-1])
    if done.returncode != 0:
        raise RuntimeError(f"{program} {command} failed:\n{done.stderr}")


@dataclass
class SkyFolder:
    """The files of one mock sky."""

    path: Path

    @cached_property
    def truth(self):
        """One row per X-ray source, as floats; NaN where there is no counterpart."""
        return np.genfromtxt(self.path / "truth.csv", delimiter=",", names=True)

    @cached_property
    def counterpart(self):
        """ir_id of the counterpart of each X-ray source, -1 if it has none."""
        return np.nan_to_num(self.truth["ir_id"], nan=-1.0).astype(np.int64)

    @cached_property
    def model(self):
        return json.loads((self.path / "truth_model.json").read_text(encoding="utf-8"))

    @cached_property
    def infrared(self):
        """ra and dec in degrees, ks in mag (NaN where missing), by ir_id."""
        rows = fits.getdata(self.path / "infrared.fits", 1)
        columns = {"ra": "RAJ2000", "dec": "DEJ2000", "ks": "Ksmag"}
        return {name: rows[column].astype(np.float64) for name, column in columns.items()}


@dataclass
class Match:
    """A result file, reduced to the X-ray sources that count: kept and in the footprint."""

    xray: np.ndarray  # /xray of these sources
    pairs: np.ndarray  # /pairs of these sources
    candidates: Candidates
    calibration: np.ndarray
    summary: dict

    def forecast(self, estimator):
        """The probabilities of one of ESTIMATORS."""
        p0 = np.ones(len(self.xray))
        p0[self.candidates.source] = self.pairs[f"p0_{estimator}"]
        return Forecast(self.pairs[f"p_{estimator}"], p0)


def read_match(path, sky):
    """The result file at `path` against the truth of `sky`."""
    with h5py.File(path) as file:
        xray, pairs, calibration = (file[name][:] for name in ("xray", "pairs", "calibration"))
        summary = dict(file["summary"].attrs)
    xray = xray[xray["kept"].astype(bool) & xray["in_footprint"].astype(bool)]
    pairs = pairs[np.isin(pairs["xray_id"], xray["xray_id"])]
    candidates = Candidates(
        source=np.searchsorted(xray["xray_id"], pairs["xray_id"]),
        is_true=sky.counterpart[pairs["xray_id"]] == pairs["ir_id"],
        has_counterpart=sky.counterpart[xray["xray_id"]] >= 0,
    )
    return Match(xray, pairs, candidates, calibration, summary)


def make_sky(program, path, options):
    """Makes the sky unless a complete one of the same options stands there."""
    wanted = json.dumps(options, sort_keys=True)
    note = path / "options.json"
    if not (note.exists() and note.read_text(encoding="utf-8") == wanted):
        os.makedirs(path, exist_ok=True)
        run_program(program, "mock", options | {"folder": path, "overwrite": "true"})
        note.write_text(wanted, encoding="utf-8")
    return SkyFolder(path)


def match_sky(program, sky, name, settings, ranks):
    """Matches a sky; the result stands beside it under `name`."""
    result = sky.path / f"{name}.h5"
    run_program(program, "match", {"config": sky.path / "mock.ini", **settings,
                                   "output.file": result, "output.overwrite": "true"}, ranks)
    return read_match(result, sky)
