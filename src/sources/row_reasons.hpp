#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sources/cleaning.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace counterpoint {

/// The columns of a block that decide what becomes of its infrared rows, as they are in the file.
struct ReasonColumns {
  std::span<const double> ra_deg;
  std::span<const double> dec_deg;
  std::span<const double> error_arcsec; ///< empty where one error, that is usable, holds for all
  std::span<const double> j;
  std::span<const double> h;
  std::span<const double> ks;
};

/// What becomes of each row. \param largest_error  that a row may quote
void find_reasons(const ReasonColumns& columns, const ColourCuts& cuts, Angle largest_error,
                  std::span<InfraredReason> reasons);

/// How many rows have each reason.
[[nodiscard]] std::array<std::int64_t, n_infrared_reasons>
count_reasons(std::span<const InfraredReason> reasons);

} // namespace counterpoint
