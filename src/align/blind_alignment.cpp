#include "counterpoint/align/blind_alignment.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/search/search.hpp"

#include <cmath>
#include <numbers>
#include <unordered_map>
#include <utility>

namespace counterpoint {

namespace {

// Good enough to find the offset of many sources, whose ellipses point in all directions.
Angle circle_of_equal_area(const SkyEllipse& ellipse) {
  return Angle::from_arcsec(std::sqrt(ellipse.major.arcsec() * ellipse.minor.arcsec()));
}

} // namespace

XrayCatalogue BlindAlignment::usable(const XrayCatalogue& xray) const {
  constexpr double reach_in_sigma = 5.0;
  XrayCatalogue catalogue;
  for (XraySource source : xray.sources) {
    source.sigma = circle_of_equal_area(source.sigma);
    const Angle sigma = source.sigma.major;
    if (!source.kept || !(sigma > Angle{}) || sigma > search.largest) continue;
    source.error = reach_in_sigma * source.sigma; // the radius of the search
    catalogue.sources.own().push_back(source);
  }
  return catalogue;
}

SearchPlan BlindAlignment::plan(const XrayCatalogue& usable, int n_ranks) const {
  SearchPlan plan =
      plan_search({{}, search.reach(), largest_infrared_error}, layout, usable, n_ranks);
  plan.keeps_lonely_sources = true; // they too tell how many sources have counterparts
  return plan;
}

BlindOffset BlindAlignment::find(const Communicator& comm, const XrayCatalogue& usable,
                                 InfraredRows&& rows, const InfraredTally& tally,
                                 const Footprint& footprint) const {
  const SearchPlan searched = run_together(comm, [&] { return plan(usable, comm.size()); });
  const SearchResult found = search_tiles(comm, searched, usable, std::move(rows));
  // The trial groups hold equal neighbourhoods: one of them counts.
  static const Neighbourhoods nothing;
  const Neighbourhoods& mine = found.is_in_first_group ? found.sky.neighbourhoods : nothing;
  std::unordered_map<std::int64_t, const XraySource*> source_of;
  for (const XraySource& source : usable.sources)
    source_of[source.xray_id] = &source;
  std::vector<XrayTerms> terms;
  for (const std::int64_t xray_id : mine.xray_ids) {
    const XraySource& source = *source_of.at(xray_id);
    const bool is_inside = footprint.contains(*source.position);
    terms.push_back({source.sigma,
                     {},
                     is_inside ? footprint.relative_density(*source.position) : 1.0,
                     is_inside});
  }
  const BlindData data{mine,
                       terms,
                       tally.class_counts,
                       footprint.area_arcsec2(),
                       tally.mean_sigma(),
                       [&](std::span<ExactSum> values) { comm.sum(values); }};
  return find_blind_offset(data, search);
}

FrameAlignment apply_if_significant(BlindOffset&& found, const OffsetSearch& search,
                                    XrayCatalogue& xray) {
  constexpr double enough = 3.0;
  FrameAlignment alignment{std::move(found)};
  const BlindOffset& blind = alignment.found;
  alignment.is_beyond = blind.is_found() && blind.offset.length() > search.largest;
  alignment.is_applied =
      blind.is_found() && !alignment.is_beyond && blind.significance.sigmas >= enough;
  if (!alignment.is_applied) return alignment;
  const Angle error = blind.error.length() / std::numbers::sqrt2;
  xray.sources.change([&](std::size_t, XraySource& source) {
    if (!source.position) return;
    source.position = displaced(*source.position, blind.offset, OffsetMeasure::sky);
    source.sigma = hypot(source.sigma, error);
  });
  return alignment;
}

} // namespace counterpoint
