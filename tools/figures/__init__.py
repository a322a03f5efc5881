"""The figures of a result file, by name. Each function takes the open file and returns a Figure."""

from .alignment import draw_alignment, draw_offset_map
from .calibrators import draw_calibrator_offsets, draw_observation_shifts, draw_uncertainties
from .counts import draw_ks_counts, draw_shift_sweep, draw_sum_of_p, draw_trial_totals
from .features import draw_features
from .magnitudes import draw_magnitude_model
from .maps import draw_density_map, draw_overlay, draw_p_map, draw_xray_map
from .named_candidates import draw_candidate_closeups, draw_candidate_environments
from .probabilities import draw_best_p, draw_normalisation, draw_p0, draw_thresholds
from .run import draw_tile_load
from .separations import draw_offset_distribution, draw_separations
from .style import save

# Of a result of `match`.
FIGURES = {
    "ks_counts": draw_ks_counts,
    "shift_sweep": draw_shift_sweep,
    "trial_totals": draw_trial_totals,
    "best_p": draw_best_p,
    "p0": draw_p0,
    "thresholds": draw_thresholds,
    "separations": draw_separations,
    "offset_distribution": draw_offset_distribution,
    "magnitude_model": draw_magnitude_model,
    "features": draw_features,
    "sum_of_p": draw_sum_of_p,
    "normalisation": draw_normalisation,
    "density_map": draw_density_map,
    "xray_map": draw_xray_map,
    "overlay": draw_overlay,
    "p_map": draw_p_map,
    "candidate_environments": draw_candidate_environments,
    "candidate_closeups": draw_candidate_closeups,
    "offset_map": draw_offset_map,
    "alignment": draw_alignment,
    "tile_load": draw_tile_load,
}

# Of a result of `align`.
ALIGN_FIGURES = {
    "calibrator_offsets": draw_calibrator_offsets,
    "observation_shifts": draw_observation_shifts,
    "uncertainties": draw_uncertainties,
    "offset_map": draw_offset_map,
}


__all__ = ["ALIGN_FIGURES", "FIGURES", "save"]
