#include "mock/population.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "mock/text_fields.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace counterpoint::mock {
namespace {

MockOptions options_of(std::int64_t n_xray, std::int64_t n_infrared) {
  MockOptions options;
  options.n_xray = n_xray;
  options.n_infrared = n_infrared;
  return options;
}

TEST(MockPopulation, stars_serve_once_and_lie_where_their_source_is) {
  const MockPopulation sky{options_of(20'000, 60'000)};
  std::set<std::int64_t> used;
  double n_inside = 0;
  double n_pairs = 0;
  double sum = 0;
  for (std::int64_t x = 0; x < 20'000; ++x) {
    const XrayRow source = sky.xray_row(x);
    n_inside += source.in_footprint ? 1 : 0;
    const auto ir_id = sky.counterpart_of(x);
    if (!ir_id) continue;
    EXPECT_TRUE(source.in_footprint);
    EXPECT_TRUE(used.insert(*ir_id).second);
    const double r = separation(source.true_position, sky.infrared_row(*ir_id).position) /
                     MockPopulation::infrared_sigma;
    sum += 0.5 * r * r;
    ++n_pairs;
  }
  EXPECT_NEAR(n_pairs / n_inside, 0.12, 4.0 * std::sqrt(0.12 / n_inside));
  EXPECT_NEAR(n_inside / 20'000.0, 0.4, 0.02);
  EXPECT_NEAR(sum / n_pairs, 1.0, 4.0 / std::sqrt(n_pairs));
}

TEST(MockPopulation, every_source_may_have_a_counterpart) {
  MockOptions options = options_of(500, 4'000);
  options.counterpart_fraction = 1.0;
  const MockPopulation sky{options};
  for (std::int64_t x = 0; x < 500; ++x) {
    EXPECT_EQ(sky.counterpart_of(x).has_value(), sky.xray_row(x).in_footprint);
  }
}

TEST(MockPopulation, files_share_the_rows) {
  const MockPopulation sky{options_of(10, 100'000)};
  EXPECT_EQ(sky.first_row(0), 0);
  EXPECT_EQ(sky.first_row(7), 100'000);
  for (int file = 0; file < 7; ++file) {
    EXPECT_GE(sky.n_rows(file), 1);
    EXPECT_NEAR(static_cast<double>(sky.n_rows(file)), 1e5 * sky.sky().share_of(file), 10.0);
  }
}

TEST(MockPopulation, too_few_rows_for_the_counterparts) {
  try {
    const MockPopulation sky{options_of(10'000, 100)};
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string{error.what()}.find("n-infrared"), std::string::npos) << error.what();
  }
}

TEST(MockPopulation, densities_are_those_of_the_rows) {
  const MockPopulation sky{options_of(20'000, 200'000)};
  double expected = 0.0;
  double expected_counterparts = 0.0;
  for (std::size_t cell = 0; sky.sky().file_of(cell) >= 0; ++cell) {
    const double area = sky.sky().cell(cell).area_arcsec2();
    expected += sky.cleaned_density(cell).total() * area;
    expected_counterparts += sky.cleaned_density(cell).counterparts * area;
  }
  const auto kept = [&](std::int64_t ir_id) {
    const Photometry p = sky.infrared_row(ir_id).photometry;
    return is_kept(classify_colours(notebook_cuts, p.j, p.h, p.ks)) ? 1.0 : 0.0;
  };
  double n_kept = 0.0;
  for (std::int64_t i = 0; i < 200'000; ++i)
    n_kept += kept(i);
  double n_counterparts = 0.0;
  for (std::int64_t x = 0; x < 20'000; ++x) {
    if (const auto ir_id = sky.counterpart_of(x)) n_counterparts += kept(*ir_id);
  }
  EXPECT_NEAR(n_kept / expected, 1.0, 4.0 / std::sqrt(n_kept));
  EXPECT_NEAR(n_counterparts / expected_counterparts, 1.0, 4.0 / std::sqrt(n_counterparts));
}

TEST(MockPopulation, misstated_errors_scatter_more) {
  MockOptions options = options_of(4'000, 10'000);
  options.error_misstatement = 2.0;
  const MockPopulation sky{options};
  double sum = 0.0;
  for (std::int64_t x = 0; x < 4'000; ++x) {
    const XrayRow row = sky.xray_row(x);
    EXPECT_NEAR(row.sigma.arcsec(), 2.0 * row.error.arcsec() / 2.447746830680816, 1e-12);
    const double r = separation(row.position, row.true_position) / row.sigma;
    sum += 0.5 * r * r;
  }
  EXPECT_NEAR(sum / 4'000, 1.0, 4.0 / std::sqrt(4'000.0));
}

TEST(TextFields, numbers) {
  std::string out;
  append_fixed(out, -28.967893, 7);
  out += '|';
  append_fixed(out, std::nan(""), 5, "--");
  out += '|';
  append_two_digits(out, 7);
  append_two_digits(out, 42);
  EXPECT_EQ(out, "-28.9678930|--|0742");
}

TEST(TextFields, right_ascension_never_rounds_to_360) {
  const auto text = [](double ra_deg, Damage damage) {
    std::string out;
    append_position(out, {Angle::from_degrees(ra_deg), Angle{}}, damage, 6, ',');
    return out;
  };
  EXPECT_EQ(text(359.9999996, Damage::none), "0.000000,0.000000");
  EXPECT_EQ(text(359.9999994, Damage::none), "359.999999,0.000000");
  EXPECT_EQ(text(1.0, Damage::blank_position), ",0.000000");
  EXPECT_EQ(text(1.0, Damage::nan_position), "NaN,NaN");
  EXPECT_EQ(text(1.0, Damage::dashes), "--,--");
}

} // namespace
} // namespace counterpoint::mock
