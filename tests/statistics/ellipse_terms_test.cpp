#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

Angle arcsec(double value) {
  return Angle::from_arcsec(value);
}

XrayTerms elliptical_terms(double sigma_major, double sigma_minor, double radius_major,
                           double radius_minor) {
  const Angle position_angle = Angle::from_degrees(40.0);
  return {{arcsec(sigma_major), arcsec(sigma_minor), position_angle},
          {arcsec(radius_major), arcsec(radius_minor), position_angle},
          1.0,
          true};
}

XrayTerms with_tail(XrayTerms terms) {
  terms.tail = {0.25, 3.0};
  return terms;
}

// Visits the middle of each cell of a polar grid: offset and area.
template <class Visit>
void for_each_offset(Visit&& visit) {
  constexpr double step = 0.01;
  constexpr int n_directions = 720;
  for (double phi = 0.5 * step; phi < 12.0; phi += step) {
    for (int k = 0; k < n_directions; ++k) {
      Candidate candidate;
      candidate.separation = arcsec(phi);
      candidate.position_angle = Angle::from_degrees((k + 0.5) * 360.0 / n_directions);
      candidate.infrared_sigma = arcsec(0.3);
      visit(candidate, phi * step * 2.0 * std::numbers::pi / n_directions);
    }
  }
}

TEST(OffsetDensity, of_an_ellipse_is_normalised_and_has_its_moments) {
  const XrayTerms terms = elliptical_terms(1.2, 0.4, 1.0, 1.0);
  double sum = 0.0;
  double along2 = 0.0;
  double across2 = 0.0;
  double mixed = 0.0;
  for_each_offset([&](const Candidate& candidate, double area) {
    const double p = offset_density_arcsec2(candidate, terms) * area;
    const Angle from_axis = candidate.position_angle - terms.sigma.position_angle;
    const double u = candidate.separation.arcsec() * cos(from_axis);
    const double v = candidate.separation.arcsec() * sin(from_axis);
    sum += p;
    along2 += p * u * u;
    across2 += p * v * v;
    mixed += p * u * v;
  });
  EXPECT_NEAR(sum, 1.0, 1e-4);
  EXPECT_NEAR(along2, 1.2 * 1.2 + 0.09, 1e-3);
  EXPECT_NEAR(across2, 0.4 * 0.4 + 0.09, 1e-3);
  EXPECT_NEAR(mixed, 0.0, 1e-4);
}

TEST(OffsetDensity, of_a_circle_needs_no_direction) {
  Candidate candidate;
  candidate.separation = arcsec(0.7);
  candidate.infrared_sigma = arcsec(0.3);
  const XrayTerms terms{arcsec(0.4), arcsec(1.0)};
  const double density = offset_density_arcsec2(candidate, terms);
  EXPECT_EQ(density, offset_density_arcsec2(arcsec(0.7), hypot(arcsec(0.4), arcsec(0.3))));
  candidate.position_angle = Angle::from_degrees(77.0);
  EXPECT_EQ(offset_density_arcsec2(candidate, terms), density);
}

LikelihoodRatioModel model_with_infrared_sigma(double sigma_arcsec) {
  LikelihoodRatioModel model;
  model.infrared_sigma = arcsec(sigma_arcsec);
  return model;
}

// The density summed over the acceptance region.
TEST(AcceptanceCompleteness, of_an_ellipse_is_the_density_inside) {
  const auto model = model_with_infrared_sigma(0.3);
  for (const XrayTerms& terms :
       {elliptical_terms(1.2, 0.4, 1.5, 0.7), with_tail(elliptical_terms(1.2, 0.4, 3.0, 1.2)),
        elliptical_terms(0.8, 0.7, 0.5, 0.1), elliptical_terms(0.8, 0.2, 4.0, 3.5)}) {
    double inside = 0.0;
    for_each_offset([&](const Candidate& candidate, double area) {
      if (terms.acceptance.contains(candidate.separation, candidate.position_angle))
        inside += offset_density_arcsec2(candidate, terms) * area;
    });
    EXPECT_NEAR(model.acceptance_completeness(terms), inside, 2e-3);
  }
}

