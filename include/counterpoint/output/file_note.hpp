#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace counterpoint {

/// Local. Adds a note to a file whose format knows where its own content ends, as HDF5 does: behind
/// that end, so that the content is not touched, and a process that is killed meanwhile leaves the
/// file as it was, or with the note. \throws SystemError if it cannot be written
void append_note(const std::filesystem::path& file, std::span<const std::byte> note);

/// Local. The note that was added last; empty where there is none, or one that was cut short.
[[nodiscard]] std::vector<std::byte> read_note(const std::filesystem::path& file);

} // namespace counterpoint
