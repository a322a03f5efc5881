#include "statistics/magnitude_distribution.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace counterpoint {

double sum_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

namespace {

// Standard deviations of what is expected before the data are seen.
constexpr double curvature_per_mag2 = 0.9;
constexpr double slope_per_mag = 3.0;
constexpr double missing_logit = 0.693;
constexpr double unseen = 0.1; // counterparts

constexpr int most_newton_steps = 100;
constexpr double newton_precision = 1e-10;
// Fewer counterparts than this say nothing of their magnitudes.
constexpr double fewest_counterparts = 0.01;

// A symmetric positive definite matrix with two diagonals beside the main one.
struct BandMatrix {
  explicit BandMatrix(std::size_t n) : diagonal(n), first(n), second(n) {}

  std::vector<double> diagonal;
  std::vector<double> first;  // [i] is element (i, i + 1)
  std::vector<double> second; // [i] is element (i, i + 2)
};

// Adds weight * d d^T, d having these values from `start` on.
void add_square(BandMatrix& matrix, std::size_t start, std::span<const double> d, double weight) {
  for (std::size_t i = 0; i < d.size(); ++i) {
    matrix.diagonal[start + i] += weight * d[i] * d[i];
    if (i + 1 < d.size()) matrix.first[start + i] += weight * d[i] * d[i + 1];
    if (i + 2 < d.size()) matrix.second[start + i] += weight * d[i] * d[i + 2];
  }
}

// Minus the second derivatives of the logarithm of the prior.
BandMatrix roughness(std::size_t n) {
  constexpr double width = MagnitudeClasses::width;
  constexpr double curvature = curvature_per_mag2 * width * width;
  constexpr double slope = slope_per_mag * width;
  BandMatrix matrix{n};
  for (std::size_t i = 0; i + 1 < n; ++i)
    add_square(matrix, i, std::array{-1.0, 1.0}, 1.0 / (slope * slope));
  for (std::size_t i = 0; i + 2 < n; ++i)
    add_square(matrix, i, std::array{1.0, -2.0, 1.0}, 1.0 / (curvature * curvature));
  return matrix;
}

std::vector<double> product(const BandMatrix& matrix, const std::vector<double>& x) {
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] += matrix.diagonal[i] * x[i];
    if (i + 1 < x.size()) {
      y[i] += matrix.first[i] * x[i + 1];
      y[i + 1] += matrix.first[i] * x[i];
    }
    if (i + 2 < x.size()) {
      y[i] += matrix.second[i] * x[i + 2];
      y[i + 2] += matrix.second[i] * x[i];
    }
  }
  return y;
}

