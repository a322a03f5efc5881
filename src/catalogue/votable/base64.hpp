#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace counterpoint {

/// The bytes that base64 text stands for (RFC 4648); blanks and line ends are passed over.
/// \return nothing where a character is no base64, or the text breaks off within a byte
[[nodiscard]] std::optional<std::vector<char>> decode_base64(std::string_view text);

} // namespace counterpoint
