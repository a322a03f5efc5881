"""Slow and plain twins of what the program computes cleverly: all pairs, exact expectation, and the
estimator `mauerhan` in one unit. Angles in arcsec unless a name says otherwise."""

import numpy as np

from notebook import KS_EDGES, background_density, detectability, gaussian_density
from notebook import nearest_grid_index, normalise

GAUSS_NODES, GAUSS_WEIGHTS = np.polynomial.legendre.leggauss(48)
ARCSEC_PER_RADIAN = np.rad2deg(1.0) * 3600.0


def separations(ra_a, dec_a, ra_b, dec_b):
    """Great-circle separation (Vincenty 1975); arguments in degrees."""
    ra_a, dec_a, ra_b, dec_b = (np.deg2rad(x) for x in (ra_a, dec_a, ra_b, dec_b))
    difference = ra_b - ra_a
    east = np.cos(dec_b) * np.sin(difference)
    north = np.cos(dec_a) * np.sin(dec_b) - np.sin(dec_a) * np.cos(dec_b) * np.cos(difference)
    along = np.sin(dec_a) * np.sin(dec_b) + np.cos(dec_a) * np.cos(dec_b) * np.cos(difference)
    return np.arctan2(np.hypot(east, north), along) * ARCSEC_PER_RADIAN


def position_angles(ra_from, dec_from, ra_to, dec_to):
    """From north through east, in radians; arguments in degrees."""
    ra_from, dec_from, ra_to, dec_to = (np.deg2rad(x) for x in (ra_from, dec_from, ra_to, dec_to))
    difference = ra_to - ra_from
    north = (np.cos(dec_from) * np.sin(dec_to)
             - np.sin(dec_from) * np.cos(dec_to) * np.cos(difference))
    return np.arctan2(np.cos(dec_to) * np.sin(difference), north)


def all_separations(xray, infrared):
    """Separation of every X-ray source from every infrared source, [x, i]."""
    return separations(xray["ra"][:, None], xray["dec"][:, None],
                       infrared["ra"][None, :], infrared["dec"][None, :])


def pairs_within(distance, radius):
    """Indices and separations where distance <= radius, by (x, separation, i)."""
    index_x, index_ir = np.nonzero(distance <= radius)
    separation = distance[index_x, index_ir]
    order = np.lexsort((index_ir, separation, index_x))
    return index_x[order], index_ir[order], separation[order]


# --- exact expectation of the null trials ---


def segment_area(radius, half_angle):
    """Area of the circular segment that subtends 2 * half_angle."""
    return radius**2 * (half_angle - np.sin(half_angle) * np.cos(half_angle))


def overlap_area(d, a, b):
    """Area common to two discs of radii a and b with centres d apart."""
    d, a, b = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (d, a, b)))
    area = np.where(d <= np.abs(a - b), np.pi * np.minimum(a, b) ** 2, 0.0)
    crossing = (d > np.abs(a - b)) & (d < a + b)
    d, a, b = d[crossing], a[crossing], b[crossing]
    alpha = np.arccos(np.clip((d**2 + a**2 - b**2) / (2 * d * a), -1, 1))
    beta = np.arccos(np.clip((d**2 + b**2 - a**2) / (2 * d * b), -1, 1))
    area[crossing] = segment_area(a, alpha) + segment_area(b, beta)
    return area


def circle_fraction_inside(d, radius, circle):
    """Fraction of a circle (line) of radius `circle` inside a disc of `radius`, centres d apart."""
    d, radius, circle = np.broadcast_arrays(*(np.asarray(x, float) for x in (d, radius, circle)))
    doubled = 2 * d * circle
    apart = doubled > 0  # otherwise all of the circle is equally far: inside or not
    cosine = np.where(np.hypot(d, circle) <= radius, -1.0, 1.0)
    cosine[apart] = ((d**2 + circle**2 - radius**2)[apart] / doubled[apart])
    return np.arccos(np.clip(cosine, -1, 1)) / np.pi


def match_probability(d, radius, inner, outer):
    """Chance that a shift uniform over the annulus [inner, outer] brings a pair within `radius`."""
    if outer <= inner:
        return circle_fraction_inside(d, radius, outer)
    common = overlap_area(d, radius, outer) - overlap_area(d, radius, inner)
    return common / (np.pi * (outer**2 - inner**2))


