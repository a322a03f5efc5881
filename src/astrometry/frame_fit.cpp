#include "counterpoint/astrometry/frame_fit.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace counterpoint {

namespace {

// In robust standard deviations; larger residuals have no weight.
constexpr double biweight_limit = 5.0;

// Calibrators in a tangent plane, in arcsec; weights in arcsec^-2.
struct PlanePoint {
  double east;
  double north;
  double offset_east;
  double offset_north;
  double sigma;
};

std::vector<PlanePoint> project_all(const TangentPlane& plane,
                                    std::span<const Calibrator> calibrators) {
  std::vector<PlanePoint> points;
  for (const Calibrator& calibrator : calibrators) {
    const SkyOffset xray = plane.project(calibrator.xray);
    const SkyOffset reference = plane.project(calibrator.reference);
    points.push_back({xray.east.arcsec(), xray.north.arcsec(),
                      (reference.east - xray.east).arcsec(),
                      (reference.north - xray.north).arcsec(), calibrator.sigma.arcsec()});
  }
  return points;
}

double total_weight(std::span<const PlanePoint> points, std::span<const double> weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += weights[i] / (points[i].sigma * points[i].sigma);
  return sum;
}

// Weighted mean: sum of weight * value / sigma^2, divided by the sum of weight / sigma^2.
template <class Value>
double weighted_mean(std::span<const PlanePoint> points, std::span<const double> weights,
                     Value&& value) {
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i)
    sum += weights[i] * value(points[i]) / (points[i].sigma * points[i].sigma);
  return sum / total_weight(points, weights);
}

TangentPlane plane_at_mean(const TangentPlane& plane, std::span<const PlanePoint> points,
                           std::span<const double> weights) {
  const auto mean = [&](double PlanePoint::*member) {
    return Angle::from_arcsec(
        weighted_mean(points, weights, [&](const PlanePoint& point) { return point.*member; }));
  };
  return TangentPlane{plane.deproject({mean(&PlanePoint::east), mean(&PlanePoint::north)})};
}

double mean_square_distance(std::span<const PlanePoint> points, std::span<const double> weights) {
  return weighted_mean(points, weights, [](const PlanePoint& point) {
    return point.east * point.east + point.north * point.north;
  });
}

// Parameters of the model as numbers: arcsec, radians, relative.
struct Solution {
  double east = 0.0;
  double north = 0.0;
  double rotation = 0.0;
  double scale = 0.0;

  [[nodiscard]] double residual_east(const PlanePoint& point) const {
    return point.offset_east - east - rotation * point.north - scale * point.east;
  }
  [[nodiscard]] double residual_north(const PlanePoint& point) const {
    return point.offset_north - north + rotation * point.east - scale * point.north;
  }
};

// Weighted least squares. The plane's centre is the mean position, so the normal matrix is
// diagonal.
Solution solve(std::span<const PlanePoint> points, std::span<const double> weights,
               FrameModel model) {
  Solution solution;
  const auto mean = [&](auto&& value) { return weighted_mean(points, weights, value); };
  solution.east = mean([](const PlanePoint& p) { return p.offset_east; });
  solution.north = mean([](const PlanePoint& p) { return p.offset_north; });
  if (model == FrameModel::shift) return solution;
  const double distance2 = mean_square_distance(points, weights);
  solution.rotation =
      mean([](const PlanePoint& p) { return p.north * p.offset_east - p.east * p.offset_north; }) /
      distance2;
  if (model == FrameModel::rotation) return solution;
  solution.scale =
      mean([](const PlanePoint& p) { return p.east * p.offset_east + p.north * p.offset_north; }) /
      distance2;
  return solution;
}

double n_parameters(FrameModel model) {
  return model == FrameModel::shift ? 2.0 : model == FrameModel::rotation ? 3.0 : 4.0;
}

double biweight(double length) {
  const double u = length / biweight_limit;
  return u < 1.0 ? (1.0 - u * u) * (1.0 - u * u) : 0.0;
}

