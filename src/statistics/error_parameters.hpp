#pragma once

#include "counterpoint/statistics/error_model.hpp"

#include <optional>

namespace counterpoint {

/// How far an error model may go.
struct ErrorBounds {
  static constexpr double smallest_factor = 0.2;
  static constexpr double largest_factor = 5.0;
  static constexpr double largest_floor = 2.0; // typical errors: it would leave those no meaning
  static constexpr double fewest_counterparts = 25.0; // that tell anything
};

/// A normal distribution of what a number may be, before the data are seen.
struct NormalPrior {
  double mean;
  double deviation;
};

/// ln(p / (1 - p)), and its inverse.
[[nodiscard]] double logit(double p);
[[nodiscard]] double logistic(double x);

/// A number of an error model that can be searched for.
enum class ErrorParameter { factor, floor, tail_fraction, tail_width };

/// The name that tables have for it.
[[nodiscard]] const char* name_of(ErrorParameter parameter);

/// The number, in its own unit: arcsec for the floor.
[[nodiscard]] double value_of(const ErrorModel& model, ErrorParameter parameter);

/// The number as a coordinate in which ln L is nearly a parabola: the logarithm of a factor, the
/// square of the floor (with its sign), the logit of a fraction.
/// \param typical  X-ray error: the unit of the floor
[[nodiscard]] double coordinate_of(const ErrorModel& model, ErrorParameter parameter,
                                   Angle typical);
void set_coordinate(ErrorModel& model, ErrorParameter parameter, double coordinate, Angle typical);

/// What is known of the coordinate beforehand: of the tail. One so wide that the acceptance region
/// holds little of it could be any part of the counterparts.
[[nodiscard]] std::optional<NormalPrior> prior_of(ErrorParameter parameter);

/// The largest coordinate without a prior; the smallest is minus that.
[[nodiscard]] double bound_of(ErrorParameter parameter);

/// Standard error of the number, from that of the coordinate.
[[nodiscard]] double error_of(const ErrorModel& model, ErrorParameter parameter,
                              double of_coordinate, Angle typical);

} // namespace counterpoint
