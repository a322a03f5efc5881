#include "counterpoint/search/candidate_filter.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

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
    std::int64_t cell;
    std::int32_t source;
  };
  const auto runs_of = [&](const Source& source) {
    const Angle reach = acceptance.radius(source.error, largest_infrared_error) + slack_;
    return grid_.runs_touching(source.position, reach);
  };
  CellSet::Builder cells;
  for (const XraySource& source : xray) {
    if (!source.kept) continue;
    sources_.push_back({*source.position, source.error.major});
    cells.add(runs_of(sources_.back()));
  }
  cells_ = std::move(cells).build();

  std::vector<Touch> touches;
  for (std::size_t place = 0; place < sources_.size(); ++place) {
    for (const CellRun& run : runs_of(sources_[place])) {
      for (std::uint32_t column = run.first_column; column <= run.last_column; ++column)
        touches.push_back({cells_.number({run.strip, column}), checked_cast<std::int32_t>(place)});
    }
  }
  std::stable_sort(touches.begin(), touches.end(),
                   [](const Touch& a, const Touch& b) { return a.cell < b.cell; });
  auto touch = touches.begin();
  for (std::int64_t cell = 0; cell < cells_.size(); ++cell) {
    for (; touch != touches.end() && touch->cell == cell; ++touch)
      sources_of_cell_.push_back(touch->source);
    sources_of_cell_.close_group();
  }
}

bool CandidateFilter::may_be_candidate(const InfraredSource& row) const {
  const std::int64_t number = cells_.number(grid_.cell(row.position));
  if (number < 0) return false;
  const auto near = sources_of_cell_[static_cast<std::size_t>(number)];
  return std::any_of(near.begin(), near.end(), [&](std::int32_t place) {
    const Source& source = sources_[static_cast<std::size_t>(place)];
    return separation(source.position, row.position) <=
           acceptance_.radius(source.error, row.error) + slack_;
  });
}

} // namespace counterpoint
