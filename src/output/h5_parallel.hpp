#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "output/h5_handle.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace counterpoint::h5 {

/// Local. A creation list of this class for objects that do not store when they were made.
[[nodiscard]] PropertyList without_times(hid_t list_class);

/// Collective. An empty file in place of whatever is at `path`. \throws SystemError
[[nodiscard]] File create_file(const Communicator& comm, const std::filesystem::path& path);

/// Collective. A file that is there, to be read. \throws SystemError
[[nodiscard]] File open_file(const Communicator& comm, const std::filesystem::path& path);

/// Collective. A dataset of fixed size in one piece. Its bytes are undefined until written.
/// \throws SystemError
[[nodiscard]] Dataset create_dataset(hid_t file, const std::string& path, hid_t type,
                                     std::span<const hsize_t> dimensions);

/// Local. The dimensions of a dataset of one or two; 1 for one that it does not have.
/// \throws SystemError
[[nodiscard]] std::array<hsize_t, 2> extent_of(hid_t dataset);

/// The rows (first index) of a dataset that a rank writes or reads at a time; none is allowed.
struct Slab {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Collective. Writes this rank's slab of a dataset of one or two dimensions. \throws SystemError
void write_slab(hid_t dataset, hid_t memory_type, Slab slab, const void* data);

/// Collective. Reads this rank's slab likewise. \throws SystemError
void read_slab(hid_t dataset, hid_t memory_type, Slab slab, void* data);

} // namespace counterpoint::h5
