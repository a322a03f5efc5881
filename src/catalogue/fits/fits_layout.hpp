#pragma once

#include "catalogue/files/byte_stream.hpp"

#include <filesystem>
#include <memory>

namespace counterpoint {

/// The rows of the tile-compressed table of `path`, as a plain table would hold them.
/// \throws InputError, also when read, where the file is not as it was, or damaged
[[nodiscard]] std::unique_ptr<ByteStream> open_tile_compressed(const std::filesystem::path& path);

} // namespace counterpoint
