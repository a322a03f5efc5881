#include "catalogue/reading.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/mock/mock.hpp"
#include "support/bytes_of.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace counterpoint {
namespace {

using test_support::bytes_of;
using test_support::SharedFolder;
namespace fs = std::filesystem;

MockOptions departing_sky(const fs::path& folder) {
  MockOptions options;
  options.n_xray = 3'000;
  options.n_infrared = 80'000;
  options.n_infrared_files = 1;
  options.folder = folder;
  options.area_scale = 0.5;
  options.clustering = 0.4;
  options.gradient = 1.5;
  options.gaps = 0.2;
  options.missing_ks = 0.3;
  return options;
}

TEST(MockDepartures, bytes_do_not_depend_on_ranks) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  const auto alone = world.split(world.rank(), 0);
  write_mock_sky(world, departing_sky(folder.path() / "together"));
  if (!world.is_root()) return;
  write_mock_sky(alone, departing_sky(folder.path() / "alone"));
  for (const char* name : {"xray.csv", "infrared.tsv", "truth.csv", "truth_model.json"}) {
    EXPECT_TRUE(bytes_of(folder.path() / "alone" / name) ==
                bytes_of(folder.path() / "together" / name))
        << name;
  }
}

TEST(MockDepartures, are_written_down_where_there_are_any) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  MockOptions options = departing_sky(folder.path());
  write_mock_sky(world, options);
  const auto model = nlohmann::json::parse(bytes_of(folder.path() / "truth_model.json"));
  EXPECT_EQ(model["gaps"], 0.2);
  EXPECT_EQ(model["gradient_dex_per_deg"], 1.5);
  options = MockOptions{};
  options.n_xray = 100;
  options.n_infrared = 10'000;
  options.folder = folder.path() / "preset";
  write_mock_sky(world, options);
  const auto preset = nlohmann::json::parse(bytes_of(options.folder / "truth_model.json"));
  for (const char* name : {"area_scale", "clustering", "gaps", "missing_ks"})
    EXPECT_FALSE(preset.contains(name)) << name;
}

TEST(MockDepartures, out_of_range) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  const auto refused = [&](const std::string& key, double MockOptions::*value, double bad) {
    MockOptions options = departing_sky(folder.path() / "sky");
    options.*value = bad;
    try {
      write_mock_sky(world, options);
      ADD_FAILURE() << key << " = " << bad << " accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input) << error.what();
      EXPECT_NE(std::string{error.what()}.find(key), std::string::npos) << error.what();
    }
  };
  refused("area-scale", &MockOptions::area_scale, 0.0);
  refused("area-scale", &MockOptions::area_scale, 14'401.0);
  refused("clustering", &MockOptions::clustering, -0.1);
  refused("gradient", &MockOptions::gradient, std::nan(""));
  refused("gaps", &MockOptions::gaps, 0.6);
  refused("missing-ks", &MockOptions::missing_ks, 1.1);
}

} // namespace
} // namespace counterpoint
