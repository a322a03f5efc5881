#include "counterpoint/output/export.hpp"

#include "counterpoint/core/error.hpp"
#include "sample.hpp"

#include <fitsio.h>

#include <array>
#include <cstdlib>
#include <sstream>

namespace counterpoint {
namespace {

using test_support::Folder;
using test_support::SampleRows;

void write_xray(const Communicator& comm, const std::filesystem::path& path) {
  const std::vector<std::int64_t> ids{10};
  ResultFile file{comm, path, false};
  file.write({"/xray", {{"xray_id", std::span{ids}.first(comm.is_root() ? 1 : 0), "", "", ""}}});
  file.commit();
}

// What the error says, "" where there is none.
std::string refusal_of(const ExportRequest& request) {
  try {
    export_table(request);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream stream{test_support::bytes_of(path)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

TEST(Export, format_follows_name_or_ending) {
  const auto format = [](const std::string& name, const char* output) {
    return export_format(name, {"a.h5", "/pairs", output});
  };
  EXPECT_EQ(format("fits", "x.csv"), ExportFormat::fits);
  EXPECT_EQ(format("ds9", "x"), ExportFormat::ds9);
  EXPECT_EQ(format("", "a.b/x.FITS"), ExportFormat::fits);
  EXPECT_EQ(format("", "x.fit"), ExportFormat::fits);
  EXPECT_EQ(format("", "x.csv"), ExportFormat::csv);
  EXPECT_EQ(format("", "x.ecsv"), ExportFormat::ecsv);
  EXPECT_EQ(format("", "x.reg"), ExportFormat::ds9);
  for (const char* name : {"x.vot", "x.xml", "x.votable"})
    EXPECT_EQ(format("", name), ExportFormat::votable) << name;
  EXPECT_EQ(format("", "-"), ExportFormat::csv);
  for (const char* name : {"x", "x.dat", "csv", "x.csv.gz"})
    EXPECT_THROW(static_cast<void>(format("", name)), InputError) << name;
  EXPECT_THROW(static_cast<void>(format("FITS2", "x.fits")), InputError);
}

TEST(Export, parquet_is_refused_with_the_line_that_makes_it) {
  for (const auto& [name, output] :
       {std::pair{"", "x.parquet"}, std::pair{"parquet", "x.parquet"}}) {
    std::string message;
    try {
      static_cast<void>(export_format(name, {"a.h5", "/pairs", output}));
    } catch (const InputError& error) {
      message = error.what();
    }
    EXPECT_NE(message.find("Table.read('a.h5', path='/pairs'"), std::string::npos) << message;
    EXPECT_NE(message.find("to_parquet('x.parquet')"), std::string::npos) << message;
  }
}

TEST(Export, csv_holds_every_value) {
  const auto world = Communicator::world();
  const Folder folder{world};
  constexpr std::int64_t n = 200'000; // several blocks
  test_support::write_sample(world, folder / "a.h5", n, test_support::even_shares(n, world.size()));
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
  EXPECT_EQ(test_support::bytes_of(folder / "a.csv"), "text\nplain\n\"a,b\"\n\"say \"\"x\"\"\"\n");
}

TEST(Export, fits_reads_back) {
  const auto world = Communicator::world();
  const Folder folder{world};
  constexpr std::int64_t n = 10'000; // many of CFITSIO's blocks
  test_support::write_sample(world, folder / "a.h5", n, test_support::even_shares(n, world.size()));
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

TEST(Export, fits_tells_where_it_comes_from) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", 10,
                             test_support::even_shares(10, world.size()));
  if (!world.is_root()) return;
  export_table({folder / "a.h5", "/pairs", folder / "a.fits", ExportFormat::fits});
  const std::string bytes = test_support::bytes_of(folder / "a.fits");
  EXPECT_NE(bytes.find("HISTORY table /pairs of a.h5, made by sample 1.2"), std::string::npos);
  EXPECT_NE(bytes.find("HISTORY null.trials = 3"), std::string::npos);
}

TEST(Export, matrix_and_attributes_are_tables_too) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", 10,
                             test_support::even_shares(10, world.size()));
  if (!world.is_root()) return;
  const auto csv = [&](const char* table, const std::string& name) {
    export_table({folder / "a.h5", table, folder / name, ExportFormat::csv});
    return lines_of(folder / name);
  };
  const std::vector<std::string> matrix{
      "row,column,value", "0,0,1", "0,1,-2", "0,2,3", "1,0,4", "1,1,5", "1,2,6"};
  EXPECT_EQ(csv("/null_trials", "n.csv"), matrix);
  EXPECT_EQ(csv("null_trials", "m.csv"), matrix);
  const auto summary = csv("/summary", "s.csv");
  ASSERT_GT(summary.size(), 3U);
  EXPECT_EQ(summary[0], "key,value");
  EXPECT_EQ(summary[1], "rows_read,1099511627776");
  EXPECT_EQ(summary[2], "empty,");
  EXPECT_EQ(summary[3], "area,0.25");
}

TEST(Export, a_missing_table_is_named_with_those_there_are) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", 3, test_support::even_shares(3, world.size()));
  if (!world.is_root()) return;
  const std::string message =
      refusal_of({folder / "a.h5", "/pears", folder / "a.csv", ExportFormat::csv});
  for (const char* name : {"/pears", "/empty", "/null_trials", "/pairs", "/summary"})
    EXPECT_NE(message.find(name), std::string::npos) << message;
  EXPECT_EQ(message.find("__table_column_meta__"), std::string::npos) << message;
  const auto refused = [&](const char* file, const char* table) {
    return !refusal_of({folder / file, table, folder / "a.csv", ExportFormat::csv}).empty();
  };
  EXPECT_TRUE(refused("a.h5", "/"));
  EXPECT_TRUE(refused("b.h5", "/pairs"));
  std::ofstream{folder / "text.h5"} << "not HDF5";
  EXPECT_TRUE(refused("text.h5", "/pairs"));
  EXPECT_EQ(folder.n_files(), 2);
}

TEST(Export, never_replaces_the_results) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_xray(world, folder / "a.h5");
  if (!world.is_root()) return;
  const std::string before = test_support::bytes_of(folder / "a.h5");
  std::filesystem::create_hard_link(folder / "a.h5", folder / "b.csv");
  std::filesystem::create_symlink(folder / "a.h5", folder / "c.csv");
  for (const char* name : {"a.h5", "b.csv", "c.csv", "./a.h5"}) {
    ExportRequest request{folder / "a.h5", "/xray", folder / name, ExportFormat::csv};
    request.overwrite = true;
    EXPECT_NE(refusal_of(request).find("result file itself"), std::string::npos) << name;
  }
  EXPECT_EQ(test_support::bytes_of(folder / "a.h5"), before);
  EXPECT_EQ(test_support::bytes_of(folder / "b.csv"), before);
  EXPECT_NE(refusal_of({folder / "a.h5", "/xray", "/dev/null", ExportFormat::csv, true}), "");
}

