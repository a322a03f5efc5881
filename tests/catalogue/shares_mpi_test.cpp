#include "reading.hpp"

#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <sstream>

// The rows do not depend on ranks or blocks: all against a plain reading of the same text.
namespace counterpoint {
namespace {

using namespace test_support;

struct Table {
  std::string text;
  std::vector<std::vector<std::string>> fields; // RAJ2000, DEJ2000, Ksmag, name
  std::vector<int> lines;
};

// Rows of very different lengths, with missing values, comments, blank lines and quotes.
Table random_table(std::uint64_t seed, int n_rows, char separator, bool reversed) {
  const std::string s(1, separator);
  Table table;
  table.text = "# made by a test\n";
  table.text += reversed ? "name" + s + "Ksmag" + s + "DEJ2000" + s + "note" + s + "RAJ2000\n"
                         : "RAJ2000" + s + "DEJ2000" + s + "note" + s + "Ksmag" + s + "name\n";
  int line = 3;
  for (int row = 0; row < n_rows; ++row) {
    const RandomKey key{.seed = seed, .id = static_cast<std::uint64_t>(row)};
    const auto bits = random_bits(key);
    const auto [u, v] = random_uniforms({.seed = seed, .id = key.id, .step = 1});
    if (bits[0] % 11 == 0) {
      table.text += bits[0] % 2 == 0 ? "# " + std::string(bits[1] % 300, 'c') + "\n" : "\r\n";
      ++line;
    }
    char ra[32];
    char dec[32];
    std::snprintf(ra, sizeof ra, "%.*f", static_cast<int>(bits[1] % 15), 360.0 * u);
    std::snprintf(dec, sizeof dec, "%+.*f", static_cast<int>(bits[2] % 15), 180.0 * v - 90.0);
    const std::string ks = bits[3] % 5 == 0 ? "" : std::to_string(bits[3] % 20000) + "e-3";
    const std::string name = "s" + std::to_string(row);
    const std::string note = bits[0] % 7 == 0 ? "\"a" + s + "b\"" : std::string(bits[2] % 97, 'n');
    table.text += reversed ? name + s + ks + s + dec + s + note + s + ra + "\n"
                           : ra + s + dec + s + note + s + ks + s + name + "\n";
    table.fields.push_back({ra, dec, ks, name});
    table.lines.push_back(line++);
  }
  return table;
}

void expect_equal(const Rows& rows, const std::vector<Table>& tables) {
  std::vector<std::vector<double>> numbers(3);
  std::vector<std::string> names;
  for (const Table& table : tables) {
    for (const auto& fields : table.fields) {
      for (std::size_t i = 0; i < 3; ++i) {
        numbers[i].push_back(fields[i].empty() ? std::numeric_limits<double>::quiet_NaN()
                                               : std::strtod(fields[i].c_str(), nullptr));
      }
      names.push_back(fields[3]);
    }
  }
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(same(rows.numbers[i], numbers[i])) << i;
  EXPECT_EQ(rows.texts[3], names);
}

struct Shares : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};
};

TEST_F(Shares, text_equals_a_plain_reading_for_any_block_size) {
  const Table table = random_table(1, 3000, ',', false);
  const auto file = folder.write("a.csv", table.text);
  for (const std::int64_t block : {1, 17, 1000, 100000}) {
    expect_equal(read_all(comm, {file}, position_ks_and_name(), block), {table});
  }
}

TEST_F(Shares, files_of_different_form_make_one_catalogue) {
  const std::vector<Table> tables{random_table(2, 500, ',', false), random_table(3, 3, ';', true),
                                  random_table(4, 700, '\t', true),
                                  random_table(5, 400, '|', false), random_table(6, 1, ',', true)};
  const std::vector<std::filesystem::path> files{
      folder.write("a.csv", tables[0].text), folder.write("b.txt", tables[1].text),
      folder.write("c.tsv.gz", gzipped(tables[2].text)), folder.write("d.txt", tables[3].text),
      folder.write("e.csv.gz", gzipped(tables[4].text))};
  for (const std::int64_t block : {64, 10000}) {
    expect_equal(read_all(comm, files, position_ks_and_name(), block), tables);
  }
}

TEST_F(Shares, more_ranks_than_rows) {
  const Table table = random_table(7, 1, ',', false);
  expect_equal(read_all(comm, {folder.write("a.csv", table.text)}, position_ks_and_name()),
               {table});
}

// The start of every rank's share falls on every byte of a line, in turn.
TEST_F(Shares, boundaries_may_fall_anywhere) {
  for (int length = 1; length < 60; ++length) {
    Table table = random_table(8, 8, ',', false);
    table.text += "# " + std::string(static_cast<std::size_t>(length), 'x') + "\n";
    expect_equal(read_all(comm, {folder.write("a.csv", table.text)}, position_ks_and_name()),
                 {table});
  }
}

TEST_F(Shares, a_missing_last_line_end_is_no_matter) {
  Table table = random_table(9, 50, ',', false);
  table.text.pop_back();
  expect_equal(read_all(comm, {folder.write("a.csv", table.text)}, position_ks_and_name()),
               {table});
}

TEST_F(Shares, rows_are_located_by_file_and_line) {
  const Table first = random_table(10, 60, ',', false);
  const Table second = random_table(11, 40, ';', true);
  const auto a = folder.write("a.csv", first.text);
  const auto b = folder.write("b.csv.gz", gzipped(second.text));
  const Rows rows = read_all(comm, {a, b}, position_ks_and_name(), 7, true);
  std::vector<std::string> places;
  for (const int line : first.lines)
    places.push_back(a.string() + ":" + std::to_string(line));
  for (const int line : second.lines)
    places.push_back(b.string() + ":" + std::to_string(line));
  EXPECT_EQ(rows.places, places);
}

TEST_F(Shares, an_error_on_one_rank_is_everybodys) {
  Table table = random_table(12, 200, ',', false);
  table.text += "1,2,x,oops,last\n";
  const auto file = folder.write("a.csv", table.text);
  const auto message =
      input_error_of([&] { (void)read_all(comm, {file}, position_ks_and_name()); });
  EXPECT_NE(message.find("holds 'oops'"), message.npos) << message;
  EXPECT_NE(message.find("a.csv:" + std::to_string(table.lines.back() + 1) + ":"), message.npos)
      << message;
}

TEST_F(Shares, shares_sum_to_the_files) {
  const Table table = random_table(13, 400, ',', false);
  const auto file = folder.write("a.csv", table.text);
  const CatalogueReader reader{comm, "infrared catalogue", {file}, position_ks_and_name()};
  const std::int64_t header =
      static_cast<std::int64_t>(table.text.find('\n', table.text.find('\n') + 1)) + 1;
  const std::int64_t skipped =
      static_cast<std::int64_t>(table.text.size()) - comm.sum(reader.bytes_in_share());
  EXPECT_GE(skipped, header);
  EXPECT_LT(skipped, header + 310);
}

} // namespace
} // namespace counterpoint
