#include "sources/row_reasons.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace counterpoint {

namespace {

constexpr double largest_double = std::numeric_limits<double>::max();

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void classify(const double* __restrict j, const double* __restrict h, const double* __restrict ks,
              std::size_t n, const ColourCuts& cuts, InfraredReason* __restrict reasons) {
  const ColourCuts enabled{true, cuts.jh, cuts.jks, cuts.hks, cuts.keep};
  for (std::size_t i = 0; i < n; ++i) {
    reasons[i] = classify_colours(enabled, magnitude_or_missing(j[i]), magnitude_or_missing(h[i]),
                                  magnitude_or_missing(ks[i]));
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void judge_errors(const double* __restrict error_arcsec, std::size_t n, double largest_deg,
                  InfraredReason* __restrict reasons) {
  for (std::size_t i = 0; i < n; ++i) {
    const Angle error = Angle::from_arcsec(error_arcsec[i]);
    // Zero would make a match certain or impossible by rounding.
    const bool is_positive = error.arcsec() > 0.0;
    const bool is_finite = error.arcsec() <= largest_double;
    const bool is_usable = is_positive && is_finite;
    const bool is_too_large = error.degrees() > largest_deg;
    const InfraredReason within = is_too_large ? InfraredReason::error_too_large : reasons[i];
    reasons[i] = is_usable ? within : InfraredReason::no_position_error;
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void judge_positions(const double* __restrict ra_deg, const double* __restrict dec_deg,
                     std::size_t n, InfraredReason* __restrict reasons) {
  for (std::size_t i = 0; i < n; ++i) {
    const bool has_ra = std::abs(ra_deg[i]) <= largest_double;
    const bool has_dec = std::abs(dec_deg[i]) <= largest_double;
    reasons[i] = has_ra && has_dec ? reasons[i] : InfraredReason::no_position;
  }
}

} // namespace

void find_reasons(const ReasonColumns& columns, const ColourCuts& cuts, Angle largest_error,
                  std::span<InfraredReason> reasons) {
  const std::size_t n = reasons.size();
  if (cuts.enabled) {
    classify(columns.j.data(), columns.h.data(), columns.ks.data(), n, cuts, reasons.data());
  } else {
    std::fill(reasons.begin(), reasons.end(), InfraredReason::not_cleaned);
  }
  if (!columns.error_arcsec.empty())
    judge_errors(columns.error_arcsec.data(), n, largest_error.degrees(), reasons.data());
  judge_positions(columns.ra_deg.data(), columns.dec_deg.data(), n, reasons.data());
}

std::array<std::int64_t, n_infrared_reasons>
count_reasons(std::span<const InfraredReason> reasons) {
  // In turn to two counts: rows that follow one another have the same reason mostly, and a count
  // that has just been written is waited for.
  std::array<std::array<std::int64_t, n_infrared_reasons>, 2> counts{};
  for (std::size_t i = 0; i < reasons.size(); ++i)
    ++counts.data()[i % 2].data()[static_cast<std::size_t>(reasons.data()[i])];
  for (std::size_t reason = 0; reason < n_infrared_reasons; ++reason)
    counts[0][reason] += counts[1][reason];
  return counts[0];
}

} // namespace counterpoint
