#include "reading.hpp"
#include "votable.hpp"

#include "counterpoint/core/random.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>

// Formats that cannot be entered midway: one rank reads them, and no other opens them.
namespace counterpoint {
namespace {

using namespace test_support;

const std::string fields = "<FIELD name='name' datatype='char' arraysize='*'/>"
                           "<FIELD name='RAJ2000' datatype='double' unit='deg' "
                           "ucd='pos.eq.ra;meta.main'/>"
                           "<FIELD name='note' datatype='unicodeChar' arraysize='*'/>"
                           "<FIELD name='DEJ2000' datatype='float' unit='arcmin'/>"
                           "<FIELD name='Ksmag' datatype='short'><VALUES null='-1'/></FIELD>";

struct Sky {
  std::vector<Row> rows;
  Rows expected;
};

// Rows of different lengths, some of whose magnitudes are missing.
Sky make_sky(std::uint64_t seed, int n_rows) {
  Sky sky;
  sky.expected.numbers.resize(3);
  sky.expected.texts.resize(4);
  for (int row = 0; row < n_rows; ++row) {
    const auto bits = random_bits({.seed = seed, .id = static_cast<std::uint64_t>(row)});
    const std::string name = "s" + std::to_string(bits[0] % 100000);
    const std::string note(bits[1] % 40, 'n');
    std::string utf16;
    for (const char c : note)
      utf16 += std::string{'\0', c};
    const double ra = static_cast<double>(bits[2] % 360000) / 1000.0;
    const float dec_arcmin = static_cast<float>(bits[3] % 10000) / 4.0F;
    const auto ks = static_cast<std::int16_t>(bits[1] % 7) - 1;
    sky.rows.push_back({list(name, name.size(), name),
                        {std::to_string(ra), big_endian(ra)},
                        list(note, note.size(), utf16),
                        {std::to_string(dec_arcmin), big_endian(dec_arcmin)},
                        {std::to_string(ks), big_endian(static_cast<std::int16_t>(ks))}});
    sky.expected.numbers[0].push_back(ra);
    sky.expected.numbers[1].push_back(static_cast<double>(dec_arcmin) * (1.0 / 60.0));
    sky.expected.numbers[2].push_back(ks == -1 ? missing : ks);
    sky.expected.texts[3].push_back(name);
  }
  return sky;
}

void expect_equal(const Rows& rows, const Rows& expected) {
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(same(rows.numbers[i], expected.numbers[i])) << i;
  EXPECT_EQ(rows.texts[3], expected.texts[3]);
}

struct Documents : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};
};

TEST_F(Documents, every_row_of_a_votable_is_read_once) {
  for (const int n_rows : {1, 3, 1000}) {
    const Sky sky = make_sky(1, n_rows);
    for (const char* serialization : {"TABLEDATA", "BINARY", "BINARY2"}) {
      const auto file = folder.write("a.vot", votable(fields, serialized(serialization, sky.rows)));
      for (const std::int64_t block : {1, 17, 10000})
        expect_equal(read_all(comm, {file}, position_ks_and_name(), block), sky.expected);
    }
  }
}

TEST_F(Documents, gzipped_ones) {
  const Sky sky = make_sky(2, 500);
  const auto file =
      folder.write("a.vot.gz", gzipped(votable(fields, serialized("BINARY", sky.rows))));
  expect_equal(read_all(comm, {file}, position_ks_and_name()), sky.expected);
}

// Rank 0 finds the columns; the rows are read by the rank in whose share they are.
TEST_F(Documents, no_other_rank_opens_them) {
  const Sky sky = make_sky(8, 200);
  folder.write("a.vot", votable(fields, serialized("BINARY", sky.rows)));
  folder.write("b.reg", "fk5\ncircle(1,2,3\")\n");
  const std::vector<ColumnRequest> positions{{"", Quantity::right_ascension, "infrared.ra"},
                                             {"", Quantity::declination, "infrared.dec"}};
  for (const auto& [file, n_rows] : {std::pair{"a.vot", 200}, {"b.reg", 1}}) {
    const auto make_reader = [&] {
      const FilesSeenBy seen{folder, comm.is_root()};
      return CatalogueReader{comm, "infrared catalogue", {file}, positions};
    };
    CatalogueReader reader = make_reader();
    const bool has_rows = reader.bytes_in_share() > 0;
    EXPECT_EQ(comm.sum(has_rows ? 1 : 0), 1);
    const std::int64_t mine = run_together(comm, [&] {
      const FilesSeenBy seen{folder, has_rows};
      RowBlock block;
      std::int64_t n = 0;
      while (reader.next(block, 64))
        n += block.n_rows;
      return n;
    });
    EXPECT_EQ(comm.sum(mine), n_rows);
    EXPECT_EQ(mine > 0, has_rows);
  }
}

