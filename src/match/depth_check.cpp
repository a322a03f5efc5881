#include "match/depth_check.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"
#include "match/depth_regions.hpp"
#include "match/source_cells.hpp"
#include "match/star_quantile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

namespace counterpoint {

namespace {

constexpr double bright_part = 0.75;
constexpr double least_difference = 0.5; // of faint ends, in mag
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

std::int64_t n_missing(const PartOfSky& part) {
  return part.stars_by_class[MagnitudeClasses::missing];
}

// Of the logarithm of the stars that an X-ray source has around, from part to part.
class DensityVariance {
public:
  void add(std::int64_t n_stars, std::int64_t n_sources) {
    const auto weight = static_cast<double>(n_sources);
    const double value = std::log((static_cast<double>(n_stars) + 1.0) / weight);
    weights_ += weight;
    sum_ += weight * value;
    squares_ += weight * value * value;
  }
  [[nodiscard]] double value() const {
    const double mean = sum_ / weights_;
    return squares_ / weights_ - mean * mean;
  }

private:
  double weights_ = 0.0;
  double sum_ = 0.0;
  double squares_ = 0.0;
};

// Finds out whether stars without Ks are listed in some parts only. \param all  the sum of `parts`
void check_missing(std::span<const PartOfSky> parts, const PartOfSky& all, DepthCheck& check) {
  constexpr double least_deviation = 0.05;
  constexpr double significance = 6.0;
  constexpr double often = 2.0;     // a star is counted for each X-ray source near it
  constexpr double more_even = 0.5; // the others alone must be, than all stars are
  const double p = static_cast<double>(n_missing(all)) /
                   static_cast<double>(std::max<std::int64_t>(1, n_missing(all) + n_measured(all)));
  std::int64_t n_other = 0;
  double least = 1.0;
  double most = 0.0;
  DensityVariance of_measured;
  DensityVariance of_all;
  for (const PartOfSky& part : parts) {
    const std::int64_t n_stars = n_missing(part) + n_measured(part);
    if (part.n_sources == 0 || n_stars == 0) continue;
    of_measured.add(n_measured(part), part.n_sources);
    of_all.add(n_stars, part.n_sources);
    const auto n = static_cast<double>(n_stars);
    const double fraction = static_cast<double>(n_missing(part)) / n;
    const double deviation = std::abs(fraction - p);
    if (deviation < least_deviation ||
        deviation * n < significance * std::sqrt(often * n * p * (1.0 - p)))
      continue;
    n_other += part.n_sources;
    least = std::min(least, fraction);
    most = std::max(most, fraction);
  }
  if (n_other == 0 || !(of_measured.value() < more_even * of_all.value())) return;
  check.n_other_missing = n_other;
  check.least_missing = std::min(least, p);
  check.most_missing = std::max(most, p);
}

void add(const PartOfSky& part, PartOfSky& sum) {
  sum.n_sources += part.n_sources;
  for (std::size_t c = 0; c < sum.stars_by_class.size(); ++c)
    sum.stars_by_class[c] += part.stars_by_class[c];
}

PartOfSky nothing() {
  return {0, std::vector<std::int64_t>(MagnitudeClasses::n_classes), {}};
}

PartOfSky sum_of(std::span<const PartOfSky> parts) {
  PartOfSky sum = nothing();
  for (const PartOfSky& part : parts)
    add(part, sum);
  return sum;
}

bool are_many(std::int64_t n, std::int64_t of_all) {
  constexpr std::int64_t least_part = 20;
  return n > 0 && n * least_part >= of_all;
}

} // namespace

bool DepthCheck::varies() const {
  return are_many(n_other, n_sources);
}

bool DepthCheck::lacks_stars_without_ks() const {
  return are_many(n_other_missing, n_sources);
}

DepthCheck check_depth(std::span<const PartOfSky> parts) {
  constexpr double significance = 6.0;
  constexpr double often = 2.0; // a star is counted for each X-ray source near it
  const PartOfSky all = sum_of(parts);
  DepthCheck check{quantile(all, faint_end_part), unknown_ks, unknown_ks, all.n_sources, 0};
  if (n_measured(all) == 0) return check;
  check_missing(parts, all, check);
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
  StarsOfCells cells;
  for (const PartOfSky& part : parts) {
    cells.centers.push_back(part.center);
    cells.by_class.insert(cells.by_class.end(), part.stars_by_class.begin(),
                          part.stars_by_class.end());
  }
  const DepthRegions regions{cells};
  std::vector<PartOfSky> of_region(regions.size(), nothing());
  for (const PartOfSky& part : parts)
    add(part, of_region[regions.of(part.center)]);
  // Strips of another depth, each of few stars, tell together.
  const double usual_ks = quantile(sum_of(parts), faint_end_part);
  std::array together{nothing(), nothing(), nothing()};
  auto& [shallow, usual, deep] = together;
  for (const PartOfSky& region : of_region) {
    const double more = quantile(region, faint_end_part) - usual_ks; // NaN: no stars
    add(region, more < -least_difference ? shallow : more > least_difference ? deep : usual);
  }
  return check_depth(together);
}

CellsOfSky cells_of_sky(const Communicator& comm, const SearchResult& found,
                        const XrayCatalogue& xray, const TermsOfSources& terms) {
  constexpr std::size_t most_cells = 1024;
  constexpr int finest_level = 15; // 20 arcsec
  const SourceCells cells{xray, terms, finest_level, most_cells};
  const std::vector<std::int64_t> stars =
      count_stars(comm, found, cells, [](std::size_t) { return std::size_t{0}; });
  CellsOfSky sky{cells.grid().level(), cells.cells(), {}};
  for (std::size_t cell = 0; cell < sky.cells.size(); ++cell) {
    const auto first =
        stars.begin() + static_cast<std::ptrdiff_t>(cell * MagnitudeClasses::n_classes);
    sky.parts.push_back({cells.n_sources()[cell],
                         {first, first + MagnitudeClasses::n_classes},
                         cells.grid().center(sky.cells[cell])});
  }
  return sky;
}

CellsOfSky large_cells_of(CellsOfSky small) {
  constexpr std::size_t most_cells = 64;
  constexpr int finest_level = 12; // 2.6 arcmin: smaller parts hold too few stars
  while (small.level > 0 && (small.level > finest_level || small.cells.size() > most_cells)) {
    const SkyGrid grid{small.level};
    const SkyGrid coarser{small.level - 1};
    CellsOfSky larger{coarser.level(), {}, {}};
    std::map<SkyCell, std::size_t> place; // of each larger cell
    for (std::size_t i = 0; i < small.cells.size(); ++i) {
      const SkyCell cell = grid.parent(small.cells[i], coarser);
      const auto [of_cell, is_new] = place.try_emplace(cell, larger.cells.size());
      if (is_new) {
        larger.cells.push_back(cell);
        larger.parts.push_back(std::move(small.parts[i]));
        larger.parts.back().center = coarser.center(cell);
      } else {
        add(small.parts[i], larger.parts[of_cell->second]);
      }
    }
    small = std::move(larger);
  }
  return small;
}

} // namespace counterpoint
