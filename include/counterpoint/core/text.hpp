#pragma once

#include <string>

namespace counterpoint {

/// printf-style text of any length.
[[gnu::format(printf, 1, 2)]] [[nodiscard]] std::string format_text(const char* format, ...);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string with_commas(long long value);

} // namespace counterpoint
