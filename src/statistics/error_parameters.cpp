#include "statistics/error_parameters.hpp"

#include "counterpoint/core/error.hpp"

#include <cmath>

namespace counterpoint {

double logit(double p) {
  return std::log(p / (1.0 - p));
}

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

const char* name_of(ErrorParameter parameter) {
  switch (parameter) {
  case ErrorParameter::factor:
    return "factor";
  case ErrorParameter::floor:
    return "floor";
  case ErrorParameter::tail_fraction:
    return "tail_fraction";
  case ErrorParameter::tail_width:
    return "tail_width";
  }
  throw InternalError{"an unknown number of an error model"};
}

double value_of(const ErrorModel& model, ErrorParameter parameter) {
  switch (parameter) {
  case ErrorParameter::factor:
    return model.factor;
  case ErrorParameter::floor:
    return model.floor.arcsec();
  case ErrorParameter::tail_fraction:
    return model.tail.fraction;
  case ErrorParameter::tail_width:
    return model.tail.width;
  }
  throw InternalError{"an unknown number of an error model"};
}

double coordinate_of(const ErrorModel& model, ErrorParameter parameter, Angle typical) {
  const double value = value_of(model, parameter);
  if (parameter == ErrorParameter::tail_fraction) return logit(value);
  if (parameter != ErrorParameter::floor) return std::log(value);
  const double relative = value / typical.arcsec();
  return relative * std::abs(relative);
}

void set_coordinate(ErrorModel& model, ErrorParameter parameter, double coordinate, Angle typical) {
  switch (parameter) {
  case ErrorParameter::factor:
    model.factor = std::exp(coordinate);
    break;
  case ErrorParameter::floor:
    model.floor = std::copysign(std::sqrt(std::abs(coordinate)), coordinate) * typical;
    break;
  case ErrorParameter::tail_fraction:
    model.tail.fraction = logistic(coordinate);
    break;
  case ErrorParameter::tail_width:
    model.tail.width = std::exp(coordinate);
    break;
  }
}

std::optional<NormalPrior> prior_of(ErrorParameter parameter) {
  if (parameter == ErrorParameter::tail_fraction) return NormalPrior{-1.4, 1.5}; // 0.2
  if (parameter == ErrorParameter::tail_width) return NormalPrior{0.9, 0.35};    // 2.5
  return std::nullopt;
}

double bound_of(ErrorParameter parameter) {
  return parameter == ErrorParameter::floor
             ? ErrorBounds::largest_floor * ErrorBounds::largest_floor
             : std::log(ErrorBounds::largest_factor);
}

double error_of(const ErrorModel& model, ErrorParameter parameter, double of_coordinate,
                Angle typical) {
  const double value = value_of(model, parameter);
  if (parameter == ErrorParameter::tail_fraction) return value * (1.0 - value) * of_coordinate;
  if (parameter != ErrorParameter::floor) return value * of_coordinate;
  // d(floor^2) = 2 floor d(floor)
  return 0.5 * typical.arcsec() * typical.arcsec() / std::abs(value) * of_coordinate;
}

} // namespace counterpoint
