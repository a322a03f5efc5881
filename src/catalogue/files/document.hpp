#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace counterpoint {

/// Size beyond which a file of a format that is read whole is refused.
inline constexpr std::int64_t largest_document = std::int64_t{4} << 30U;

/// A whole file in memory, inflated where it is gzipped: for formats that cannot be streamed.
/// \throws InputError where it is larger than `limit`, with the way out
[[nodiscard]] std::vector<char> read_document(const std::filesystem::path& path, bool is_gzip,
                                              std::int64_t limit = largest_document);

} // namespace counterpoint
