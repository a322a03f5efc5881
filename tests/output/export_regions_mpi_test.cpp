#include "counterpoint/core/error.hpp"
#include "counterpoint/output/export.hpp"
#include "counterpoint/output/table_builder.hpp"
#include "counterpoint/sky/position.hpp"
#include "sample.hpp"

#include <sstream>

namespace counterpoint {
namespace {

using test_support::Folder;
using Lines = std::vector<std::string>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Source {
  std::int64_t id;
  double ra;
  double dec;
  double minor;
  double angle;
  std::string name;
};
const std::vector<Source> sources{{10, 266.5, -29.0, 0.25, 30.0, "a{1}"},
                                  {11, 266.25, -28.75, 0.5, none, ""},
                                  {12, none, 0.0, 0.5, none, "nowhere"}};

// A pair lies `arcsec` north of its source.
struct Star {
  std::int64_t id;
  double arcsec;
  double p_lr;
  double p_notebook;
};
const std::vector<Star> stars{{10, 0.5, 0.2, 1.0}, {10, 1.0, 0.7, 0.0}, {11, 2.0, 0.05, 0.0}};

struct Content {
  bool ellipses = true;
  bool pairs = true;
  bool star_columns = false; ///< position and name of the star in /pairs
  const char* method = "lr";
};

// /xray, /pairs and /best: two of the sources, one of them twice, with a label.
void write_results(const Communicator& comm, const std::filesystem::path& path,
                   const Content& content) {
  const auto rows = [&](std::size_t n) { return comm.is_root() ? n : std::size_t{0}; };
  TableBuilder xray{"/xray", rows(sources.size())};
  xray.column("xray_id", "", "", "", [](std::size_t i) { return sources[i].id; })
      .column("ra", "deg", "", "", [](std::size_t i) { return sources[i].ra; })
      .column("dec", "deg", "", "", [](std::size_t i) { return sources[i].dec; })
      .column("radius", "arcsec", "", "", [](std::size_t) { return 1.25; })
      .column("name", "", "", "", [](std::size_t i) { return sources[i].name; });
  if (content.ellipses) {
    xray.column("sigma", "arcsec", "", "", [](std::size_t) { return 0.5; })
        .column("sigma_minor", "arcsec", "", "", [](std::size_t i) { return sources[i].minor; })
        .column("sigma_angle", "deg", "", "", [](std::size_t i) { return sources[i].angle; });
  }
  TableBuilder pairs{"/pairs", rows(stars.size())};
  pairs.column("xray_id", "", "", "", [](std::size_t i) { return stars[i].id; })
      .column("separation", "arcsec", "", "", [](std::size_t i) { return stars[i].arcsec; })
      .column("position_angle", "deg", "", "", [](std::size_t) { return 0.0; })
      .column("sigma", "arcsec", "", "of both", [](std::size_t) { return 99.0; })
      .column("p_lr", "", "", "", [](std::size_t i) { return stars[i].p_lr; })
      .column("p_notebook", "", "", "", [](std::size_t i) { return stars[i].p_notebook; });
  if (content.star_columns) {
    pairs.column("ir_ra", "deg", "", "", [](std::size_t i) { return i == 0 ? none : 7.0; })
        .column("ir_dec", "deg", "", "", [](std::size_t i) { return i == 0 ? none : 8.0; })
        .column("ir_name", "", "", "", [](std::size_t) { return std::string{"2MASS"}; });
  }
  const std::vector<std::int64_t> best_ids{11, 10, 11};
  TableBuilder best{"/best", rows(best_ids.size())};
  best.column("xray_id", "", "", "", [&](std::size_t i) { return best_ids[i]; })
      .column("note", "", "", "", [](std::size_t i) { return std::int64_t(i) + 1; });
  const std::vector<double> anything{1.0};
  ResultFile file{comm, path, false};
  file.write(xray.table());
  if (content.pairs) file.write(pairs.table());
  file.write(best.table());
  file.write({"/no_sources", {{"ra", std::span{anything}.first(rows(1)), "deg", "", ""}}});
  const std::vector<OutputAttribute> summary{
      {"configuration", std::string{"probability.method = "} + content.method}};
  file.write_attributes("/summary", summary);
  file.commit();
}

class ExportRegions : public testing::Test {
protected:
  void write(const Content& content = {}) { write_results(world_, folder_ / "a.h5", content); }

  // The regions of a table, without the head of the file; on the root only.
  Lines regions(const std::string& table, const RegionStyle& style = {}) const {
    const auto path = folder_ / "a.reg";
    export_table({folder_ / "a.h5", table, path, ExportFormat::ds9, true, style});
    std::istringstream stream{test_support::bytes_of(path)};
    Lines lines;
    bool has_begun = false;
    for (std::string line; std::getline(stream, line);) {
      if (has_begun) lines.push_back(line);
      if (line == "icrs") has_begun = true;
    }
    return lines;
  }

