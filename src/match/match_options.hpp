#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/search_plan.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/sources/xray_options.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "match/environment_options.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// Everything `match` is asked to do: the options of each stage.
struct MatchOptions {
  XrayOptions xray;
  InfraredOptions infrared;
  std::optional<InfraredOptions> second_infrared; ///< none: the one catalogue alone
  Acceptance acceptance;
  std::optional<Angle> align_radius; ///< largest offset of the frames; none: they are not aligned
  NullRequest null;
  MagnitudeRange magnitudes; ///< of the grid
  ProbabilityOptions probability;
  ErrorModelOptions errors;        ///< of the X-ray sources
  EnvironmentOptions environments; ///< that are shown
  LayoutOptions layout;
  std::vector<std::filesystem::path> inputs; ///< every file that is read, the configuration too
  std::filesystem::path output;
  bool overwrite = false;
  std::string as_used; ///< the settings that the result depends on, as text

  /// The files of each.
  [[nodiscard]] std::vector<std::vector<std::filesystem::path>> catalogues() const;
  /// No infrared row that is kept quotes a larger error.
  [[nodiscard]] Angle infrared_error_bound() const {
    const Angle first = infrared.error_bound();
    return second_infrared ? std::max(first, second_infrared->error_bound()) : first;
  }
};

/// \throws InputError naming the key of the first value that makes no sense
[[nodiscard]] MatchOptions match_options(const Settings& settings);

} // namespace counterpoint
