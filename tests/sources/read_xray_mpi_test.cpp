#include "catalogue/reading.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

// The X-ray catalogue on any number of ranks: every rank gets all rows, in the order of the files.
namespace counterpoint {
namespace {

using test_support::refusal;
using test_support::SharedFolder;

ColumnRequest xray_column(const std::string& name, Quantity quantity, bool is_optional = false) {
  return {name, quantity, "xray." + name, is_optional};
}

XrayOptions xray_options_for(const std::vector<std::filesystem::path>& files) {
  XrayOptions options;
  options.files = files;
  options.ra = xray_column("ra", Quantity::right_ascension);
  options.dec = xray_column("dec", Quantity::declination);
  options.error.column = "err";
  return options;
}

XrayOptions with_all_columns(XrayOptions options) {
  options.name = xray_column("name", Quantity::text);
  options.observation = xray_column("obs", Quantity::text);
  options.counts = xray_column("counts", Quantity::number);
  options.off_axis = xray_column("theta", Quantity::off_axis_angle);
  options.hardness = xray_column("hr", Quantity::number);
  options.foreground = notebook_window;
  return options;
}

const std::string first_file = "ra,dec,err,name,obs,counts,theta,hr\n"
                               "10.0,1.0,0.5,one,B,100,2.5,0.1\n"
                               "10.1,1.1,0.6,two,A,,3.5,0.2\n"
                               ",1.2,0.7,three,B,300,4.5,0.3\n";
const std::string second_file = "ra,dec,err,name,obs,counts,theta,hr\n"
                                "10.3,1.3,,four,C,400,,0.4\n"
                                "10.4,1.4,0.9,,B,500,6.5,-0.5\n";

class ReadXray : public testing::Test {
protected:
  Communicator comm_ = Communicator::world();
  SharedFolder folder_{comm_};
  std::vector<std::filesystem::path> files_{folder_.write("1.csv", first_file),
                                            folder_.write("2.csv", second_file)};
};

TEST_F(ReadXray, every_rank_gets_every_column_of_every_row) {
  const XrayInput input = read_xray(comm_, with_all_columns(xray_options_for(files_)));
  const XrayCatalogue& xray = input.catalogue;
  EXPECT_EQ(xray.sources.size(), 5U);
  std::vector<std::string> names;
  for (std::size_t row = 0; row < xray.names.size(); ++row)
    names.push_back(xray.name(row));
  EXPECT_EQ(names, (std::vector<std::string>{"one", "two", "three", "four", ""}));
  EXPECT_EQ(xray.observations, (std::vector<std::string>{"B", "A", "C"}));
  std::vector<std::size_t> observation;
  for (std::size_t row = 0; row < xray.sources.size(); ++row) {
    EXPECT_EQ(xray.sources[row].xray_id, static_cast<std::int64_t>(row));
    EXPECT_EQ(xray.sources[row].position.has_value(), row != 2) << row;
    observation.push_back(xray.sources[row].observation);
  }
  EXPECT_EQ(observation, (std::vector<std::size_t>{0, 1, 0, 2, 0}));
  EXPECT_EQ(xray.sources[3].position->ra().degrees(), 10.3);
  EXPECT_EQ(xray.sources[1].error.major, Angle::from_arcsec(0.6));
  EXPECT_EQ(xray.detection(0).counts, 100.0);
  EXPECT_TRUE(std::isnan(xray.detection(1).counts));
  EXPECT_EQ(xray.detection(4).off_axis, Angle::from_arcmin(6.5));
  EXPECT_FALSE(xray.detection(3).off_axis.is_finite());
}

TEST_F(ReadXray, each_row_is_kept_or_has_a_reason) {
  const XrayInput input = read_xray(comm_, with_all_columns(xray_options_for(files_)));
  const CleaningSummary& cleaning = input.cleaning;
  EXPECT_EQ(cleaning.n_rows, 5);
  // In the order of XrayReason: kept, foreground, no position, no error, another observation.
  EXPECT_EQ(cleaning.by_reason, (std::vector<std::int64_t>{2, 1, 1, 1, 0, 0}));
  EXPECT_EQ(cleaning.position_columns, "ra, dec");
  ASSERT_EQ(cleaning.rejected_places.size(), 1U);
  EXPECT_NE(cleaning.rejected_places[0].find("1.csv:4"), std::string::npos);
}

TEST_F(ReadXray, without_an_error_a_source_is_kept_where_none_is_needed) {
  XrayOptions options = with_all_columns(xray_options_for(files_));
  options.needs_error = false;
  options.error = {};
  options.hardness = {};
  const XrayInput input = read_xray(comm_, options);
  EXPECT_EQ(input.cleaning.by_reason, (std::vector<std::int64_t>{4, 0, 1, 0, 0, 0}));
  EXPECT_FALSE(input.catalogue.sources[0].sigma.major.is_finite());
}

TEST_F(ReadXray, columns_that_nobody_names_are_missing_everywhere) {
  const XrayInput input = read_xray(comm_, xray_options_for(files_));
  const XrayCatalogue& xray = input.catalogue;
  EXPECT_TRUE(xray.names.empty());
  EXPECT_EQ(xray.name(4), "");
  EXPECT_EQ(xray.observations, std::vector<std::string>{""});
  for (const XraySource& source : xray.sources) {
    EXPECT_EQ(source.observation, 0U);
  }
  EXPECT_TRUE(xray.detections.empty());
  EXPECT_TRUE(std::isnan(xray.detection(4).counts));
  EXPECT_FALSE(xray.detection(4).off_axis.is_finite());
}

TEST_F(ReadXray, an_optional_column_may_be_absent_and_another_may_not) {
  XrayOptions options = xray_options_for(files_);
  options.counts = xray_column("net", Quantity::number, true);
  EXPECT_TRUE(std::isnan(read_xray(comm_, options).catalogue.detection(0).counts));
  options.counts.optional = false;
  const std::string message = refusal([&] { (void)read_xray(comm_, options); });
  EXPECT_NE(message.find("'net'"), std::string::npos) << message;
  EXPECT_NE(message.find("xray.net"), std::string::npos) << message;
}

TEST_F(ReadXray, off_axis_angles_follow_their_unit) {
  const auto file = folder_.write("units.tsv", "ra\tdec\terr\ttheta\n"
                                               "deg\tdeg\tarcsec\tarcsec\n"
                                               "---\t---\t---\t---\n"
                                               "10\t1\t0.5\t90\n");
  XrayOptions options = xray_options_for({file});
  options.off_axis = xray_column("theta", Quantity::off_axis_angle);
  const XrayInput input = read_xray(comm_, options);
  EXPECT_DOUBLE_EQ(input.catalogue.detection(0).off_axis.arcmin(), 1.5);
}

const std::string observations = "ra,dec,err,name\n"
                                 "10.0,1.0,0.5,one\n"
                                 "10.1,1.1,0.6,two\n"
                                 "10.0,1.0,0.4,one\n"
                                 "10.2,1.2,0.6,\n"
                                 "10.2,1.2,0.6,\n"
                                 "10.1,1.1,0.7,two\n"
                                 ",1.0,0.1,one\n";

TEST_F(ReadXray, names_that_repeat_are_refused_where_nothing_tells_what_their_rows_are) {
  XrayOptions options = xray_options_for({folder_.write("rows.csv", observations)});
  options.name = xray_column("name", Quantity::text);
  options.rows_of_one_name = RowsOfOneName::are_refused;
  const std::string message = refusal([&] { (void)read_xray(comm_, options); });
  for (const char* words : {"2 names", "'one' in 2 ", "rows.csv:2, ", "rows.csv:4)",
                            "xray.one-row-per = name", "xray.rows-are-sources = true"}) {
    EXPECT_NE(message.find(words), std::string::npos) << words << " is not in: " << message;
  }
  options.rows_of_one_name = RowsOfOneName::are_sources;
  EXPECT_EQ(read_xray(comm_, options).cleaning.by_reason,
            (std::vector<std::int64_t>{6, 0, 1, 0, 0, 0}));
}

TEST_F(ReadXray, of_the_rows_of_one_name_the_best_is_kept) {
  XrayOptions options = xray_options_for({folder_.write("rows.csv", observations)});
  options.name = xray_column("name", Quantity::text);
  options.rows_of_one_name = RowsOfOneName::keep_best;
  const XrayInput input = read_xray(comm_, options);
  std::vector<bool> kept;
  for (const XraySource& source : input.catalogue.sources)
    kept.push_back(source.kept);
  EXPECT_EQ(kept, (std::vector<bool>{false, true, true, true, true, false, false}));
  EXPECT_EQ(input.cleaning.by_reason, (std::vector<std::int64_t>{4, 0, 1, 0, 2, 0}));
}

TEST_F(ReadXray, no_position_at_all_is_refused) {
  const auto file = folder_.write("none.csv", "ra,dec,err\n,1,0.5\n,2,0.5\n");
  const std::string message = refusal([&] { (void)read_xray(comm_, xray_options_for({file})); });
  EXPECT_NE(message.find("no row has a position"), std::string::npos) << message;
}

TEST_F(ReadXray, nothing_left_after_cleaning_is_refused) {
  const auto file = folder_.write("none.csv", "ra,dec,err\n1,1,0\n2,2,\n");
  const std::string message = refusal([&] { (void)read_xray(comm_, xray_options_for({file})); });
  EXPECT_NE(message.find("of 2 rows none is left"), std::string::npos) << message;
}

} // namespace
} // namespace counterpoint