// Where the iteration starts: a median, since a mean would follow outliers.
Solution median_shift(std::span<const PlanePoint> points) {
  std::vector<double> east;
  std::vector<double> north;
  for (const PlanePoint& point : points) {
    east.push_back(point.offset_east);
    north.push_back(point.offset_north);
  }
  return {.east = median_of(east), .north = median_of(north)};
}

// Of a few residuals some are alike by chance, and would make outliers of the others: the deviation
// is this part of the root mean square at least, which a Gaussian's median hardly ever is below.
constexpr std::size_t few = 10;
constexpr double least_part = 0.7;

// The weights of the calibrators, and the residuals that they follow from.
struct RobustWeights {
  double deviation = 0.0;      // one-dimensional, of the residuals in units of sigma
  std::vector<double> lengths; // of the residuals, in those deviations
  std::vector<double> weights;
};

RobustWeights weigh(std::span<const PlanePoint> points, const Solution& solution,
                    double degrees_of_freedom) {
  RobustWeights robust;
  for (const PlanePoint& point : points) {
    robust.lengths.push_back(
        std::hypot(solution.residual_east(point), solution.residual_north(point)) / point.sigma);
  }
  // The median length of a circular Gaussian is sqrt(2 ln 2) deviations.
  static const double median_length = std::sqrt(2.0 * std::numbers::ln2);
  constexpr double rounding = 1e-9; // residuals of exact data are noise of that order
  std::vector<double> sorted = robust.lengths;
  robust.deviation = std::max(median_of(sorted) / median_length, rounding);
  if (points.size() < few) {
    double squares = 0.0;
    for (const double length : robust.lengths)
      squares += length * length;
    robust.deviation =
        std::max(robust.deviation, least_part * std::sqrt(squares / degrees_of_freedom));
  }
  for (double& length : robust.lengths) {
    length /= robust.deviation;
    robust.weights.push_back(biweight(length));
  }
  return robust;
}

double largest_difference(std::span<const double> a, std::span<const double> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// Variance of the fit over that of least squares with unit weights: sum psi^2 / (2n - p) over the
// square of the mean of psi', for psi of two dimensions. \param lengths in robust deviations
double variance_factor(std::span<const double> lengths, double degrees_of_freedom) {
  double psi2 = 0.0;
  double derivative = 0.0;
  for (const double length : lengths) {
    const double weight = biweight(length);
    const double u2 = length * length / (biweight_limit * biweight_limit);
    psi2 += weight * weight * length * length;
    derivative += u2 < 1.0 ? weight - 2.0 * u2 * (1.0 - u2) : 0.0;
  }
  derivative /= static_cast<double>(lengths.size());
  return psi2 / degrees_of_freedom / (derivative * derivative);
}

void require_usable(std::span<const Calibrator> calibrators, FrameModel model) {
  if (calibrators.size() < fewest_calibrators) {
    throw InputError{std::to_string(calibrators.size()) +
                     " calibrators do not fix a frame and its error; " +
                     std::to_string(fewest_calibrators) + " are needed at least"};
  }
  for (const Calibrator& calibrator : calibrators) {
    check(calibrator.sigma.is_finite() && calibrator.sigma > Angle{},
          "a calibrator without an error");
    if (separation(calibrators.front().xray, calibrator.xray).degrees() >= 90.0) {
      throw InputError{"calibrators lie 90 deg and more from each other: a correction is for one "
                       "field; name the column of the fields"};
    }
  }
  constexpr Angle smallest_spread = Angle::from_arcsec(1.0);
  if (model != FrameModel::shift && spread_of(calibrators) < smallest_spread) {
    throw InputError{"all calibrators lie within an arcsec: they give a shift, but no rotation "
                     "and no scale"};
  }
}

// Shift, rotation and scale as angles, with their errors.
FrameCorrection correction_from(const TangentPlane& plane, const Solution& solution,
                                FrameModel model, double shift_error_arcsec,
                                double mean_square_distance_arcsec2) {
  FrameCorrection correction;
  correction.plane = plane;
  correction.shift = {Angle::from_arcsec(solution.east), Angle::from_arcsec(solution.north)};
  correction.shift_error = Angle::from_arcsec(shift_error_arcsec);
  if (model == FrameModel::shift) return correction;
  const double relative_error = shift_error_arcsec / std::sqrt(mean_square_distance_arcsec2);
  correction.rotation = Angle::from_radians(solution.rotation);
  correction.rotation_error = Angle::from_radians(relative_error);
  if (model == FrameModel::rotation) return correction;
  correction.scale = solution.scale;
  correction.scale_error = relative_error;
  return correction;
}

} // namespace

