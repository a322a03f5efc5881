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

/// Where right ascension begins anew: at 0, but for a field that lies across it; there in the
/// middle of the widest stretch without stars.
struct RaSeam {
  double at_deg = 0.0;

  [[nodiscard]] static RaSeam beside(const std::vector<SkyPosition>& centers);
  /// Right ascension in [at_deg, at_deg + 360) deg.
  [[nodiscard]] double ra_deg(const SkyPosition& position) const {
    const double ra_deg = position.ra().degrees();
    return ra_deg < at_deg ? ra_deg + 360.0 : ra_deg;
  }
};

/// A direction on the sky, in which parts of it are cut: the place along it is a sum of
/// coordinates.
struct CutDirection {
  static constexpr int n = 12; ///< 15 degrees apart
  double of_ra = 0.0;
  double of_dec = 1.0;

  [[nodiscard]] double along(const SkyPosition& position, const RaSeam& seam) const {
    return of_ra * seam.ra_deg(position) + of_dec * position.dec().degrees();
  }
};

/// Are stars without Ks listed everywhere, or do they tell places apart, too?
enum class StarsWithoutKs : std::uint8_t { everywhere, in_parts };

/// The sky cut into polygons, in each of which the infrared catalogue is equally deep, as far as
/// the stars tell.
class DepthRegions {
public:
  static constexpr std::size_t most = 256;

  /// Cuts the sky in two, in one of CutDirection::n directions, where the magnitudes of both sides
  /// differ most, and the parts again, as long as they differ by more than chance brings. Then
  /// takes cuts back, the last ones first, whose two sides were not cut further and whose faint
  /// ends do not differ by a tenth of a mag (or, where stars without Ks tell them apart, the part
  /// of these by 0.05). Does not depend on the order of the cells.
  explicit DepthRegions(const StarsOfCells& cells,
                        StarsWithoutKs without_ks = StarsWithoutKs::everywhere);

  [[nodiscard]] std::size_t size() const { return n_regions_; }
  /// The region of a position: its place among all.
  [[nodiscard]] std::size_t of(const SkyPosition& position) const;

private:
  // A part of the sky: a region, or cut in two.
  struct Node {
    bool is_cut = false;
    CutDirection direction;
    double cut_deg = 0.0;
    std::size_t below = 0; // node; the one above the cut follows it
    std::size_t region = 0;
  };

  // In the order of their nodes.
  void number_regions();

  RaSeam seam_;
  std::vector<Node> nodes_{Node{}};
  std::size_t n_regions_ = 0;
};

} // namespace counterpoint