TEST_F(Documents, together_with_other_formats_they_make_one_catalogue) {
  Sky sky = make_sky(3, 300);
  const std::vector<std::filesystem::path> files{
      folder.write("a.vot", votable(fields, serialized("BINARY2", sky.rows))),
      folder.write("b.csv", "RAJ2000,DEJ2000,Ksmag,name\n1,2,3,first\n4,5,,second\n")};
  const std::vector<std::vector<double>> more{{1, 4}, {2, 5}, {3, missing}};
  for (std::size_t i = 0; i < 3; ++i)
    sky.expected.numbers[i].insert(sky.expected.numbers[i].end(), more[i].begin(), more[i].end());
  sky.expected.texts[3].insert(sky.expected.texts[3].end(), {"first", "second"});
  expect_equal(read_all(comm, files, position_ks_and_name(), 64), sky.expected);
}

TEST_F(Documents, rows_are_located_by_their_number) {
  const Sky sky = make_sky(4, 20);
  const auto file = folder.write("a.vot", votable(fields, serialized("TABLEDATA", sky.rows)));
  const Rows rows = read_all(comm, {file}, position_ks_and_name(), 3, true);
  ASSERT_EQ(rows.places.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(rows.places[i], file.string() + " row " + std::to_string(i + 1));
}

TEST_F(Documents, a_wrong_cell_on_one_rank_is_everybodys) {
  Sky sky = make_sky(5, 50);
  sky.rows[40][4].text = "oops";
  const auto file = folder.write("a.vot", votable(fields, serialized("TABLEDATA", sky.rows)));
  const auto message =
      input_error_of([&] { (void)read_all(comm, {file}, position_ks_and_name()); });
  EXPECT_MENTIONS(message, "a.vot row 41: column 'Ksmag' holds 'oops', a number was expected");
  EXPECT_MENTIONS(message, "infrared.mag-ks");
}

TEST_F(Documents, a_declination_out_of_range) {
  Sky sky = make_sky(6, 9);
  sky.rows[7][3].bytes = big_endian(6000.0F);
  const auto file = folder.write("a.vot", votable(fields, serialized("BINARY", sky.rows)));
  EXPECT_MENTIONS(input_error_of([&] { (void)read_all(comm, {file}, position_ks_and_name()); }),
                  "a.vot row 8: column 'DEJ2000' holds '6000', outside the declinations");
}

TEST_F(Documents, columns_without_a_name_are_the_same_on_all_ranks) {
  const auto a = folder.write("a.vot", votable(fields, serialized("BINARY", make_sky(7, 5).rows)));
  const auto b = folder.write("b.csv", "x,ra,dec\n1,2,3\n");
  const CatalogueReader reader{comm,
                               "X-ray catalogue",
                               {a, b},
                               {{"", Quantity::right_ascension, "xray.ra"},
                                {"", Quantity::declination, "xray.dec"},
                                {"NAME", Quantity::text, "xray.name", true}}};
  EXPECT_EQ(reader.column_names(0), (std::vector<std::string>{"RAJ2000", "DEJ2000", "name"}));
  EXPECT_EQ(reader.column_names(1), (std::vector<std::string>{"ra", "dec", "NAME"}));
}

TEST_F(Documents, regions_are_rows_with_units) {
  std::string text = "fk5\n";
  std::vector<std::vector<double>> expected(3);
  std::vector<std::string> labels;
  for (int row = 0; row < 90; ++row) {
    const std::string n = std::to_string(row);
    text += "circle(" + n + ".5,-" + n + ".25," + n + "\") # text={s" + n + "}\n";
    if (row % 10 == 0) text += "-circle(1,2,3\")\n";
    expected[0].push_back(row + 0.5);
    expected[1].push_back(-row - 0.25);
    expected[2].push_back(row);
    labels.push_back("s" + n);
  }
  const std::vector<ColumnRequest> requests{{"", Quantity::right_ascension, "infrared.ra"},
                                            {"", Quantity::declination, "infrared.dec"},
                                            {"radius_arcsec", Quantity::angular_error, "k"},
                                            {"text", Quantity::text, "k"}};
  for (const auto& file : {folder.write("a.reg", text), folder.write("b.reg.gz", gzipped(text))}) {
    const Rows rows = read_all(comm, {file}, requests, 7);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_TRUE(same(rows.numbers[i], expected[i])) << i;
    EXPECT_EQ(rows.texts[3], labels);
    const CatalogueReader reader{comm, "infrared catalogue", {file}, requests};
    ASSERT_EQ(reader.notes().size(), 1U);
    EXPECT_MENTIONS(reader.notes()[0], "9 excluded regions");
  }
}

TEST_F(Documents, a_region_has_no_number_in_its_label) {
  const auto file = folder.write("a.reg", "fk5;circle(1,2,3\") # text={abc}\n");
  const auto message = input_error_of([&] {
    (void)read_all(comm, {file}, {{"text", Quantity::number, "infrared.mag-ks"}});
  });
  EXPECT_MENTIONS(message, "a.reg row 1: column 'text' holds 'abc'");
}

} // namespace
} // namespace counterpoint
