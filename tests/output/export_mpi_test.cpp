#include "counterpoint/output/export.hpp"

#include "counterpoint/core/error.hpp"
#include "sample.hpp"

#include <fitsio.h>

#include <array>
#include <cstdlib>
#include <sstream>

namespace counterpoint {
namespace {

using test::Folder;
using test::SampleRows;

// /xray with the rows of SampleRows, and /best_match with two of them, one without a name.
void write_results(const Communicator& comm, const std::filesystem::path& path) {
  const auto n = comm.is_root() ? std::size_t{3} : std::size_t{0};
  const std::vector<std::int64_t> ids{10, 11, 12};
  const std::vector<double> ra{266.5, 266.25, std::nan("")};
  const std::vector<double> dec{-29.0, -28.75, 0.0};
  const std::vector<double> radius{0.5, 1.25, 1.0};
  const std::vector<std::int64_t> best{11, 10, 11};
  const std::vector<std::string> names{"a{1}", "", "other"};
  ResultFile file{comm, path, false};
  file.write({"/xray",
              {{"xray_id", std::span{ids}.first(n), "", "", ""},
               {"ra", std::span{ra}.first(n), "deg", "", "pos.eq.ra"},
               {"dec", std::span{dec}.first(n), "deg", "", "pos.eq.dec"},
               {"radius", std::span{radius}.first(n), "arcsec", "", ""}}});
  file.write({"/best_match",
              {{"xray_id", std::span{best}.first(n), "", "", ""},
               {"name", std::span{names}.first(n), "", "", ""}}});
  file.write({"/no_sources", {{"ra", std::span{ra}.first(n), "deg", "", ""}}});
  file.commit();
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream stream{test::bytes_of(path)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

TEST(Export, format_is_known_by_name) {
  EXPECT_EQ(export_format("fits"), ExportFormat::fits);
  EXPECT_EQ(export_format("ds9"), ExportFormat::ds9);
  EXPECT_THROW(static_cast<void>(export_format("FITS2")), InputError);
}

TEST(Export, csv_holds_every_value) {
  const auto world = Communicator::world();
  const Folder folder{world};
  constexpr std::int64_t n = 200'000; // several blocks
  test::write_sample(world, folder / "a.h5", n, test::even_shares(n, world.size()));
  if (!world.is_root()) return;
  EXPECT_EQ(export_table({folder / "a.h5", "/pairs", folder / "a.csv", ExportFormat::csv}), n);
  const auto lines = lines_of(folder / "a.csv");
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(n) + 1);
  EXPECT_EQ(lines[0], "xray_id,ra,kept,name");
  EXPECT_EQ(lines[4], "3000000021,,true," + SampleRows::name(3)); // not-a-number is empty
  EXPECT_EQ(lines[1], "0,0,true,");
  for (std::int64_t row = 0; row < n; ++row) {
    if (row % 5 == 3) continue;
    const std::string& line = lines[static_cast<std::size_t>(row) + 1];
    const double ra = std::strtod(line.c_str() + line.find(',') + 1, nullptr);
    ASSERT_EQ(ra, std::sin(static_cast<double>(row)));
  }
}

TEST(Export, csv_quotes_where_it_must) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const std::vector<std::string> texts{"plain", "a,b", "say \"x\""};
  const auto n = world.is_root() ? texts.size() : 0;
  {
    ResultFile file{world, folder / "a.h5", false};
    file.write({"/t", {{"text", std::span{texts}.first(n), "", "", ""}}});
    file.commit();
  }
  if (!world.is_root()) return;
  export_table({folder / "a.h5", "/t", folder / "a.csv", ExportFormat::csv});
  EXPECT_EQ(test::bytes_of(folder / "a.csv"), "text\nplain\n\"a,b\"\n\"say \"\"x\"\"\"\n");
}

TEST(Export, fits_reads_back) {
  const auto world = Communicator::world();
  const Folder folder{world};
  constexpr std::int64_t n = 10'000; // many of CFITSIO's blocks
  test::write_sample(world, folder / "a.h5", n, test::even_shares(n, world.size()));
  if (!world.is_root()) return;
  export_table({folder / "a.h5", "/pairs", folder / "a.fits", ExportFormat::fits});

  int status = 0;
  fitsfile* file = nullptr;
  fits_open_table(&file, (folder / "a.fits").c_str(), READONLY, &status);
  long n_rows = 0;
  fits_get_num_rows(file, &n_rows, &status);
  EXPECT_EQ(n_rows, n);
  std::array<char, FLEN_VALUE> text{};
  fits_read_key(file, TSTRING, "TUNIT2", text.data(), nullptr, &status);
  EXPECT_STREQ(text.data(), "deg");
  fits_read_key(file, TSTRING, "TUCD2", text.data(), nullptr, &status);
  EXPECT_STREQ(text.data(), "pos.eq.ra");
  fits_read_key(file, TSTRING, "EXTNAME", text.data(), nullptr, &status);
  EXPECT_STREQ(text.data(), "pairs");
  ASSERT_EQ(status, 0);
  for (long row = 0; row < n; row += 997) {
    LONGLONG id = 0;
    double ra = 0.0;
    char kept = 0;
    char* name = text.data();
    fits_read_col(file, TLONGLONG, 1, row + 1, 1, 1, nullptr, &id, nullptr, &status);
    fits_read_col(file, TDOUBLE, 2, row + 1, 1, 1, nullptr, &ra, nullptr, &status);
    fits_read_col(file, TLOGICAL, 3, row + 1, 1, 1, nullptr, &kept, nullptr, &status);
    fits_read_col(file, TSTRING, 4, row + 1, 1, 1, nullptr, &name, nullptr, &status);
    EXPECT_EQ(id, row * 1'000'000'007);
    EXPECT_TRUE(row % 5 == 3 ? std::isnan(ra) : ra == std::sin(static_cast<double>(row)));
    EXPECT_EQ(kept != 0, row % 3 == 0);
    std::string expected = SampleRows::name(row);
    if (!expected.empty()) expected.replace(expected.size() - 2, 2, "?"); // an accent
    EXPECT_EQ(std::string{name}, expected);
  }
  fits_close_file(file, &status);
  EXPECT_EQ(status, 0);
}

TEST(Export, regions_take_positions_from_the_xray_table) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_results(world, folder / "a.h5");
  if (!world.is_root()) return;
  export_table({folder / "a.h5", "/best_match", folder / "a.reg", ExportFormat::ds9});
  const std::vector<std::string> expected{"# Region file format: DS9", "fk5",
                                          "circle(266.25,-28.75,1.25\") # text={a(1)}",
                                          "circle(266.5,-29,0.5\") # text={10}"};
  EXPECT_EQ(lines_of(folder / "a.reg"), expected);
  export_table({folder / "a.h5", "/xray", folder / "x.reg", ExportFormat::ds9});
  EXPECT_EQ(lines_of(folder / "x.reg").size(), 4U); // the source without a position has none
  EXPECT_THROW(export_table({folder / "a.h5", "/no_sources", folder / "n.reg", ExportFormat::ds9}),
               InputError);
  EXPECT_EQ(folder.n_files(), 3);
}

TEST(Export, regions_of_other_columns) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_results(world, folder / "a.h5");
  if (!world.is_root()) return;
  ExportRequest request{folder / "a.h5", "/xray", folder / "x.reg", ExportFormat::ds9};
  request.regions.radius = "dec"; // any number will do
  request.regions.label = "ra";
  request.overwrite = true;
  export_table(request);
  EXPECT_EQ(lines_of(folder / "x.reg")[2], "point(266.5,-29) # text={266.5}");
  request.regions.radius = "sigma";
  EXPECT_THROW(export_table(request), InputError);
}

TEST(Export, a_missing_table_is_named_with_those_there_are) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_results(world, folder / "a.h5");
  if (!world.is_root()) return;
  std::string message;
  try {
    export_table({folder / "a.h5", "/pears", folder / "a.csv", ExportFormat::csv});
  } catch (const InputError& error) {
    message = error.what();
  }
  EXPECT_NE(message.find("/best_match"), std::string::npos) << message;
  EXPECT_THROW(export_table({folder / "b.h5", "/xray", folder / "a.csv", ExportFormat::csv}),
               InputError);
  std::ofstream{folder / "text.h5"} << "not HDF5";
  EXPECT_THROW(export_table({folder / "text.h5", "/xray", folder / "a.csv", ExportFormat::csv}),
               InputError);
}

