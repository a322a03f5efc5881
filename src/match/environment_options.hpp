#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace counterpoint {

/// Of which places the infrared environment is shown: [candidates].
struct EnvironmentOptions {
  std::vector<std::filesystem::path> files; ///< lists of places; none: those of n_best
  ColumnRequest name, ra, dec, error_major, error_minor, error_angle; ///< of the lists
  std::int64_t n_best = 0; ///< so many X-ray sources, by the probability of their best match
  Angle radius;            ///< of an environment

  [[nodiscard]] bool are_wanted() const { return !files.empty() || n_best > 0; }
};

/// The keys of [candidates].
[[nodiscard]] std::vector<SettingKey> environment_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] EnvironmentOptions environment_options(const Settings& settings);

} // namespace counterpoint
