"""The figures of a result file, by name. Each function takes the open file and returns a Figure."""

from .counts import draw_ks_counts, draw_shift_sweep, draw_sum_of_p, draw_trial_totals
from .magnitudes import draw_magnitude_model
from .positions import draw_p_map, draw_separations, draw_xray_map
from .probabilities import draw_best_p, draw_normalisation, draw_p0, draw_thresholds
from .style import save

FIGURES = {
    "ks_counts": draw_ks_counts,
    "shift_sweep": draw_shift_sweep,
    "trial_totals": draw_trial_totals,
    "best_p": draw_best_p,
    "p0": draw_p0,
    "thresholds": draw_thresholds,
    "separations": draw_separations,
    "magnitude_model": draw_magnitude_model,
    "sum_of_p": draw_sum_of_p,
    "normalisation": draw_normalisation,
    "xray_map": draw_xray_map,
    "p_map": draw_p_map,
}

__all__ = ["FIGURES", "save"]
