#!/usr/bin/env python3
"""One sky with known counterparts, as five X-ray and two infrared catalogues that a person downloads.

Nothing here comes from the program's own `mock`: a crowded field of stars, X-ray emitters of which
40 % are one of the stars; stranger_catalogues.py writes them down as each catalogue does. Seeds are
fixed.

    stranger_skies.py FOLDER     writes all files and truth.csv, to be looked at or tried by hand
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import stranger_catalogues

SEED = stranger_catalogues.SEED
HALF_WIDTH = 1100.0  # arcsec
DENSITY = 0.03  # stars per arcsec^2
N_EMITTERS = 2000
WITH_COUNTERPART = 0.4
SMALLEST_DISTANCE = 20.0  # arcsec between two emitters: telescopes would not tell them apart


class Truth:
    """Stars and emitters in arcsec on the tangent plane."""

    def __init__(self):
        rng = np.random.default_rng(SEED)
        n_field = int(DENSITY * (2 * HALF_WIDTH) ** 2)
        self.emitters = scattered(rng, N_EMITTERS, HALF_WIDTH - 40.0, SMALLEST_DISTANCE)
        is_star = np.flatnonzero(rng.random(N_EMITTERS) < WITH_COUNTERPART)
        self.star_of = np.full(N_EMITTERS, -1)
        self.star_of[is_star] = n_field + np.arange(len(is_star))
        self.stars = np.concatenate([rng.uniform(-HALF_WIDTH, HALF_WIDTH, (n_field, 2)),
                                     self.emitters[is_star]])
        ks = np.concatenate([field_magnitudes(rng, n_field),
                             np.clip(rng.normal(13.0, 1.5, len(is_star)), 8.5, 17.0)])
        hk = rng.normal(1.0, 0.35, len(ks))
        jh = rng.normal(2.2, 0.6, len(ks))
        self.magnitudes = np.stack([ks + hk + jh, ks + hk, ks])
        missing = rng.random(self.magnitudes.shape) < np.array([[0.30], [0.12], [0.03]])
        self.magnitudes[missing] = np.nan

    def counterparts(self, xray, infrared):
        """xray_id -> ir_id."""
        row_of_star = np.empty(len(self.stars), dtype=int)
        row_of_star[infrared.rows] = np.arange(len(infrared.rows))
        star = self.star_of[xray.rows]
        return {int(row): int(row_of_star[star[row]]) for row in np.flatnonzero(star >= 0)}


def scattered(rng, n, half_width, distance):
    """`n` places of a square, no two nearer than `distance`."""
    places = np.empty((n, 2))
    kept = 0
    while kept < n:
        place = rng.uniform(-half_width, half_width, 2)
        if kept == 0 or np.min(np.hypot(*(places[:kept] - place).T)) > distance:
            places[kept] = place
            kept += 1
    return places


def field_magnitudes(rng, n):
    """Ks: counts that rise by 0.3 dex per mag to 17.5, and a clump of giants."""
    slope = 0.3 * np.log(10.0)
    bright, faint = np.exp(slope * 9.0), np.exp(slope * 17.5)
    ks = np.log(rng.uniform(bright, faint, n)) / slope
    clump = rng.random(n) < 0.1
    ks[clump] = rng.normal(13.6, 0.4, clump.sum())
    return ks


@dataclass
class Skies:
    """All catalogues of one folder."""

    truth: Truth
    xray: dict
    detections: stranger_catalogues.Catalogue  # 4XMM once more: a row for each detection
    infrared: dict


def write(folder):
    """Writes every catalogue into `folder`, which must exist."""
    folder, truth = Path(folder), Truth()
    xray = {name: getattr(stranger_catalogues, name)(truth, folder)
            for name in stranger_catalogues.SEEN}
    xray["xmm"], detections = xray["xmm"]
    infrared = {"vizier": stranger_catalogues.vizier_stars(truth, folder),
                "fits": stranger_catalogues.fits_stars(truth, folder)}
    for one in (*xray.values(), detections, *infrared.values()):
        one.settings = {"catalogue": one.file} | one.settings
    return Skies(truth, xray, detections, infrared)


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    skies = write(folder)
    lines = ["xray,infrared,xray_id,ir_id"]
    for xray in (*skies.xray.values(), skies.detections):
        for infrared in skies.infrared.values():
            lines += [f"{xray.file},{infrared.file},{x},{i}"
                      for x, i in skies.truth.counterparts(xray, infrared).items()]
    (folder / "truth.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