SkyPosition FrameCorrection::apply(const SkyPosition& position) const {
  const SkyOffset place = plane.project(position);
  const double turn = rotation.radians();
  return plane.deproject({place.east + shift.east + turn * place.north + scale * place.east,
                          place.north + shift.north - turn * place.east + scale * place.north});
}

SkyOffset FrameCorrection::error_at(const SkyPosition& position) const {
  const SkyOffset place = plane.project(position);
  const double turn = rotation_error.radians();
  return {hypot(shift_error, hypot(turn * place.north, scale_error * place.east)),
          hypot(shift_error, hypot(turn * place.east, scale_error * place.north))};
}

Angle spread_of(std::span<const Calibrator> calibrators) {
  std::vector<double> weights; // all equal once divided by sigma^2
  for (const Calibrator& calibrator : calibrators)
    weights.push_back(calibrator.sigma.arcsec() * calibrator.sigma.arcsec());
  TangentPlane plane{calibrators.front().xray};
  plane = plane_at_mean(plane, project_all(plane, calibrators), weights);
  return Angle::from_arcsec(
      std::sqrt(mean_square_distance(project_all(plane, calibrators), weights)));
}

FrameFit fit_frame(std::span<const Calibrator> calibrators, FrameModel model) {
  require_usable(calibrators, model);
  constexpr int most_rounds = 200;
  constexpr double tolerance = 1e-12;

  TangentPlane plane{calibrators.front().xray};
  std::vector<PlanePoint> points = project_all(plane, calibrators);
  const double degrees_of_freedom = 2.0 * static_cast<double>(points.size()) - n_parameters(model);
  Solution solution = median_shift(points);
  RobustWeights robust;
  double change = std::numeric_limits<double>::infinity();
  for (int round = 0; round < most_rounds && change > tolerance; ++round) {
    RobustWeights next = weigh(points, solution, degrees_of_freedom);
    change = round == 0 ? change : largest_difference(next.weights, robust.weights);
    robust = std::move(next);
    plane = plane_at_mean(plane, points, robust.weights);
    points = project_all(plane, calibrators);
    solution = solve(points, robust.weights, model);
  }

  FrameFit fit;
  fit.degrees_of_freedom = degrees_of_freedom;
  const std::vector<double> ones(points.size(), 1.0);
  const double shift_error_arcsec =
      robust.deviation * std::sqrt(variance_factor(robust.lengths, fit.degrees_of_freedom) /
                                   total_weight(points, ones));
  fit.correction = correction_from(plane, solution, model, shift_error_arcsec,
                                   mean_square_distance(points, robust.weights));
  fit.relative_scatter = robust.deviation;
  fit.weights = std::move(robust.weights);
  const SkyOffset error{fit.correction.shift_error, fit.correction.shift_error};
  fit.shift_significance = offset_significance(fit.correction.shift, error, fit.degrees_of_freedom);
  if (model != FrameModel::shift) {
    fit.rotation_sigmas = std::abs(fit.correction.rotation / fit.correction.rotation_error);
  }
  return fit;
}

} // namespace counterpoint