def joint_probability(d_a, radius_a, d_b, radius_b, angle, inner, outer):
    """Chance that one shift brings an infrared source within both radii of two X-ray sources, which
    stand d_a and d_b away from it, `angle` apart as seen from it.

    Arcs common to both discs, integrated over the circles of the shift. The integrand has roots
    where a circle touches a disc or meets the crossing of the two discs; the pieces between are
    integrated in the sine of a new variable, where it is smooth.
    """
    base = np.hypot(d_a - d_b * np.cos(angle), d_b * np.sin(angle))
    if base >= radius_a + radius_b:
        return 0.0
    cuts = {inner, outer, abs(d_a - radius_a), d_a + radius_a, abs(d_b - radius_b), d_b + radius_b}
    if base > abs(radius_a - radius_b):
        along = (base**2 + radius_a**2 - radius_b**2) / (2 * base)
        a, b = np.array([d_a, 0.0]), d_b * np.array([np.cos(angle), np.sin(angle)])
        unit = (b - a) / base
        across = np.sqrt(max(0.0, radius_a**2 - along**2)) * np.array([-unit[1], unit[0]])
        cuts |= {float(np.hypot(*(a + along * unit + side * across))) for side in (-1, 1)}
    cuts = sorted(cut for cut in cuts if inner <= cut <= outer)
    total = 0.0
    for low, high in zip(cuts[:-1], cuts[1:]):
        t = 0.5 * np.pi * GAUSS_NODES
        r = 0.5 * (low + high) + 0.5 * (high - low) * np.sin(t)
        measure = 0.5 * (high - low) * np.cos(t) * 0.5 * np.pi * GAUSS_WEIGHTS
        arc_a = np.pi * circle_fraction_inside(d_a, radius_a, r)
        arc_b = np.pi * circle_fraction_inside(d_b, radius_b, r)
        common = np.zeros_like(r)
        for turn in (0.0, -2 * np.pi):
            start = np.maximum(-arc_a, angle - arc_b + turn)
            common += np.maximum(0.0, np.minimum(arc_a, angle + arc_b + turn) - start)
        total += np.sum(common * r * measure)
    return total / (np.pi * (outer**2 - inner**2))


def shared_variance(xray, infrared, distance, radius, probability, inner, outer):
    """Per infrared source: the part of the variance of its number of matches that comes from its
    reaching several X-ray sources with one shift, the sum of p_ab - p_a p_b over ordered pairs."""
    variance = np.zeros(len(infrared))
    for i in range(len(infrared)):
        reached = np.nonzero(probability[:, i] > 0)[0]
        bearing = position_angles(infrared["ra"][i], infrared["dec"][i], xray["ra"][reached],
                                  xray["dec"][reached])
        for k, a in enumerate(reached):
            for m, b in zip(range(k), reached[:k]):
                angle = np.abs((bearing[k] - bearing[m] + np.pi) % (2 * np.pi) - np.pi)
                joint = joint_probability(distance[a, i], radius[a], distance[b, i], radius[b],
                                          angle, inner, outer)
                variance[i] += 2 * (joint - probability[a, i] * probability[b, i])
    return variance


def bin_sums(values, ks):
    """Sum of values[i] (or values[x, i]) per Ks bin of i; what is outside the bins is left out."""
    bins = np.searchsorted(KS_EDGES, ks, side="right") - 1
    return np.array([values[..., bins == k].sum() for k in range(len(KS_EDGES) - 1)])


def expected_counts(probability, ks):
    """Mean and standard deviation per Ks bin if all pairs were independent."""
    mean = bin_sums(probability, ks)
    return mean, np.sqrt(bin_sums(probability * (1.0 - probability), ks))


def expected_matched_sources(probability):
    """X-ray sources with at least one match: the sum of 1 - prod(1 - p)."""
    return np.sum(1.0 - np.prod(1.0 - probability, axis=1))


# --- the estimator `mauerhan` ---


def mauerhan(index_x, ks_pairs, separation, sigma, is_considered, ks_all, area_arcsec2):
    """f(K) and rho(K) on the grid, and P_i, P_0 per pair.

    One unit throughout; f over the X-ray sources considered; a missing Ks (0) is a class of its
    own.
    """
    n_considered = int(is_considered.sum())
    counted = is_considered[index_x]
    missing = ks_pairs == 0
    f_k = detectability(index_x[counted & ~missing], ks_pairs[counted & ~missing], n_considered)
    rho_k = background_density(ks_all[ks_all != 0], area_arcsec2)
    f_missing = len(np.unique(index_x[counted & missing])) / n_considered
    rho_missing = np.sum(ks_all == 0) / area_arcsec2

    grid = nearest_grid_index(ks_pairs)
    f = np.where(missing, f_missing, f_k[grid])
    rho = np.where(missing, rho_missing, rho_k[grid])
    weight = np.divide(f, rho, out=np.zeros_like(f), where=rho > 0)
    p, p0 = normalise(index_x, weight * gaussian_density(separation, sigma), 1.0 - f_k[-1])
    return f_k, rho_k, p, p0
