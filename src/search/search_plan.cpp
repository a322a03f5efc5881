#include "counterpoint/search/search_plan.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Several tiles a worker, so that their sum is even, and more where there are many sources: the
// tile that is searched takes memory beside the rows. Not so many that margins outweigh them.
int choose_n_tiles(int wanted, int n_workers, std::int64_t n_xray) {
  if (wanted > 0) return wanted;
  constexpr std::int64_t fewest_per_worker = 8;
  constexpr std::int64_t most_per_worker = 32;
  constexpr std::int64_t fewest_sources = 16; // of a tile
  constexpr std::int64_t usual_sources = 1500;
  const std::int64_t n_useful = std::clamp(n_xray / usual_sources, fewest_per_worker * n_workers,
                                           most_per_worker * n_workers);
  return checked_cast<int>(std::max<std::int64_t>(1, std::min(n_xray / fewest_sources, n_useful)));
}

void require_margin(Angle margin, Angle reach) {
  if (margin >= reach) return;
  throw InputError{format_text(
      "layout.margin = %.3f arcsec is narrower than the largest acceptance radius plus the "
      "largest shift, %.3f arcsec: pairs at tile edges would be lost. Leave layout.margin "
      "out (it is then as wide as needed), or raise it to %.3f",
      margin.arcsec(), reach.arcsec(), std::ceil(reach.arcsec() * 1000.0) / 1000.0)};
}

} // namespace

Angle SearchPlan::reach_of(const XraySource& source) const {
  // A little more than the sum covers the rounding of positions near the edge.
  return acceptance.radius(source.error.major, largest_infrared_error) + largest_shift +
         Angle::from_arcsec(1e-3);
}

std::vector<SettingKey> layout_keys() {
  return {{"layout.tiles", "auto", "number of tiles"},
          {"layout.trial-groups", "auto", "groups of ranks that share the trials"},
          {"layout.margin", "auto", "arcsec; width of the tiles' margins"}};
}

LayoutOptions layout_options(const Settings& settings) {
  LayoutOptions layout;
  constexpr std::int64_t most_tiles = 1000000;
  constexpr std::int64_t most_groups = 1000000;
  layout.tiles = checked_cast<int>(settings.integer_or_auto("layout.tiles", most_tiles));
  layout.trial_groups =
      checked_cast<int>(settings.integer_or_auto("layout.trial-groups", most_groups));
  if (settings.text("layout.margin") != "auto") layout.margin = settings.arcsec("layout.margin");
  return layout;
}

Angle largest_radius(const Acceptance& acceptance, const XrayCatalogue& xray,
                     Angle largest_infrared_error) {
  Angle largest;
  for (const XraySource& source : xray.sources) {
    if (source.kept)
      largest = std::max(largest, acceptance.radius(source.error.major, largest_infrared_error));
  }
  return largest;
}

SearchPlan plan_search(const SearchOptions& options, const LayoutOptions& layout,
                       const XrayCatalogue& xray, int n_ranks) {
  SearchPlan plan;
  plan.acceptance = options.acceptance;
  plan.largest_shift = options.largest_shift;
  plan.largest_infrared_error = options.largest_infrared_error;
  std::int64_t n_kept = 0;
  for (const XraySource& source : xray.sources) {
    if (!source.kept) continue;
    ++n_kept;
    plan.reach = std::max(plan.reach, plan.reach_of(source));
  }
  plan.largest_radius = largest_radius(options.acceptance, xray, options.largest_infrared_error);
  plan.margin = layout.margin.value_or(plan.reach);
  require_margin(plan.margin, plan.reach);
  plan.ranks = choose_rank_grid(n_ranks, n_kept, layout.trial_groups);
  plan.n_tiles = choose_n_tiles(layout.tiles, plan.ranks.n_tile_workers, n_kept);
  return plan;
}

} // namespace counterpoint
