#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// An infrared source within reach of an X-ray source. East and north lead from the infrared source
/// to the X-ray source in the tangent plane at the infrared source; their length is the
/// great-circle separation.
struct Neighbour {
  std::int64_t ir_id = 0;
  double east_arcsec = 0.0;
  double north_arcsec = 0.0;
  double separation_arcsec = 0.0;
  double radius_arcsec =
      0.0;         ///< acceptance radius of this pair; of an ellipse, the semi-major axis
  double ks = 0.0; ///< mag; NaN where missing
  Angle sigma;     ///< of the infrared source
  /// How far east and north at the X-ray source are turned against those of this pair, from east to
  /// north: it matters near the poles only.
  float convergence_radians = 0.0F;
};

/// A vector by its components along the axes of an ellipse.
struct AxisComponents {
  double along_arcsec = 0.0; ///< the major axis
  double across_arcsec = 0.0;
};

/// A vector of the tangent plane of `neighbour` along the axes of its acceptance ellipse.
[[nodiscard]] AxisComponents along_axes(const AcceptanceShape& shape, const Neighbour& neighbour,
                                        double east_arcsec, double north_arcsec);

/// The neighbours of some X-ray sources, all that any trial needs: those within acceptance radius +
/// largest shift, ordered by (separation, ir_id) within each X-ray source.
struct Neighbourhoods {
  std::vector<std::int64_t> xray_ids;  ///< every source that was searched, also with no neighbour
  std::vector<AcceptanceShape> shapes; ///< of each source
  std::vector<std::size_t> first{0};   ///< first neighbour of each source, and the total
  std::vector<Neighbour> neighbours;

  [[nodiscard]] std::size_t size() const { return xray_ids.size(); }
  [[nodiscard]] std::span<const Neighbour> of(std::size_t i) const {
    return std::span{neighbours}.subspan(first[i], first[i + 1] - first[i]);
  }
};

/// The largest acceptance radius among neighbours; 0 without any.
[[nodiscard]] double largest_radius_arcsec(std::span<const Neighbour> neighbours);

/// One accepted pair.
struct Pair {
  std::int64_t xray_id = 0;
  std::int64_t ir_id = 0;
  Angle separation;
  Angle position_angle; ///< of the infrared source, seen from the X-ray source
  Angle infrared_sigma; ///< one-dimensional standard deviation of the infrared source
  Angle quoted_error;   ///< hypot(error_x, error_i), as the catalogues quote them; major axes
  double ks = 0.0;      ///< mag; NaN where missing
};

/// What the search of one tile, or of several, finds.
struct TileMatch {
  Neighbourhoods neighbourhoods;
  /// Pairs of unshifted positions within their acceptance region: in the order of the X-ray sources
  /// searched, then by (separation, ir_id).
  std::vector<Pair> pairs;
};

/// Searches round the X-ray sources of one tile: neighbourhoods and real pairs.
/// \param infrared  rows of the tile and its margin, in any order
/// \param largest_shift  that any trial will use
/// \param match  appended to: several tiles may share it
void match_tile(std::span<const XraySource> xray, std::span<const InfraredSource> infrared,
                const Acceptance& acceptance, Angle largest_shift, TileMatch& match);

} // namespace counterpoint
