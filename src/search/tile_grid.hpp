#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// The sphere cut into declination strips and right-ascension cells of about equal work. Every
/// position belongs to exactly one tile: a tile holds its southern and western edge. Tiles are cut
/// at right ascension 0; their margins reach across it and across the poles.
class TileGrid {
public:
  /// Cuts so that each tile holds about the same sum of weights; tiles may be empty.
  /// \param positions, weights  what the work hangs on: the X-ray sources
  /// \param n_tiles  at least 1
  TileGrid(std::span<const SkyPosition> positions, std::span<const double> weights, int n_tiles);
  /// Collective. The same on all ranks as on the first.
  void broadcast(const Communicator& comm);

  [[nodiscard]] int n_tiles() const { return first_tile_.back(); }

  /// The tile that `position` belongs to.
  [[nodiscard]] int owner(const SkyPosition& position) const;

  /// All tiles that come within `margin` of `position`, its owner included; perhaps one that does
  /// not quite. \param tiles  cleared and filled
  void tiles_within(const SkyPosition& position, Angle margin, std::vector<int>& tiles) const;

private:
  // The strip that holds a declination; the first one for those south of the pole.
  [[nodiscard]] std::size_t strip_at(double dec_deg) const;
  [[nodiscard]] int cell_in_strip(std::size_t strip, double ra_deg) const;
  // What tiles_within() finds where that is shown without trigonometry to be the owner alone, as it
  // is for nearly all positions; else -1.
  [[nodiscard]] int only_tile_within(const SkyPosition& position, Angle margin) const;

  std::vector<double> strip_low_deg_;             // lower declination of each strip, first is -90
  std::vector<std::vector<double>> cell_low_deg_; // lower right ascension, by strip; first is 0
  std::vector<int> first_tile_;                   // by strip, and the total behind them
};

/// Tiles to workers, the heaviest first: each to the one that is preferred for it as long as that
/// has not its full share by such, then the others to the least loaded (Graham 1969, LPT rule).
/// \param preferred  worker of each tile; empty: none is preferred
/// \return worker of each tile; the same for the same weights
[[nodiscard]] std::vector<int> assign_tiles(std::span<const double> weights, int n_workers,
                                            std::span<const int> preferred = {});

} // namespace counterpoint
