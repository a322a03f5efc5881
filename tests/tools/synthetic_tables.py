"""The tables of a synthetic result that are about the sky: footprint, named candidates, offsets, tiles."""

import json

import numpy as np

# Four cells side by side across RA 0; the two in the middle are half as dense.
CELL = 0.05
FOOTPRINT_RA = np.array([359.925, 359.975, 0.025, 0.075])
FOOTPRINT_ROWS = np.array([2000, 1000, 1000, 2000])
COVERED_AREA = 20000.0

RING_EDGES = np.arange(0.0, 4.1, 0.5)
RING_PAIRS = np.array([5, 4, 4, 5, 6, 8, 9, 11])
RING_EXPECTED = 0.8 * np.arange(1, 16, 2)

SHIFT = 0.3, -0.2  # arcsec, of the frames: east, north
TILES = [{"xray_sources": n, "infrared_rows": 100 * n, "neighbours": 10 * n} for n in (3, 1, 4)]

N_STARS = 40  # of each named candidate


def compound(columns):
    rows = np.zeros(len(next(iter(columns.values()))), [(n, np.asarray(c).dtype) for n, c in columns.items()])
    for name, values in columns.items():
        rows[name] = values
    return rows


def write_footprint(file):
    file["footprint"] = compound({
        "ra": FOOTPRINT_RA, "dec": np.full(4, -28.97), "ra_width": np.full(4, CELL), "dec_height": np.full(4, 0.1),
        "rows": FOOTPRINT_ROWS, "covered_area": np.full(4, COVERED_AREA)})


def write_offset_distribution(file, has_candidates):
    file["offset_distribution"] = compound({
        "separation_low": RING_EDGES[:-1], "separation_high": RING_EDGES[1:], "pairs": RING_PAIRS * has_candidates,
        "expected": RING_EXPECTED * has_candidates})


def write_named(file, number, has_magnitudes):
    """Candidates across RA 0; the last three have a circle, no error, and no X-ray source (where there are so many)."""
    if number == 0:
        return
    place = np.arange(number)
    major, minor, angle = np.full(number, 1.0), np.full(number, 0.5), np.full(number, 60.0)
    minor[2:3] = angle[2:3] = np.nan
    major[3:4] = minor[3:4] = angle[3:4] = np.nan
    has_xray = place != 4
    ra = np.where(place == 1, 0.0, 359.95)
    file["candidates"] = compound({
        "candidate_id": place, "name": np.array([f"HMXB {i + 1}" for i in place], "S12"), "ra": ra,
        "dec": np.full(number, -29.0), "error_major": major, "error_minor": minor, "error_position_angle": angle,
        "stars": np.full(number, N_STARS), "surface_density": np.full(number, N_STARS / (np.pi * 180.0**2)),
        "covered_fraction": np.where(place == 0, 0.5, 1.0), "density_ratio": np.full(number, 1.25),
        "density_ratio_bounding_box": np.full(number, 4.0),
        "xray_id": np.where(has_xray, place, -1), "xray_name": np.array(["X"] * number, "S12"),
        "xray_ra": np.where(has_xray, (ra - 0.5 / 3600.0) % 360.0, np.nan),
        "xray_dec": np.where(has_xray, -29.0 + 0.25 / 3600.0, np.nan),
        "xray_separation": np.where(has_xray, 0.504, np.nan), "xray_error": np.where(has_xray, 0.6, np.nan)})
    separation = np.tile(180.0 * (np.arange(N_STARS) / N_STARS) ** 2, number)
    ks = np.tile(np.where(np.arange(N_STARS) == 2, np.nan, 10.0 + 0.1 * np.arange(N_STARS)), number)
    file["candidate_stars"] = compound({
        "candidate_id": np.repeat(place, N_STARS), "ir_id": np.arange(number * N_STARS),
        "ra": np.repeat(ra, N_STARS), "dec": np.full(number * N_STARS, -29.0), "separation": separation,
        "position_angle": np.where(separation > 0, np.arange(number * N_STARS) * 77.0 % 360.0, np.nan),
        "ks": ks if has_magnitudes else np.full(ks.size, np.nan)})
    file["summary"].attrs["candidate_radius_arcsec"] = 180.0


def write_features(file):
    """Two magnitudes, three values each and a missing one; redder stars are counterparts more often."""
    ks_low = np.repeat([14.0, 14.5], 4)
    low, high = (np.tile(edges, 2) for edges in ([np.nan, np.nan, 0.5, 1.0], [np.nan, 0.5, 1.0, np.nan]))
    file["feature_grid"] = compound({
        "feature": np.full(8, b"H-Ks"), "ks_low": ks_low, "ks_high": ks_low + 0.5, "value_low": low,
        "value_high": high, "q": np.full(8, 0.01), "n": np.full(8, 1e-3), "q_over_n": np.tile([1.0, 0.1, 2.0, 9.0], 2)})
    file["summary"].attrs["feature_log_likelihood_gain"] = 12.5


def write_offset_map(file):
    """A peak of 8 standard deviations at SHIFT, on a grid of 0.1 arcsec."""
    axis = 0.1 * np.arange(-10, 11)
    east, north = (part.ravel() for part in np.meshgrid(axis, axis))
    peak = np.isclose(np.hypot(east - SHIFT[0], north - SHIFT[1]), 0.0)
    file["offset_map"] = compound({
        "east": east, "north": north, "excess": 16.0 * peak, "significance": 8.0 * peak})
    file["summary"].attrs.update({
        "align_applied": 1, "align_excess_significance": 8.0, "align_shift_east_arcsec": SHIFT[0],
        "align_shift_north_arcsec": SHIFT[1], "align_error_east_arcsec": 0.02, "align_error_north_arcsec": 0.03,
        "align_significance": 12.0})


def write_run_report(path):
    path.with_name(path.name + ".run.json").write_text(json.dumps({"tiles": TILES}))
