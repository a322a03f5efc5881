#pragma once

#include "fits_files.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint::test_support {

/// FITS files that all ranks read.
struct FitsFiles : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};

  /// Collective. Writes a file; see write_fits().
  template <class Fill>
  std::filesystem::path make(const std::string& name, Fill&& fill) {
    if (comm.is_root()) write_fits(folder.path() / name, fill);
    comm.barrier();
    return folder.path() / name;
  }
  /// Collective. What is said where these columns are wanted.
  std::string error(const std::filesystem::path& path, const std::vector<ColumnRequest>& columns) {
    return input_error_of([&] { (void)read_all(comm, {path}, columns); });
  }
};

} // namespace counterpoint::test_support
