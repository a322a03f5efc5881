#include "fits_fixture.hpp"

#include "counterpoint/core/random.hpp"

#include "support/missing.hpp"
#include <fitsio.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

// FITS tables as CFITSIO writes them; CFITSIO's own reading is the reference.
namespace counterpoint {
namespace {

using namespace test_support;

std::vector<double> random_values(std::uint64_t seed, int n, double low, double high) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) {
    const auto u = random_uniforms({.seed = seed, .id = static_cast<std::uint64_t>(i)})[0];
    values.push_back(low + (high - low) * u);
  }
  return values;
}

// Every numeric type, scaled, unsigned and with nulls.
const std::vector<Column> all_types{{"RAJ2000", "1D", "deg"},
                                    {"DEJ2000", "1D", "deg"},
                                    {"b", "B"},
                                    {"i", "1I"},
                                    {"j", "J"},
                                    {"k", "1K"},
                                    {"e", "1E"},
                                    {"flag", "1L"},
                                    {"name", "12A"},
                                    {"note", "40A"},
                                    {"u", "1I"},
                                    {"scaled", "1I"}};

void fill_all_types(fitsfile* file, int n_rows) {
  create_table(file, all_types);
  write_key<double>(file, TDOUBLE, "TZERO11", 32768.0);
  write_key<double>(file, TDOUBLE, "TSCAL11", 1.0);
  write_key<double>(file, TDOUBLE, "TSCAL12", 0.01);
  write_key<double>(file, TDOUBLE, "TZERO12", -5.0);
  write_key<long>(file, TLONG, "TNULL4", -99);
  write_key<long>(file, TLONG, "TNULL12", -32768);
  int status = 0;
  fits_set_hdustruc(file, &status);
  require(status);
  write_column(file, 1, random_values(1, n_rows, 0, 360));
  write_column(file, 2, random_values(2, n_rows, -90, 90));
  write_column(file, 3, random_values(3, n_rows, 0, 255));
  auto shorts = random_values(4, n_rows, -3000, 3000);
  shorts[1] = -99;
  write_column(file, 4, shorts);
  write_column(file, 5, random_values(5, n_rows, -2e9, 2e9));
  write_column(file, 6, random_values(6, n_rows, -9e15, 9e15));
  auto floats = random_values(7, n_rows, 8, 20);
  floats[0] = missing;
  write_column(file, 7, floats);
  std::vector<std::string> names;
  std::vector<char> flags;
  for (int i = 0; i < n_rows; ++i) {
    names.push_back("s " + std::to_string(i));
    flags.push_back(i % 2 == 0 ? 1 : 0);
  }
  fits_write_col(file, TLOGICAL, 8, 1, 1, n_rows, flags.data(), &status);
  require(status);
  write_column(file, 9, names);
  write_column(file, 11, random_values(11, n_rows, 0, 65535));
  write_column(file, 12, random_values(12, n_rows, -300, 300));
}

const std::vector<ColumnRequest> numbers_of_all_types{{"RAJ2000", Quantity::right_ascension, "k"},
                                                      {"DEJ2000", Quantity::declination, "k"},
                                                      {"b", Quantity::number, "k"},
                                                      {"i", Quantity::number, "k"},
                                                      {"j", Quantity::number, "k"},
                                                      {"k", Quantity::number, "k"},
                                                      {"e", Quantity::number, "k"},
                                                      {"u", Quantity::number, "k"},
                                                      {"scaled", Quantity::number, "k"}};

// What CFITSIO reads, nulls as NaN.
std::vector<double> reference_column(const std::filesystem::path& path, const std::string& name,
                                     int n_rows) {
  fitsfile* file = nullptr;
  int status = 0;
  int column = 0;
  int type = 0;
  std::string writable = name;
  fits_open_diskfile(&file, path.c_str(), READONLY, &status);
  fits_movabs_hdu(file, 2, &type, &status);
  fits_get_colnum(file, CASESEN, writable.data(), &column, &status);
  std::vector<double> values(static_cast<std::size_t>(n_rows));
  double null = missing;
  int any_null = 0;
  fits_read_col(file, TDOUBLE, column, 1, 1, n_rows, &null, values.data(), &any_null, &status);
  fits_close_file(file, &status);
  require(status);
  return values;
}

struct FitsReader : FitsFiles {};

TEST_F(FitsReader, every_type_equals_cfitsio_for_any_block_size) {
  constexpr int n_rows = 1000;
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, n_rows); });
  for (const std::int64_t block : {1, 13, 100000}) {
    const Rows rows = read_all(comm, {path}, numbers_of_all_types, block);
    for (std::size_t i = 0; i < numbers_of_all_types.size(); ++i) {
      EXPECT_TRUE(
          same(rows.numbers[i], reference_column(path, numbers_of_all_types[i].name, n_rows)))
          << numbers_of_all_types[i].name;
    }
    EXPECT_TRUE(std::isnan(rows.numbers[3].at(1))); // TNULL
    EXPECT_TRUE(std::isnan(rows.numbers[6].at(0)));
  }
}

