#include "counterpoint/mock/mock.hpp"

#include "catalogue/reading.hpp"
#include "counterpoint/sky/position.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "support/refusal.hpp"

#include "support/bytes_of.hpp"
#include <fitsio.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace counterpoint {
namespace {

using test_support::bytes_of;
using test_support::failure_of;
using test_support::read_all;
using test_support::SharedFolder;
namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files{fs::directory_iterator{folder}, {}};
  std::sort(files.begin(), files.end());
  return files;
}

MockOptions small_sky(const fs::path& folder) {
  MockOptions options;
  options.n_xray = 3'000;
  options.n_infrared = 100'000;
  options.folder = folder;
  return options;
}

/// A sky as a user of the files sees it.
struct Sky {
  test_support::Rows xray;     // ra, dec, ePos, HR0
  test_support::Rows infrared; // ra, dec, J, H, Ks
  test_support::Rows truth;    // xray_id, ir_id, in_footprint, sigma, ks, density, ir_kept
};

// Collective.
Sky read_sky(const Communicator& comm, const MockOptions& options) {
  using enum Quantity;
  std::vector<fs::path> infrared;
  for (int i = 1; i <= options.n_infrared_files; ++i) {
    const std::string suffix = options.format == "vizier" ? ".tsv" : "." + options.format;
    infrared.push_back(options.folder / ("infrared_" + std::to_string(i) + suffix));
  }
  return {read_all(comm, {options.folder / "xray.csv"},
                   {{"RAJ2000", right_ascension, "ra"},
                    {"DEJ2000", declination, "dec"},
                    {"ePos", angular_error, "error"},
                    {"HR0", number, "hr"},
                    {"CXOGC", text, "name"}}),
          read_all(comm, infrared,
                   {{"RAJ2000", right_ascension, "ra"},
                    {"DEJ2000", declination, "dec"},
                    {"Jmag", number, "j"},
                    {"Hmag", number, "h"},
                    {"Ksmag", number, "ks"}}),
          read_all(comm, {options.folder / "truth.csv"},
                   {{"xray_id", number, "x"},
                    {"ir_id", number, "i"},
                    {"in_footprint", number, "f"},
                    {"sigma_arcsec", number, "s"},
                    {"ks", number, "ks"},
                    {"local_density_per_arcsec2", number, "d"},
                    {"ir_kept", number, "k"}})};
}

SkyPosition position_of(const test_support::Rows& rows, std::size_t row) {
  return {Angle::from_degrees(rows.numbers[0][row]), Angle::from_degrees(rows.numbers[1][row])};
}

TEST(MockSky, bytes_do_not_depend_on_ranks) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  const auto alone = world.split(world.rank(), 0);
  for (const std::string format : {"vizier", "csv", "fits"}) {
    for (const std::string preset : {"galactic-center", "bulge"}) {
      MockOptions options = small_sky(folder.path() / "together");
      options.format = format;
      options.preset = preset;
      options.bad_row_fraction = 0.05;
      options.n_infrared = 80'000; // more than a block per rank in one file
      options.n_infrared_files = 2;
      write_mock_sky(world, options);
      if (world.is_root()) {
        options.folder = folder.path() / "alone";
        write_mock_sky(alone, options);
        EXPECT_EQ(files_in(options.folder).size(), 6U);
        for (const fs::path& file : files_in(options.folder)) {
          EXPECT_TRUE(bytes_of(file) == bytes_of(folder.path() / "together" / file.filename()))
              << file;
        }
      }
      world.barrier();
      if (world.is_root()) fs::remove_all(folder.path() / "alone");
      if (world.is_root()) fs::remove_all(folder.path() / "together");
      world.barrier();
    }
  }
}

TEST(MockSky, seed_changes_it) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path() / "1");
  options.n_infrared = 3'000;
  write_mock_sky(world, options);
  options.seed = 2;
  options.folder = folder.path() / "2";
  write_mock_sky(world, options);
  for (const char* name : {"xray.csv", "infrared_1.tsv", "truth.csv"}) {
    EXPECT_FALSE(bytes_of(folder.path() / "1" / name) == bytes_of(folder.path() / "2" / name));
  }
}

TEST(MockSky, replaces_no_file_unless_told_to) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  folder.write("truth.csv", "precious");
  MockOptions options = small_sky(folder.path());
  const auto failure = failure_of([&] { write_mock_sky(world, options); });
  EXPECT_TRUE(failure && std::string{failure->what()}.find("truth.csv") != std::string::npos);
  EXPECT_EQ(files_in(folder.path()).size(), 1U);
  world.barrier();
  options.overwrite = true;
  write_mock_sky(world, options);
  EXPECT_TRUE(fs::exists(folder.path() / "mock.ini"));
}

