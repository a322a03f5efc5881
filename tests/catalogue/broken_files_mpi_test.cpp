#include "fits_files.hpp"
#include "reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// Files that are damaged, that lie about themselves, or that change while they are read.
namespace counterpoint {
namespace {

using namespace test_support;

struct BrokenFile : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};

  std::string error(const std::string& name, const std::string& content) {
    const auto path = folder.write(name, content);
    return input_error_of([&] { (void)read_all(comm, {path}, position_and_ks()); });
  }
};

std::string card(const std::string& key, const std::string& value) {
  std::string text = key + std::string(8 - key.size(), ' ') + "= ";
  text += std::string(20 - std::min<std::size_t>(20, value.size()), ' ') + value;
  text.resize(80, ' ');
  return text;
}

// A header of these cards, in whole blocks.
std::string header(const std::vector<std::pair<std::string, std::string>>& cards) {
  std::string text;
  for (const auto& [key, value] : cards)
    text += card(key, value);
  text += "END" + std::string(77, ' ');
  text.resize((text.size() + 2879) / 2880 * 2880, ' ');
  return text;
}

const std::string empty_primary =
    header({{"SIMPLE", "T"}, {"BITPIX", "8"}, {"NAXIS", "0"}, {"EXTEND", "T"}});

// A table of two rows, RAJ2000 and DEJ2000 of 8 bytes and Ksmag of 4, with other cards changed.
std::string table(std::vector<std::pair<std::string, std::string>> changes,
                  const std::string& data = std::string(2880, '\0')) {
  std::vector<std::pair<std::string, std::string>> cards{{"XTENSION", "'BINTABLE'"},
                                                         {"BITPIX", "8"},
                                                         {"NAXIS", "2"},
                                                         {"NAXIS1", "20"},
                                                         {"NAXIS2", "2"},
                                                         {"PCOUNT", "0"},
                                                         {"GCOUNT", "1"},
                                                         {"TFIELDS", "3"},
                                                         {"TTYPE1", "'RAJ2000 '"},
                                                         {"TFORM1", "'D       '"},
                                                         {"TTYPE2", "'DEJ2000 '"},
                                                         {"TFORM2", "'D       '"},
                                                         {"TTYPE3", "'Ksmag   '"},
                                                         {"TFORM3", "'E       '"}};
  for (const auto& change : changes) {
    const auto same_key = [&change](const auto& one) { return one.first == change.first; };
    const auto found = std::find_if(cards.begin(), cards.end(), same_key);
    found == cards.end() ? cards.push_back(change) : void(found->second = change.second);
  }
  return empty_primary + header(cards) + data;
}

std::vector<std::pair<std::string, std::string>> image_of(int n_axes) {
  std::vector<std::pair<std::string, std::string>> cards{{"BITPIX", "8"},
                                                         {"NAXIS", std::to_string(n_axes)}};
  for (int axis = 1; axis <= n_axes; ++axis)
    cards.emplace_back("NAXIS" + std::to_string(axis), "1");
  return cards;
}

TEST_F(BrokenFile, the_table_of_these_tests_is_read) {
  EXPECT_EQ(error("a.fits", table({})), "");
  EXPECT_EQ(error("a.fits.gz", gzipped(table({}))), "");
}

TEST_F(BrokenFile, fits_images_of_999_axes_are_refused_before_cfitsio_sees_them) {
  auto primary = image_of(999);
  primary.insert(primary.begin(), {"SIMPLE", "T"});
  auto extension = image_of(999);
  extension.insert(extension.begin(), {"XTENSION", "'IMAGE   '"});
  for (const std::string& content :
       {header(primary) + std::string(2880, '\0'),
        empty_primary + header(extension) + std::string(2880, '\0') + table({})}) {
    for (const std::string& stored : {content, gzipped(content)})
      EXPECT_MENTIONS(error("a.fits", stored), "NAXIS = 999, 0 to 99 axes were expected");
  }
}

