"""Scores of probabilities against the truth. Pure functions of arrays.

Every X-ray source has one class per candidate and one for "none of them"; exactly one is true.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

SMALLEST_P = 1e-6  # clips the log loss
THRESHOLDS = (0.1, 0.5, 0.9)
RELIABILITY_EDGES = np.linspace(0.0, 1.0, 11)


@dataclass
class Candidates:
    """The candidates of the X-ray sources that count, ordered by source.

    source           index of each candidate's X-ray source, 0 .. n_sources - 1
    is_true          is the candidate the counterpart?
    has_counterpart  per source: does it have one at all, among the candidates or not?
    """

    source: np.ndarray
    is_true: np.ndarray
    has_counterpart: np.ndarray

    @property
    def n_sources(self):
        return len(self.has_counterpart)

    def sum_by_source(self, values):
        return np.bincount(self.source, weights=values, minlength=self.n_sources)

    def none_is_true(self):
        return self.sum_by_source(self.is_true) == 0


@dataclass
class Forecast:
    """Probabilities: p of each candidate, p0 (none of them) of each source."""

    p: np.ndarray
    p0: np.ndarray

    @classmethod
    def from_weights(cls, candidates, weights, none):
        """Normalises: `weights` per candidate against `none` per source."""
        total = candidates.sum_by_source(weights) + none
        return cls(weights / total[candidates.source], none / total)


def brier_terms(candidates, forecast):
    """Per source: sum of (P - truth)^2 over its candidates and the class "none"."""
    candidate_terms = candidates.sum_by_source((forecast.p - candidates.is_true) ** 2)
    return candidate_terms + (forecast.p0 - candidates.none_is_true()) ** 2


def log_loss(candidates, forecast):
    """Mean over the sources of -ln P(true class), P clipped at SMALLEST_P."""
    p_none = np.where(candidates.none_is_true(), forecast.p0, 0.0)
    p_true = p_none + candidates.sum_by_source(forecast.p * candidates.is_true)
    return float(-np.log(np.clip(p_true, SMALLEST_P, 1.0)).mean())


def way(worse, ours, best):
    """How much of the way from `worse` to `best` was gone, in percent."""
    return 100.0 * (worse - ours) / (worse - best) if worse > best else float("nan")


@dataclass
class ReliabilityBin:
    """Candidates of about the same P: how many, how many true, and the exact binomial 95 % interval
    (Clopper and Pearson 1934) of the true fraction. z: true ones beyond sum P, in units of the
    standard deviation of independent trials with these P."""

    n: int
    n_true: int
    mean_p: float
    low: float
    high: float
    z: float

    @property
    def fraction(self):
        return self.n_true / self.n

    @property
    def holds(self):
        return self.low <= self.mean_p <= self.high


def reliability(p, is_true, edges=RELIABILITY_EDGES):
    """The bins that hold candidates; the last includes P = 1."""
    which = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for k in range(len(edges) - 1):
        inside = which == k
        n, n_true = int(inside.sum()), int(is_true[inside].sum())
        if n == 0:
            continue
        low = stats.beta.ppf(0.025, n_true, n - n_true + 1) if n_true > 0 else 0.0
        high = stats.beta.ppf(0.975, n_true + 1, n - n_true) if n_true < n else 1.0
        q = p[inside]
        deviation = np.sqrt((q * (1.0 - q)).sum())
        z = (n_true - q.sum()) / deviation if deviation > 0.0 else 0.0
        bins.append(ReliabilityBin(n, n_true, float(q.mean()), float(low), float(high), float(z)))
    return bins


@dataclass
class Selection:
    """Sources whose best candidate reaches a threshold."""

    n: int
    purity: float  # NaN if nothing is selected
    completeness: float  # of the counterparts of all sources; NaN if there are none


def best_of_source(candidates, forecast):
    """Index of the candidate with the largest P of each source that has candidates."""
    order = np.lexsort((forecast.p, candidates.source))
    last = np.append(np.diff(candidates.source[order]) != 0, True) if len(order) else []
    return order[np.asarray(last, dtype=bool)]


def selection(candidates, forecast, threshold):
    best = best_of_source(candidates, forecast)
    chosen = best[forecast.p[best] >= threshold]
    n, n_true = len(chosen), int(candidates.is_true[chosen].sum())
    n_counterparts = int(candidates.has_counterpart.sum())
    return Selection(n, n_true / n if n else float("nan"),
                     n_true / n_counterparts if n_counterparts else float("nan"))


@dataclass
class Score:
    """All scores of one forecast."""

    brier: float
    log_loss: float
    sum_p: float
    n_true: int  # counterparts among the candidates: what sum_p should be
    reliability: list
    selections: dict  # threshold: Selection
    terms: np.ndarray  # brier_terms, to compare forecasts source by source


def score(candidates, forecast):
    terms = brier_terms(candidates, forecast)
    return Score(float(terms.mean()), log_loss(candidates, forecast), float(forecast.p.sum()),
                 int(candidates.is_true.sum()), reliability(forecast.p, candidates.is_true),
                 {t: selection(candidates, forecast, t) for t in THRESHOLDS}, terms)


def with_error(values):
    """Mean and its standard error over the seeds."""
    error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{np.mean(values):.4f} +- {error:.4f}"
