#include "catalogue/regions/regions.hpp"

#include "files.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

using namespace test_support;

struct Regions : testing::Test {
  TemporaryFolder folder;

  RegionFile read(const std::string& text) {
    return read_regions(write_file(folder.path() / "a.reg", text), false);
  }
  Region read_one(const std::string& shape) {
    const RegionFile file = read("fk5\n" + shape + "\n");
    EXPECT_EQ(file.regions.size(), 1U) << shape;
    return file.regions.front();
  }
  std::string error(const std::string& text) {
    return input_error_of([&] { (void)read(text); });
  }
};

TEST_F(Regions, as_ds9_saves_them) {
  const RegionFile file =
      read("# Region file format: DS9 version 4.1\n"
           "global color=#FFC107 dashlist=8 3 width=1 font=\"helvetica 10 normal roman\" select=1\n"
           "fk5\n"
           "circle(210.80222729081368, 54.34895187129599, 0.49301095523420285\") # width=1\n"
           "circle(210.5,-54.25,1\") #text={2CXO J140312.5+542056} font=\"helvetica 10 normal\"\n"
           "point(12.5,3.25) # point=cross color=red text={a; b}\n");
  ASSERT_EQ(file.regions.size(), 3U);
  EXPECT_EQ(file.regions[0].ra_deg, 210.80222729081368);
  EXPECT_EQ(file.regions[0].dec_deg, 54.34895187129599);
  EXPECT_EQ(file.regions[0].radius_arcsec, 0.49301095523420285);
  EXPECT_EQ(file.regions[0].text, "");
  EXPECT_EQ(file.regions[1].dec_deg, -54.25);
  EXPECT_EQ(file.regions[1].text, "2CXO J140312.5+542056");
  EXPECT_EQ(file.regions[2].ra_deg, 12.5);
  EXPECT_TRUE(std::isnan(file.regions[2].radius_arcsec));
  EXPECT_EQ(file.regions[2].text, "a; b");
}

TEST_F(Regions, statements_on_one_line) {
  const RegionFile file = read("global color=#00FF00; ICRS; circle(1,2,3\"); +CIRCLE(4,5,6\") "
                               "# text={x;y} ; point(7,8); ;\r\n");
  ASSERT_EQ(file.regions.size(), 3U);
  EXPECT_EQ(file.regions[1].ra_deg, 4.0);
  EXPECT_EQ(file.regions[1].text, "x;y");
  EXPECT_EQ(file.regions[2].dec_deg, 8.0);
}

TEST_F(Regions, sexagesimal_positions) {
  for (const char* position : {"17:45:00, -29:30:00", "17h45m00s,-29d30m00.0s", "266.25d -29.5d"}) {
    const Region region = read_one("circle(" + std::string{position} + ", 1\")");
    EXPECT_DOUBLE_EQ(region.ra_deg, 266.25) << position;
    EXPECT_DOUBLE_EQ(region.dec_deg, -29.5) << position;
  }
}

TEST_F(Regions, sizes_in_every_unit) {
  EXPECT_EQ(read_one("circle(1,2,1.5\")").radius_arcsec, 1.5);
  EXPECT_DOUBLE_EQ(read_one("circle(1,2,1.5')").radius_arcsec, 90.0);
  EXPECT_DOUBLE_EQ(read_one("circle(1,2,0.01d)").radius_arcsec, 36.0);
  EXPECT_DOUBLE_EQ(read_one("circle(1,2,0.01)").radius_arcsec, 36.0);
  EXPECT_DOUBLE_EQ(read_one("circle(1,2,1e-5r)").radius_arcsec, 1e-5 * 648000 / std::numbers::pi);
}

TEST_F(Regions, shapes_and_ways_to_write_them) {
  EXPECT_EQ(read_one("ellipse(1,2,3\",5\",45)").radius_arcsec, 5.0);
  EXPECT_EQ(read_one("circle 1 2 3\"").dec_deg, 2.0);
  EXPECT_EQ(read_one("cross point(1,2)").ra_deg, 1.0);
  EXPECT_EQ(read_one("circle ( 1 , 2 , 3\" ) ||").radius_arcsec, 3.0);
  EXPECT_EQ(read_one("point(1,2) # color=red text=\"two words\" tag={text}").text, "two words");
  EXPECT_EQ(read_one("point(1,2) # textangle=30 text='it'").text, "it");
  EXPECT_EQ(read_one("point(1,2) # tag={no text}").text, "");
  EXPECT_EQ(read("j2000; point(1,2)").regions.size(), 1U);
}

TEST_F(Regions, excluded_ones_are_counted) {
  const RegionFile file = read("icrs\ncircle(1,2,3\")\n-circle(4,5,6\")\n- point(4,5)\n");
  EXPECT_EQ(file.regions.size(), 1U);
  EXPECT_EQ(file.n_excluded, 2);
}

TEST_F(Regions, other_frames_are_refused) {
  for (const char* frame : {"image", "physical", "galactic", "fk4", "Ecliptic", "detector"}) {
    const std::string message = error("# mine\n" + std::string{frame} + "\ncircle(1,2,3)\n");
    EXPECT_MENTIONS(message, "a.reg:2: the coordinates are");
    EXPECT_MENTIONS(message, "save the regions");
  }
  EXPECT_MENTIONS(error("circle(512,512,3)\n"), "a.reg:1: no fk5 or icrs");
  EXPECT_MENTIONS(error("fk5;circle(1,2,3\");image;circle(5,5,3)"), "are 'image'");
}

TEST_F(Regions, other_shapes_are_refused) {
  for (const char* shape :
       {"box(1,2,3\",4\",0)", "polygon(1,2,3,4,5,6)", "annulus(1,2,3\",4\")", "circle(1,2)",
        "ellipse(1,2,3\",4\",5\",6\",0)", "point(1)", "something else"}) {
    const std::string message = error("fk5\n" + std::string{shape});
    EXPECT_MENTIONS(message, "a.reg:2: circle(ra, dec, radius)");
    EXPECT_MENTIONS(message, shape);
  }
}

TEST_F(Regions, what_is_no_number_is_named) {
  EXPECT_MENTIONS(error("fk5\ncircle(x,2,3\")"), "a.reg:2: 'x' is no right ascension");
  EXPECT_MENTIONS(error("fk5\ncircle(nan,2,3\")"), "'nan' is no right ascension");
  EXPECT_MENTIONS(error("fk5\ncircle(1,95,3\")"), "'95' is no declination");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,3p)"), "'3p' is no size");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,-3\")"), "'-3\"' is no size");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,\")"), "is no size");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,nan)"), "is no size");
}

TEST_F(Regions, cut_within_a_region) {
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,3\")\ncircle(210.7, 54"), "a.reg:3: ");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,3\")\ncircle(210.7, 54"), "cut short");
  EXPECT_MENTIONS(error("fk5\ncircle(1,2,3\") point(1,2)"), "follows a region");
}

TEST_F(Regions, none_at_all) {
  EXPECT_MENTIONS(error("# Region file format: DS9 version 4.1\nfk5\n"), "holds no region");
  EXPECT_MENTIONS(error("fk5\n-circle(1,2,3\")\n"), "holds no region");
}

} // namespace
} // namespace counterpoint