TEST(Export, keeps_an_existing_file_unless_told_otherwise) {
  const auto world = Communicator::world();
  const Folder folder{world};
  write_xray(world, folder / "a.h5");
  if (!world.is_root()) return;
  for (const auto format : {ExportFormat::fits, ExportFormat::csv}) {
    std::ofstream{folder / "out"} << "precious";
    EXPECT_THROW(export_table({folder / "a.h5", "/xray", folder / "out", format}), InputError);
    EXPECT_EQ(test_support::bytes_of(folder / "out"), "precious");
    export_table({folder / "a.h5", "/xray", folder / "out", format, true});
    EXPECT_NE(test_support::bytes_of(folder / "out"), "precious");
  }
}

// Writes the files that astropy_reads_output.py opens; it sets the variable.
TEST(Export, sample_for_astropy) {
  const char* folder = std::getenv("COUNTERPOINT_SAMPLE_FOLDER");
  if (folder == nullptr) GTEST_SKIP() << "only for astropy_reads_output.py";
  const auto world = Communicator::world();
  const std::filesystem::path path{folder};
  test_support::write_sample(world, path / "a.h5", 100,
                             test_support::even_shares(100, world.size()));
  if (!world.is_root()) return;
  for (const std::string format : {"fits", "csv", "ecsv", "votable"}) {
    for (const std::string table : {"pairs", "empty", "null_trials", "summary"}) {
      ExportRequest request{path / "a.h5", "/" + table, path / (table + "." + format)};
      request.format = export_format("", request);
      export_table(request);
    }
  }
}

} // namespace
} // namespace counterpoint
