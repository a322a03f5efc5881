#include "counterpoint/search/candidate_filter.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Root mean square of the reach of the kept sources.
Angle typical_reach(std::span<const XraySource> xray, const Acceptance& acceptance,
                    Angle infrared_error, Angle slack) {
  double sum_arcsec2 = 0.0;
  double n_kept = 0.0;
  for (const XraySource& source : xray) {
    if (!source.kept) continue;
    const double arcsec = (acceptance.radius(source.error.major, infrared_error) + slack).arcsec();
    sum_arcsec2 += arcsec * arcsec;
    n_kept += 1.0;
  }
  return n_kept > 0.0 ? Angle::from_arcsec(std::sqrt(sum_arcsec2 / n_kept)) : Angle{};
}

} // namespace

CandidateFilter::CandidateFilter(std::span<const XraySource> xray, const Acceptance& acceptance,
                                 Angle largest_infrared_error, Angle largest_displacement)
    : acceptance_{acceptance},
      // A little more than the region covers the rounding of positions near its edge.
      slack_{largest_displacement + Angle::from_arcsec(1e-3)},
      grid_{SkyGrid::with_cells_of_at_least(
          typical_reach(xray, acceptance, largest_infrared_error, slack_))} {
  struct Touch {
    std::int32_t cell;
    std::int32_t source;
  };
  std::vector<Touch> touches;
  std::int32_t n_cells = 0;
  for (const XraySource& source : xray) {
    if (!source.kept) continue;
    const auto place = checked_cast<std::int32_t>(sources_.size());
    sources_.push_back({*source.position, source.error.major});
    const Angle reach = acceptance.radius(source.error.major, largest_infrared_error) + slack_;
    for (const SkyCell& cell : grid_.cells_touching(*source.position, reach)) {
      std::int32_t& number = number_of_cell_.at(cell);
      if (number == 0) number = ++n_cells;
      touches.push_back({number, place});
    }
  }
  std::stable_sort(touches.begin(), touches.end(),
                   [](const Touch& a, const Touch& b) { return a.cell < b.cell; });
  auto touch = touches.begin();
  for (std::int32_t cell = 1; cell <= n_cells; ++cell) {
    for (; touch != touches.end() && touch->cell == cell; ++touch)
      sources_of_cell_.push_back(touch->source);
    sources_of_cell_.close_group();
  }
}

bool CandidateFilter::may_be_candidate(const InfraredSource& row) const {
  const std::int32_t number = number_of_cell_.get(grid_.cell(row.position));
  if (number == 0) return false;
  const auto near = sources_of_cell_[static_cast<std::size_t>(number - 1)];
  return std::any_of(near.begin(), near.end(), [&](std::int32_t place) {
    const Source& source = sources_[static_cast<std::size_t>(place)];
    return separation(source.position, row.position) <=
           acceptance_.radius(source.error, row.error) + slack_;
  });
}

} // namespace counterpoint
