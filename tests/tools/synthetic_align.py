"""A small result of `align`, as its figures read it."""

import h5py
import numpy as np
from synthetic_tables import compound

OFFSET_EAST = np.array([0.5, 0.6, 0.4, 2.0])
OFFSET_NORTH = np.array([-0.1, 0.0, -0.2, 0.3])
USED = np.array([1, 1, 1, 0], np.uint8)
SHIFT = 0.5, -0.1


def write_aligned(path, has_calibrators=True, n_observations=1):
    with h5py.File(path, "w") as file:
        file["aligned"] = compound({"xray_id": np.arange(6)})
        file["best"] = compound({
            "xray_id": np.arange(4), "radius_68": [0.2, 0.4, 0.0, np.nan], "radius_95": [0.4, 0.8, 0.0, np.nan],
            "sig1": [0.3, 0.5, 0.2, np.nan], "sig2": [0.6, 1.0, 0.4, np.nan],
            "uncertainty": np.array(["kim2007", "quoted", "zero", "unknown"], "S7")})
        known = np.where(np.arange(n_observations) < 2, 1.0, np.nan)
        names = np.array([f"obs{i}" if n_observations > 1 else "" for i in range(n_observations)], "S8")
        file["corrections"] = compound({
            "observation": names, "corrected": (np.arange(n_observations) == 0).astype(np.uint8),
            "shift_east": SHIFT[0] * known, "shift_north": SHIFT[1] * known,
            "shift_error_east": 0.05 * known, "shift_error_north": 0.06 * known})
        rows = slice(None) if has_calibrators else slice(0, 0)
        file["calibrators"] = compound({
            "observation": np.full(4, names[0])[rows], "xray_id": np.arange(4)[rows],
            "offset_east": OFFSET_EAST[rows], "offset_north": OFFSET_NORTH[rows], "used": USED[rows],
            "left_east": OFFSET_EAST[rows] - SHIFT[0], "left_north": OFFSET_NORTH[rows] - SHIFT[1]})
        if not has_calibrators:
            write_maps(file, names)
        numbers = {"model": "shift", "shift_east_arcsec": SHIFT[0], "shift_north_arcsec": SHIFT[1],
                   "shift_error_east_arcsec": 0.05, "shift_error_north_arcsec": 0.06}
        file.create_group("summary").attrs.update({
            "configuration": "frame.ra-offset = sky\n", "observations": n_observations, "observations_corrected": 1,
            **(numbers if n_observations == 1 else {})})


def write_maps(file, names):
    """One per observation; the second has the higher peak, at the corner."""
    axis = 0.1 * np.arange(-5, 6)
    east, north = (part.ravel() for part in np.meshgrid(axis, axis))
    heights = np.concatenate([(4.0 + 4.0 * i) * np.isclose(east + north, 1.0) for i in range(names.size)])
    file["offset_map"] = compound({
        "observation": np.repeat(names, east.size), "east": np.tile(east, names.size),
        "north": np.tile(north, names.size), "excess": heights, "significance": heights})
