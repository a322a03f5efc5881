#pragma once

#include <cstddef>
#include <cstdint>

namespace counterpoint::fuzz {

/// Changes a file in place, knowing what it is: a FITS file by its cards, a VOTable by its
/// elements, attributes and the bytes of its streams, a gzip file inside; anything as libFuzzer
/// does. \param most  bytes that `data` has room for \return the new size
std::size_t mutate_catalogue(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);

} // namespace counterpoint::fuzz
