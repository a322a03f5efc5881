#include "search/tile_grid.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <numeric>
#include <queue>
#include <tuple>

namespace counterpoint {

namespace {

// Cuts `order` into n consecutive parts of about equal weight; returns the n + 1 boundaries.
std::vector<std::size_t> equal_parts(std::span<const std::uint32_t> order,
                                     std::span<const double> weights,
                                     std::span<const double> shares) {
  double total = 0.0;
  for (const std::uint32_t i : order)
    total += weights[i];
  const double total_share = std::accumulate(shares.begin(), shares.end(), 0.0);

  std::vector<std::size_t> boundaries{0};
  double wanted = 0.0;
  double reached = 0.0;
  std::size_t next = 0;
  for (const double share : shares) {
    wanted += total * share / total_share;
    // A source goes to the part in which its middle falls.
    while (next < order.size() && reached + 0.5 * weights[order[next]] < wanted) {
      reached += weights[order[next++]];
    }
    boundaries.push_back(next);
  }
  boundaries.back() = order.size();
  return boundaries;
}

} // namespace

TileGrid::TileGrid(std::span<const SkyPosition> positions, std::span<const double> weights,
                   int n_tiles) {
  check(n_tiles >= 1 && positions.size() == weights.size(), "TileGrid: arguments");
  const int n_strips = std::max(1, static_cast<int>(std::lround(std::sqrt(n_tiles))));
  std::vector<double> tiles_of_strip;
  for (int strip = 0; strip < n_strips; ++strip) {
    const int n_of_strip = (n_tiles * (strip + 1)) / n_strips - (n_tiles * strip) / n_strips;
    tiles_of_strip.push_back(n_of_strip);
  }

  std::vector<std::uint32_t> order(positions.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple{positions[a].dec(), positions[a].ra(), a} <
           std::tuple{positions[b].dec(), positions[b].ra(), b};
  });
  const auto strips = equal_parts(order, weights, tiles_of_strip);

  first_tile_.push_back(0);
  for (std::size_t strip = 0; strip < tiles_of_strip.size(); ++strip) {
    const bool is_beyond_all = strips[strip] == order.size();
    strip_low_deg_.push_back(strip == 0      ? -90.0
                             : is_beyond_all ? 91.0 // an empty strip beyond the north pole
                                             : positions[order[strips[strip]]].dec().degrees());
    const std::span members{order.begin() + static_cast<std::ptrdiff_t>(strips[strip]),
                            order.begin() + static_cast<std::ptrdiff_t>(strips[strip + 1])};
    std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple{positions[a].ra(), a} < std::tuple{positions[b].ra(), b};
    });
    const std::vector<double> even(static_cast<std::size_t>(tiles_of_strip[strip]), 1.0);
    const auto cells = equal_parts(members, weights, even);
    std::vector<double>& lows = cell_low_deg_.emplace_back();
    for (std::size_t cell = 0; cell < even.size(); ++cell) {
      lows.push_back(cell == 0 ? 0.0
                     : cells[cell] == members.size()
                         ? 360.0
                         : positions[members[cells[cell]]].ra().degrees());
    }
    first_tile_.push_back(first_tile_.back() + static_cast<int>(even.size()));
  }
}

void TileGrid::broadcast(const Communicator& comm) {
  comm.broadcast(strip_low_deg_);
  comm.broadcast(first_tile_);
  cell_low_deg_.resize(strip_low_deg_.size());
  for (std::vector<double>& lows : cell_low_deg_)
    comm.broadcast(lows);
}

int TileGrid::cell_in_strip(std::size_t strip, double ra_deg) const {
  const auto& lows = cell_low_deg_[strip];
  return static_cast<int>(std::upper_bound(lows.begin(), lows.end(), ra_deg) - lows.begin()) - 1;
}

std::size_t TileGrid::strip_at(double dec_deg) const {
  const auto above = std::upper_bound(strip_low_deg_.begin(), strip_low_deg_.end(), dec_deg);
  return above == strip_low_deg_.begin()
             ? 0
             : static_cast<std::size_t>(above - strip_low_deg_.begin()) - 1;
}

int TileGrid::owner(const SkyPosition& position) const {
  const std::size_t strip = strip_at(position.dec().degrees());
  return first_tile_[strip] + cell_in_strip(strip, position.ra().degrees());
}

