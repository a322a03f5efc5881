#pragma once

#include "counterpoint/settings/settings.hpp"

#include <filesystem>
#include <vector>

namespace counterpoint {

/// The files that `align` writes.
struct AlignOutputOptions {
  std::filesystem::path file;
  std::filesystem::path fits; ///< "" for none, like the three below
  std::filesystem::path csv;
  std::filesystem::path regions_1sigma;
  std::filesystem::path regions_2sigma;
  bool overwrite = false;
};

/// The keys of [output].
[[nodiscard]] std::vector<SettingKey> align_output_keys();

/// \throws InputError if two of the files are the same
[[nodiscard]] AlignOutputOptions align_output_options(const Settings& settings);

} // namespace counterpoint
