#include "files.hpp"
#include "values.hpp"

#include <fitsio.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

// A FITS table as a whole, written by CFITSIO.
namespace counterpoint {
namespace {

using namespace test_support;

struct Writer {
  explicit Writer(const std::filesystem::path& path) {
    fits_create_diskfile(&file, path.c_str(), &status);
    fits_create_img(file, BYTE_IMG, 0, nullptr, &status);
    std::array<std::string, 6> names{"ra", "id", "n", "flag", "name", "vector"};
    std::array<std::string, 6> forms{"D", "K", "I", "L", "8A", "3E"};
    std::array<std::string, 6> units{"deg", "", "", "", "", ""};
    std::array<char*, 6> n{};
    std::array<char*, 6> f{};
    std::array<char*, 6> u{};
    for (std::size_t i = 0; i < n.size(); ++i) {
      n[i] = names[i].data();
      f[i] = forms[i].data();
      u[i] = units[i].data();
    }
    fits_create_tbl(file, BINARY_TBL, 0, 6, n.data(), f.data(), u.data(), nullptr, &status);
  }
  void key(const char* name, const char* text) {
    fits_write_key_str(file, name, text, nullptr, &status);
  }
  template <class T>
  void column(int type, int number, std::vector<T> values) {
    fits_write_col(file, type, number, 1, 1, static_cast<LONGLONG>(values.size()), values.data(),
                   &status);
  }
  void close() {
    fits_close_file(file, &status);
    if (status != 0) throw std::runtime_error{"CFITSIO status " + std::to_string(status)};
  }

  fitsfile* file = nullptr;
  int status = 0;
};

std::filesystem::path write_table(const std::filesystem::path& path) {
  Writer writer{path};
  writer.key("TUCD1", "pos.eq.ra;meta.main");
  writer.key("TCOMM1", "right ascension");
  fits_write_key_lng(writer.file, "TNULL3", -99, nullptr, &writer.status);
  fits_set_hdustruc(writer.file, &writer.status);
  writer.column<double>(TDOUBLE, 1, {210.80222729081368, std::nan("")});
  writer.column<LONGLONG>(TLONGLONG, 2, {9223372036854775807, -9007199254740993});
  writer.column<short>(TSHORT, 3, {-99, 7});
  writer.column<char>(TLOGICAL, 4, {1, 0});
  std::array<std::string, 2> names{"2CXO J1", "b"};
  std::vector<char*> texts{names[0].data(), names[1].data()};
  writer.column<char*>(TSTRING, 5, texts);
  writer.close();
  return path;
}

void expect_table(const WholeTable& table) {
  EXPECT_EQ(table.n_rows, 2);
  EXPECT_EQ(table.columns.size(), 5U);
  EXPECT_EQ(table.column("ra").unit, "deg");
  EXPECT_EQ(table.column("ra").description, "right ascension");
  ASSERT_EQ(table.with_ucd("pos.eq.ra;meta.main").size(), 1U);
  const auto ra = table.angles({"", Quantity::right_ascension, "align.ra"});
  EXPECT_EQ(ra[0].degrees(), 210.80222729081368);
  EXPECT_FALSE(ra[1].is_finite());
  EXPECT_EQ(values<std::int64_t>(table, "id"),
            (std::vector<std::int64_t>{9223372036854775807, -9007199254740993}));
  EXPECT_TRUE(std::isnan(values<double>(table, "n")[0]));
  EXPECT_EQ(values<double>(table, "n")[1], 7.0);
  EXPECT_EQ(values<std::string>(table, "flag"), (std::vector<std::string>{"T", "F"}));
  EXPECT_EQ(values<std::string>(table, "name"), (std::vector<std::string>{"2CXO J1", "b"}));
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_MENTIONS(table.notes[0], "column 'vector' holds 3 values a row and is left out");
}

TEST(WholeTableFits, every_kind_of_column) {
  const TemporaryFolder folder;
  const auto file = write_table(folder.path() / "a.fits");
  expect_table(read_files_whole(std::array{file}));
  expect_table(read_files_whole(
      std::array{write_file(folder.path() / "b.fits.gz", gzipped(read_file(file)))}));
}

} // namespace
} // namespace counterpoint
