#include "sources/one_row_per_name.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::missing;

using Rows = std::vector<std::int64_t>;

struct Row {
  std::string name;
  double error_arcsec;
  double counts = missing;
  double off_axis_arcmin = missing;
  XrayReason reason = XrayReason::kept;
};

XrayCatalogue catalogue_of(const std::vector<Row>& rows) {
  XrayCatalogue catalogue;
  TextList names;
  for (const Row& row : rows) {
    XraySource& source = catalogue.sources.own().emplace_back();
    source.xray_id = std::ssize(catalogue.sources) - 1;
    source.sigma = Angle::from_arcsec(row.error_arcsec);
    catalogue.detections.own().push_back({row.counts, Angle::from_arcmin(row.off_axis_arcmin)});
    source.reason = row.reason;
    source.kept = row.reason == XrayReason::kept;
    names.push_back(row.name);
  }
  catalogue.names = names;
  return catalogue;
}

Rows kept_of(const std::vector<Row>& rows) {
  const XrayCatalogue catalogue = catalogue_of(rows);
  const Rows others = rows_of_other_observations(catalogue);
  EXPECT_TRUE(std::is_sorted(others.begin(), others.end()));
  Rows kept;
  for (const XraySource& source : catalogue.sources) {
    const bool is_other = std::find(others.begin(), others.end(), source.xray_id) != others.end();
    EXPECT_TRUE(source.kept || !is_other) << source.xray_id; // it has a reason already
    if (source.kept && !is_other) kept.push_back(source.xray_id);
  }
  return kept;
}

TEST(OneRowPerName, keeps_the_smallest_error_and_of_equals_the_first) {
  EXPECT_EQ(kept_of({{"a", 0.5}, {"b", 0.3}, {"a", 0.2}, {"b", 0.3}, {"c", 9.0}}), (Rows{1, 2, 4}));
}

TEST(OneRowPerName, counts_and_off_axis_angle_tell_better_than_quoted_errors) {
  EXPECT_EQ(kept_of({{"a", 0.2, 10, 8}, {"a", 0.5, 1000, 1}}), (Rows{1}));
  EXPECT_EQ(kept_of({{"a", 0.2}, {"a", 0.5, 10, 8}}), (Rows{1})); // known is better than unknown
  EXPECT_EQ(kept_of({{"a", 0.5, missing, 1}, {"a", 0.2, 1000}}), (Rows{1}));
}

TEST(OneRowPerName, a_row_that_cannot_be_used_does_not_win) {
  EXPECT_EQ(kept_of({{"a", 0.1, missing, missing, XrayReason::foreground},
                     {"a", 0.1, missing, missing, XrayReason::no_position},
                     {"a", missing, missing, missing, XrayReason::no_position_error},
                     {"a", 0.9},
                     {"b", 0.1, missing, missing, XrayReason::foreground}}),
            (Rows{3}));
}

TEST(OneRowPerName, rows_without_a_name_are_sources_of_their_own) {
  EXPECT_EQ(kept_of({{"", 0.5}, {"", 0.5}, {"a", 0.5}}), (Rows{0, 1, 2}));
}

TEST(RepeatedNames, are_those_of_several_rows_that_can_be_used) {
  const RepeatedNames repeated =
      repeated_names(catalogue_of({{"x", 1.0},
                                   {"", 1.0},
                                   {"b", 1.0},
                                   {"a", 1.0},
                                   {"", 1.0},
                                   {"a", 1.0},
                                   {"x", 1.0, missing, missing, XrayReason::foreground},
                                   {"b", 1.0},
                                   {"b", 1.0}}));
  EXPECT_EQ(repeated.n_names, 2U);
  EXPECT_EQ(repeated.example, "b");
  EXPECT_EQ(repeated.example_rows, (Rows{2, 7, 8}));
}

TEST(RepeatedNames, are_none_where_names_differ_or_are_not_given) {
  EXPECT_EQ(repeated_names(catalogue_of({{"a", 1.0}, {"b", 1.0}, {"", 1.0}, {"", 1.0}})).n_names,
            0U);
  XrayCatalogue without_names = catalogue_of({{"", 1.0}, {"", 1.0}});
  without_names.names = {};
  EXPECT_EQ(repeated_names(without_names).n_names, 0U);
}

} // namespace
} // namespace counterpoint