TEST(Export, keeps_an_existing_file_unless_told_otherwise) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_results(world, folder / "a.h5");
  if (!world.is_root()) return;
  for (const auto format : {ExportFormat::fits, ExportFormat::csv}) {
    std::ofstream{folder / "out"} << "precious";
    EXPECT_THROW(export_table({folder / "a.h5", "/xray", folder / "out", format}), InputError);
    EXPECT_EQ(test::bytes_of(folder / "out"), "precious");
    export_table({folder / "a.h5", "/xray", folder / "out", format, true});
    EXPECT_NE(test::bytes_of(folder / "out"), "precious");
  }
}

// Writes the files that astropy_reads_output.py opens; it sets the variable.
TEST(Export, sample_for_astropy) {
  const char* folder = std::getenv("COUNTERPOINT_SAMPLE_FOLDER");
  if (folder == nullptr) GTEST_SKIP() << "only for astropy_reads_output.py";
  const auto world = Communicator::world();
  const std::filesystem::path path{folder};
  test::write_sample(world, path / "a.h5", 100, test::even_shares(100, world.size()));
  if (!world.is_root()) return;
  for (const std::string format : {"fits", "csv", "votable"}) {
    for (const std::string table : {"pairs", "empty"}) {
      export_table(
          {path / "a.h5", "/" + table, path / (table + "." + format), export_format(format)});
    }
  }
}

} // namespace
} // namespace counterpoint
