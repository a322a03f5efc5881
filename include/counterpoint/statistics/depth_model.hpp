#pragma once

#include "counterpoint/sources/magnitude_classes.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace counterpoint {

/// A part of the sky where the infrared catalogue is equally deep. Relative to the deepest places:
/// what no place lists, nobody misses.
struct DepthPlace {
  /// By MagnitudeClasses: the part of the stars there are that the catalogue lists here.
  std::vector<double> completeness;
  double limit = std::numeric_limits<double>::quiet_NaN(); ///< Ks of half; NaN: among the deepest
  double width = 0.0;                                      ///< mag, of the limits of the stars
  double listed = 1.0;     ///< stars listed here over those of a usual place, if there are as many
  double of_sources = 0.0; ///< the fraction of the considered X-ray sources that lies here
};

/// n(m) of an infrared catalogue that is not equally deep: n(m | place) = n(m) completeness(m).
struct DepthModel {
  std::vector<DepthPlace> places;
  std::vector<double> n;             ///< stars per arcsec^2 and class where none is missed, mean
  std::vector<double> usual_stars;   ///< by class: completeness, mean over the stars of all places
  std::vector<double> usual_sources; ///< the same, mean over the X-ray sources

  /// Puts the numbers of considered X-ray sources, by place, into of_sources and usual_sources.
  void weigh_by(std::span<const std::int64_t> n_sources);

  /// The part of counterparts distributed like `q` that is listed at a place.
  [[nodiscard]] double listed_part(std::span<const double> q, std::size_t place) const;
  /// The same, mean over the X-ray sources.
  [[nodiscard]] double mean_listed_part(std::span<const double> q) const;
};

/// What the depth of places is found from.
struct DepthCounts {
  /// [place][class]: stars near X-ray sources that are hardly their counterparts.
  std::vector<std::vector<std::int64_t>> stars;
  std::vector<std::int64_t> rows; ///< of the whole catalogue, by place
};

/// The most likely depths: the stars of a class and place are a Poisson number, in the mean
/// density(place) n(m) completeness(m | place), whose completeness is that of limits that scatter
/// normally; of missing magnitudes it is free (docs/method.md, section 5). Local.
/// \param infrared_counts  by class, of the whole catalogue \return  without numbers of sources
[[nodiscard]] DepthModel fit_depth(const DepthCounts& counts,
                                   std::span<const std::int64_t> infrared_counts,
                                   double area_arcsec2);

} // namespace counterpoint
