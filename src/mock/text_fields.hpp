#pragma once

#include "mock/population.hpp"

#include <cstdint>
#include <string>

namespace counterpoint::mock {

/// Appends `value` with `decimals` digits after the point, 12 at most; `blank` where it is NaN.
void append_fixed(std::string& out, double value, int decimals, const char* blank = "");
void append_integer(std::string& out, std::int64_t value);
/// Appends `value` in at least two digits.
void append_two_digits(std::string& out, int value);
/// Appends right ascension, separator, declination in degrees, as far as `damage` leaves them.
void append_position(std::string& out, const SkyPosition& position, Damage damage, int decimals,
                     char separator);

} // namespace counterpoint::mock
