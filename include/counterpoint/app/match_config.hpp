#pragma once

#include "counterpoint/app/error_config.hpp"
#include "counterpoint/app/settings.hpp"
#include "counterpoint/catalogue/cleaning.hpp"
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

struct XrayConfig {
  std::string preset; ///< "" for none
  std::vector<std::filesystem::path> files;
  std::string ra;
  std::string dec;
  std::string name;  ///< "" for none
  ErrorColumn error; ///< of an ellipse, the semi-major axis
  std::optional<EllipseColumns> ellipse;
  std::string hardness_column; ///< "" switches the rule off
  bool hardness_is_optional = true;
  HardnessCut hardness;
  /// What the declared errors are multiplied by for the likelihood; fitted where there is none.
  std::optional<double> error_scale;
};

struct InfraredConfig {
  std::vector<std::filesystem::path> files;
  std::string ra;
  std::string dec;
  ErrorColumn error;
  Angle largest_error; ///< rows quoting more are rejected: it bounds every search
  struct Band {
    std::string column; ///< "" for none
    bool is_optional = false;
  };
  Band j;
  Band h;
  Band ks;
  ColourCuts cuts;
};

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
