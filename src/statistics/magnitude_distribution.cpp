#include "statistics/magnitude_distribution.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"
#include "statistics/band_system.hpp"

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

constexpr double missing_logit = 0.693; // standard deviation before the data are seen
constexpr double unseen = 0.1;          // counterparts

constexpr int most_newton_steps = 100;
constexpr double newton_precision = 1e-6; // of a step: what is left after it is the square
// Fewer counterparts than this say nothing of their magnitudes.
constexpr double fewest_counterparts = 0.01;

// Standard deviations of the derivatives of theta = ln(q / n).
struct ShapeDeviations {
  double slope_per_mag;
  double curvature_per_mag2;
  double bend_per_mag3;
};
constexpr double anything = std::numeric_limits<double>::infinity();

constexpr ShapeDeviations deviations_of(MagnitudePrior prior) {
  if (prior == MagnitudePrior::parabolic) return {4.0, anything, 0.2};
  if (prior == MagnitudePrior::peaked) return {30.0, anything, 1.0};
  if (prior == MagnitudePrior::rough) return {15.0, 6.0, anything};
  return {3.0, 0.9, anything}; // flat
}

// Minus the second derivatives of the logarithm of a prior on theta, class by class.
class Roughness {
public:
  Roughness(std::size_t n, MagnitudePrior prior) : system_{n, 3} {
    constexpr double width = MagnitudeClasses::width;
    const ShapeDeviations deviations = deviations_of(prior);
    add(std::array{-1.0, 1.0}, deviations.slope_per_mag * width);
    add(std::array{1.0, -2.0, 1.0}, deviations.curvature_per_mag2 * width * width);
    add(std::array{-1.0, 3.0, -3.0, 1.0}, deviations.bend_per_mag3 * width * width * width);
  }

  [[nodiscard]] const BandSystem& system() const { return system_; }

private:
  // Such differences are 0, give or take.
  template <std::size_t N>
  void add(const std::array<double, N>& difference, double deviation) {
    const double weight = 1.0 / (deviation * deviation);
    for (std::size_t start = 0; weight > 0.0 && start + N <= system_.size(); ++start) {
      for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = i; j < N; ++j)
          system_.add(start + i, start + j, weight * difference[i] * difference[j]);
      }
    }
  }

  BandSystem system_;
};

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
                                 std::span<const double> start, MagnitudePrior prior) {
  const double total = sum_of(expected);
  std::vector<double> shape{start.begin(), start.end()};
  if (total < fewest_counterparts) return shape;
  const double scale = total / sum_of(start);
  const std::vector<double> log_n = log_of_seen(n);
  std::vector<double> theta;
  for (std::size_t i = 0; i < start.size(); ++i)
    theta.push_back(std::log(start[i] * scale) - log_n[i]);
  const Roughness penalty{theta.size(), prior};
  for (int step = 0; step < most_newton_steps; ++step) {
    BandSystem information = penalty.system();
    std::vector<double> gradient = information.product(theta);
    for (std::size_t i = 0; i < theta.size(); ++i) {
      const double value = std::exp(theta[i] + log_n[i]);
      information.add(i, i, value);
      gradient[i] = expected[i] - value - gradient[i];
    }
    const std::vector<double> change = information.solution(std::move(gradient));
    double longest = 0.0;
    for (const double value : change)
      longest = std::max(longest, std::abs(value));
    for (std::size_t i = 0; i < theta.size(); ++i)
      theta[i] += change[i] / std::max(1.0, longest);
    if (longest < newton_precision) break;
  }
  // Far from a narrow q a parabola is below the least number that there is.
  constexpr double lowest = -690.0;
  for (std::size_t i = 0; i < theta.size(); ++i)
    shape[i] = std::exp(std::max(lowest, theta[i] + log_n[i]));
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

// The measured classes from the first to the last that has a star.
struct SeenClasses {
  std::size_t low = 0;
  std::size_t high = 0;

  explicit SeenClasses(const std::vector<double>& n) {
    constexpr std::size_t missing = MagnitudeClasses::missing;
    const auto is_seen = [](double density) { return density > 0.0; };
    low =
        static_cast<std::size_t>(std::find_if(n.begin(), n.begin() + missing, is_seen) - n.begin());
    high = static_cast<std::size_t>(std::find_if(n.rend() - missing, n.rend(), is_seen).base() -
                                    n.begin());
  }

  [[nodiscard]] bool is_empty() const { return low >= high; }
  [[nodiscard]] std::span<const double> of(const std::vector<double>& by_class) const {
    return std::span{by_class}.subspan(low, high - low);
  }
};

} // namespace

std::vector<double> most_probable_q(const std::vector<double>& expected, double n_sources,
                                    const std::vector<double>& n, const std::vector<double>& start,
                                    MagnitudePrior prior) {
  constexpr std::size_t missing = MagnitudeClasses::missing;
  std::vector<double> q(expected.size());
  const double n_infrared = sum_of(n);
  if (n_infrared <= 0.0) return q;
  const double n_missing = expected[missing];
  const double n_measured = sum_of(std::span{expected}.first(missing));
  const double total =
      std::min(1.0, (n_measured + n_missing + unseen) / (n_sources + 2.0 * unseen));
  q[missing] = total * missing_fraction(n_missing, n_measured, n[missing] / n_infrared);

  const SeenClasses seen{n};
  if (seen.is_empty()) return q;
  const std::vector<double> shape =
      smooth_shape(seen.of(expected), seen.of(n), seen.of(start), prior);
  const double scale = (total - q[missing]) / sum_of(shape);
  for (std::size_t c = seen.low; c < seen.high; ++c)
    q[c] = scale * shape[c - seen.low];
  return q;
}

PriorAgreement agreement_of(MagnitudePrior prior, const std::vector<double>& q,
                            const std::vector<double>& n, const std::vector<double>& information) {
  const SeenClasses seen{n};
  if (seen.is_empty()) return {};
  const std::vector<double> log_n = log_of_seen(seen.of(n));
  std::vector<double> theta;
  for (std::size_t i = 0; i < log_n.size(); ++i)
    theta.push_back(std::log(seen.of(q)[i]) - log_n[i]);
  BandSystem system = Roughness{theta.size(), prior}.system();
  const std::vector<double> gradient = system.product(theta);
  const double penalty = std::inner_product(theta.begin(), theta.end(), gradient.begin(), 0.0);
  // The prior leaves a constant free. A first theta of 0 +- 1 holds it, whatever the prior.
  system.add(0, 0, 1.0);
  const double of_prior = system.log_determinant();
  for (std::size_t i = 0; i < theta.size(); ++i)
    system.add(i, i, seen.of(information)[i]);
  return {0.5 * (of_prior - penalty - system.log_determinant()), 0.5 * penalty};
}

} // namespace counterpoint
