#pragma once

#include <string>

namespace counterpoint {

/// Is it an epoch that positions of stars may have? False for NaN.
[[nodiscard]] bool is_julian_year(double epoch);

/// What is said of an epoch that is none: what was expected, and of a Julian or Modified Julian
/// Date the year that it is. \param what  is wrong, for the beginning: "infrared.epoch = 57204"
[[nodiscard]] std::string words_on_epoch(const std::string& what, double epoch);

} // namespace counterpoint
