"""Small result files for the tests of the figures: one with everything, and what may be lacking in one."""

import h5py
import numpy as np
import synthetic_tables
from synthetic_tables import compound

KS_LOW = 9.0 + 0.5 * np.arange(6)
N_REAL = np.array([0, 1, 4, 9, 25, 16])
EXPECTED = np.array([0.0, 0.2, 2.0, 6.0, 20.0, 15.0])
TRIALS = np.array([[0, 0, 2, 6, 20, 15], [0, 0, 1, 5, 19, 17], [0, 1, 3, 7, 21, 13]])
LIMIT = np.sqrt(-2.0 * np.log(0.01))  # the acceptance radius in sigma
RADII = np.arange(0.0, 20.1, 5.0)
THRESHOLDS = np.array([0.05, 0.5, 0.9, 0.95, 0.99])

# Four X-ray sources with candidates: P of each, P_0 by source. They add up to 1 exactly.
PAIR_SOURCE = np.array([0, 0, 1, 2, 3])
PAIR_P = np.array([0.5, 0.25, 0.75, 0.125, 0.96875])
PAIR_P0 = np.array([0.25, 0.25, 0.25, 0.875, 0.03125])
PAIR_KS = np.array([10.2, 11.2, 10.7, np.nan, 10.8])


def write_pairs(file, rows):
    columns = {
        "xray_id": PAIR_SOURCE, "ks": PAIR_KS, "separation": [0.5, 1.0, 0.6, 1.2, 0.0],
        "position_angle": [0.0, 90.0, 30.0, 120.0, np.nan], "sigma": [0.5, 0.5, 0.5, 0.5, 1.0],
        "p_lr": PAIR_P, "p0_lr": PAIR_P0, "p_mauerhan": 0.5 * PAIR_P, "p0_mauerhan": 0.5 * PAIR_P0,
        "p_notebook": PAIR_P, "p0_notebook": PAIR_P0}
    file["pairs"] = compound({name: np.asarray(column)[rows] for name, column in columns.items()})


def write_sources(file, has_candidates, short_limit):
    n_candidates = np.array([2, 1, 1, 1, 0, 0, 0, 0]) * has_candidates
    ra = np.array([359.99, 0.01, 0.02, 0.0, 359.98, 0.03, 359.97, 0.015])
    dec = -29.0 + 0.01 * np.arange(8)
    kept = np.array([1, 1, 1, 1, 1, 1, 0, 0], bool)
    sigma = np.where(np.arange(8) == 1, 0.5, 0.4)
    limit = np.where(np.arange(8) == 2, short_limit, LIMIT)
    file["xray"] = compound({
        "xray_id": np.arange(8), "ra": ra, "dec": dec, "sigma": sigma,
        "radius": limit * np.hypot(sigma, 0.3), "density_factor": np.ones(8),
        "sigma_minor": np.where(np.arange(8) == 1, 0.3, 0.4),
        "sigma_angle": np.where(np.arange(8) == 1, 30.0, np.nan), "kept": kept,
        "in_footprint": np.array([1, 1, 1, 1, 1, 0, 1, 1], bool), "n_candidates": n_candidates})
    status = ["candidate", "candidate", "candidate", "candidate", "no candidate", "outside footprint",
              "not kept: foreground", "not kept: another observation"]
    matched = n_candidates > 0
    nothing = np.full(8, np.nan)
    p, p0 = nothing.copy(), nothing.copy()
    p[:4], p0[:4] = PAIR_P[[0, 2, 3, 4]], PAIR_P0[[0, 2, 3, 4]]
    file["counterparts"] = compound({
        "xray_id": np.arange(8), "ra": ra, "dec": dec, "ir_id": np.where(matched, 7, -1),
        "p": np.where(matched, p, np.nan), "p0": np.where(matched, p0, np.nan),
        "separation": np.where(matched, [0.5, 0.6, 1.2, 0.0, *nothing[:4]], np.nan),
        "position_angle": np.where(matched, [0.0, 30.0, 120.0, *nothing[:5]], np.nan),
        "status": np.array(status, "S40")})


def write_magnitudes(file, has_magnitudes, n_trials, has_candidates):
    low, real, expected, trials = KS_LOW, N_REAL * has_candidates, EXPECTED * has_candidates, TRIALS
    if not has_magnitudes:
        low, real, expected, trials = np.array([-90.0]), np.array([0]), np.array([0.0]), np.zeros((3, 1), int)
    trials = (trials * has_candidates)[:n_trials]
    unknown = np.full(low.size, np.nan)
    file["null_trials"] = trials
    file["ks_histogram"] = compound({
        "ks_low": low, "ks_high": low + 0.5, "n_real": real,
        "null_mean": trials.mean(axis=0) if n_trials else unknown,
        "null_std": trials.std(axis=0, ddof=1) if n_trials else unknown,
        "null_expected": expected, "null_expected_std": np.sqrt(expected)})
    n = 1e-5 * 4.0 ** np.arange(low.size + 1) * has_magnitudes
    file["magnitude_grid"] = compound({
        "ks": np.append(low, low[-1] + 0.5), "q": 100.0 * n, "q_error": 10.0 * n, "n": n})


def write_result(path, has_magnitudes=True, has_candidates=True, n_trials=3, method="lr", short_limit=None,
                 n_named=5, is_aligned=True):
    """A result file as the figures read it. `short_limit` is the acceptance radius of source 2, in sigma.

    `n_named` is the number of candidates that the configuration named; `is_aligned` is match.align.
    """
    with h5py.File(path, "w") as file:
        write_pairs(file, slice(None) if has_candidates else slice(0, 0))
        write_sources(file, has_candidates, short_limit or LIMIT)
        write_magnitudes(file, has_magnitudes, n_trials, has_candidates)
        swept = (3.0 + np.exp(-RADII)) * has_candidates
        file["shift_sweep"] = compound({
            "radius": RADII, "mean": swept + 0.1 * has_candidates, "std": np.full(RADII.size, 0.5),
            "expected": swept})
        known = np.ones(THRESHOLDS.size) if n_trials and has_candidates else np.full(THRESHOLDS.size, np.nan)
        file["calibration"] = compound({
            "threshold": THRESHOLDS, "n_real": np.array([4, 3, 1, 1, 0]) * has_candidates,
            "n_null_mean": np.array([10.0, 4.0, 1.0, 0.5, 0.1]) * known,
            "purity": np.array([0.5, 0.8, 0.95, 0.97, 1.0]) * known, "purity_error": 0.04 * known,
            "completeness": np.array([0.9, 0.7, 0.4, 0.2, 0.1]) * known})
        file.create_group("summary").attrs.update({
            "configuration": f"null.trials = {n_trials}\nprobability.method = {method}\nxray.name = \n",
            "infrared_rows_kept": 1000, "infrared_missing_ks": 100 if has_magnitudes else 1000,
            "occupied_area_arcsec2": 4e6, "null_pairs_expected": 3.0, "excess": 2.0, "excess_error": 1.5,
            "pairs_missing_ks": 1, "null_pairs_missing_ks_expected": 0.5,
            "acceptance_completeness": 0.99, "error_scale_factor": 1.1, "error_scale_factor_error": 0.1,
            "threshold_5_percent_false": 0.9 if n_trials else np.nan})
        synthetic_tables.write_footprint(file)
        synthetic_tables.write_offset_distribution(file, has_candidates)
        synthetic_tables.write_features(file)
        synthetic_tables.write_named(file, n_named, has_magnitudes)
        if is_aligned:
            synthetic_tables.write_offset_map(file)
    synthetic_tables.write_run_report(path)
