#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace counterpoint {

/// The bytes of base64 text (RFC 4648); blanks and line ends are ignored.
/// \return nothing where a character does not belong to base64, or the text ends within a byte
[[nodiscard]] std::optional<std::vector<char>> decode_base64(std::string_view text);

} // namespace counterpoint
