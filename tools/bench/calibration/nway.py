"""NWAY (Salvato et al. 2018, MNRAS 473, 4937) on the same sky, with the same candidates.

It is told more than a user would know: the true fraction of counterparts (its prior completeness)
and the true area. The magnitude histogram is NWAY's own (`auto`) if it finds the hundred secure
matches it wants, at its default or at a lower threshold; else it runs without magnitudes. "told" is
a second run with the generating histogram. Its p_any leaves the weight of "none" at 1 whatever the
completeness c; `none_weight` = 1 - c repairs that.
"""

import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.table import Table

from . import populations
from .generating_model import magnitude_distributions
from .populations import positions_deg
from .scoring import Forecast

NO_MAGNITUDE = -99.0
OWN_MAGNITUDES = {  # in the order of trial
    "own magnitudes": ["IR:KS", "auto"],
    "own magnitudes from 0.5": ["IR:KS", "auto", "--mag-auto-minprob", "0.5"],
    "no magnitudes": [],
}
SMALLEST_RATIO = 1e-6  # NWAY takes logarithms


def write_catalogues(folder, sky, match):
    """xr.fits and ir.fits as NWAY reads them; errors as one-dimensional sigma in arcsec."""
    area = sky.model["footprint"]["area_deg2"]
    xray = Table({"ID": match.xray["xray_id"], "RA": match.xray["ra"], "DEC": match.xray["dec"],
                  "pos_err": stated_sigma(sky, match)})
    ra, dec, ks = (sky.infrared[name] for name in ("ra", "dec", "ks"))
    star = Table({"ID": np.arange(len(ra)), "RA": ra, "DEC": dec,
                  "KS": np.nan_to_num(ks, nan=NO_MAGNITUDE)})
    for name, table in (("XR", xray), ("IR", star)):
        table.meta.update(EXTNAME=name, SKYAREA=area)
        table.write(folder / f"{name.lower()}.fits", overwrite=True)


def stated_sigma(sky, match):
    """Of the X-ray sources, arcsec: what the catalogue says, right or wrong."""
    truth = sky.truth[match.xray["xray_id"]]
    return truth["sigma_arcsec"] / sky.model["error_misstatement"]


def write_histogram(path, sky):
    """The generating q and n as a magnitude histogram file: only their ratio counts."""
    edges = np.array(sky.model["magnitude_edges"])
    q, n = (distribution[:-1] for distribution in magnitude_distributions(sky))
    ratio = np.divide(q, n, out=np.zeros(len(n)), where=n > 0.0)
    ratio = np.maximum(ratio, SMALLEST_RATIO)
    np.savetxt(path, np.transpose([edges[:-1], edges[1:], ratio, np.ones(len(ratio))]))


def run_once(script, folder, radius, completeness, magnitudes):
    """One run of NWAY: the rows with an infrared source, or None if it gave up."""
    out = folder / "nway.fits"
    out.unlink(missing_ok=True)
    command = [*interpreter(script), str(script), f"--radius={radius:.3f}",
               f"--prior-completeness={completeness}", "--out", str(out)]
    if magnitudes:
        command += ["--mag", *magnitudes]
    done = subprocess.run([*command, "xr.fits", ":pos_err", "ir.fits", "0.1"], cwd=folder,
                          text=True, capture_output=True)
    if done.returncode != 0 or not out.exists():
        return None
    rows = fits.getdata(out, 1)
    return rows[rows["IR_ID"] >= 0]


def forecast_of(rows, match, none_weight):
    """Probabilities over the candidates of `match`; what NWAY finds beyond the acceptance radius is
    left out, as if it had searched no farther. A candidate that NWAY misses gets 0."""
    n_ir = int(max(match.pairs["ir_id"].max(), rows["IR_ID"].max())) + 1
    key = rows["XR_ID"].astype(np.int64) * n_ir + rows["IR_ID"].astype(np.int64)
    order = np.argsort(key)
    wanted = match.pairs["xray_id"] * n_ir + match.pairs["ir_id"]
    place = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    row = order[place]
    p_any = rows["p_any"].astype(np.float64)[row]
    # NaN where no candidate has any probability
    weight = np.nan_to_num(rows["p_i"].astype(np.float64))[row] * p_any / np.maximum(1.0 - p_any, 1e-12)
    weight = np.where(key[row] == wanted, weight, 0.0)
    none = np.full(match.candidates.n_sources, none_weight)
    return Forecast.from_weights(match.candidates, weight, none)


def interpreter(script):
    """The Python that the script names in its first line."""
    first = Path(script).read_text(encoding="utf-8").splitlines()[0]
    return first[2:].split() if first.startswith("#!") else ["python3"]


@dataclass
class NwayRuns:
    """What NWAY found on one sky, by name; a word on the magnitudes it used by itself."""

    rows: dict
    word: str
    completeness: float

    def forecasts(self, match):
        """{name: Forecast} over the candidates of `match`."""
        none_weight = {"nway": 1.0, "nway-told": 1.0 - self.completeness}
        return {name: forecast_of(rows, match, none_weight[name])
                for name, rows in self.rows.items()}


def write_columns(folder, sky, match):
    """xr.fits and ir.fits of a sky of populations.py: what the program reads, colours too."""
    error = sky.sigma[match.xray["xray_id"]]
    xray = Table({"ID": match.xray["xray_id"], "RA": match.xray["ra"], "DEC": match.xray["dec"],
                  "pos_err": error})
    ra, dec = positions_deg(sky.stars)
    star = Table({"ID": np.arange(len(ra)), "RA": ra, "DEC": dec, "KS": sky.ks})
    if sky.kind.stars_have_colours:
        star["HK"] = np.nan_to_num(sky.colour, nan=NO_MAGNITUDE)
    for name, table in (("XR", xray), ("IR", star)):
        table.meta.update(EXTNAME=name, SKYAREA=(populations.SIDE_ARCSEC / 3600.0) ** 2)
        table.write(folder / f"{name.lower()}.fits", overwrite=True)


def forecast_of_columns(script, folder, sky, match):
    """NWAY on a sky of populations.py: with Ks and, where stars have one, the colour, of the true
    fraction of counterparts."""
    write_columns(folder, sky, match)
    colour = ["--mag", "IR:HK", "auto"] if sky.kind.stars_have_colours else []
    completeness = float(match.candidates.has_counterpart.mean())
    for magnitudes in OWN_MAGNITUDES.values():
        wanted = magnitudes[:2] + colour + magnitudes[2:] if magnitudes else []
        rows = run_once(script, folder, 1.001 * match.xray["radius"].max(), completeness, wanted)
        if rows is not None:
            return forecast_of(rows, match, 1.0)
    raise RuntimeError(f"NWAY failed in {folder}")


def run_nway(script, sky, matches):
    """Runs NWAY on `sky`, far enough for the candidates of all `matches`."""
    folder = sky.path / "nway"
    folder.mkdir(exist_ok=True)
    write_catalogues(folder, sky, matches[0])
    # At c = 0 its prior is a division by zero.
    completeness = max(sky.model["counterpart_fraction"], 1e-4)
    radius = 1.001 * max(match.xray["radius"].max() for match in matches)
    run = partial(run_once, script, folder, radius, completeness)

    found = {}
    for word, magnitudes in OWN_MAGNITUDES.items():
        rows = run(magnitudes)
        if rows is not None:
            found["nway"] = rows
            break
    else:
        word = "NWAY failed"
    write_histogram(folder / "told.txt", sky)
    told = run(["IR:KS", "told.txt"])
    if told is not None:
        found["nway-told"] = told
    return NwayRuns(found, word, completeness)
