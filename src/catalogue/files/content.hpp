#pragma once

#include <string>
#include <string_view>

namespace counterpoint {

enum class Content { text, fits, votable, regions, gzip, other };

/// What a file that begins with `head` holds.
[[nodiscard]] Content find_content(std::string_view head);

/// For `other`: what it looks like, and the way out.
[[nodiscard]] std::string describe_other(std::string_view head);

} // namespace counterpoint