TEST_F(FitsReader, gzipped_equals_plain) {
  constexpr int n_rows = 20000; // more than the first gulp that is inflated for the header
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, n_rows); });
  const auto packed = folder.write("a.fits.gz", gzipped(read_file(path)));
  const Rows plain = read_all(comm, {path}, numbers_of_all_types);
  const Rows rows = read_all(comm, {packed}, numbers_of_all_types);
  for (std::size_t i = 0; i < numbers_of_all_types.size(); ++i)
    EXPECT_TRUE(same(rows.numbers[i], plain.numbers[i]));
  EXPECT_EQ(rows.numbers[0].size(), 20000U);
}

TEST_F(FitsReader, gzipped_table_behind_a_large_image) {
  const auto path = make("a.fits", [](fitsfile* file) {
    int status = 0;
    std::array<long, 2> size{1000, 1000};
    fits_create_img(file, FLOAT_IMG, 2, size.data(), &status);
    auto pixels = random_values(1, 1000000, 0, 1);
    fits_write_img(file, TDOUBLE, 1, 1000000, pixels.data(), &status);
    require(status);
    fill_all_types(file, 5);
  });
  const auto packed = folder.write("a.fits.gz", gzipped(read_file(path)));
  EXPECT_TRUE(same(read_all(comm, {packed}, numbers_of_all_types).numbers[1],
                   random_values(2, 5, -90, 90)));
}

TEST_F(FitsReader, tile_compressed_equals_plain) {
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, 300); });
  const auto compressed = folder.path() / "a.fz";
  if (comm.is_root()) {
    fitsfile* in = nullptr;
    fitsfile* out = nullptr;
    int status = 0;
    int type = 0;
    fits_open_diskfile(&in, path.c_str(), READONLY, &status);
    fits_movabs_hdu(in, 2, &type, &status);
    fits_create_diskfile(&out, compressed.c_str(), &status);
    fits_create_img(out, BYTE_IMG, 0, nullptr, &status);
    fits_compress_table(in, out, &status);
    fits_close_file(out, &status);
    fits_close_file(in, &status);
    require(status);
  }
  comm.barrier();
  const Rows plain = read_all(comm, {path}, numbers_of_all_types);
  const Rows rows = read_all(comm, {compressed, path, compressed}, numbers_of_all_types, 64, true);
  for (std::size_t i = 0; i < numbers_of_all_types.size(); ++i) {
    auto thrice = plain.numbers[i];
    thrice.insert(thrice.end(), plain.numbers[i].begin(), plain.numbers[i].end());
    thrice.insert(thrice.end(), plain.numbers[i].begin(), plain.numbers[i].end());
    EXPECT_TRUE(same(rows.numbers[i], thrice)) << i;
  }
  EXPECT_EQ(rows.places.at(16), compressed.string() + " row 17");
  EXPECT_EQ(rows.places.at(316), path.string() + " row 17");
  EXPECT_MENTIONS(
      error(folder.write("a.fz.gz", gzipped(read_file(compressed))), numbers_of_all_types),
      "gunzip it first");
}

TEST_F(FitsReader, identifiers_keep_every_digit) {
  const auto path = make("a.fits", [](fitsfile* file) {
    create_table(file, {{"id", "1K"}, {"name", "8A"}, {"flag", "1L"}, {"x", "1E"}, {"big", "1W"}});
    int status = 0;
    std::array<LONGLONG, 2> ids{4057482027171038976, -9007199254740993};
    fits_write_col(file, TLONGLONG, 1, 1, 1, 2, ids.data(), &status);
    write_column(file, 2, std::vector<std::string>{" a b", "--"});
    std::array<char, 2> flags{1, 0};
    fits_write_col(file, TLOGICAL, 3, 1, 1, 2, flags.data(), &status);
    write_column(file, 4, std::vector<double>{0.5, missing});
    std::array<ULONGLONG, 2> big{18446744073709551615U, 1};
    fits_write_col(file, TULONGLONG, 5, 1, 1, 2, big.data(), &status);
    require(status);
  });
  const Rows rows = read_all(comm, {path},
                             {{"id", Quantity::text, "k"},
                              {"name", Quantity::text, "k"},
                              {"flag", Quantity::text, "k"},
                              {"x", Quantity::text, "k"},
                              {"flag", Quantity::number, "k"},
                              {"big", Quantity::text, "k"}});
  using Texts = std::vector<std::string>;
  EXPECT_EQ(rows.texts[0], (Texts{"4057482027171038976", "-9007199254740993"}));
  EXPECT_EQ(rows.texts[1], (Texts{"a b", ""}));
  EXPECT_EQ(rows.texts[2], (Texts{"T", "F"}));
  EXPECT_EQ(rows.texts[3], (Texts{"0.5", ""}));
  EXPECT_TRUE(same(rows.numbers[4], {1, 0}));
  EXPECT_EQ(rows.texts[5], (Texts{"18446744073709551615", "1"}));
}