int TileGrid::only_tile_within(const SkyPosition& position, Angle margin) const {
  const double dec = position.dec().degrees();
  const double ra = position.ra().degrees();
  const double least_cosine = 1.0 - 0.5 * position.dec().radians() * position.dec().radians();
  const bool is_near_pole = std::abs(dec) + margin.degrees() >= 90.0 || least_cosine < 0.1;
  if (is_near_pole) return -1;
  // As asin(x) <= x pi / 2, at least as wide as the disc of the margin in right ascension.
  const double half_width = 0.5 * std::numbers::pi * margin.degrees() / least_cosine;
  const std::size_t strip = strip_at(dec);
  const bool is_inside = strip_at(dec - margin.degrees()) == strip &&
                         strip_at(dec + margin.degrees()) == strip && ra - half_width >= 0.0 &&
                         ra + half_width < 360.0;
  if (!is_inside) return -1;
  const int cell = cell_in_strip(strip, ra);
  const bool is_alone = cell_in_strip(strip, ra - half_width) == cell &&
                        cell_in_strip(strip, ra + half_width) == cell;
  return is_alone ? first_tile_[strip] + cell : -1;
}

void TileGrid::tiles_within(const SkyPosition& position, Angle margin,
                            std::vector<int>& tiles) const {
  tiles.clear();
  const double dec = position.dec().degrees();
  const double ra = position.ra().degrees();
  const double low = dec - margin.degrees();
  const double high = dec + margin.degrees();
  if (const int tile = only_tile_within(position, margin); tile >= 0) {
    tiles.push_back(tile);
    return;
  }
  const bool reaches_pole = std::abs(dec) + margin.degrees() >= 90.0;
  const double half_width =
      reaches_pole
          ? 180.0
          : Angle::from_radians(std::asin(std::min(1.0, sin(margin) / cos(position.dec()))))
                .degrees();

  // One part of the right-ascension interval that does not cross 0.
  const auto add_cells = [&](std::size_t strip, double from_deg, double to_deg) {
    const int last = cell_in_strip(strip, to_deg);
    for (int cell = cell_in_strip(strip, from_deg); cell <= last; ++cell)
      tiles.push_back(first_tile_[strip] + cell);
  };
  for (std::size_t strip = strip_at(low);
       strip < strip_low_deg_.size() && strip_low_deg_[strip] <= high; ++strip) {
    if (half_width >= 180.0) {
      add_cells(strip, 0.0, 360.0);
    } else {
      add_cells(strip, std::max(0.0, ra - half_width), std::min(360.0, ra + half_width));
      if (ra - half_width < 0.0) add_cells(strip, ra - half_width + 360.0, 360.0);
      if (ra + half_width >= 360.0) add_cells(strip, 0.0, ra + half_width - 360.0);
    }
  }
  std::sort(tiles.begin(), tiles.end());
  tiles.erase(std::unique(tiles.begin(), tiles.end()), tiles.end());
}

std::vector<int> assign_tiles(std::span<const double> weights, int n_workers,
                              std::span<const int> preferred) {
  constexpr int nobody = -1;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  // More than its share does nobody get by preference.
  const double share = std::accumulate(weights.begin(), weights.end(), 0.0) / n_workers;
  std::vector<double> load_of_worker(static_cast<std::size_t>(n_workers));
  std::vector<int> worker_of_tile(weights.size(), nobody);
  for (const std::size_t tile : order) {
    if (preferred.empty()) break;
    double& load = load_of_worker[static_cast<std::size_t>(preferred[tile])];
    if (load + weights[tile] > share) continue;
    load += weights[tile];
    worker_of_tile[tile] = preferred[tile];
  }
  using Load = std::pair<double, int>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (int worker = 0; worker < n_workers; ++worker)
    loads.emplace(load_of_worker[static_cast<std::size_t>(worker)], worker);
  for (const std::size_t tile : order) {
    if (worker_of_tile[tile] != nobody) continue;
    auto [load, worker] = loads.top();
    loads.pop();
    worker_of_tile[tile] = worker;
    loads.emplace(load + weights[tile], worker);
  }
  return worker_of_tile;
}

} // namespace counterpoint
