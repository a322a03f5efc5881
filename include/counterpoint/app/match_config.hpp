#pragma once

#include "counterpoint/app/catalogue_config.hpp"
#include "counterpoint/app/settings.hpp"
#include "counterpoint/match/neighbourhoods.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/statistics/magnitude_bins.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// [layout]: none of it changes the result. 0 stands for auto.
struct LayoutConfig {
  std::int64_t tiles = 0;
  std::int64_t trial_groups = 0;
  std::int64_t block_rows = 0;
  std::optional<Angle> margin;
};

/// Everything `match` is asked to do.
struct MatchConfig {
  XrayConfig xray;
  InfraredConfig infrared;
  Acceptance acceptance;
  std::optional<Angle> align_radius; ///< largest offset of the frames; none: they are not aligned
  NullOptions null;
  MagnitudeBins bins;
  Estimator estimator = Estimator::lr;
  bool local_density = false;
  std::optional<double> chance_ks; ///< limit of the chance of an unrelated source; none: its own Ks
  LayoutConfig layout;
  std::filesystem::path output;
  bool overwrite = false;
  std::string as_used; ///< the settings that the result depends on, as text
};

/// Keys of `match`, `validate` and the commands that share its configuration.
[[nodiscard]] std::span<const SettingKey> match_keys();

/// \throws InputError naming the key of the first value that makes no sense
[[nodiscard]] MatchConfig make_match_config(const Settings& settings);

} // namespace counterpoint
