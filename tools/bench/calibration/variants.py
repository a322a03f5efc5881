"""Scores of one sky matched in several ways, and what of the way to the generating model each goes."""

from dataclasses import dataclass

import numpy as np

from . import scoring


@dataclass
class Score:
    """Of one forecast of a sky, per X-ray source. Sources outside of the footprint have no
    candidates: of these nothing is wrong."""

    brier: float
    model: float  # Brier score of the generating model
    above: float  # what the first is expected to be above the second


def score(sky, match, forecast):
    """The truth is one draw from the generating model's probabilities M. Over all draws, the Brier
    score of others, P, is above that of M by the sum of (P - M)^2: the difference of the two
    scores without the luck of the draw."""
    candidates, best = match.candidates, sky.model_forecast(match)
    apart = candidates.sum_by_source((forecast.p - best.p) ** 2) + (forecast.p0 - best.p0) ** 2
    return Score(*(terms.sum() / len(sky.counterpart) for terms in (
        scoring.brier_terms(candidates, forecast), scoring.brier_terms(candidates, best), apart)))


def way(scores, first):
    """Percent of what `first` is above the model, with its error: a jackknife over the skies."""
    above, before = (np.array([s.above for s in of]) for of in (scores, first))
    gone = 100.0 * (1.0 - above.mean() / before.mean())
    n = len(above)
    without_one = [100.0 * (1.0 - np.delete(above, i).mean() / np.delete(before, i).mean())
                   for i in range(n)] if n > 1 else [np.nan]
    return f"{gone:.0f} +- {np.sqrt((n - 1) * np.var(without_one)):.0f}"


def above_and_way(scores, first):
    """Above model, way."""
    return (f"{scoring.with_error([s.above for s in scores])} | "
            f"{'-' if scores is first else way(scores, first)}")


def columns(scores, first):
    """Brier, model, above model, way: `first` are those of the settings that the way begins at."""
    return (f"{scoring.with_error([s.brier for s in scores])} | "
            f"{np.mean([s.model for s in scores]):.4f} | "
            f"{above_and_way(scores, first)}")
