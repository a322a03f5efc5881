#include "counterpoint/astrometry/frame_fit.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

constexpr double shift_east_arcsec = 0.3;
constexpr double shift_north_arcsec = -0.1;
const Angle true_rotation = Angle::from_degrees(0.02);
constexpr double true_scale = 2e-4;

struct Field {
  SkyPosition center{Angle::from_degrees(266.4), Angle::from_degrees(-29.0)};
  std::uint64_t n = 30;
  double outliers = 0.1; // chance associations, uniform within 2"
  double error_factor = 1.0;
  double scale = 0.0;
  std::uint64_t seed = 0;
};

// Where the reference frame has what the X-ray frame has at `place`, round the field's centre.
SkyOffset true_place(const SkyOffset& place, double scale) {
  const double turn = true_rotation.radians();
  return {place.east + Angle::from_arcsec(shift_east_arcsec) + turn * place.north +
              scale * place.east,
          place.north + Angle::from_arcsec(shift_north_arcsec) - turn * place.east +
              scale * place.north};
}

std::vector<Calibrator> calibrators_of(const Field& field) {
  const TangentPlane plane{field.center};
  std::vector<Calibrator> calibrators;
  for (std::uint64_t i = 0; i < field.n; ++i) {
    const RandomKey key{.seed = field.seed, .id = i};
    Calibrator calibrator;
    calibrator.xray =
        test_support::scattered(field.center, Angle::from_arcmin(8.0), field.seed + 7000, i);
    calibrator.sigma = Angle::from_arcsec(0.1 + 0.4 * random_uniforms(key)[0]);
    SkyOffset place = true_place(plane.project(calibrator.xray), field.scale);
    const auto [u, v] = random_normals({.seed = field.seed, .id = i, .stream = 1});
    const auto [chance, unused] = random_uniforms({.seed = field.seed, .id = i, .stream = 2});
    const Angle error = field.error_factor * calibrator.sigma;
    place = {place.east + u * error, place.north + v * error};
    calibrator.reference = plane.deproject(place);
    if (chance < field.outliers) {
      calibrator.reference =
          test_support::scattered(calibrator.xray, Angle::from_arcsec(2.0), field.seed + 9000, i);
    }
    calibrators.push_back(calibrator);
  }
  return calibrators;
}

// Deviations from the truth in quoted errors, over many fields.
struct Pulls {
  std::vector<double> values;

  void add(double deviation, double error) { values.push_back(deviation / error); }
  [[nodiscard]] double within(double limit) const {
    double n = 0.0;
    for (const double value : values)
      n += std::abs(value) <= limit ? 1.0 : 0.0;
    return n / static_cast<double>(values.size());
  }
  [[nodiscard]] double deviation() const {
    double squares = 0.0;
    for (const double value : values)
      squares += value * value;
    return std::sqrt(squares / static_cast<double>(values.size()));
  }
};

constexpr std::uint64_t n_fields = 200;

// Recovered within 3 sigma in 95 % of the fields, and the error quoted is the scatter seen: 15 % is
// three standard errors of a standard deviation from 200 fields.
void expect_recovered(Field field, FrameModel model) {
  Pulls shift;
  Pulls rotation;
  Pulls scale;
  Pulls corner;
  const TangentPlane plane{field.center};
  const SkyPosition source = plane.deproject({Angle::from_arcmin(6.0), Angle::from_arcmin(-6.0)});
  const SkyOffset true_source = true_place(plane.project(source), field.scale);
  for (std::uint64_t k = 0; k < n_fields; ++k) {
    field.seed = 1000 + k;
    const FrameFit fit = fit_frame(calibrators_of(field), model);
    const FrameCorrection& correction = fit.correction;
    const SkyOffset here = plane.project(correction.plane.center());
    const SkyOffset there = true_place(here, field.scale);
    const SkyOffset moved = plane.project(correction.apply(correction.plane.center()));
    shift.add((moved.east - there.east).arcsec(), correction.shift_error.arcsec());
    shift.add((moved.north - there.north).arcsec(), correction.shift_error.arcsec());
    rotation.add((correction.rotation - true_rotation).radians(),
                 correction.rotation_error.radians());
    if (model == FrameModel::scale)
      scale.add(correction.scale - field.scale, correction.scale_error);
    const SkyOffset found = plane.project(correction.apply(source));
    const SkyOffset error = correction.error_at(source);
    corner.add((found.east - true_source.east).arcsec(), error.east.arcsec());
    corner.add((found.north - true_source.north).arcsec(), error.north.arcsec());
  }
  for (const auto& [name, pulls] : {std::pair{"shift", &shift},
                                    {"rotation", &rotation},
                                    {"scale", &scale},
                                    {"corner", &corner}}) {
    if (pulls->values.empty()) continue;
    EXPECT_GE(pulls->within(3.0), 0.95) << name;
    EXPECT_NEAR(pulls->deviation(), 1.0, 0.15) << name;
  }
}

TEST(FrameFit, recovers_shift_and_rotation) {
  expect_recovered({.outliers = 0.0}, FrameModel::rotation);
}

