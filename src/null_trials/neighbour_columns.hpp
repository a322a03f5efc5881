#pragma once

#include "counterpoint/search/neighbourhoods.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// Of loops over doubles: arrays are filled up to whole vectors of the largest width, so that no
/// rest is left.
inline constexpr std::size_t vector_width = 8;
[[nodiscard]] constexpr std::size_t whole_vectors(std::size_t n) {
  return (n + vector_width - 1) / vector_width * vector_width;
}

/// The neighbours of one X-ray source, ordered by separation, an array for each member, with some
/// without a radius far away up to whole vectors.
struct NeighbourColumns {
  std::size_t n = 0; ///< of neighbours
  double largest_radius_arcsec = 0.0;
  std::vector<double> separation_arcsec;
  std::vector<double> radius_arcsec;
  std::vector<double> east_arcsec; ///< of Neighbour::to_xray
  std::vector<double> north_arcsec;
  std::vector<double> convergence_radians;

  void assign(std::span<const Neighbour> neighbours);

  [[nodiscard]] SkyOffset to_xray(std::size_t k) const {
    return {Angle::from_arcsec(east_arcsec[k]), Angle::from_arcsec(north_arcsec[k])};
  }
  /// With those far away.
  [[nodiscard]] std::size_t n_filled() const { return separation_arcsec.size(); }
  /// Whole vectors before which every separation is less, by more than rounding.
  [[nodiscard]] std::size_t whole_below(double separation) const;
  /// Whole vectors from which on every separation is larger.
  [[nodiscard]] std::size_t whole_up_to(double separation) const;
};

} // namespace counterpoint
