#include "counterpoint/search/candidate_filter.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

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
  std::vector<Source> sources;
  sources.reserve(xray.size());
  for (const XraySource& source : xray) {
    if (source.kept)
      sources.push_back({*source.position, source.error.major, cos(source.position->dec())});
  }
  check(sources.size() < several, "CandidateFilter: too many sources");
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
    return a.position.dec() < b.position.dec(); // what is close on the sky should be in memory
  });
  sources_ = FixedArray{std::move(sources)};
  const SkyDiscs regions{sources_.size(), [&](std::size_t i) {
                           const Source& source = sources_[i];
                           return SkyDisc{source.position,
                                          acceptance.radius(source.error, largest_infrared_error) +
                                              slack_};
                         }};
  cells_ = CellSet{grid_, regions, CellSet::Cells::numbered};
  fill_cells(regions);
}

void CandidateFilter::fill_cells(const SkyDiscs& regions) {
  std::vector<std::uint32_t> near_cell(static_cast<std::size_t>(cells_.size()));
  const auto visit = [&](auto&& touch) {
    regions.for_each([&](std::size_t i, const SkyDisc& region) {
      const auto source = static_cast<std::uint32_t>(i);
      for (const CellRun& run : grid_.runs_touching(region.center, region.radius)) {
        for (std::uint32_t column = run.first_column; column <= run.last_column; ++column)
          touch(near_cell[static_cast<std::size_t>(cells_.number({run.strip, column}))], source);
      }
    });
  };
  visit([](std::uint32_t& n_sources, std::uint32_t) { ++n_sources; });
  std::size_t n_listed = 0;
  for (std::uint32_t& of_cell : near_cell) {
    const std::uint32_t n_sources = of_cell;
    if (n_sources == 1) continue;
    of_cell = several | checked_cast<std::uint32_t>(n_listed);
    n_listed += n_sources + std::size_t{1};
    check(n_listed < several, "CandidateFilter: too many sources to a cell");
  }
  std::vector<std::uint32_t> lists(n_listed);
  visit([&](std::uint32_t& of_cell, std::uint32_t source) {
    if ((of_cell & several) == 0) {
      of_cell = source;
      return;
    }
    std::uint32_t* const list = &lists[of_cell & ~several];
    list[++list[0]] = source;
  });
  near_cell_ = FixedArray{std::move(near_cell)};
  lists_ = FixedArray{std::move(lists)};
}

bool CandidateFilter::is_in_reach(const Source& source, const InfraredSource& row) const {
  const Angle reach = acceptance_.radius(source.error, row.error) + slack_;
  // chord^2 = 4 sin^2(d_dec / 2) + 4 cos(dec) cos(dec of the row) sin^2(d_ra / 2), and mostly
  // bounds on it that need no trigonometry decide.
  const double d_dec = std::abs((row.position.dec() - source.position.dec()).radians());
  const double across = std::abs((row.position.ra() - source.position.ra()).radians());
  const double d_ra = std::min(across, 2.0 * std::numbers::pi - across);
  const double d_dec2 = d_dec * d_dec;
  const double d_ra2 = d_ra * d_ra;
  const double cos_dec = source.cos_dec; // that of the row differs by d_dec at most
  const double reach2 = reach.radians() * reach.radians();
  constexpr double more = 1.0 + 1e-6; // than all rounding, and than a chord is shorter than its arc
  constexpr double small2 = 1e-6;     // (206 arcsec)^2
  const double shortest2 = d_dec2 * (1.0 - d_dec2 / 12.0) +
                           cos_dec * std::max(0.0, cos_dec - d_dec) * d_ra2 * (1.0 - d_ra2 / 12.0);
  if (shortest2 > more * reach2) return false;
  const double longest2 = d_dec2 + cos_dec * (cos_dec + d_dec) * d_ra2;
  if (reach2 < small2 && more * longest2 < reach2) return true;
  return separation(source.position, row.position) <= reach;
}

void CandidateFilter::may_be_candidates(std::span<const InfraredSource> rows,
                                        std::span<std::uint8_t> may_be) const {
  check(rows.size() == may_be.size(), "CandidateFilter: an answer for each row");
  constexpr std::size_t at_once = 64;
  std::array<SkyCell, at_once> cells{};
  std::array<std::int64_t, at_once> numbers{};
  while (!rows.empty()) {
    const std::size_t n = std::min(at_once, rows.size());
    for (std::size_t i = 0; i < n; ++i)
      cells.data()[i] = grid_.cell(rows.data()[i].position);
    cells_.find_numbers(std::span{cells}.first(n), std::span{numbers}.first(n));
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t number = numbers.data()[i];
      may_be.data()[i] =
          number >= 0 && is_near(static_cast<std::size_t>(number), rows.data()[i]) ? 1 : 0;
    }
    rows = rows.subspan(n);
    may_be = may_be.subspan(n);
  }
}

bool CandidateFilter::is_near(std::size_t number, const InfraredSource& row) const {
  const Source* const sources = sources_.values().data();
  const std::uint32_t of_cell = near_cell_.values().data()[number];
  if ((of_cell & several) == 0) return is_in_reach(sources[of_cell], row);
  const std::size_t list = of_cell & ~several;
  const auto near = lists_.values().subspan(list + 1, lists_[list]);
  return std::any_of(near.begin(), near.end(),
                     [&](std::uint32_t source) { return is_in_reach(sources[source], row); });
}

} // namespace counterpoint