// Solves matrix * x = right by L D L^T.
std::vector<double> solution(BandMatrix matrix, std::vector<double> right) {
  const std::size_t n = right.size();
  std::vector<double>& d = matrix.diagonal;
  std::vector<double>& l1 = matrix.first;
  std::vector<double>& l2 = matrix.second;
  for (std::size_t i = 0; i < n; ++i) {
    const double a = l1[i];
    const double b = l2[i];
    l1[i] /= d[i];
    l2[i] /= d[i];
    if (i + 1 < n) {
      d[i + 1] -= l1[i] * a;
      l1[i + 1] -= l1[i] * b;
      right[i + 1] -= l1[i] * right[i];
    }
    if (i + 2 < n) {
      d[i + 2] -= l2[i] * b;
      right[i + 2] -= l2[i] * right[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    right[i] /= d[i];
    if (i + 1 < n) right[i] -= l1[i] * right[i + 1];
    if (i + 2 < n) right[i] -= l2[i] * right[i + 2];
  }
  return right;
}

// ln n; half of the least there is for classes without a star.
std::vector<double> log_of_seen(std::span<const double> n) {
  double least = std::numeric_limits<double>::max();
  for (const double value : n)
    least = value > 0.0 ? std::min(least, value) : least;
  std::vector<double> logarithms;
  for (const double value : n)
    logarithms.push_back(std::log(value > 0.0 ? value : 0.5 * least));
  return logarithms;
}

// The distribution of `expected` over these classes whose ratio to n is smooth. Newton's method on
// theta = ln(q / n), no step longer than 1. The sum is that of `expected`, for the penalty does not
// feel a constant.
std::vector<double> smooth_shape(std::span<const double> expected, std::span<const double> n,
                                 std::span<const double> start) {
  const double total = sum_of(expected);
  std::vector<double> shape{start.begin(), start.end()};
  if (total < fewest_counterparts) return shape;
  const double scale = total / sum_of(start);
  const std::vector<double> log_n = log_of_seen(n);
  std::vector<double> theta;
  for (std::size_t i = 0; i < start.size(); ++i)
    theta.push_back(std::log(start[i] * scale) - log_n[i]);
  const BandMatrix penalty = roughness(theta.size());
  for (int step = 0; step < most_newton_steps; ++step) {
    BandMatrix information = penalty;
    std::vector<double> gradient = product(penalty, theta);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double value = std::exp(theta[i] + log_n[i]);
      information.diagonal[i] += value;
      gradient[i] = expected[i] - value - gradient[i];
    }
    const std::vector<double> change = solution(std::move(information), std::move(gradient));
    double longest = 0.0;
    for (const double value : change)
      longest = std::max(longest, std::abs(value));
    for (std::size_t i = 0; i < theta.size(); ++i)
      theta[i] += change[i] / std::max(1.0, longest);
    if (longest < newton_precision) break;
  }
  for (std::size_t i = 0; i < theta.size(); ++i)
    shape[i] = std::exp(theta[i] + log_n[i]);
  return shape;
}

// The fraction f that maximises m ln f + o ln(1 - f) - (logit f - logit of the prior)^2 / 2 tau^2.
double missing_fraction(double n_missing, double n_others, double prior) {
  if (prior <= 0.0 || prior >= 1.0) return prior;
  const double expected_logit = std::log(prior / (1.0 - prior));
  constexpr double weight = 1.0 / (missing_logit * missing_logit);
  double logit = expected_logit;
  for (int step = 0; step < most_newton_steps; ++step) {
    const double f = 1.0 / (1.0 + std::exp(-logit));
    const double gradient =
        n_missing - (n_missing + n_others) * f - weight * (logit - expected_logit);
    const double change = gradient / ((n_missing + n_others) * f * (1.0 - f) + weight);
    logit += std::clamp(change, -1.0, 1.0);
    if (std::abs(change) < newton_precision) break;
  }
  return 1.0 / (1.0 + std::exp(-logit));
}

} // namespace

std::vector<double> most_probable_q(const std::vector<double>& expected, double n_sources,
                                    const std::vector<double>& n,
                                    const std::vector<double>& start) {
  constexpr std::size_t missing = MagnitudeClasses::missing;
  std::vector<double> q(expected.size());
  const double n_infrared = sum_of(n);
  if (n_infrared <= 0.0) return q;
  const double n_missing = expected[missing];
  const double n_measured = sum_of(std::span{expected}.first(missing));
  const double total =
      std::min(1.0, (n_measured + n_missing + unseen) / (n_sources + 2.0 * unseen));
  q[missing] = total * missing_fraction(n_missing, n_measured, n[missing] / n_infrared);

  const auto is_seen = [](double density) { return density > 0.0; };
  const auto begin = n.begin();
  const auto low = static_cast<std::size_t>(std::find_if(begin, begin + missing, is_seen) - begin);
  const auto high =
      static_cast<std::size_t>(std::find_if(n.rend() - missing, n.rend(), is_seen).base() - begin);
  if (low >= high) return q;
  const auto seen = [&](const std::vector<double>& by_class) {
    return std::span{by_class}.subspan(low, high - low);
  };
  const std::vector<double> shape = smooth_shape(seen(expected), seen(n), seen(start));
  const double scale = (total - q[missing]) / sum_of(shape);
  for (std::size_t c = low; c < high; ++c)
    q[c] = scale * shape[c - low];
  return q;
}

} // namespace counterpoint
