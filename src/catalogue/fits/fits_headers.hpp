#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace counterpoint {

/// Bytes of a file: target, offset and number of bytes to the number that were read, fewer only at
/// the end.
using ReadAt = std::function<std::size_t(char* target, std::int64_t offset, std::size_t n_bytes)>;

/// Looks at the headers up to the first binary table before CFITSIO does, which does not survive
/// all of them: 4.2 writes beyond its arrays where an image has more than 99 axes, adds sizes up
/// unchecked, and allocates by a number that it did not read. What it refuses by itself is left to
/// it. \throws InputError naming the HDU
void check_fits_headers(const ReadAt& read_at, const std::string& path);

} // namespace counterpoint
