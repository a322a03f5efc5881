"""Skies of X-ray sources of several populations, made without the program, and the model behind them.

Stars are uniform; their number rises with Ks by 0.3 dex per mag. An X-ray source belongs to a
population, which says how often it has a counterpart, how bright that is and of which colour.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from .scoring import Forecast

SIDE_ARCSEC = 720.0
CENTER_DEG = (266.4, -29.0)
N_SOURCES = 2000
STARS_PER_ARCSEC2 = 0.05
FAINTEST, BRIGHTEST, DEX_PER_MAG = 17.5, 10.0, 0.3
INFRARED_SIGMA = 0.1
STAR_COLOUR, COLOUR_SIGMA = 0.75, 0.25  # H - Ks at Ks = 14
IN_DUST = 0.8  # of the X-ray sources, where one half of the field has dust


def enlarge(times):
    """So many times the X-ray sources and the area, of all skies that are made from now on."""
    global N_SOURCES, SIDE_ARCSEC
    N_SOURCES, SIDE_ARCSEC = N_SOURCES * times, SIDE_ARCSEC * times**0.5


@dataclass(frozen=True)
class Population:
    fraction: float  # with a counterpart
    ks_mean: float
    ks_sigma: float
    colour: float = 0.75  # mean H - Ks at Ks = 14


@dataclass(frozen=True)
class Kind:
    """`by_error`: populations of equal size, the first those of the smallest errors; else there are
    two, soft and hard, half of all each."""

    name: str
    about: str
    populations: tuple
    by_error: bool
    variants: dict  # settings of `match`
    stars_have_colours: bool = False
    colour_slope: float = 0.0  # of all stars, H - Ks per mag of Ks
    without_h: float = 0.0  # fraction of all stars
    dust: float = 0.0  # all stars in the east are so much redder in H - Ks


KINDS = (
    Kind("by-error", "small errors 70 %, large errors 20 % with a counterpart",
         (Population(0.7, 14.0, 1.5), Population(0.2, 14.0, 1.5)), True,
         {"one": {}, "auto": {"xray.class": "auto"}}),
    Kind("smooth", "from 85 % at the smallest errors evenly to 5 % at the largest",
         tuple(Population(fraction, 14.0, 1.5) for fraction in np.linspace(0.85, 0.05, 20)), True,
         {"one": {}, "auto": {"xray.class": "auto"}}),
    Kind("by-colour", "soft 60 %, bright; hard 25 %, faint",
         (Population(0.6, 12.5, 1.0), Population(0.25, 15.5, 1.0)), False,
         {"one": {}, "HR: 0": {"xray.class": "HR: 0"}, "auto": {"xray.class": "auto"}}),
    Kind("alike", "40 % of all with a counterpart", (Population(0.4, 14.0, 1.5),) * 2, False,
         {"one": {}, "HR: 0": {"xray.class": "HR: 0"}, "auto": {"xray.class": "auto"}}),
    *(Kind(name, about, (Population(0.4, 14.0, 1.5, colour),) * 2, False,
           {"one": {}, "H-Ks": {"probability.feature": "H-Ks"}}, True, slope, without_h)
      for name, about, colour, slope, without_h in (
          ("redder", "counterparts have H - Ks = 1.4, stars 0.75", 1.4, 0.0, 0.0),
          ("little-redder", "counterparts have H - Ks = 1.0", 1.0, 0.0, 0.0),
          ("sloped", "as redder, H - Ks of all stars changes by 0.15 per mag, a third has no H",
           1.4, 0.15, 0.33),
          ("same-colour", "counterparts and stars are alike in H - Ks", 0.75, 0.15, 0.1))),
    *(Kind(name, about, (Population(0.4, 14.0, 1.5, colour),) * 2, False,
           {"one": {}, "H-Ks": {"probability.feature": "H-Ks"}}, True, dust=0.4)
      for name, about, colour in (
          ("dusty", "counterparts and stars are alike, all in the east redder by 0.4, as are 80 % of the sources", 0.75),
          ("dusty-redder", "the same, counterparts redder than the stars around by 0.3", 1.05))),
)


def within_limits(ks, density):
    """No star is brighter than BRIGHTEST or fainter than FAINTEST, be it a counterpart or not."""
    return np.where((ks >= BRIGHTEST) & (ks <= FAINTEST), density, 0.0)


def background_density(ks):
    """Per mag, 1 over all magnitudes."""
    slope = DEX_PER_MAG * np.log(10.0)
    return within_limits(ks, slope * np.exp(slope * (ks - FAINTEST))
                         / (1.0 - np.exp(slope * (BRIGHTEST - FAINTEST))))


def draw_background(rng, n):
    slope = DEX_PER_MAG * np.log(10.0)
    least = np.exp(slope * (BRIGHTEST - FAINTEST))
    return FAINTEST + np.log(least + (1.0 - least) * rng.random(n)) / slope


def _limits(ks_mean, ks_sigma):
    """Of the cumulative normal distribution, at the brightest and the faintest star."""
    return (special.ndtr((limit - ks_mean) / ks_sigma) for limit in (BRIGHTEST, FAINTEST))


def counterpart_density(population, ks):
    """Per mag, 1 over all magnitudes."""
    z = (ks - population.ks_mean) / population.ks_sigma
    low, high = _limits(population.ks_mean, population.ks_sigma)
    return within_limits(ks, np.exp(-0.5 * z**2)
                         / (np.sqrt(2.0 * np.pi) * population.ks_sigma * (high - low)))


def draw_counterparts(rng, ks_mean, ks_sigma, n):
    low, high = _limits(ks_mean, ks_sigma)
    return ks_mean + ks_sigma * special.ndtri(low + (high - low) * rng.random(n))


def colour_density(kind, mean, ks, colour):
    """1 for a star without H: as many of the stars as of the counterparts have none."""
    z = (colour - mean - kind.colour_slope * (ks - 14.0)) / COLOUR_SIGMA
    density = np.exp(-0.5 * z**2) / (np.sqrt(2.0 * np.pi) * COLOUR_SIGMA)
    return np.where(np.isnan(colour), 1.0, density)


def dust_at(kind, offsets):
    """What it adds to H - Ks."""
    return kind.dust * (offsets[:, 0] > 0.0)


def sources_over_mean(kind, offsets):
    """Density of X-ray sources at a place over the mean."""
    return np.where(offsets[:, 0] > 0.0, 2.0 * IN_DUST, 2.0 * (1.0 - IN_DUST)) if kind.dust else 1.0


@dataclass
class ModelTerms:
    """What a model says of the candidates of a match: densities of being the counterpart of their
    source and of being there otherwise; and of each source, that it has none of them."""

    counterparts: np.ndarray
    others: np.ndarray
    none: np.ndarray

    def forecast(self, match):
        return Forecast.from_weights(match.candidates, self.counterparts / self.others, self.none)


@dataclass
class PopulationSky:
    """What was drawn; offsets in arcsec from the centre."""

    kind: Kind
    sigma: np.ndarray  # of each X-ray source
    population: np.ndarray  # its place in kind.populations
    counterpart: np.ndarray  # its row among the stars, -1 without
    xray: np.ndarray  # [source][east, north]
    stars: np.ndarray
    ks: np.ndarray
    colour: np.ndarray | None = None  # H - Ks, NaN where H is missing; none where stars have no colours

    @property
    def n_parts(self):
        return 2

    @property
    def part(self):
        """Of each X-ray source: is it of the first or the second half of the populations?"""
        return 2 * self.population // len(self.kind.populations)

    def write(self, folder):
        """xray.csv and stars.csv in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        hardness = np.where(self.population == 0, -0.5, 0.5)
        _write_table(folder / "xray.csv", "ra,dec,err,HR", self.xray, self.sigma, hardness)
        bands = (self.ks, self.ks + self.colour) if self.kind.stars_have_colours else (self.ks,)
        _write_table(folder / "stars.csv", ",".join(("ra,dec,Ksmag", "Hmag")[:len(bands)]),
                     self.stars, *bands)
        return {"xray.catalogue": folder / "xray.csv", "xray.error": "err",
                "xray.error-level": "sigma", "infrared.catalogue": folder / "stars.csv",
                "infrared.error": INFRARED_SIGMA, "infrared.error-level": "sigma"}

    def model_terms(self, match):
        """With everything known that was drawn from."""
        source = match.candidates.source
        xray_id = match.xray["xray_id"]
        population = self.population[xray_id]
        variance = self.sigma[xray_id] ** 2 + INFRARED_SIGMA**2
        fraction = np.array([p.fraction for p in self.kind.populations])[population]
        ks, separation = match.pairs["ks"], match.pairs["separation"]
        star = match.pairs["ir_id"]
        colour = self.colour[star] - dust_at(self.kind, self.stars[star])
        offset = np.exp(-0.5 * separation**2 / variance[source]) / (2.0 * np.pi * variance[source])
        bright = np.array([counterpart_density(p, ks)
                           * colour_density(self.kind, p.colour, ks, colour)
                           for p in self.kind.populations])
        others = STARS_PER_ARCSEC2 * background_density(ks) * colour_density(
            self.kind, STAR_COLOUR, ks, colour) + sum(
            np.mean(self.population == i) * p.fraction * N_SOURCES / SIDE_ARCSEC**2 * bright[i]
            for i, p in enumerate(self.kind.populations)) * sources_over_mean(self.kind, self.stars[star])
        counterparts = fraction[source] * bright[population[source], np.arange(len(ks))] * offset
        completeness = -np.expm1(-0.5 * match.xray["radius"] ** 2 / variance)
        return ModelTerms(counterparts, others, 1.0 - fraction * completeness)

    def model_forecast(self, match):
        """Of the generating model: on average nothing can beat it."""
        return self.model_terms(match).forecast(match)


