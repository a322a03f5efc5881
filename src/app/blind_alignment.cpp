#include "counterpoint/app/blind_alignment.hpp"

#include "counterpoint/app/search.hpp"

#include <cmath>
#include <numbers>
#include <unordered_map>
#include <utility>

namespace counterpoint {

namespace {

// The one search that finds all candidates at any offset; a rigid shift is what an offset is.
MatchConfig search_config(const BlindAlignment& alignment) {
  MatchConfig config;
  config.infrared = alignment.infrared;
  config.layout = alignment.layout;
  config.layout.margin.reset();
  config.null.mode = ShiftMode::rigid;
  config.null.shift_max = alignment.search.reach();
  return config;
}

// Good enough to tell the offset of many sources, whose ellipses point anywhere.
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
    catalogue.sources.push_back(source);
  }
  return catalogue;
}

Angle BlindAlignment::reach(const XrayCatalogue& usable) const {
  return search_reach(search_config(*this), usable);
}

BlindOffset BlindAlignment::find(const Communicator& comm, const XrayCatalogue& usable,
                                 std::vector<InfraredSource>&& rows, const InfraredTally& tally,
                                 const Footprint& footprint) const {
  const SearchResult found = search_tiles(comm, search_config(*this), usable, std::move(rows));
  // The trial groups hold equal neighbourhoods: one of them counts.
  static const Neighbourhoods nothing;
  const Neighbourhoods& mine = found.share.group == 0 ? found.neighbourhoods : nothing;
  std::unordered_map<std::int64_t, const XraySource*> source_of;
  for (const XraySource& source : usable.sources)
    source_of[source.xray_id] = &source;
  std::vector<XrayTerms> terms;
  for (const std::int64_t xray_id : mine.xray_ids) {
    const XraySource& source = *source_of.at(xray_id);
    const bool is_inside = footprint.contains(source.position);
    terms.push_back({source.sigma,
                     {},
                     is_inside ? footprint.relative_density(source.position) : 1.0,
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

FrameAlignment apply_if_significant(BlindOffset&& found, XrayCatalogue& xray) {
  constexpr double enough = 3.0;
  FrameAlignment alignment{std::move(found)};
  const BlindOffset& blind = alignment.found;
  alignment.is_applied = blind.is_found() && blind.significance.sigmas >= enough;
  if (!alignment.is_applied) return alignment;
  const Angle error = blind.error.length() / std::numbers::sqrt2;
  for (XraySource& source : xray.sources) {
    if (!source.has_position) continue;
    source.position = displaced(source.position, blind.offset, OffsetMeasure::sky);
    source.sigma = hypot(source.sigma, error);
  }
  return alignment;
}

} // namespace counterpoint