TEST(FrameFit, recovers_them_among_chance_associations) {
  expect_recovered({.outliers = 0.15}, FrameModel::rotation);
}

TEST(FrameFit, recovers_them_whatever_the_errors_claim) {
  expect_recovered({.error_factor = 2.5}, FrameModel::rotation);
}

TEST(FrameFit, recovers_a_scale_too) {
  expect_recovered({.scale = true_scale}, FrameModel::scale);
}

TEST(FrameFit, is_at_home_everywhere) {
  for (const SkyPosition& center : test_support::awkward_places())
    expect_recovered({.center = center}, FrameModel::rotation);
}

TEST(FrameFit, corrects_exact_positions_exactly) {
  Field field{.outliers = 0.0, .error_factor = 0.0, .scale = true_scale};
  for (const SkyPosition& center : test_support::awkward_places()) {
    field.center = center;
    const auto calibrators = calibrators_of(field);
    const FrameFit fit = fit_frame(calibrators, FrameModel::scale);
    for (const Calibrator& calibrator : calibrators) {
      EXPECT_LT(separation(fit.correction.apply(calibrator.xray), calibrator.reference).arcsec(),
                1e-6);
    }
    EXPECT_LT(fit.correction.shift_error.arcsec(), 1e-6);
  }
}

TEST(FrameFit, gives_outliers_no_weight) {
  auto calibrators = calibrators_of({.outliers = 0.0});
  calibrators[4].reference =
      offset_by(calibrators[4].xray, Angle::from_degrees(70.0), Angle::from_arcsec(30.0));
  const FrameFit fit = fit_frame(calibrators, FrameModel::rotation);
  EXPECT_EQ(fit.weights[4], 0.0);
  EXPECT_NEAR(fit.relative_scatter, 1.0, 0.35);
  calibrators.erase(calibrators.begin() + 4);
  const FrameFit without = fit_frame(calibrators, FrameModel::rotation);
  EXPECT_LT((fit.correction.shift.east - without.correction.shift.east).arcsec(),
            0.5 * fit.correction.shift_error.arcsec());
}

TEST(FrameFit, tells_how_significant_it_is) {
  Field field{.n = 60};
  const FrameFit clear = fit_frame(calibrators_of(field), FrameModel::rotation);
  EXPECT_GT(clear.shift_significance.sigmas, 4.0);
  EXPECT_GT(clear.rotation_sigmas, 2.0);
  auto still = calibrators_of(field);
  for (std::size_t i = 0; i < still.size(); ++i) {
    const auto [u, v] = random_normals({.seed = 77, .id = i});
    still[i].reference =
        displaced(still[i].xray, {u * still[i].sigma, v * still[i].sigma}, OffsetMeasure::sky);
  }
  const FrameFit none = fit_frame(still, FrameModel::shift);
  EXPECT_LT(none.shift_significance.sigmas, 3.0);
  EXPECT_EQ(none.rotation_sigmas, 0.0);
  EXPECT_EQ(none.correction.rotation, Angle{});
}

// Calibrators without any shift reach 3 sigma once in 370 times; three times that are allowed.
TEST(FrameFit, few_calibrators_are_as_significant_as_many) {
  constexpr std::uint64_t n_skies = 1000;
  for (const std::uint64_t n : {3U, 4U, 5U, 6U, 7U, 8U, 9U}) {
    int n_significant = 0;
    for (std::uint64_t seed = 0; seed < n_skies; ++seed) {
      std::vector<Calibrator> still = calibrators_of({.n = n, .seed = seed});
      for (std::size_t i = 0; i < still.size(); ++i) {
        const auto [u, v] = random_normals({.seed = seed, .id = i, .stream = 77});
        still[i].reference =
            displaced(still[i].xray, {u * still[i].sigma, v * still[i].sigma}, OffsetMeasure::sky);
      }
      n_significant += fit_frame(still, FrameModel::shift).shift_significance.sigmas >= 3.0;
    }
    EXPECT_LE(n_significant, 3.0 * n_skies / 370.0) << n;
  }
}

TEST(FrameFit, refuses_what_does_not_fix_a_frame) {
  auto calibrators = calibrators_of({});
  EXPECT_THROW((void)fit_frame(std::span{calibrators}.first(2), FrameModel::shift), InputError);
  EXPECT_THROW((void)fit_frame({}, FrameModel::shift), InputError);
  std::vector<Calibrator> at_one_point(10, calibrators[0]);
  EXPECT_THROW((void)fit_frame(at_one_point, FrameModel::rotation), InputError);
  EXPECT_EQ(spread_of(at_one_point).arcsec(), 0.0);
  EXPECT_NO_THROW((void)fit_frame(at_one_point, FrameModel::shift));
  calibrators[3].xray = {Angle::from_degrees(100.0), Angle::from_degrees(80.0)};
  EXPECT_THROW((void)fit_frame(calibrators, FrameModel::shift), InputError);
}

} // namespace
} // namespace counterpoint
