#include "match/depth_check.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"
#include "match/depth_regions.hpp"
#include "match/source_cells.hpp"
#include "match/star_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double bright_part = 0.75;
constexpr double unknown_ks = std::numeric_limits<double>::quiet_NaN();

std::int64_t n_measured(const PartOfSky& part) {
  return std::accumulate(part.stars_by_class.begin(),
                         part.stars_by_class.begin() + MagnitudeClasses::n_measured,
                         std::int64_t{0});
}

// The Ks than which this part of the stars with a magnitude is brighter.
double quantile(const PartOfSky& part, double fraction) {
  return star_quantile(std::span{part.stars_by_class}.first(MagnitudeClasses::n_measured),
                       MagnitudeClasses::width, fraction);
}

// Stars of the classes beyond that of `ks`, which is a number.
std::int64_t n_fainter(const PartOfSky& part, double ks) {
  const auto first = static_cast<std::ptrdiff_t>(MagnitudeClasses::of(ks)) + 1;
  return std::accumulate(part.stars_by_class.begin() + first,
                         part.stars_by_class.begin() + MagnitudeClasses::n_measured,
                         std::int64_t{0});
}

PartOfSky sum_of(std::span<const PartOfSky> parts) {
  PartOfSky sum{0, std::vector<std::int64_t>(MagnitudeClasses::n_classes), {}};
  for (const PartOfSky& part : parts) {
    sum.n_sources += part.n_sources;
    for (std::size_t c = 0; c < sum.stars_by_class.size(); ++c)
      sum.stars_by_class[c] += part.stars_by_class[c];
  }
  return sum;
}

} // namespace

bool DepthCheck::varies() const {
  constexpr std::int64_t least_part = 20;
  return n_other > 0 && n_other * least_part >= n_sources;
}

DepthCheck check_depth(std::span<const PartOfSky> parts) {
  constexpr double least_difference = 0.5;
  constexpr double significance = 6.0;
  constexpr double often = 2.0; // a star is counted for each X-ray source near it
  const PartOfSky all = sum_of(parts);
  DepthCheck check{quantile(all, faint_end_part), unknown_ks, unknown_ks, all.n_sources, 0};
  if (n_measured(all) == 0) return check;
  const double bright = quantile(all, bright_part);
  const double p =
      static_cast<double>(n_fainter(all, bright)) / static_cast<double>(n_measured(all));
  for (const PartOfSky& part : parts) {
    const double ks = quantile(part, faint_end_part);
    if (!(std::abs(ks - check.usual_ks) > least_difference)) continue;
    const auto n = static_cast<double>(n_measured(part));
    const double deviation = std::abs(static_cast<double>(n_fainter(part, bright)) - n * p);
    if (!(deviation > significance * std::sqrt(often * n * p * (1.0 - p)))) continue;
    check.n_other += part.n_sources;
    // A comparison with NaN is false.
    if (!(ks >= check.shallowest_ks)) check.shallowest_ks = ks;
    if (!(ks <= check.deepest_ks)) check.deepest_ks = ks;
  }
  return check;
}

DepthCheck check_depth_together(std::span<const PartOfSky> parts) {
  const DepthCheck check = check_depth(parts);
  if (check.varies()) return check;
  StarsOfCells cells;
  for (const PartOfSky& part : parts) {
    cells.centers.push_back(part.center);
    cells.by_class.insert(cells.by_class.end(), part.stars_by_class.begin(),
                          part.stars_by_class.end());
  }
  const DepthRegions regions{cells};
  std::vector<std::vector<PartOfSky>> of_region(regions.size());
  for (const PartOfSky& part : parts)
    of_region[regions.of(part.center)].push_back(part);
  std::vector<PartOfSky> together;
  for (const auto& alike : of_region)
    together.push_back(sum_of(alike));
  const DepthCheck other = check_depth(together);
  return other.varies() ? other : check;
}

std::vector<PartOfSky> parts_of_sky(const Communicator& comm, const SearchResult& found,
                                    const XrayCatalogue& xray, const TermsOfSources& terms) {
  constexpr std::size_t most_cells = 64;
  constexpr int finest_level = 12; // 2.6 arcmin: smaller parts hold too few stars
  const SourceCells cells{xray, terms, finest_level, most_cells};
  const std::vector<std::int64_t> stars =
      count_stars(comm, found, cells, [](std::size_t) { return std::size_t{0}; });
  std::vector<PartOfSky> parts(cells.cells().size());
  for (std::size_t cell = 0; cell < parts.size(); ++cell) {
    const auto first =
        stars.begin() + static_cast<std::ptrdiff_t>(cell * MagnitudeClasses::n_classes);
    parts[cell].stars_by_class.assign(first, first + MagnitudeClasses::n_classes);
    parts[cell].center = cells.grid().center(cells.cells()[cell]);
    parts[cell].n_sources = cells.n_sources()[cell];
  }
  return parts;
}

} // namespace counterpoint
