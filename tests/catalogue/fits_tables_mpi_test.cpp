#include "fits_fixture.hpp"

#include <fitsio.h>

#include <gtest/gtest.h>

#include <array>

// Which table of a FITS file is read.
namespace counterpoint {
namespace {

using namespace test_support;

const std::vector<double> dec_deg{-29.0, 0.5, 89.25};
const std::vector<ColumnRequest> positions{{"RAJ2000", Quantity::right_ascension, "k"},
                                           {"DEJ2000", Quantity::declination, "k"}};

void write_sources(fitsfile* file) {
  create_table(file, {{"RAJ2000", "D", "deg"}, {"DEJ2000", "D", "deg"}});
  write_column(file, 1, {266.0, 0.25, 359.75});
  write_column(file, 2, dec_deg);
}

struct TablesOfFits : FitsFiles {};

TEST_F(TablesOfFits, good_time_intervals_are_no_catalogue) {
  const auto add_intervals = [](fitsfile* file, const char* key, const char* value) {
    create_table(file, {{"START", "D"}, {"STOP", "D"}});
    int status = 0;
    fits_update_key_str(file, key, value, nullptr, &status);
    require(status);
    write_column(file, 1, {1.0, 2.0});
  };
  const auto path = make("a.fits", [&](fitsfile* file) {
    add_intervals(file, "EXTNAME", "STDGTI04");
    add_intervals(file, "HDUCLAS1", "GTI");
    write_sources(file);
  });
  for (const auto& one : {path, folder.write("a.fits.gz", gzipped(read_file(path)))}) {
    EXPECT_TRUE(same(read_all(comm, {one}, positions).numbers[1], dec_deg));
  }
  const auto alone = make("b.fits", [&](fitsfile* file) { add_intervals(file, "EXTNAME", "GTI"); });
  EXPECT_MENTIONS(error(alone, positions),
                  "no binary table of sources (HDU 1: empty, HDU 2: good time intervals)");
}

TEST_F(TablesOfFits, notes_tables_that_are_not_read) {
  const auto notes_of = [&](int n_tables) {
    const auto path = make(std::to_string(n_tables) + ".fits", [&](fitsfile* file) {
      for (int i = 0; i < n_tables; ++i)
        write_sources(file);
      create_table(file, {{"START", "D"}, {"STOP", "D"}});
      int status = 0;
      fits_update_key_str(file, "EXTNAME", "GTI", nullptr, &status);
      require(status);
    });
    const CatalogueReader reader{comm, "infrared catalogue", {path}, positions};
    return reader.notes();
  };
  EXPECT_EQ(notes_of(1).size(), 0U) << "good time intervals are none";
  const std::vector<std::string> notes = notes_of(3);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_MENTIONS(notes[0], "3.fits: of its tables the first is read, of 3");
}

TEST_F(TablesOfFits, a_file_without_table_lists_its_hdus) {
  const auto path = make("image.fits", [](fitsfile* file) {
    int status = 0;
    std::array<long, 2> size{20, 30};
    fits_create_img(file, FLOAT_IMG, 2, size.data(), &status);
    require(status);
  });
  EXPECT_MENTIONS(error(path, positions),
                  "no binary table of sources (HDU 1: empty, HDU 2: image 20 x 30)");
  EXPECT_MENTIONS(error(folder.write("i.gz", gzipped(read_file(path))), positions),
                  "image 20 x 30");
}

} // namespace
} // namespace counterpoint