TEST(MockSky, more_ranks_than_rows) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  options.n_xray = 1;
  options.n_infrared = 2;
  options.n_infrared_files = 2;
  options.counterpart_fraction = 0.0;
  write_mock_sky(world, options);
  const Sky sky = read_sky(world, options);
  EXPECT_EQ(sky.xray.numbers[0].size(), 1U);
  EXPECT_EQ(sky.infrared.numbers[0].size(), 2U);
}

// Where the sky is moved must not matter: across RA 0, at a pole, at the real place.
TEST(MockSky, counterparts_scatter_as_the_truth_says) {
  const auto world = Communicator::world();
  for (const auto& [ra, dec] : {std::pair{266.4, -29.0}, {0.0, 10.0}, {77.0, 90.0}}) {
    const SharedFolder folder{world};
    MockOptions options = small_sky(folder.path());
    options.n_xray = 9'000;
    options.ra_center_deg = ra;
    options.dec_center_deg = dec;
    write_mock_sky(world, options);
    const Sky sky = read_sky(world, options);
    double sum = 0.0;
    double n_pairs = 0.0;
    double n_inside = 0.0;
    for (std::size_t x = 0; x < 9'000; ++x) {
      const bool inside = sky.truth.numbers[2][x] == 1.0;
      n_inside += inside ? 1.0 : 0.0;
      EXPECT_EQ(inside, sky.truth.numbers[5][x] > 0.0);
      EXPECT_LT(
          separation(position_of(sky.xray, x), {Angle::from_degrees(ra), Angle::from_degrees(dec)})
              .degrees(),
          1.15);
      const double ir_id = sky.truth.numbers[1][x];
      if (std::isnan(ir_id)) continue;
      const auto i = static_cast<std::size_t>(ir_id);
      const double r = separation(position_of(sky.xray, x), position_of(sky.infrared, i)).arcsec();
      const double sigma = std::hypot(sky.truth.numbers[3][x], 0.1);
      sum += 0.5 * r * r / (sigma * sigma);
      ++n_pairs;
      const auto& bands = sky.infrared.numbers;
      EXPECT_EQ(sky.truth.numbers[6][x] == 1.0,
                is_kept(classify_colours(notebook_cuts, bands[2][i], bands[3][i], bands[4][i])));
      EXPECT_TRUE(sky.truth.numbers[4][x] == bands[4][i] ||
                  (std::isnan(sky.truth.numbers[4][x]) && std::isnan(bands[4][i])));
    }
    EXPECT_NEAR(n_pairs / n_inside, 0.12, 4.0 * std::sqrt(0.12 / n_inside));
    EXPECT_NEAR(sum / n_pairs, 1.0, 4.0 / std::sqrt(n_pairs)) << "at " << ra << " " << dec;
  }
}

TEST(MockSky, crosses_right_ascension_zero) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  options.ra_center_deg = 360.0;
  write_mock_sky(world, options);
  const Sky sky = read_sky(world, options);
  const auto& ra = sky.infrared.numbers[0];
  const auto east = std::count_if(ra.begin(), ra.end(), [](double r) { return r < 1.0; });
  const auto west = std::count_if(ra.begin(), ra.end(), [](double r) { return r > 359.0; });
  EXPECT_EQ(east + west, 100'000);
  EXPECT_GT(std::min(east, west), 20'000);
}

TEST(MockSky, fits_holds_what_the_text_holds) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  options.n_infrared = 20'000;
  write_mock_sky(world, options);
  const Sky text = read_sky(world, options);
  options.format = "fits";
  options.folder = folder.path() / "fits";
  write_mock_sky(world, options);
  const Sky table = read_sky(world, options);
  for (std::size_t column = 0; column < 5; ++column) {
    EXPECT_EQ(text.infrared.numbers[column].size(), table.infrared.numbers[column].size());
    for (std::size_t i = 0; i < 20'000; ++i) {
      const double a = text.infrared.numbers[column][i];
      const double b = table.infrared.numbers[column][i];
      EXPECT_EQ(std::isnan(a), std::isnan(b));
      EXPECT_FALSE(std::abs(a - b) > (column < 2 ? 1e-7 : 1e-5));
    }
  }
}

