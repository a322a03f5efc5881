#include "statistics/magnitude_distribution.hpp"

#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

namespace counterpoint {
namespace {

using Classes = MagnitudeClasses;

constexpr std::array both_priors{MagnitudePrior::flat, MagnitudePrior::parabolic};

double magnitude(std::size_t c) {
  return Classes::width * (static_cast<double>(c) + 0.5);
}

// Steep counts from 10 to 18 mag, one star in eight without a magnitude.
std::vector<double> star_counts() {
  std::vector<double> n(Classes::n_classes);
  for (std::size_t c = Classes::of(10.1); c <= Classes::of(17.9); ++c)
    n[c] = std::pow(10.0, 0.35 * (magnitude(c) - 18.0));
  n[Classes::missing] = std::accumulate(n.begin(), n.end(), 0.0) / 7.0;
  return n;
}

std::vector<double> gaussian_counts(double total, double center) {
  std::vector<double> counts(Classes::n_classes);
  for (std::size_t c = Classes::of(10.1); c <= Classes::of(17.9); ++c) {
    const double z = (magnitude(c) - center) / 0.9;
    counts[c] = total * Classes::width * std::exp(-0.5 * z * z) / (0.9 * std::sqrt(6.2831853));
  }
  return counts;
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(MostProbableQ, is_as_n_where_nothing_is_known) {
  const std::vector<double> n = star_counts();
  const std::vector<double> none(Classes::n_classes);
  const std::vector<double> q = most_probable_q(none, 1000.0, n, n, MagnitudePrior::flat);
  EXPECT_NEAR(sum_of(q), 1e-4, 1e-6); // a tenth of a counterpart
  for (std::size_t c = 0; c < q.size(); ++c)
    EXPECT_NEAR(q[c] / sum_of(q), n[c] / sum_of(n), 1e-9);
}

TEST(MostProbableQ, follows_many_counterparts) {
  const std::vector<double> n = star_counts();
  std::vector<double> expected = gaussian_counts(20000.0, 14.0);
  expected[Classes::missing] = 1000.0;
  const std::vector<double> q = most_probable_q(expected, 1e5, n, n, MagnitudePrior::flat);
  EXPECT_NEAR(sum_of(q), 0.21, 1e-5);
  EXPECT_NEAR(q[Classes::missing] / 0.01, 1.0, 0.01);
  for (const double ks : {12.1, 13.1, 14.1, 15.1, 16.1})
    EXPECT_NEAR(q[Classes::of(ks)] * 1e5 / expected[Classes::of(ks)], 1.0, 0.02) << ks;
  EXPECT_EQ(q[Classes::of(9.9)], 0.0); // no star is that bright
  EXPECT_EQ(q[Classes::of(18.1)], 0.0);
}

// Sum of the squares of the differences of theta over what they are expected to be.
double square_sum(std::vector<double> theta, MagnitudePrior prior) {
  double sum = 0.0;
  for (int derivative = 1; derivative <= 3; ++derivative) {
    for (std::size_t i = 0; i + 1 < theta.size(); ++i)
      theta[i] = (theta[i + 1] - theta[i]) / Classes::width;
    theta.pop_back();
    double deviation = derivative == 1 ? 3.0 : 0.9;
    if (prior == MagnitudePrior::parabolic) deviation = derivative == 1 ? 4.0 : 0.2;
    if (derivative == (prior == MagnitudePrior::parabolic ? 2 : 3)) continue;
    for (const double value : theta)
      sum += value * value / (deviation * deviation);
  }
  return sum;
}

// What it maximises, written down again: ln of a multinomial probability and of the prior.
double log_posterior(const std::vector<double>& q, const std::vector<double>& expected,
                     const std::vector<double>& n, MagnitudePrior prior) {
  std::vector<double> theta;
  double measured = 0.0;
  double value = 0.0;
  for (std::size_t c = 0; c < Classes::n_measured; ++c) {
    if (!(n[c] > 0.0)) continue;
    theta.push_back(std::log(q[c] / n[c]));
    measured += q[c];
    value += expected[c] * std::log(q[c]);
  }
  value -= (sum_of(expected) - expected[Classes::missing]) * std::log(measured);
  return value - 0.5 * square_sum(theta, prior);
}

TEST(MostProbableQ, no_other_shape_is_more_probable) {
  const std::vector<double> n = star_counts();
  for (const MagnitudePrior prior : both_priors) {
    for (const double total : {0.5, 30.0, 3000.0}) {
      const std::vector<double> expected = gaussian_counts(total, 13.0);
      const std::vector<double> q = most_probable_q(expected, 1e4, n, n, prior);
      const double best = log_posterior(q, expected, n, prior);
      for (std::uint64_t trial = 0; trial < 200; ++trial) {
        std::vector<double> other = q;
        const double size = trial % 2 == 0 ? 1e-3 : 0.1;
        for (std::size_t c = 0; c < Classes::n_measured; ++c)
          other[c] *= std::exp(size * random_normals({.seed = trial, .id = c})[0]);
        EXPECT_LT(log_posterior(other, expected, n, prior), best);
      }
      for (const double tilt : {-0.01, 0.01}) {
        std::vector<double> other = q;
        for (std::size_t c = 0; c < Classes::n_measured; ++c)
          other[c] *= std::exp(tilt * magnitude(c));
        EXPECT_LT(log_posterior(other, expected, n, prior), best);
      }
    }
  }
}

// All counterparts in one class, so many that no prior holds q back.
TEST(MostProbableQ, is_positive_however_narrow) {
  const std::vector<double> n = star_counts();
  std::vector<double> expected(Classes::n_classes);
  expected[Classes::of(17.6)] = 1e9;
  for (const MagnitudePrior prior : both_priors) {
    std::vector<double> q = n;
    for (int step = 0; step < 3; ++step)
      q = most_probable_q(expected, 2e9, n, q, prior);
    for (std::size_t c = Classes::of(10.1); c <= Classes::of(17.9); ++c)
      EXPECT_GT(q[c], 0.0) << c;
    EXPECT_NEAR(sum_of(q), 0.5, 1e-6);
  }
}

// With two classes theta has one difference d, of slope d / width: the integral of the prior,
// normal in d, over a likelihood that is normal in both, sqrt(s^2 / (s^2 + 1 / i_1 + 1 / i_2))
// exp(- d^2 / 2 s^2) but for what no prior changes.
TEST(PriorAgreement, has_the_mass_that_is_the_prior_has_where_the_data_are) {
  std::vector<double> n(Classes::n_classes);
  std::vector<double> q(Classes::n_classes);
  std::vector<double> information(Classes::n_classes);
  const std::size_t c = Classes::of(15.1);
  n[c] = n[c + 1] = 1.0;
  q[c] = 0.1;
  q[c + 1] = 0.3;
  information[c] = 1e4;
  information[c + 1] = 2e4;
  const auto expected = [&](double slope_per_mag) {
    const double s2 = std::pow(slope_per_mag * Classes::width, 2);
    const double d2 = std::pow(std::log(3.0), 2);
    return -0.5 * (d2 / s2 + std::log(s2 + 1.5e-4));
  };
  EXPECT_NEAR(agreement_of(MagnitudePrior::parabolic, q, n, information).log_mass -
                  agreement_of(MagnitudePrior::flat, q, n, information).log_mass,
              expected(4.0) - expected(3.0), 1e-4);
}

// One counterpart in eight is expected to lack its magnitude: the more are seen, the less it
// counts.
TEST(MostProbableQ, missing_magnitudes_are_as_frequent_as_in_the_catalogue_unless_seen) {
  const std::vector<double> n = star_counts();
  double last = 0.125;
  for (const double total : {0.1, 10.0, 100.0, 10000.0}) {
    const std::vector<double> q =
        most_probable_q(gaussian_counts(total, 14.0), 1e5, n, n, MagnitudePrior::flat);
    const double fraction = q[Classes::missing] / sum_of(q);
    EXPECT_GT(fraction, 0.0);
    EXPECT_LT(fraction, last);
    last = fraction;
  }
  EXPECT_LT(last, 0.002);
}

TEST(MostProbableQ, catalogues_without_stars_or_without_magnitudes) {
  std::vector<double> n(Classes::n_classes);
  EXPECT_EQ(sum_of(most_probable_q(n, 100.0, n, n, MagnitudePrior::flat)), 0.0);
  n[Classes::missing] = 1.0;
  const std::vector<double> q = most_probable_q(n, 100.0, n, n, MagnitudePrior::flat);
  EXPECT_EQ(q[Classes::missing], sum_of(q));
  EXPECT_GT(q[Classes::missing], 0.01);
  n[Classes::missing] = 0.0;
  n[Classes::of(15.0)] = 1.0; // one class alone
  EXPECT_GT(most_probable_q(n, 100.0, n, n, MagnitudePrior::flat)[Classes::of(15.0)], 0.01);
}

} // namespace
} // namespace counterpoint
