#include "catalogue/fits/rice.hpp"
#include "counterpoint/core/random.hpp"
#include "files.hpp"
#include "fits_files.hpp"
#include "values.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>

// Tile-compressed tables as CFITSIO writes them; the plain table is the reference.
namespace counterpoint {
namespace {

using namespace test_support;

constexpr int n_rows = 1000;
const std::vector<Column> columns{{"b", "1B"}, {"i", "1I"}, {"j", "1J"},     {"k", "1K"},
                                  {"e", "1E"}, {"d", "1D"}, {"text", "12A"}, {"vector", "3J"}};

// Slow walks with jumps: all ways in which a Rice code may be split.
std::vector<double> walk(std::uint64_t seed, double least, double largest) {
  std::vector<double> values;
  double value = 0.0;
  for (int row = 0; row < n_rows; ++row) {
    const auto id = static_cast<std::uint64_t>(row);
    const double u = random_uniforms({.seed = seed, .id = id})[0];
    const auto jump = random_uniforms({.seed = seed + 100, .id = id});
    const double step = row / 100 % 3 == 0 ? 0.0 : row / 100 % 3 == 1 ? 8.0 : largest;
    value = std::floor(value + step * (u - 0.5));
    value = std::clamp(jump[0] < 0.01 ? (jump[1] < 0.5 ? least : largest) : value, least, largest);
    values.push_back(value);
  }
  return values;
}

struct Tiles : testing::Test {
  TemporaryFolder folder;
  std::filesystem::path plain = folder.path() / "plain.fits";
  std::filesystem::path tiled = folder.path() / "tiled.fits";

  void write(const std::string& algorithm, long rows_of_tile) const {
    for (const auto& path : {plain, tiled})
      std::filesystem::remove(path);
    write_fits(plain, [&](fitsfile* file) {
      create_table(file, columns);
      write_key<long>(file, TLONG, "FZTILELN", rows_of_tile);
      int status = 0;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string key = "FZALG" + std::to_string(i + 1);
        fits_write_key_str(file, key.c_str(), algorithm.c_str(), nullptr, &status);
      }
      require(status);
      write_column(file, 1, walk(1, 0, 255));
      write_column(file, 2, walk(2, -32768, 32767));
      write_column(file, 3, walk(3, -2147483648.0, 2147483647.0));
      write_column(file, 4, walk(4, -9e15, 9e15));
      write_column(file, 5, walk(5, -1e6, 1e6));
      write_column(file, 6, walk(6, -1e12, 1e12));
      std::vector<std::string> texts;
      for (int row = 0; row < n_rows; ++row)
        texts.push_back("star " + std::to_string(row * row));
      write_column(file, 7, texts);
    });
    int status = 0;
    int type = 0;
    fitsfile* from = nullptr;
    fitsfile* to = nullptr;
    fits_open_diskfile(&from, plain.c_str(), READONLY, &status);
    fits_movabs_hdu(from, 2, &type, &status);
    fits_create_diskfile(&to, tiled.c_str(), &status);
    fits_create_img(to, BYTE_IMG, 0, nullptr, &status);
    fits_compress_table(from, to, &status);
    fits_close_file(to, &status);
    fits_close_file(from, &status);
    require(status);
  }
};

std::set<std::string> compressions_of(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  std::set<std::string> found;
  for (const std::string name : {"GZIP_1", "GZIP_2", "RICE_1"}) {
    if (content.find("= '" + name) != content.npos) found.insert(name);
  }
  return found;
}

TEST_F(Tiles, every_compression_and_tile_length_equals_plain) {
  for (const std::string algorithm : {"GZIP_1", "GZIP_2", "RICE_1"}) {
    for (const long rows_of_tile : {999L, 1000L, 64L, 33L}) {
      write(algorithm, rows_of_tile);
      EXPECT_TRUE(compressions_of(tiled).contains(algorithm)) << algorithm;
      const WholeTable expected = read_files_whole(std::array{plain});
      const WholeTable found = read_files_whole(std::array{tiled});
      ASSERT_EQ(found.columns.size(), expected.columns.size());
      for (std::size_t i = 0; i < found.columns.size(); ++i)
        EXPECT_EQ(found.columns[i].values, expected.columns[i].values)
            << algorithm << " " << rows_of_tile << " " << found.columns[i].name;
    }
  }
}

// Any byte may be wrong: there are rows, perhaps other ones, or a message.
TEST_F(Tiles, damage_is_no_more_than_bad_input) {
  for (const std::string algorithm : {"GZIP_2", "RICE_1"}) {
    write(algorithm, 400);
    const std::string content = read_file(tiled);
    const std::size_t data_begin =
        content.find("END     ", content.find("ZTABLE")) / 2880 * 2880 + 2880;
    int n_refused = 0;
    for (std::uint64_t i = 0; i < 300; ++i) {
      const auto bits = random_bits({.seed = 7, .id = i});
      std::string damaged = content;
      const std::size_t place = i < 48 ? i : bits[0] % (content.size() - data_begin);
      damaged[data_begin + place] = static_cast<char>(bits[1]);
      const auto path = write_file(folder.path() / "damaged.fits", damaged);
      const std::string message = input_error_of([&] { (void)read_files_whole(std::array{path}); });
      if (message.empty()) continue;
      ++n_refused;
      EXPECT_MENTIONS(message, "damaged.fits'");
    }
    EXPECT_GT(n_refused, 20) << algorithm;
  }
}

TEST(Rice, code_that_ends_early_is_noticed) {
  // The first value, and a block without differences.
  const std::array<char, 2> code{'\x05', '\x00'};
  std::array<char, 3> values{};
  EXPECT_TRUE(decode_rice(code, 1, values));
  EXPECT_EQ(values, (std::array<char, 3>{5, 5, 5}));
  EXPECT_FALSE(decode_rice(std::span{code}.first(1), 1, values));
  EXPECT_FALSE(decode_rice({}, 1, values));
  // Zeros that no one ends.
  std::array<char, 9> zeros{'\0', '\0', '\0', '\x05', '\x08', '\0', '\0', '\0', '\0'};
  std::array<char, 8> two{};
  EXPECT_FALSE(decode_rice(zeros, 4, two));
}

} // namespace
} // namespace counterpoint
