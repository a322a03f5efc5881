#pragma once

#include "counterpoint/sky/position.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Small parts of the sky with the stars that were seen in them.
struct StarsOfCells {
  std::vector<SkyPosition> centers;
  std::vector<std::int64_t> by_class; ///< [cell][class], by MagnitudeClasses
};

/// The sky cut into rectangles of right ascension and declination, in each of which the infrared
/// catalogue is equally deep, as far as the stars tell.
class DepthRegions {
public:
  static constexpr std::size_t most = 256;

  /// Cuts the sky in two where the magnitudes of both sides differ most, and the parts again, as
  /// long as they differ by more than chance brings and their faint ends by a tenth of a mag. Does
  /// not depend on the order of the cells.
  explicit DepthRegions(const StarsOfCells& cells);

  [[nodiscard]] std::size_t size() const { return n_regions_; }
  /// The region of a position: its place among all.
  [[nodiscard]] std::size_t of(const SkyPosition& position) const;

private:
  // A part of the sky: a region, or cut in two at a coordinate.
  struct Node {
    bool is_cut = false;
    bool by_dec = false; // else by right ascension
    double cut_deg = 0.0;
    std::size_t below = 0; // node; the one above the cut follows it
    std::size_t region = 0;
  };

  std::vector<Node> nodes_{Node{}};
  std::size_t n_regions_ = 0;
};

} // namespace counterpoint
