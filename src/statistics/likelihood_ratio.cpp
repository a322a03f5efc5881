#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double smoothing_mag = 0.35;
constexpr int most_rounds = 70;      // of three steps
constexpr double convergence = 1e-6; // change of any q in one step

// Gaussian smoothing over the measured classes that keeps the sum: what would leave the range
// stays.
std::vector<double> smoothed(const std::vector<double>& q) {
  constexpr auto n = MagnitudeClasses::n_measured;
  constexpr int reach = static_cast<int>(4.0 * smoothing_mag / MagnitudeClasses::width);
  std::vector<double> result(q.size());
  result[MagnitudeClasses::missing] = q[MagnitudeClasses::missing];
  for (int from = 0; from < static_cast<int>(n); ++from) {
    const double value = q[static_cast<std::size_t>(from)];
    if (value == 0.0) continue;
    const int low = std::max(0, from - reach);
    const int high = std::min(static_cast<int>(n) - 1, from + reach);
    const auto kernel = [&](int to) {
      const double z = (to - from) * MagnitudeClasses::width / smoothing_mag;
      return std::exp(-0.5 * z * z);
    };
    double norm = 0.0;
    for (int to = low; to <= high; ++to)
      norm += kernel(to);
    for (int to = low; to <= high; ++to) {
      result[static_cast<std::size_t>(to)] += value * kernel(to) / norm;
    }
  }
  return result;
}

// The part of a normal distribution of unit variance in two dimensions that lies outside the
// ellipse with these semi-axes: the mean of exp(-rho^2 / 2) over the directions. Of a smooth
// periodic function the trapezoidal rule is exact but for rounding; one quadrant stands for all.
double mean_outside(double semi_axis_x, double semi_axis_y) {
  constexpr int n = 64;
  double sum = 0.0;
  for (int i = 0; i <= n; ++i) {
    const double theta = 0.5 * std::numbers::pi * i / n;
    const double x = std::cos(theta) / semi_axis_x;
    const double y = std::sin(theta) / semi_axis_y;
    const double weight = i == 0 || i == n ? 0.5 : 1.0;
    sum += weight * std::exp(-0.5 / (x * x + y * y));
  }
  return sum / n;
}

// What of the likelihood does not change while q is fitted: p(phi) / n of each pair, C of each
// source.
class FixedTerms {
public:
  FixedTerms(const LikelihoodRatioModel& model, std::span<const XrayCandidates> sources) {
    for (const XrayCandidates& source : sources) {
      for (const Pair& pair : source.pairs) {
        const std::size_t c = MagnitudeClasses::of(pair.ks);
        class_.push_back(c);
        density_ratio_.push_back(model.n[c] > 0.0 ? offset_density_arcsec2(pair, source.terms) /
                                                        (model.n[c] * source.terms.density_factor)
                                                  : 0.0);
      }
      end_.push_back(class_.size());
      completeness_.push_back(model.acceptance_completeness(source.terms));
    }
  }

  // Sums over the sources: expected counterparts among the candidates by class, and last the
  // expected counterparts beyond the acceptance radius in units of q, whose classes are those of
  // all.
  [[nodiscard]] std::vector<ExactSum> expected_counterparts(const std::vector<double>& q,
                                                            double q_total) const {
    std::vector<ExactSum> expected(MagnitudeClasses::n_classes + 1);
    for (std::size_t i = 0, k = 0; i < end_.size(); ++i) {
      const double total = likelihood(i, k, q, q_total);
      if (total > 0.0) {
        for (std::size_t pair = k; pair < end_[i]; ++pair)
          expected[class_[pair]].add(q[class_[pair]] * density_ratio_[pair] / total);
        expected.back().add((1.0 - completeness_[i]) / total);
      }
      k = end_[i];
    }
    return expected;
  }

  [[nodiscard]] ExactSum log_likelihood(const std::vector<double>& q, double q_total) const {
    ExactSum sum;
    for (std::size_t i = 0, k = 0; i < end_.size(); k = end_[i++]) {
      sum.add(std::log(std::max(likelihood(i, k, q, q_total), std::numeric_limits<double>::min())));
    }
    return sum;
  }

private:
  // Of source i, whose pairs begin at `first`: sum of weights + none.
  [[nodiscard]] double likelihood(std::size_t i, std::size_t first, const std::vector<double>& q,
                                  double q_total) const {
    double total = 1.0 - q_total * completeness_[i];
    for (std::size_t pair = first; pair < end_[i]; ++pair)
      total += q[class_[pair]] * density_ratio_[pair];
    return total;
  }

  std::vector<std::size_t> class_; // by pair, as the next
  std::vector<double> density_ratio_;
  std::vector<std::size_t> end_; // by source, as the next: behind its last pair
  std::vector<double> completeness_;
};

// One source in ten has a counterpart, with the magnitudes of all infrared sources.
LikelihoodRatioModel starting_model(const LikelihoodData& data) {
  LikelihoodRatioModel model;
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  model.q.assign(MagnitudeClasses::n_classes, 0.0);
  model.infrared_sigma = data.infrared_sigma;
  const auto n_infrared = static_cast<double>(
      std::accumulate(data.infrared_counts.begin(), data.infrared_counts.end(), std::int64_t{0}));
  if (n_infrared == 0.0 || data.n_sources == 0) return model;
  constexpr double first_guess = 0.1;
  for (std::size_t c = 0; c < model.q.size(); ++c) {
    model.n[c] = static_cast<double>(data.infrared_counts[c]) / data.occupied_area_arcsec2;
    model.q[c] = first_guess * static_cast<double>(data.infrared_counts[c]) / n_infrared;
  }
  model.q_total = first_guess;
  return model;
}

} // namespace

