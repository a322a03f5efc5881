"""Skies whose X-ray errors are not what they are said to be, made without the program, and the model
behind them. Otherwise as those of populations.py: 40 % of the X-ray sources have a counterpart.
"""

from dataclasses import dataclass, field

import numpy as np

from . import populations
from .populations import (INFRARED_SIGMA, STARS_PER_ARCSEC2, ModelTerms, Population, PopulationSky,
                          background_density, counterpart_density, draw_background,
                          draw_counterparts)

COUNTERPARTS = Population(0.4, 14.0, 1.5)
FIT = {"xray.error-scale": "fit"}
PLAIN_VARIANTS = {"declared": {}, "fit": FIT}
WIDE = {"match.completeness": "0.9999"}


@dataclass(frozen=True)
class Normal:
    """The offset is normal; `factor` by class, "soft" and "hard", of the declared sigma."""

    factors: tuple = (1.0, 1.0)
    hard: float = 0.5  # fraction of the sources
    excess: float = 0.0  # arcsec^2 that the square of the declared sigma holds, but not the true

    def spread(self, rng, sky):
        return self._sigma(sky.sigma, sky.population)[:, None] * rng.standard_normal((populations.N_SOURCES, 2))

    def _sigma(self, declared, population):
        true = (np.sqrt(np.maximum(declared**2 - self.excess, (declared / 5.0) ** 2))
                * np.array(self.factors)[population])
        return np.hypot(true, INFRARED_SIGMA)

    def density(self, separation, declared, population):
        sigma = self._sigma(declared, population)
        return np.exp(-0.5 * (separation / sigma) ** 2) / (2.0 * np.pi * sigma**2)

    def inside(self, radius, declared, population):
        return -np.expm1(-0.5 * (radius / self._sigma(declared, population)) ** 2)


@dataclass(frozen=True)
class Tail:
    """A fraction of the offsets is so many times as wide."""

    fraction: float
    width: float
    hard: float = 0.5
    excess: float = 0.0
    factor: float = 1.0  # of the declared sigma, of all offsets

    def _parts(self):
        core, wide = (Normal((factor,) * 2) for factor in (self.factor, self.factor * self.width))
        return (1.0 - self.fraction, core), (self.fraction, wide)

    def spread(self, rng, sky):
        (_, core), (_, wide) = self._parts()
        is_wide = rng.random(populations.N_SOURCES) < self.fraction
        return np.where(is_wide[:, None], wide.spread(rng, sky), core.spread(rng, sky))

    def density(self, *at):
        return sum(part * law.density(*at) for part, law in self._parts())

    def inside(self, *at):
        return sum(part * law.inside(*at) for part, law in self._parts())


@dataclass(frozen=True)
class Student:
    """The two-dimensional t distribution with three degrees of freedom; sigma is its scale."""

    hard: float = 0.5
    excess: float = 0.0
    factor: float = 1.0  # of the declared sigma

    def _variance(self, declared):
        return (self.factor * declared) ** 2 + INFRARED_SIGMA**2

    def spread(self, rng, sky):
        scale = np.sqrt(self._variance(sky.sigma)) / np.sqrt(rng.chisquare(3, populations.N_SOURCES) / 3.0)
        return scale[:, None] * rng.standard_normal((populations.N_SOURCES, 2))

    def density(self, separation, declared, _population):
        variance = self._variance(declared)
        return (1.0 + separation**2 / (3.0 * variance)) ** -2.5 / (2.0 * np.pi * variance)

    def inside(self, radius, declared, _population):
        variance = self._variance(declared)
        return 1.0 - (1.0 + radius**2 / (3.0 * variance)) ** -1.5


@dataclass(frozen=True)
class ErrorKind:
    name: str
    about: str
    law: object
    variants: dict  # settings of `match`
    settings: dict = field(default_factory=dict)  # of all of them
    populations: tuple = (COUNTERPARTS,) * 2  # two alike
    stars_have_colours = False


KINDS = (
    ErrorKind("true", "as declared", Normal(),
              PLAIN_VARIANTS | {"fit, HR": FIT | {"xray.class": "HR: 0"},
                                "fit, auto": FIT | {"xray.class": "auto"}}),
    ErrorKind("doubled", "of the hard sources, 40 %, twice those declared",
              Normal((1.0, 2.0), hard=0.4),
              PLAIN_VARIANTS | {"fit, HR": FIT | {"xray.class": "HR: 0"}}),
    ErrorKind("tail", "20 % of the offsets three times as wide", Tail(0.2, 3.0), PLAIN_VARIANTS),
    ErrorKind("tail-wide", "the same, with a wider acceptance region", Tail(0.2, 3.0),
              PLAIN_VARIANTS, WIDE),
    ErrorKind("t3", "Student's t, three degrees of freedom", Student(), PLAIN_VARIANTS),
    ErrorKind("t3-wide", "the same", Student(), PLAIN_VARIANTS, WIDE),
    ErrorKind("systematic", "0.58 arcsec declared in quadrature that are not there",
              Normal(excess=0.58**2), PLAIN_VARIANTS),
    ErrorKind("frame", "0.4 arcsec in quadrature that are not declared", Normal(excess=-0.4**2),
              PLAIN_VARIANTS),
)


class ErrorSky(PopulationSky):
    """Of an ErrorKind."""

    def model_terms(self, match):
        """With everything known that was drawn from."""
        source, xray_id = match.candidates.source, match.xray["xray_id"]
        declared, population = self.sigma[xray_id], self.population[xray_id]
        law, ks, counterparts = self.kind.law, match.pairs["ks"], self.kind.populations[0]
        bright = counterpart_density(counterparts, ks)
        others = (STARS_PER_ARCSEC2 * background_density(ks)
                  + counterparts.fraction * populations.N_SOURCES / populations.SIDE_ARCSEC**2 * bright)
        offset = law.density(match.pairs["separation"], declared[source], population[source])
        inside = law.inside(match.xray["radius"], declared, population)
        return ModelTerms(counterparts.fraction * bright * offset, others,
                          1.0 - counterparts.fraction * inside)


def make_sky(kind, seed):
    rng = np.random.default_rng(seed)
    sigma = 0.5 * np.exp(0.5 * rng.standard_normal(populations.N_SOURCES)).clip(0.3, 3.3)
    sigma = np.sqrt(sigma**2 + max(0.0, kind.law.excess))  # as declared
    population = (rng.random(populations.N_SOURCES) < kind.law.hard).astype(int)
    has = rng.random(populations.N_SOURCES) < COUNTERPARTS.fraction
    n_stars = rng.poisson(STARS_PER_ARCSEC2 * populations.SIDE_ARCSEC**2)
    xray = populations.SIDE_ARCSEC * (rng.random((populations.N_SOURCES, 2)) - 0.5)
    counterpart = np.full(populations.N_SOURCES, -1)
    counterpart[has] = n_stars + np.arange(has.sum())
    sky = ErrorSky(kind, sigma, population, counterpart, xray, None, None)
    near = (xray + kind.law.spread(rng, sky))[has]
    sky.stars = np.concatenate([populations.SIDE_ARCSEC * (rng.random((n_stars, 2)) - 0.5), near])
    bright = draw_counterparts(rng, COUNTERPARTS.ks_mean, COUNTERPARTS.ks_sigma, has.sum())
    sky.ks = np.concatenate([draw_background(rng, n_stars), bright])
    return sky