TEST(MockSky, fits_is_accepted_by_cfitsio) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  options.format = "fits";
  write_mock_sky(world, options);
  for (const fs::path& path : files_in(options.folder)) {
    if (path.extension() != ".fits") continue;
    EXPECT_EQ(fs::file_size(path) % 2880, 0U);
    fitsfile* file = nullptr;
    int status = 0;
    long n_rows = 0;
    int n_columns = 0;
    char unit[FLEN_VALUE] = "";
    fits_open_table(&file, path.c_str(), READONLY, &status);
    fits_get_num_rows(file, &n_rows, &status);
    fits_get_num_cols(file, &n_columns, &status);
    fits_read_key(file, TSTRING, "TUNIT3", unit, nullptr, &status);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(n_columns, 7);
    EXPECT_STREQ(unit, "arcsec");
    std::vector<double> ks(static_cast<std::size_t>(n_rows));
    fits_read_col(file, TDOUBLE, 7, 1, 1, n_rows, nullptr, ks.data(), nullptr, &status);
    fits_close_file(file, &status);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(std::all_of(ks.begin(), ks.end(),
                            [](double m) { return std::isnan(m) || (m > 6.9 && m < 19.1); }));
  }
}

TEST(MockSky, bad_rows_are_as_many_as_asked_and_cost_no_pair) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  options.bad_row_fraction = 0.2;
  write_mock_sky(world, options);
  const Sky sky = read_sky(world, options);
  EXPECT_EQ(sky.infrared.numbers[0].size(), 100'000U);
  double n_blank = 0;
  double n_repeated = 0;
  for (std::size_t i = 0; i < 100'000; ++i) {
    const auto& n = sky.infrared.numbers;
    if (std::isnan(n[0][i])) ++n_blank;
    if (i > 0 && n[0][i] == n[0][i - 1] && n[1][i] == n[1][i - 1]) ++n_repeated;
  }
  EXPECT_NEAR(n_blank / 1e5, 0.2 * 3 / 5, 0.005);
  EXPECT_NEAR(n_repeated / 1e5, 0.2 / 5 * (1 - 0.16), 0.004); // the row before may be bad itself
  for (std::size_t x = 0; x < 3'000; ++x) {
    const double ir_id = sky.truth.numbers[1][x];
    if (std::isnan(ir_id)) continue;
    EXPECT_FALSE(std::isnan(sky.infrared.numbers[0][static_cast<std::size_t>(ir_id)]));
    EXPECT_FALSE(std::isnan(sky.xray.numbers[0][x]));
    EXPECT_FALSE(std::isnan(sky.xray.numbers[2][x]));
  }
}

TEST(MockSky, model_and_configuration_name_the_files) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = small_sky(folder.path());
  write_mock_sky(world, options);
  const auto model = nlohmann::json::parse(bytes_of(options.folder / "truth_model.json"));
  EXPECT_EQ(model["n_xray"], 3'000);
  EXPECT_EQ(model["magnitude_edges"].size(), model["background"]["ks"].size() + 1);
  const std::string ini = bytes_of(options.folder / "mock.ini");
  std::int64_t n_rows = 0;
  for (const auto& file : model["infrared_files"]) {
    const std::string name = file["file"];
    EXPECT_NE(ini.find("catalogue = " + name + "\n"), std::string::npos);
    EXPECT_TRUE(fs::exists(options.folder / name));
    n_rows += file["rows"].get<std::int64_t>();
  }
  EXPECT_EQ(n_rows, 100'000);
}

TEST(MockSky, options_out_of_range) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  const auto refused = [&](const std::string& key, auto change) {
    MockOptions options = small_sky(folder.path());
    change(options);
    const auto failure = failure_of([&] { write_mock_sky(world, options); });
    EXPECT_TRUE(failure && failure->code() == ExitCode::bad_input) << key;
    EXPECT_TRUE(failure && std::string{failure->what()}.find(key) != std::string::npos) << key;
  };
  refused("preset", [](auto& o) { o.preset = "orion"; });
  refused("format", [](auto& o) { o.format = "xlsx"; });
  refused("n-xray", [](auto& o) { o.n_xray = 0; });
  refused("n-infrared", [](auto& o) { o.n_infrared = -1; });
  refused("files =", [](auto& o) { o.n_infrared_files = 21; });
  refused("files =", [](auto& o) { o.n_infrared = 6; });
  refused("n-infrared", [](auto& o) { o.n_infrared = 20; });
  refused("counterpart-fraction", [](auto& o) { o.counterpart_fraction = 1.1; });
  refused("error-misstatement", [](auto& o) { o.error_misstatement = 0.0; });
  refused("dec =", [](auto& o) { o.dec_center_deg = 90.1; });
  refused("ra =", [](auto& o) { o.ra_center_deg = std::nan(""); });
  refused("bad-row-fraction", [](auto& o) { o.bad_row_fraction = std::nan(""); });
  EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(MockSky, folder_that_cannot_be_made) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  folder.write("file", "in the way");
  const auto failure =
      failure_of([&] { write_mock_sky(world, small_sky(folder.path() / "file" / "sky")); });
  EXPECT_TRUE(failure && failure->code() == ExitCode::failure);
}

} // namespace
} // namespace counterpoint
