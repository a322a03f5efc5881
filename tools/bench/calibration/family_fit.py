"""The best that the sources of a sky can tell: the families that its magnitudes and offsets were drawn
from are known, and only their few numbers are fitted, by maximum likelihood, to the candidates."""

from dataclasses import replace

import numpy as np
from scipy import optimize, special

from .error_skies import Normal, Student, Tail

# Of ln width and logit fraction of a tail, as in the program: one that the acceptance region hardly
# holds could be any number of counterparts.
TAIL_WIDTH_PRIOR = (0.9, 0.35)
TAIL_FRACTION_PRIOR = (-1.4, 1.5)


def numbers_of_population(population):
    return [special.logit(population.fraction), population.ks_mean, np.log(population.ks_sigma)]


def population_of(numbers, start):
    fraction, mean, sigma = numbers
    return replace(start, fraction=special.expit(fraction), ks_mean=mean, ks_sigma=np.exp(sigma))


def numbers_of_law(law):
    """The factor of the declared errors, and what else the law has."""
    if isinstance(law, Normal):
        factors = np.unique(law.factors)
        return [*np.log(factors), *([law.excess] if law.excess else [])]
    numbers = [np.log(law.factor)]
    if isinstance(law, Tail):
        numbers += [special.logit(law.fraction), np.log(law.width)]
    return numbers


def law_of(numbers, start):
    if isinstance(start, Student):
        return replace(start, factor=np.exp(numbers[0]))
    if isinstance(start, Tail):
        factor, fraction, width = numbers
        return replace(start, factor=np.exp(factor), fraction=special.expit(fraction),
                       width=np.exp(width))
    n_factors = len(np.unique(start.factors))
    factors = np.exp(numbers[:n_factors])
    return replace(start, factors=tuple(factors) * (2 // n_factors),
                   excess=numbers[n_factors] if start.excess else 0.0)


def minus_log_prior(law):
    if not isinstance(law, Tail):
        return 0.0
    return 0.5 * sum(((value - mean) / deviation) ** 2 for value, (mean, deviation) in (
        (np.log(law.width), TAIL_WIDTH_PRIOR), (special.logit(law.fraction), TAIL_FRACTION_PRIOR)))


def fitted_forecast(sky, match):
    """The probabilities that the sources themselves give, the families known."""
    truth = sky.kind
    law = getattr(truth, "law", None)
    distinct = list(dict.fromkeys(truth.populations))
    others = sky.model_terms(match).others  # of all stars there are thousands: they are known

    def terms_of(numbers):
        found = {population: population_of(numbers[3 * i:3 * i + 3], population)
                 for i, population in enumerate(distinct)}
        sky.kind = replace(truth, populations=tuple(found[p] for p in truth.populations))
        if law:
            sky.kind = replace(sky.kind, law=law_of(numbers[3 * len(distinct):], law))
        try:
            terms = replace(sky.model_terms(match), others=others)
            return terms, minus_log_prior(sky.kind.law) if law else 0.0
        finally:
            sky.kind = truth

    def badness(numbers):
        terms, of_prior = terms_of(numbers)
        likelihood = match.candidates.sum_by_source(terms.counterparts / others) + terms.none
        return of_prior - np.log(likelihood).sum()

    start = sum((numbers_of_population(p) for p in distinct), [])
    start += numbers_of_law(law) if law else []
    found = optimize.minimize(badness, start, method="Nelder-Mead",
                              options={"xatol": 1e-3, "fatol": 1e-3, "maxiter": 2000})
    return terms_of(found.x)[0].forecast(match)