TEST_F(BrokenFile, fits_tables_that_no_file_holds_are_refused) {
  for (const std::string rows : {"9223372036854775807", "-1", "461168601842738791", "1E18"}) {
    for (const std::string& content :
         {table({{"NAXIS2", rows}}), gzipped(table({{"NAXIS2", rows}}))}) {
      const std::string message = error("a.fits", content);
      EXPECT_MENTIONS(message, "a.fits'");
      EXPECT_MENTIONS(message, "download it again");
    }
  }
  EXPECT_NE(error("a.fits", table({{"TFORM3", "'9223372036854775807E'"}})), "");
  EXPECT_NE(error("a.fits", table({{"TFORM3", "'99999999999999999999E'"}})), "");
  EXPECT_NE(error("a.fits", table({{"NAXIS1", "9223372036854775807"}})), "");
  EXPECT_NE(error("a.fits", table({{"PCOUNT", "9223372036854775807"}})), "");
}

TEST_F(BrokenFile, cfitsio_s_reason_is_told) {
  const std::string message = error("a.fits", table({{"TFORM2", "'%       '"}}));
  EXPECT_MENTIONS(message, "HDU 2 cannot be read");
  EXPECT_MENTIONS(message, "TFORM");
}

TEST_F(BrokenFile, tiles_that_do_not_fit_the_rows_are_refused) {
  using Changes = std::vector<std::pair<std::string, std::string>>;
  const Changes tiles{{"ZTABLE", "T"},    {"ZTILELEN", "2"},       {"ZNAXIS1", "20"},
                      {"ZNAXIS2", "4"},   {"ZPCOUNT", "0"},        {"ZFORM1", "'D       '"},
                      {"ZFORM2", "'D '"}, {"ZFORM3", "'E       '"}};
  const auto changed = [&tiles](const Changes& changes) {
    Changes all = tiles;
    all.insert(all.end(), changes.begin(), changes.end());
    return table(all);
  };
  for (const std::string length : {"0", "-2", "4", "1"})
    EXPECT_MENTIONS(error("a.fits", changed({{"ZTILELEN", length}})), "contradicts itself");
  // 12 TB out of 11 kB.
  const Changes large{{"ZNAXIS2", "600000000000"}, {"ZTILELEN", "300000000000"}};
  EXPECT_MENTIONS(error("a.fits", changed(large)), "contradicts itself");
  EXPECT_MENTIONS(error("a.fits", changed({{"NAXIS2", "9000000000000000000"}})), "NAXIS");
}

TEST_F(BrokenFile, text_cut_at_a_line_end_while_it_is_read_is_no_success) {
  std::string content = "RAJ2000,DEJ2000,Ksmag\n";
  for (int row = 0; row < 5000; ++row)
    content += "1,2," + std::to_string(row % 10) + "\n";
  const auto path = folder.write("a.csv", content);
  const std::size_t kept = content.find('\n', content.size() / 3) + 1;
  std::string message;
  try {
    CatalogueReader reader{comm, "infrared catalogue", {path}, position_and_ks()};
    if (comm.is_root()) std::filesystem::resize_file(path, kept);
    comm.barrier();
    run_together(comm, [&] {
      for (RowBlock block; reader.next(block, 1000);) {
      }
    });
  } catch (const Error& error) {
    message = error.what();
  }
  EXPECT_MENTIONS(message, "a.csv' changed while it was read");
}

TEST_F(BrokenFile, fillers_in_positions_are_called_so) {
  for (const std::string filler : {"-999", "999.0", "-9999.99", "1e30", "99999"}) {
    EXPECT_MENTIONS(error("a.csv", "RAJ2000,DEJ2000,Ksmag\n1,2,3\n1," + filler + ",3\n"),
                    "a.csv:3: column 'DEJ2000' holds '" + filler +
                        "', outside the declinations -90 to 90 degrees, which looks like a filler");
  }
  EXPECT_MENTIONS(error("a.csv", "RAJ2000,DEJ2000,Ksmag\n-999,2,3\n"), "leave the field blank");
  EXPECT_MENTIONS(error("a.csv", "RAJ2000,DEJ2000,Ksmag\n1,99.5,3\n"), "swapped");
}

} // namespace
} // namespace counterpoint
