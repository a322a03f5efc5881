#include "counterpoint/core/random.hpp"
#include "sources/row_reasons.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace counterpoint {
namespace {

using test_support::missing;

constexpr double infinite = std::numeric_limits<double>::infinity();

// The rules one by one, as docs/inputs.md has them.
InfraredReason reason_of(const ColourCuts& cuts, double ra_deg, double dec_deg, double error_arcsec,
                         std::array<double, 3> jhks) {
  if (!std::isfinite(ra_deg) || !std::isfinite(dec_deg)) return InfraredReason::no_position;
  if (!(error_arcsec > 0.0) || std::isinf(error_arcsec)) return InfraredReason::no_position_error;
  if (error_arcsec > 1.0) return InfraredReason::error_too_large;
  for (double& magnitude : jhks) {
    if (magnitude == 0.0 || std::abs(magnitude) > largest_magnitude) magnitude = missing;
  }
  return classify_colours(cuts, jhks[0], jhks[1], jhks[2]);
}

TEST(RowReasons, of_columns_are_those_of_their_rows) {
  const std::vector<double> values{missing, infinite, -infinite, 0.0,  -999.0,
                                   0.5,     1.0,      1.5,       12.0, 13.2};
  constexpr std::size_t n = 1001; // not a whole number of vectors
  std::array<std::vector<double>, 6> columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      const auto [u, v] = random_uniforms({.seed = c + 1, .id = i});
      const auto any = static_cast<std::size_t>(u * static_cast<double>(values.size()));
      columns[c].push_back(v < 0.3 ? values[any] : c < 3 ? 0.9 * v : 12.0 + 3.0 * v);
    }
  }
  const auto& [ra, dec, error, j, h, ks] = columns;
  for (const ColourCuts& cuts : {notebook_cuts, ColourCuts{}}) {
    std::vector<InfraredReason> reasons(n);
    find_reasons({ra, dec, error, j, h, ks}, cuts, Angle::from_arcsec(1.0), reasons);
    std::array<std::int64_t, n_infrared_reasons> counts{};
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(reasons[i], reason_of(cuts, ra[i], dec[i], error[i], {j[i], h[i], ks[i]})) << i;
      ++counts[static_cast<std::size_t>(reasons[i])];
    }
    EXPECT_EQ(count_reasons(reasons), counts);
    EXPECT_GT(counts[static_cast<std::size_t>(InfraredReason::error_too_large)], 0);
  }
}

} // namespace
} // namespace counterpoint