double offset_density_arcsec2(Angle separation, Angle sigma) {
  const double variance = sigma.arcsec() * sigma.arcsec();
  const double phi = separation.arcsec();
  return std::exp(-phi * phi / (2.0 * variance)) / (2.0 * std::numbers::pi * variance);
}

double offset_density_arcsec2(const Pair& pair, const XrayTerms& terms) {
  const SkyEllipse sigma = offset_sigma(pair, terms);
  if (sigma.is_circle()) return offset_density_arcsec2(pair.separation, sigma.major);
  const double chi2 = sigma.squared_norm(pair.separation, pair.position_angle);
  return std::exp(-0.5 * chi2) /
         (2.0 * std::numbers::pi * sigma.major.arcsec() * sigma.minor.arcsec());
}

double LikelihoodRatioModel::magnitude_ratio(double ks) const {
  const std::size_t c = MagnitudeClasses::of(ks);
  return n[c] > 0.0 ? q[c] / n[c] : 0.0;
}

double LikelihoodRatioModel::weight(const Pair& pair, const XrayTerms& terms) const {
  return magnitude_ratio(pair.ks) / terms.density_factor * offset_density_arcsec2(pair, terms);
}

double LikelihoodRatioModel::acceptance_completeness(const XrayTerms& terms) const {
  const SkyEllipse sigma = hypot(terms.sigma, infrared_sigma);
  const double z = terms.radius.major / sigma.major;
  if (sigma.is_circle()) return -std::expm1(-0.5 * z * z);
  return 1.0 - mean_outside(z, terms.radius.minor / sigma.minor);
}

double LikelihoodRatioModel::none(const XrayTerms& terms) const {
  return 1.0 - q_total * acceptance_completeness(terms);
}

double chance_of_unrelated(const LikelihoodRatioModel& model, double limit, Angle separation,
                           double density_factor) {
  if (std::isnan(limit)) return limit;
  double density = 0.0;
  for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c) {
    // The class that holds the limit counts by the part of it that is brighter.
    const double brightest = static_cast<double>(c) * MagnitudeClasses::width;
    density += model.n[c] * std::clamp((limit - brightest) / MagnitudeClasses::width, 0.0, 1.0);
  }
  const double phi = separation.arcsec();
  return -std::expm1(-std::numbers::pi * phi * phi * density * density_factor);
}

namespace {

double total_of(const std::vector<double>& q) {
  return std::min(1.0, std::accumulate(q.begin(), q.end(), 0.0));
}

// One step of expectation, maximisation and smoothing.
std::vector<double> ems_step(const FixedTerms& terms, const LikelihoodData& data,
                             const std::vector<double>& q) {
  std::vector<ExactSum> expected = terms.expected_counterparts(q, total_of(q));
  data.sum(expected);
  std::vector<double> next;
  next.reserve(q.size());
  for (std::size_t c = 0; c < q.size(); ++c) {
    next.push_back((expected[c].value() + q[c] * expected.back().value()) /
                   static_cast<double>(data.n_sources));
  }
  return smoothed(next);
}

double largest_change(const std::vector<double>& a, const std::vector<double>& b) {
  double change = 0.0;
  for (std::size_t c = 0; c < a.size(); ++c)
    change = std::max(change, std::abs(a[c] - b[c]));
  return change;
}

// Where two steps in a row, start to first to second, are heading: the squared extrapolation S3 of
// Varadhan & Roland 2008, Scand. J. Statist. 35, 335. No class goes more than half of the way from
// the second step to 0, nor their sum to 1: there it would stay for ever.
std::vector<double> extrapolated(const std::vector<double>& start, const std::vector<double>& first,
                                 const std::vector<double>& second) {
  double step2 = 0.0;
  double bend2 = 0.0;
  for (std::size_t c = 0; c < start.size(); ++c) {
    const double step = first[c] - start[c];
    const double bend = second[c] - first[c] - step;
    step2 += step * step;
    bend2 += bend * bend;
  }
  const double length = bend2 > 0.0 ? std::max(1.0, std::sqrt(step2 / bend2)) : 1.0;
  std::vector<double> ahead;
  for (std::size_t c = 0; c < start.size(); ++c) {
    const double step = first[c] - start[c];
    const double bend = second[c] - first[c] - step;
    ahead.push_back(
        std::max(start[c] + 2.0 * length * step + length * length * bend, 0.5 * second[c]));
  }
  const double sum = std::accumulate(ahead.begin(), ahead.end(), 0.0);
  const double largest_sum = 0.5 * (1.0 + total_of(second));
  if (sum > largest_sum) {
    for (double& value : ahead)
      value *= largest_sum / sum;
  }
  return ahead;
}

} // namespace

LikelihoodRatioModel fit_likelihood_ratio(const LikelihoodData& data,
                                          const LikelihoodRatioModel* start) {
  LikelihoodRatioModel model = start != nullptr ? *start : starting_model(data);
  if (model.q_total == 0.0) return model;
  const FixedTerms terms{model, data.sources};
  for (int round = 0; round < most_rounds; ++round) {
    const std::vector<double> first = ems_step(terms, data, model.q);
    const std::vector<double> second = ems_step(terms, data, first);
    const bool is_done = largest_change(first, second) < convergence;
    model.q = is_done ? second : ems_step(terms, data, extrapolated(model.q, first, second));
    if (is_done) break;
  }
  model.q_total = total_of(model.q);
  return model;
}

double log_likelihood(const LikelihoodRatioModel& model, const LikelihoodData& data) {
  std::vector<ExactSum> sum{FixedTerms{model, data.sources}.log_likelihood(model.q, model.q_total)};
  data.sum(sum);
  return sum[0].value();
}

} // namespace counterpoint