TEST_F(FitsReader, units_and_sexagesimal_text) {
  const auto path = make("a.fits", [](fitsfile* file) {
    create_table(
        file, {{"ra", "1D", "rad"}, {"ra_text", "12A"}, {"dec_text", "12A"}, {"err", "1E", "mas"}});
    write_column(file, 1, std::vector<double>{3.0, 1.0});
    write_column(file, 2, std::vector<std::string>{"17 45 00", ""});
    write_column(file, 3, std::vector<std::string>{"-00:30:00", "12.5"});
    write_column(file, 4, std::vector<double>{150, 250});
  });
  const Rows rows = read_all(comm, {path},
                             {{"ra", Quantity::right_ascension, "k"},
                              {"ra_text", Quantity::right_ascension, "k"},
                              {"dec_text", Quantity::declination, "k"},
                              {"err", Quantity::angular_error, "k"}});
  EXPECT_DOUBLE_EQ(rows.numbers[0].at(0), 171.88733853924697);
  EXPECT_TRUE(same(rows.numbers[1], {266.25, missing}));
  EXPECT_TRUE(same(rows.numbers[2], {-0.5, 12.5}));
  EXPECT_DOUBLE_EQ(rows.numbers[3].at(1), 0.25);
}

TEST_F(FitsReader, more_ranks_than_rows_and_mixed_with_text) {
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, 2); });
  const auto text = folder.write("b.csv", "b,RAJ2000\n7,1\n8,2\n");
  const Rows rows =
      read_all(comm, {path, text, path}, {{"RAJ2000", Quantity::right_ascension, "k"}}, 1000, true);
  EXPECT_EQ(rows.numbers[0].size(), 6U);
  EXPECT_TRUE(same({rows.numbers[0][2], rows.numbers[0][3]}, {1, 2}));
  EXPECT_EQ(rows.places,
            (std::vector<std::string>{path.string() + " row 1", path.string() + " row 2",
                                      text.string() + ":2", text.string() + ":3",
                                      path.string() + " row 1", path.string() + " row 2"}));
}

TEST_F(FitsReader, a_file_cut_short_is_refused) {
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, 1000); });
  const std::string whole = read_file(path);
  const auto cut = folder.write("cut.fits", whole.substr(0, whole.size() - 5760));
  EXPECT_MENTIONS(error(cut, numbers_of_all_types), "cut short");
  const auto header_only = folder.write("head.fits", whole.substr(0, 2880 + 1000));
  EXPECT_FALSE(error(header_only, numbers_of_all_types).empty());
  EXPECT_MENTIONS(error(folder.write("cut.fits.gz", gzipped(read_file(cut))), numbers_of_all_types),
                  "cut short");
  const std::string packed = gzipped(whole);
  EXPECT_MENTIONS(error(folder.write("cut2.fits.gz", packed.substr(0, packed.size() - 100)),
                        numbers_of_all_types),
                  "cut short");
}

TEST_F(FitsReader, columns_that_do_not_serve_are_refused) {
  const auto path = make("a.fits", [](fitsfile* file) {
    create_table(file, {{"vector", "3E"},
                        {"complex", "1C"},
                        {"list", "1PE(5)"},
                        {"mag", "1E", "mag"},
                        {"d", "1D"},
                        {"bits", "9X"}});
    write_column(file, 5, std::vector<double>{1, 100});
  });
  const auto wants = [](const char* name, Quantity quantity = Quantity::number) {
    return std::vector<ColumnRequest>{{name, quantity, "infrared.x"}};
  };
  EXPECT_MENTIONS(error(path, wants("vector")), "holds 3 values a row");
  EXPECT_MENTIONS(error(path, wants("complex")), "FITS type 'C'");
  EXPECT_MENTIONS(error(path, wants("list")), "FITS type 'P'");
  EXPECT_MENTIONS(error(path, wants("bits")), "FITS type 'X'");
  EXPECT_MENTIONS(error(path, wants("mag", Quantity::right_ascension)), "is in 'mag', an angle");
  EXPECT_MENTIONS(error(path, wants("none")), "vector, complex, list, mag, d");
  EXPECT_MENTIONS(error(path, wants("d", Quantity::declination)),
                  "a.fits row 2: column 'd' holds '100', outside the declinations");
  EXPECT_EQ(error(path, wants("d")), "");
}

TEST_F(FitsReader, a_table_without_rows_is_refused) {
  const auto path = make("a.fits", [](fitsfile* file) { create_table(file, {{"RAJ2000", "1D"}}); });
  EXPECT_MENTIONS(error(path, {{"RAJ2000", Quantity::number, "k"}}), "no rows");
}

TEST_F(FitsReader, description_names_rows_and_units) {
  const auto path = make("a.fits", [](fitsfile* file) { fill_all_types(file, 3); });
  EXPECT_MENTIONS(describe_file(path),
                  "FITS table, 3 rows, 12 columns: RAJ2000 [deg], DEJ2000 [deg], b");
  comm.barrier();
}

} // namespace
} // namespace counterpoint
