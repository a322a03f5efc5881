#pragma once

#include <cstddef>
#include <span>

namespace counterpoint {

/// Integers out of the Rice code of FITS (RICE_1 in blocks of 32: FITS standard 4.0,
/// section 10.4.1; Rice, Yeh & Miller 1993), big-endian. Every bit is looked for within `code`
/// alone. \param target  values of 1, 2 or 4 bytes: whole ones \return false where the code ends
/// before the values do
[[nodiscard]] bool decode_rice(std::span<const char> code, std::size_t bytes_of_value,
                               std::span<char> target);

} // namespace counterpoint
