#include "counterpoint/statistics/offset_map.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/null_trials/overlap.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Where (1 - exp(-k^2 / 2)) / k, true pairs over the root of chance pairs, is largest.
constexpr double best_radius_per_sigma = 1.585;

double acceptance_radius_arcsec(const Neighbour& neighbour, Angle xray_sigma) {
  return best_radius_per_sigma * hypot(xray_sigma, neighbour.sigma).arcsec();
}

// Sums of one grid over the X-ray sources.
class Grid {
public:
  explicit Grid(int half_side)
      : half_side_{half_side},
        counts_(static_cast<std::size_t>(side()) * static_cast<std::size_t>(side())) {}

  // Adds `weight` to the offsets within `radius` of the one that brings a pair together.
  void add_disc(const SkyOffset& offset, double radius_arcsec, double weight) {
    const double radius = radius_arcsec / OffsetMap::step.arcsec();
    const double x = offset.east / OffsetMap::step;
    const double y = offset.north / OffsetMap::step;
    for (int row = first(y - radius); row <= last(y + radius); ++row) {
      const double half_width2 = radius * radius - (row - y) * (row - y);
      if (half_width2 < 0.0) continue;
      const double half_width = std::sqrt(half_width2);
      for (int column = first(x - half_width); column <= last(x + half_width); ++column)
        counts_[index(row, column)].add(weight);
    }
  }

  [[nodiscard]] std::vector<ExactSum>& counts() { return counts_; }

private:
  [[nodiscard]] int side() const { return 2 * half_side_ + 1; }
  // Cells in the middle of which a coordinate is at least, or at most, `position`.
  [[nodiscard]] int first(double position) const {
    return static_cast<int>(std::ceil(std::max(position, -1.0 * half_side_)));
  }
  [[nodiscard]] int last(double position) const {
    return static_cast<int>(std::floor(std::min(position, 1.0 * half_side_)));
  }
  [[nodiscard]] std::size_t index(int row, int column) const {
    const std::ptrdiff_t rows_before = std::ptrdiff_t{row} + half_side_;
    return static_cast<std::size_t>(rows_before * side() + column + half_side_);
  }

  int half_side_;
  std::vector<ExactSum> counts_;
};

} // namespace

SkyOffset OffsetMap::offset(std::size_t cell) const {
  const std::size_t side = 2 * static_cast<std::size_t>(half_side) + 1;
  const auto at = [&](std::size_t place) {
    return (static_cast<double>(place) - static_cast<double>(half_side)) * step;
  };
  return {at(cell % side), at(cell / side)};
}

std::size_t OffsetMap::maximum() const {
  std::size_t best = excess.size() / 2;
  for (std::size_t cell = 0; cell < excess.size(); ++cell) {
    const bool is_inside = offset(cell).length() <= static_cast<double>(half_side) * step;
    if (is_inside && excess[cell] > excess[best]) best = cell;
  }
  return best;
}

SkyOffset offset_to(const Neighbour& neighbour) {
  return -neighbour.to_xray.in_axes_turned_by(-neighbour.convergence());
}

OffsetMap map_offsets(const Neighbourhoods& neighbourhoods, std::span<const XrayTerms> terms,
                      const OffsetSearch& search, const SumOverRanks& sum) {
  check(terms.size() == neighbourhoods.size(), "terms for each X-ray source of the neighbourhoods");
  OffsetMap map;
  map.half_side = static_cast<int>(std::ceil(search.largest / OffsetMap::step - 1e-9));
  Grid grid{map.half_side};
  std::vector<ExactSum> expectation(2); // and variance
  std::vector<double> chances;
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    if (!terms[i].is_considered) continue;
    const std::vector<Neighbour> neighbours = neighbourhoods.neighbours_of(i);
    chances.clear();
    double expected = 0.0;
    for (const Neighbour& neighbour : neighbours) {
      chances.push_back(match_chance(neighbour.separation_arcsec,
                                     acceptance_radius_arcsec(neighbour, terms[i].sigma.major),
                                     search.null_zone()));
      expected += chances.back();
    }
    const double weight = 1.0 / (1.0 + expected);
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const Neighbour& neighbour = neighbours[k];
      expectation[0].add(weight * chances[k]);
      expectation[1].add(weight * weight * chances[k] * (1.0 - chances[k]));
      grid.add_disc(offset_to(neighbour), acceptance_radius_arcsec(neighbour, terms[i].sigma.major),
                    weight);
    }
  }
  sum(grid.counts());
  sum(expectation);
  for (const ExactSum& count : grid.counts())
    map.excess.push_back(count.value() - expectation[0].value());
  map.deviation = std::sqrt(expectation[1].value());
  return map;
}

} // namespace counterpoint