  const Communicator world_ = Communicator::world();
  const Folder folder_{world_};
};

TEST_F(ExportRegions, xray_table_gives_error_ellipses_alone) {
  write();
  if (!world_.is_root()) return;
  // The source without a position has none.
  const Lines expected{"ellipse(266.5,-29,0.25\",0.5\",30) # text={a(1)}",
                       "circle(266.25,-28.75,0.5\") # text={11}"};
  EXPECT_EQ(regions("/xray"), expected);
}

TEST_F(ExportRegions, candidates_are_coloured_and_the_best_has_a_line) {
  write({.star_columns = true});
  if (!world_.is_root()) return;
  const Lines expected{"circle(266.25,-28.75,0.5\") # text={11}",
                       "ellipse(266.5,-29,0.25\",0.5\",30) # text={a(1)}",
                       "point(7,8) # point=x color=yellow text={2MASS, P = 0.70}",
                       "line(266.5,-29,7,8) # line=0 0 color=yellow",
                       "point(7,8) # point=x color=red text={2MASS, P = 0.05}",
                       "line(266.25,-28.75,7,8) # line=0 0 color=red"};
  EXPECT_EQ(regions("/best"), expected);
}

TEST_F(ExportRegions, a_star_without_coordinates_is_placed_from_its_source) {
  write();
  if (!world_.is_root()) return;
  const Lines lines = regions("/pairs");
  ASSERT_EQ(lines.size(), 2U + 3U + 2U);
  const auto place_of = [](const std::string& line) {
    double ra = 0.0;
    double dec = 0.0;
    EXPECT_EQ(std::sscanf(line.c_str(), "point(%lf,%lf)", &ra, &dec), 2) << line;
    return SkyPosition{Angle::from_degrees(ra), Angle::from_degrees(dec)};
  };
  const SkyPosition source{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  EXPECT_NEAR(separation(source, place_of(lines[3])).arcsec(), 1.0, 1e-6);
  EXPECT_NEAR(position_angle(source, place_of(lines[3])).degrees(), 0.0, 1e-3);
  EXPECT_NE(lines[3].find("color=yellow text={P = 0.70}"), std::string::npos) << lines[3];
}

TEST_F(ExportRegions, probability_is_that_of_the_configuration_or_as_asked_for) {
  write({.star_columns = true, .method = "notebook"});
  if (!world_.is_root()) return;
  // The one that the notebook is sure of has no position in this file; the others have P = 0.
  EXPECT_EQ(regions("/pairs")[2], "point(7,8) # point=x color=red text={2MASS, P = 0.00}");
  EXPECT_EQ(regions("/pairs").size(), 4U); // no line leads to them
  RegionStyle style;
  style.probability = "p_lr";
  EXPECT_EQ(regions("/pairs", style).size(), 6U);
  style.probability = "p_none";
  EXPECT_THROW(regions("/pairs", style), InputError);
}

TEST_F(ExportRegions, radius_is_a_number_or_a_column) {
  write({.pairs = false});
  if (!world_.is_root()) return;
  const auto first = [&](const std::string& radius) {
    RegionStyle style;
    style.radius = radius;
    return regions("/best", style).front();
  };
  EXPECT_EQ(first("2.5"), "circle(266.25,-28.75,2.5\") # text={11}");
  EXPECT_EQ(first("0"), "point(266.25,-28.75) # text={11}");
  EXPECT_EQ(first("radius"), "circle(266.25,-28.75,1.25\") # text={11}");
  EXPECT_EQ(first("note"), "circle(266.25,-28.75,1\") # text={11}"); // of the table itself
  for (const char* wrong : {"-1", "nan", "inf", "no_column", "name"})
    EXPECT_THROW(first(wrong), InputError) << wrong;
}

TEST_F(ExportRegions, without_error_columns_the_acceptance_radius_is_drawn) {
  write({.ellipses = false, .pairs = false});
  if (!world_.is_root()) return;
  EXPECT_EQ(regions("/xray")[1], "circle(266.25,-28.75,1.25\") # text={11}");
}

TEST_F(ExportRegions, label_and_colour_are_free) {
  write({.pairs = false});
  if (!world_.is_root()) return;
  RegionStyle style;
  style.label = "note";
  EXPECT_EQ(regions("/best", style)[1], "ellipse(266.5,-29,0.25\",0.5\",30) # text={2}");
  style.colour = "#ff8800";
  regions("/best", style);
  EXPECT_NE(test_support::bytes_of(folder_ / "a.reg").find("global color=#ff8800\n"),
            std::string::npos);
  for (const char* wrong : {"", "a b", "red}"}) {
    style.colour = wrong;
    EXPECT_THROW(regions("/best", style), InputError) << wrong;
  }
  style = {};
  style.label = "no_column";
  EXPECT_THROW(regions("/best", style), InputError);
}

TEST_F(ExportRegions, what_cannot_be_drawn_leaves_no_file) {
  write();
  if (!world_.is_root()) return;
  EXPECT_THROW(regions("/no_sources"), InputError);
  EXPECT_THROW(regions("/summary"), InputError);
  RegionStyle style;
  style.ra = "no_column";
  EXPECT_THROW(regions("/best", style), InputError);
  EXPECT_EQ(folder_.n_files(), 1);
}

} // namespace
} // namespace counterpoint
