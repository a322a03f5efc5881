"""Skies with two infrared catalogues, the second of another depth over one half of the field, made without
the program, and the model behind them. Otherwise as those of populations.py: 40 % of the X-ray sources
have a counterpart in the sky, which either catalogue lists as it lists any star of its magnitudes.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from . import populations
from .populations import (COLOUR_SIGMA, STAR_COLOUR, STARS_PER_ARCSEC2, Population, background_density,
                          counterpart_density)
from .scoring import Forecast

ERRORS = (0.1, 0.15)  # arcsec, of the two catalogues
LISTED = 0.95  # of the stars above the limit, in each
KS = np.linspace(10.0, 17.5, 301)
NOT_LISTED = -1


@dataclass(frozen=True)
class TwoKind:
    """The first catalogue has Ks, down to `first_limit`, everywhere. The second has Ks and H, down to
    `second_limit` in H, where east > 0."""

    name: str
    about: str
    first_limit: float
    second_limit: float
    colour: float  # mean H - Ks of the counterparts at Ks = 14
    variants: dict
    stars_have_colours = False

    def part_in_second(self, ks, colour):
        """Of the stars of this Ks, whose H - Ks scatters about `colour`, where the second covers the sky."""
        return LISTED * special.ndtr((self.second_limit - ks - colour) / COLOUR_SIGMA)


BOTH = {"one": {}}
WITH_COLOUR = {"one": {}, "2:H-Ks": {"probability.feature": "2:H-Ks"}}
KINDS = (
    TwoKind("half-shallower", "the second down to H 15.5, the first to Ks 17.5", 17.5, 15.5, STAR_COLOUR, BOTH),
    TwoKind("half-deeper", "the second down to H 18, the first to Ks 15", 15.0, 18.0, STAR_COLOUR, BOTH),
    TwoKind("half-redder", "as half-shallower, counterparts have H - Ks = 1.4, stars 0.75", 17.5, 15.5, 1.4,
            WITH_COLOUR),
)


@dataclass
class TwoCatalogueSky:
    """What was drawn of a sky, and which of its stars each catalogue lists, in the order of its rows."""

    kind: TwoKind
    drawn: populations.PopulationSky
    rows: list

    n_parts = 2

    @property
    def part(self):
        """Of each X-ray source: 1 where the second catalogue covers the sky."""
        return (self.drawn.xray[:, 0] > 0.0).astype(int)

    @property
    def xray_sigma(self):
        """populations.make_sky() puts a counterpart where a catalogue of INFRARED_SIGMA has it; here each
        catalogue adds its own error to that place."""
        return np.hypot(self.drawn.sigma, populations.INFRARED_SIGMA)

    def row_of_star(self, catalogue):
        row = np.full(len(self.drawn.ks), NOT_LISTED)
        row[self.rows[catalogue]] = np.arange(len(self.rows[catalogue]))
        return row

    @property
    def counterpart(self):
        """ir_id of each X-ray source's counterpart: its row in the first catalogue, or behind the rows of
        that the one in the second."""
        first, second = self.row_of_star(0), self.row_of_star(1)
        ir_id = np.where(first >= 0, first, np.where(second >= 0, len(self.rows[0]) + second, NOT_LISTED))
        star = self.drawn.counterpart
        return np.where(star >= 0, ir_id[star], NOT_LISTED)

    def write(self, folder):
        """xray.csv, first.csv and second.csv in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        sky, rng = self.drawn, np.random.default_rng(len(self.drawn.ks))
        write_table(folder / "xray.csv", "ra,dec,err", sky.xray, self.xray_sigma)
        for name, rows, error, bands in (("first", self.rows[0], ERRORS[0], ("Ksmag",)),
                                         ("second", self.rows[1], ERRORS[1], ("Ksmag", "Hmag"))):
            places = sky.stars[rows] + error * rng.standard_normal((len(rows), 2))
            magnitudes = (sky.ks[rows], (sky.ks + sky.colour)[rows])[:len(bands)]
            write_table(folder / f"{name}.csv", ",".join(("ra,dec", *bands)), places, *magnitudes)
        return {"xray.catalogue": folder / "xray.csv", "xray.error": "err", "xray.error-level": "sigma",
                "infrared.catalogue": folder / "first.csv", "infrared.error": ERRORS[0],
                "infrared.2.catalogue": folder / "second.csv", "infrared.2.error": ERRORS[1]}

    def colour_term(self, colour, star, place_is_covered):
        """What the second catalogue says of stars, if their H - Ks scatters about `colour`."""
        is_in_second = self.row_of_star(1)[star] >= 0
        z = (self.drawn.colour[star] - colour) / COLOUR_SIGMA
        listed = LISTED * np.exp(-0.5 * z**2)
        missing = 1.0 - self.kind.part_in_second(self.drawn.ks[star], colour)
        return np.where(is_in_second, listed, np.where(place_is_covered, missing, 1.0))

    def model_forecast(self, match):
        """With everything known that was drawn from."""
        source, xray_id = match.candidates.source, match.xray["xray_id"]
        star = np.concatenate(self.rows)[match.pairs["ir_id"]]
        rows = [self.row_of_star(k)[star] for k in (0, 1)]
        infrared = 1.0 / sum((row >= 0) / error**2 for row, error in zip(rows, ERRORS))
        variance = self.xray_sigma[xray_id][source] ** 2 + infrared
        ks, separation = self.drawn.ks[star], match.pairs["separation"]
        offset = np.exp(-0.5 * separation**2 / variance) / (2.0 * np.pi * variance)
        population = self.drawn.kind.populations[0]
        is_covered = self.drawn.stars[star][:, 0] > 0.0
        bright = (population.fraction * counterpart_density(population, ks)
                  * self.colour_term(population.colour, star, is_covered))
        others = (STARS_PER_ARCSEC2 * background_density(ks) * self.colour_term(STAR_COLOUR, star, is_covered)
                  + populations.N_SOURCES / populations.SIDE_ARCSEC**2 * bright)
        in_first = np.where(KS < self.kind.first_limit, LISTED, 0.0)
        in_second = self.kind.part_in_second(KS, population.colour)
        density = counterpart_density(population, KS) * (KS[1] - KS[0])
        listed = [np.sum(density * in_first), np.sum(density * (1.0 - (1.0 - in_first) * (1.0 - in_second)))]
        completeness = -np.expm1(-0.5 * match.xray["radius"] ** 2
                                 / (self.xray_sigma[xray_id] ** 2 + ERRORS[0]**2))
        none = 1.0 - population.fraction * np.array(listed)[self.part[xray_id]] * completeness
        return Forecast.from_weights(match.candidates, bright * offset / others, none)


def write_table(path, header, offsets, *columns):
    np.savetxt(path, np.column_stack([*populations.positions_deg(offsets), *columns]), delimiter=",",
               header=header, comments="", fmt=["%.8f", "%.8f"] + ["%.4f"] * len(columns))


def make_sky(kind, seed):
    population = Population(0.4, 14.0, 1.5, kind.colour)
    drawn = populations.make_sky(populations.Kind("", "", (population,) * 2, False, {}, True), seed)
    rng = np.random.default_rng([seed, 2])
    is_above = (drawn.ks < kind.first_limit,
                (drawn.ks + drawn.colour < kind.second_limit) & (drawn.stars[:, 0] > 0.0))
    rows = [rng.permutation(np.flatnonzero(above & (rng.random(len(above)) < LISTED))) for above in is_above]
    return TwoCatalogueSky(kind, drawn, rows)
