"""The probabilities of someone who knows how the sky was made: nobody can do better on average.

Known: the fraction of sources with a counterpart, the magnitude distributions, the true errors and
the surface density of the model cell each source lies in. Not known: which stars form clumps.
"""

import numpy as np

from .scoring import Forecast


def magnitude_classes(edges, ks):
    """Bin of each magnitude; the class after the last bin where it is missing."""
    n_bins = len(edges) - 1
    bins = np.clip(np.searchsorted(edges, ks, side="right") - 1, 0, n_bins - 1)
    return np.where(np.isnan(ks), n_bins, bins)


def magnitude_distributions(sky):
    """q of the counterparts and n of the other stars per magnitude class, over all rows: no colour
    cuts.

    The shape of q is the model's. n and the fraction of missing magnitudes are counted with the
    truth at hand, for the colour cuts that the model's own tables include depend on extinction.
    """
    edges = np.array(sky.model["magnitude_edges"])
    n_classes = len(edges)
    classes = magnitude_classes(edges, sky.infrared["ks"])
    is_counterpart = np.zeros(len(classes), dtype=bool)
    is_counterpart[sky.counterpart[sky.counterpart >= 0]] = True
    n = np.bincount(classes[~is_counterpart], minlength=n_classes).astype(float)
    n /= n.sum()
    missing = missing_fraction_of_counterparts(sky.model, n[-1])
    shape = np.array(sky.model["counterpart"]["ks"])
    q = np.append((1.0 - missing) * shape / shape.sum(), missing)
    return q, n


def missing_fraction_of_counterparts(model, missing_of_background):
    """Of all their rows. Rows that the colour cuts would drop lose Ks in both populations alike."""
    kept = model["counterpart"]["kept_fraction"]
    background_kept = model["background"]["kept_fraction"]
    dropped = ((missing_of_background - background_kept * model["background"]["missing_ks"])
               / (1.0 - background_kept))
    return kept * model["counterpart"]["missing_ks"] + (1.0 - kept) * dropped


def model_forecast(sky, match):
    """Sutherland & Saunders 1992 with everything known; a counterpart beyond the acceptance radius
    counts as none."""
    truth = sky.truth[match.xray["xray_id"]]
    variance = truth["sigma_arcsec"] ** 2 + sky.model["infrared_sigma_arcsec"] ** 2
    prior = sky.model["counterpart_fraction"] * (truth["in_footprint"] == 1)
    completeness = -np.expm1(-0.5 * match.xray["radius"] ** 2 / variance)

    source = match.candidates.source
    classes = magnitude_classes(np.array(sky.model["magnitude_edges"]), match.pairs["ks"])
    separation = match.pairs["separation"]
    offset = np.exp(-0.5 * separation**2 / variance[source]) / (2.0 * np.pi * variance[source])
    q, n = magnitude_distributions(sky)
    density = expected_density(sky, truth, q, n)[source, classes]
    weights = np.divide(prior[source] * q[classes] * offset, density,
                        out=np.zeros(len(source)), where=density > 0.0)
    return Forecast.from_weights(match.candidates, weights, 1.0 - prior * completeness)


def expected_density(sky, truth, q, n):
    """Stars per arcsec^2 and magnitude class round each X-ray source: the counterparts of other
    sources are background too."""
    cleaned = truth["local_density_per_arcsec2"]
    counterparts = truth["counterpart_density_per_arcsec2"]
    background = (cleaned - counterparts) / sky.model["background"]["kept_fraction"]
    counterparts = counterparts / sky.model["counterpart"]["kept_fraction"]
    return np.outer(background, n) + np.outer(counterparts, q)