// Where the region has the shape of the density, the closed form of the circle holds; and it is the
// limit of all but round ellipses.
TEST(AcceptanceCompleteness, tends_to_the_closed_form) {
  const auto model = model_with_infrared_sigma(0.0);
  const double closed_form = -std::expm1(-0.5 * 1.5 * 1.5);
  EXPECT_NEAR(model.acceptance_completeness(elliptical_terms(1.0, 0.1, 1.5, 0.15)), closed_form,
              1e-14);
  EXPECT_NEAR(model.acceptance_completeness(elliptical_terms(1.0, 1.0 - 1e-9, 1.5, 1.5)),
              closed_form, 1e-8);
  EXPECT_EQ(model.acceptance_completeness({arcsec(1.0), arcsec(1.5)}), closed_form);
}

// Against a finer sum: the trapezoidal rule has converged where the shapes differ tenfold.
TEST(AcceptanceCompleteness, has_converged) {
  const auto model = model_with_infrared_sigma(0.0);
  constexpr int n = 20000;
  double outside = 0.0;
  for (int i = 0; i < n; ++i) {
    const double theta = 2.0 * std::numbers::pi * i / n;
    const double x = std::cos(theta) / 3.0;
    const double y = std::sin(theta) / 0.3;
    outside += std::exp(-0.5 / (x * x + y * y)) / n;
  }
  // sigma 1 and 0.5, region 3 and 0.15: in units of sigma 3 and 0.3.
  EXPECT_NEAR(model.acceptance_completeness(elliptical_terms(1.0, 0.5, 3.0, 0.15)), 1.0 - outside,
              1e-10);
}

TEST(ErrorModel, acts_on_both_axes) {
  const ErrorModel scale{2.0, arcsec(1.5)};
  const SkyEllipse scaled = scale.sigma({arcsec(1.0), arcsec(0.4), Angle::from_degrees(12.0)});
  EXPECT_NEAR(scaled.major.arcsec(), 2.5, 1e-14);
  EXPECT_NEAR(scaled.minor.arcsec(), 1.7, 1e-14);
  EXPECT_EQ(scaled.position_angle, Angle::from_degrees(12.0));
}

TEST(ErrorModel, subtracts_a_floor_from_both_axes_down_to_a_fifth) {
  const ErrorModel model{1.0, arcsec(-0.3)};
  const SkyEllipse changed = model.sigma({arcsec(1.0), arcsec(0.4), Angle::from_degrees(12.0)});
  EXPECT_NEAR(changed.major.arcsec(), std::sqrt(0.91), 1e-14);
  EXPECT_NEAR(changed.minor.arcsec(), std::sqrt(0.07), 1e-14);
  EXPECT_NEAR(model.sigma(arcsec(0.25)).major.arcsec(), 0.05, 1e-14);
  EXPECT_NEAR(model.sigma(arcsec(0.301)).major.arcsec(), 0.0602, 1e-14);
}

// The tail is as wide as an X-ray error so many times as large, the infrared error as it is.
TEST(OffsetDensity, of_a_tail_is_the_sum_of_two) {
  Candidate candidate;
  candidate.separation = arcsec(0.7);
  candidate.infrared_sigma = arcsec(0.3);
  const double density = offset_density_arcsec2(candidate, with_tail({arcsec(0.4), arcsec(1.0)}));
  EXPECT_NEAR(density,
              0.75 * offset_density_arcsec2(arcsec(0.7), arcsec(0.5)) +
                  0.25 * offset_density_arcsec2(arcsec(0.7), arcsec(std::hypot(1.2, 0.3))),
              1e-14);
}

} // namespace
} // namespace counterpoint
