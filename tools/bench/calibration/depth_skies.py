"""Skies whose infrared catalogue is not equally deep, made without the program, and the model behind
them. Otherwise as those of populations.py: 40 % of the X-ray sources have a counterpart in the sky, which
is listed as any star of its magnitude is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from . import populations
from .populations import (FAINTEST, INFRARED_SIGMA, STARS_PER_ARCSEC2, ModelTerms, Population,
                          background_density, counterpart_density)

COUNTERPARTS = Population(0.4, 14.0, 1.5)
VARIANTS = {"one": {"probability.depth": "none"}, "auto": {}}
KS = np.linspace(4.0, 24.0, 401)


@dataclass(frozen=True)
class DepthKind:
    """`limit`: the Ks at which half of the stars are listed, of offsets from the centre in arcsec;
    `width` (mag): standard deviation of the limit of one star."""

    name: str
    about: str
    limit: Callable
    width: float = 0.0
    populations: tuple = (COUNTERPARTS,)
    variants = VARIANTS
    stars_have_colours = False

    def listed(self, ks, offsets):
        """The fraction of the stars of this magnitude and place that the catalogue lists."""
        limit = self.limit(offsets)
        if self.width == 0.0:
            return np.where(ks < limit, 1.0, 0.0)
        return special.ndtr((limit - ks) / self.width)


def strips(angle_deg, limits=(FAINTEST, 15.5, 14.0)):
    """Of equal width, along a direction that is turned so far from north to east."""
    angle = np.deg2rad(angle_deg)

    def limit(offsets):
        along = offsets @ np.array([np.sin(angle), np.cos(angle)]) / populations.SIDE_ARCSEC + 0.5
        return np.array(limits)[np.clip(along * len(limits), 0, len(limits) - 1).astype(int)]
    return limit


def slope(offsets):
    """Three magnitudes from one side of the field to the other."""
    return FAINTEST - 3.0 * (offsets[:, 0] / populations.SIDE_ARCSEC + 0.5)


KINDS = (
    DepthKind("strips", "Ks 17.5, 15.5 and 14 in three strips", strips(0.0)),
    DepthKind("tilted-strips", "the same, strips at 30 deg", strips(30.0)),
    DepthKind("soft-strips", "as strips, limits that scatter by 0.4 mag", strips(0.0), 0.4),
    DepthKind("slope", "from Ks 17.5 to 14.5 across the field", slope),
)


class DepthSky(populations.PopulationSky):
    """What is listed of a sky of one population."""

    @property
    def n_parts(self):
        return 3

    @property
    def part(self):
        """Of each X-ray source: the deepest third of the field is 0."""
        rank = np.argsort(np.argsort(-self.kind.limit(self.xray), kind="stable"))
        return rank * self.n_parts // populations.N_SOURCES

    def model_terms(self, match):
        """With everything known that was drawn from."""
        source = match.candidates.source
        xray_id = match.xray["xray_id"]
        variance = self.sigma[xray_id] ** 2 + INFRARED_SIGMA**2
        ks, separation = match.pairs["ks"], match.pairs["separation"]
        offset = np.exp(-0.5 * separation**2 / variance[source]) / (2.0 * np.pi * variance[source])
        counterparts, = self.kind.populations
        fraction = counterparts.fraction
        # Of the stars of a magnitude, as many are missing as of the counterparts.
        bright = fraction * counterpart_density(counterparts, ks)
        others = (STARS_PER_ARCSEC2 * background_density(ks)
                  + populations.N_SOURCES / populations.SIDE_ARCSEC**2 * bright)
        places = self.xray[xray_id]
        listed = sum(counterpart_density(counterparts, one) * self.kind.listed(one, places)
                     for one in KS) * (KS[1] - KS[0])
        completeness = -np.expm1(-0.5 * match.xray["radius"] ** 2 / variance)
        return ModelTerms(bright * offset, others, 1.0 - fraction * listed * completeness)


def make_sky(kind, seed):
    of_all = populations.make_sky(
        populations.Kind("", "", (COUNTERPARTS,) * 2, False, {}), seed)
    rng = np.random.default_rng([seed, 1])
    is_listed = rng.random(len(of_all.ks)) < kind.listed(of_all.ks, of_all.stars)
    row = np.where(is_listed, np.cumsum(is_listed) - 1, -1)
    counterpart = np.where(of_all.counterpart >= 0, row[of_all.counterpart], -1)
    return DepthSky(kind, of_all.sigma, np.zeros(populations.N_SOURCES, dtype=int), counterpart, of_all.xray,
                    of_all.stars[is_listed], of_all.ks[is_listed])
