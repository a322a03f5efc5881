#pragma once

#include "counterpoint/sky/offset.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Loops over doubles go over whole vectors of the largest width, so that no rest is left.
inline constexpr std::size_t vector_width = 8;
[[nodiscard]] constexpr std::size_t whole_vectors(std::size_t n) {
  return (n + vector_width - 1) / vector_width * vector_width;
}

/// The neighbours of one X-ray source, ordered by separation: an array for each member of
/// Neighbour, filled up to whole vectors with some far away that have no acceptance radius.
struct NeighbourColumns {
  std::size_t n = 0; ///< of neighbours
  double largest_radius_arcsec = 0.0;
  std::vector<std::int64_t> ir_ids;
  std::vector<double> separation_arcsec;
  std::vector<double> radius_arcsec;
  std::vector<double> east_deg; ///< of Neighbour::to_xray
  std::vector<double> north_deg;
  std::vector<double> convergence_radians;

  /// Makes room for `n_neighbours`; what fills up is there.
  void resize(std::size_t n_neighbours);

  /// With those that fill up.
  [[nodiscard]] std::size_t n_filled() const { return ir_ids.size(); }
  [[nodiscard]] SkyOffset to_xray(std::size_t k) const {
    return {Angle::from_degrees(east_deg.data()[k]), Angle::from_degrees(north_deg.data()[k])};
  }
  [[nodiscard]] Angle convergence(std::size_t k) const {
    return Angle::from_radians(convergence_radians.data()[k]);
  }
  /// How many, from the first, are not farther away.
  [[nodiscard]] std::size_t n_within(double separation) const;
};

} // namespace counterpoint
