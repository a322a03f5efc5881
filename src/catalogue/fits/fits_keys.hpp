#pragma once

#include <fitsio.h>

#include <cstdint>
#include <optional>
#include <string>

namespace counterpoint {

/// Keywords of the current header; nothing where one is missing or of another kind.
[[nodiscard]] std::optional<std::string> read_text_key(fitsfile* file, const std::string& key);
[[nodiscard]] std::optional<std::int64_t> read_integer_key(fitsfile* file, const std::string& key);
[[nodiscard]] std::optional<double> read_real_key(fitsfile* file, const std::string& key);

} // namespace counterpoint
