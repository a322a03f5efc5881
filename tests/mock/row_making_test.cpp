// What makes rows fast, against what it stands for.

#include "counterpoint/core/random.hpp"
#include "mock/interval_finder.hpp"
#include "mock/population.hpp"
#include "mock/text_fields.hpp"
#include "mock/uniform_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <vector>

namespace counterpoint::mock {
namespace {

TEST(UniformRun, numbers_are_those_of_each_row) {
  constexpr std::size_t n = 1000;
  std::vector<double> u(n);
  std::vector<double> v(n);
  const std::uint64_t first = (std::uint64_t{7} << 32U) - 500; // the low word overflows within
  fill_uniforms({3, first, 5}, u, v);
  for (std::size_t i = 0; i < n; ++i) {
    const std::array<double, 2> expected = random_uniforms({3, first + i, 5, 0});
    EXPECT_EQ(u[i], expected[0]);
    EXPECT_EQ(v[i], expected[1]);
  }
  fill_normals({3, first, 5}, u, v);
  for (std::size_t i = 0; i < n; ++i) {
    const std::array<double, 2> expected = random_normals({3, first + i, 5, 0});
    EXPECT_EQ(u[i], expected[0]);
    EXPECT_EQ(v[i], expected[1]);
  }
}

// Intervals of any size, many of them empty, as those of gaps in a survey are.
TEST(IntervalFinder, finds_what_a_binary_search_finds) {
  for (const std::size_t n_intervals : {1U, 2U, 7U, 1000U}) {
    std::vector<double> edges{0.25};
    for (std::size_t k = 0; k < n_intervals; ++k) {
      const auto [u, size] = random_uniforms({1, k, 0, 0});
      edges.push_back(edges.back() + (u < 0.3 && k > 0 ? 0.0 : std::pow(size, 6.0)));
    }
    const IntervalFinder finder{edges};
    std::vector<double> values{0.0, edges.back() + 1.0};
    for (const double edge : edges)
      values.insert(values.end(), {edge, std::nextafter(edge, 0.0), std::nextafter(edge, 1e9)});
    for (std::uint64_t k = 0; k < 2000; ++k)
      values.push_back(std::lerp(edges.front(), edges.back(), random_uniforms({2, k, 0, 0})[0]));
    for (const double value : values) {
      const auto next = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
      EXPECT_EQ(finder(edges, value), static_cast<std::size_t>(next - edges.begin()) - 1) << value;
    }
  }
}

std::string exactly(double value, int decimals) {
  std::array<char, 400> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

TEST(TextFields, digits_are_those_of_the_exact_value) {
  std::vector<double> values{
      0.0, -0.0, 0.5, 2.5, 1e-9, -1e-9, 999.9999999, 4e9, 0.9999999999999999};
  for (std::uint64_t k = 0; k < 20'000; ++k) {
    const auto [u, size] = random_uniforms({4, k, 0, 0});
    const double value = (u - 0.5) * std::pow(10.0, 6.0 * size - 3.0);
    // Halves of a unit of the last decimal: the nearest doubles, and those beside them.
    const double half = (std::floor(value * 1e5) + 0.5) / 1e5;
    const double exact_half = (std::floor(value * 128.0) + 0.5) / 128.0;
    values.insert(values.end(), {value, half, std::nextafter(half, 1e9), exact_half});
  }
  for (const double value : values) {
    for (const int decimals : {0, 2, 5, 7, 12}) {
      std::string out;
      append_fixed(out, value, decimals);
      EXPECT_EQ(out, exactly(value, decimals));
    }
  }
}

TEST(MockPopulation, rows_of_a_run_are_the_rows_one_by_one) {
  MockOptions options;
  options.n_xray = 3'000;
  options.n_infrared = 6'000;
  options.n_infrared_files = 2;
  options.counterpart_fraction = 0.8;
  options.clustering = 0.3;
  options.missing_ks = 0.2;
  options.bad_row_fraction = 0.3;
  const MockPopulation sky{options};
  const std::int64_t first = 13;
  std::vector<InfraredRow> run(700); // more than one of run_length
  sky.infrared_rows(1, first, run);
  const auto same = [](double a, double b) { // also of two that are missing
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  };
  for (std::size_t i = 0; i < run.size(); ++i) {
    const InfraredRow row =
        sky.infrared_row(sky.first_row(1) + first + static_cast<std::int64_t>(i));
    EXPECT_EQ(run[i].position.ra(), row.position.ra());
    EXPECT_EQ(run[i].position.dec(), row.position.dec());
    EXPECT_EQ(run[i].error_ra, row.error_ra);
    EXPECT_EQ(run[i].damage, row.damage);
    EXPECT_TRUE(same(run[i].photometry.j, row.photometry.j));
    EXPECT_TRUE(same(run[i].photometry.ks, row.photometry.ks));
  }
}

} // namespace
} // namespace counterpoint::mock