def positions_deg(offsets):
    dec = CENTER_DEG[1] + offsets[:, 1] / 3600.0
    return CENTER_DEG[0] + offsets[:, 0] / 3600.0 / np.cos(np.deg2rad(dec)), dec


def _write_table(path, header, offsets, *columns):
    np.savetxt(path, np.column_stack([*positions_deg(offsets), *columns]), delimiter=",", header=header,
               comments="", fmt=["%.8f", "%.8f"] + ["%.4f"] * len(columns))


def make_sky(kind, seed):
    rng = np.random.default_rng(seed)
    sigma = 0.5 * np.exp(0.5 * rng.standard_normal(N_SOURCES)).clip(0.3, 3.3)
    if kind.by_error:
        rank = np.argsort(np.argsort(sigma))
        population = rank * len(kind.populations) // N_SOURCES
    else:
        population = rng.integers(0, 2, N_SOURCES)
    fraction = np.array([p.fraction for p in kind.populations])[population]
    has = rng.random(N_SOURCES) < fraction
    n_stars = rng.poisson(STARS_PER_ARCSEC2 * SIDE_ARCSEC**2)
    xray = SIDE_ARCSEC * (rng.random((N_SOURCES, 2)) - 0.5)
    if kind.dust:
        is_east = np.random.default_rng([seed, 2]).random(N_SOURCES) < IN_DUST
        xray[:, 0] = np.where(is_east, 1.0, -1.0) * np.abs(xray[:, 0])
    spread = np.hypot(sigma[has], INFRARED_SIGMA)[:, None]
    near = xray[has] + spread * rng.standard_normal((has.sum(), 2))
    ks = np.array([(p.ks_mean, p.ks_sigma) for p in kind.populations])[population[has]]
    bright = draw_counterparts(rng, ks[:, 0], ks[:, 1], has.sum())
    counterpart = np.full(N_SOURCES, -1)
    counterpart[has] = n_stars + np.arange(has.sum())
    stars = np.concatenate([SIDE_ARCSEC * (rng.random((n_stars, 2)) - 0.5), near])
    all_ks = np.concatenate([draw_background(rng, n_stars), bright])
    means = np.array([p.colour for p in kind.populations])[population[has]]
    colour = (np.concatenate([np.full(n_stars, STAR_COLOUR), means])
              + kind.colour_slope * (all_ks - 14.0)
              + COLOUR_SIGMA * rng.standard_normal(len(all_ks)) + dust_at(kind, stars))
    colour[rng.random(len(all_ks)) < kind.without_h] = np.nan
    return PopulationSky(kind, sigma, population, counterpart, xray, stars,
                         all_ks, colour)
