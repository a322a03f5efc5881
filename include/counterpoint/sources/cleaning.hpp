#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace counterpoint {

/// Why an infrared row was kept or rejected. The first six are those of the notebook whose choices
/// are in config/galactic_center_notebook.ini.
enum class InfraredReason : std::uint8_t {
  all_colors_non_foreground,
  missing_J_using_HKs,
  missing_H_using_JKs,
  missing_Ks_using_JH,
  ambiguous_two_or_more_missing,
  foreground,
  not_cleaned,       ///< kept because the foreground rules are off
  no_position,       ///< right ascension or declination is blank
  no_position_error, ///< the error column is blank, zero or negative
  error_too_large    ///< beyond infrared.error-max
};
inline constexpr std::size_t n_infrared_reasons = 10;

/// Why an X-ray row was kept or rejected.
enum class XrayReason : std::uint8_t {
  kept,
  foreground,
  no_position,
  no_position_error,
  another_observation, ///< another row of the same name is kept (xray.one-row-per)
  error_too_large      ///< beyond xray.error-max
};
inline constexpr std::size_t n_xray_reasons = 6;

[[nodiscard]] std::string_view name(InfraredReason reason);
[[nodiscard]] std::string_view name(XrayReason reason);
[[nodiscard]] constexpr bool is_kept(InfraredReason reason) {
  return reason != InfraredReason::foreground && reason <= InfraredReason::not_cleaned;
}
/// Why a star is kept or rejected that has a row in each of two catalogues: the colours of the
/// first decide, those of the second where the first has none.
[[nodiscard]] constexpr InfraredReason reason_of_both(InfraredReason first, InfraredReason second) {
  return first == InfraredReason::ambiguous_two_or_more_missing ? second : first;
}

/// Colour limits in mag. Colours are compared with strict inequality on both sides.
struct ColourCuts {
  enum class Side { below, above };
  bool enabled = false;
  double jh = 0.0;
  double jks = 0.0;
  double hks = 0.0;
  Side keep = Side::above; ///< below: the notebook's sense; above: drops the blue foreground
};

/// Those of the notebook whose choices are in config/galactic_center_notebook.ini.
inline constexpr ColourCuts notebook_cuts{
    .enabled = true, .jh = 2.35, .jks = 3.0, .hks = 1.1, .keep = ColourCuts::Side::below};

/// Colour cuts: of a source with three bands all three colours decide, with two bands the one
/// colour that is left; with one band or none it is kept as ambiguous. Without branches, so that a
/// loop over many rows is one of vectors. \param j,h,ks  mag; NaN where missing
[[nodiscard]] inline InfraredReason classify_colours(const ColourCuts& cuts, double j, double h,
                                                     double ks) {
  if (!cuts.enabled) return InfraredReason::not_cleaned;
  // Below is above with the signs changed. A comparison with a colour that is missing is false.
  const double sign = cuts.keep == ColourCuts::Side::above ? 1.0 : -1.0;
  const bool fails = (sign * (j - h) <= sign * cuts.jh) | (sign * (j - ks) <= sign * cuts.jks) |
                     (sign * (h - ks) <= sign * cuts.hks);
  const int no_j = j != j ? 1 : 0;
  const int no_h = h != h ? 1 : 0;
  const int no_ks = ks != ks ? 1 : 0;
  const int one_missing = no_j + 2 * no_h + 3 * no_ks; // in the order of the reasons
  const int of_kept = no_j + no_h + no_ks > 1
                          ? static_cast<int>(InfraredReason::ambiguous_two_or_more_missing)
                          : one_missing;
  return static_cast<InfraredReason>(fails ? static_cast<int>(InfraredReason::foreground)
                                           : of_kept);
}

/// Beyond this, on both sides of 0, catalogues put their fillers.
inline constexpr double largest_magnitude = 90.0;

/// Magnitude as the rules see it: blank, exactly 0 (the notebook's filler) and sentinels beyond
/// +-90 are missing, hence NaN.
[[nodiscard]] inline double magnitude_or_missing(double value) {
  const bool present = value != 0.0 && std::abs(value) <= largest_magnitude;
  return present ? value : std::numeric_limits<double>::quiet_NaN();
}

/// Window of the X-ray hardness ratio that marks foreground; both limits are exclusive.
struct HardnessCut {
  double drop_above = 0.0;
  double drop_below = 0.0;
};

/// That of the notebook, for HR0 of Muno et al. 2009.
inline constexpr HardnessCut notebook_window{.drop_above = -1.0, .drop_below = -0.175};

/// A missing hardness ratio (NaN) is not foreground.
[[nodiscard]] bool is_foreground(const HardnessCut& cut, double hardness_ratio);

} // namespace counterpoint
