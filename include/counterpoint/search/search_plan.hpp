#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/search/rank_grid.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace counterpoint {

/// How the work is laid out over ranks; it changes no byte of the result. 0 chooses.
struct LayoutOptions {
  int tiles = 0;
  int trial_groups = 0;
  std::optional<Angle> margin; ///< none: as wide as needed
};

/// The keys of LayoutOptions.
[[nodiscard]] std::vector<SettingKey> layout_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] LayoutOptions layout_options(const Settings& settings);

/// What a search has to find.
struct SearchOptions {
  Acceptance acceptance;
  Angle largest_shift;          ///< of any trial
  Angle largest_infrared_error; ///< as quoted: no row that is kept has a larger one
};

/// How far a search reaches and how its work is laid out: all that is settled before the infrared
/// catalogue is read.
struct SearchPlan {
  Acceptance acceptance;
  Angle largest_radius; ///< acceptance radius of any pair; of an ellipse, its semi-major axis
  Angle largest_shift;
  Angle largest_infrared_error; ///< as quoted
  Angle reach;  ///< of any X-ray source: the farthest that an infrared row can be from an X-ray
                ///< source and yet matter
  Angle margin; ///< of a tile; not narrower than the reach
  RankGrid ranks;
  int n_tiles = 1;
  /// Are sources that no infrared row is within reach of among the neighbourhoods? Over the whole
  /// sky most are of that kind, and the trials find nothing round them.
  bool keeps_lonely_sources = false;

  /// The farthest that an infrared row can be from `source` and yet matter.
  [[nodiscard]] Angle reach_of(const XraySource& source) const;
};

/// Local. The largest acceptance radius of any pair; of an ellipse, its semi-major axis.
/// \param largest_infrared_error  as quoted
[[nodiscard]] Angle largest_radius(const Acceptance& acceptance, const XrayCatalogue& xray,
                                   Angle largest_infrared_error);

/// Local. Plans the search round the kept X-ray sources.
/// \throws InputError if the margin is narrower than the reach (pairs would be lost at tile edges),
///   or if more trial groups than ranks are asked for
[[nodiscard]] SearchPlan plan_search(const SearchOptions& options, const LayoutOptions& layout,
                                     const XrayCatalogue& xray, int n_ranks);

} // namespace counterpoint
