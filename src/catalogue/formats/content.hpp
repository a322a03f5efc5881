#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace counterpoint {

/// The format of a file that begins with `head`, by its content; nothing where it is no table.
[[nodiscard]] std::optional<FileFormat> find_format(std::string_view head);

/// Whether `head` begins a gzip file.
[[nodiscard]] bool begins_gzip(std::string_view head);

/// What a file without a format looks like, and the way out; "" for text.
[[nodiscard]] std::string describe_other(std::string_view head);

} // namespace counterpoint
