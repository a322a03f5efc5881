#pragma once

#include <optional>
#include <string_view>

namespace counterpoint {

/// Degrees of "17 45 40.04", "17:45:40.04", "17h45m40.04s", "-29d00m28.1s", "-00 30 00", two parts
/// ("17 45.667") included. Letters decide between hours and degrees; without them `in_hours` does.
/// \return nothing where `text` is not sexagesimal
[[nodiscard]] std::optional<double> parse_sexagesimal(std::string_view text, bool in_hours);

} // namespace counterpoint
