#include "counterpoint/output/run_report.hpp"

#include "counterpoint/core/error.hpp"
#include "sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <thread>

namespace counterpoint {
namespace {

using test_support::Folder;

TEST(RunReport, gathers_all_ranks) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const std::int64_t rank = world.rank();
  const std::int64_t n_ranks = world.size();
  RunReport report;
  report.command_line = "counterpoint match";
  if (world.is_root()) report.inputs = {folder / "input.csv", folder / "gone.csv"};
  report.tile_ranks = world.size();
  report.n_tiles = 12;
  report.bytes_read = 100 * (rank + 1);
  report.rows_read = 1;
  report.neighbourhood_pairs = rank == 0 ? 10 : 0;
  if (world.is_root()) std::ofstream{folder / "input.csv"} << "123456789";
  PhaseClock clock;
  clock.enter("read infrared");
  clock.enter("match");
  clock.stop();
  write_run_report(world, folder / "a.run.json", report, clock);
  world.barrier();

  const auto json = nlohmann::json::parse(test_support::bytes_of(folder / "a.run.json"));
  EXPECT_EQ(json["ranks"], n_ranks);
  EXPECT_EQ(json["layout"]["tile_ranks"], n_ranks);
  EXPECT_EQ(json["layout"]["tiles"], 12);
  EXPECT_EQ(json["reading"]["bytes"], 100 * n_ranks * (n_ranks + 1) / 2);
  EXPECT_EQ(json["reading"]["rows"], n_ranks);
  EXPECT_GT(json["reading"]["seconds"], 0.0);
  EXPECT_EQ(json["neighbourhood_pairs"]["total"], 10);
  EXPECT_DOUBLE_EQ(json["neighbourhood_pairs"]["per_rank"]["max_over_mean"],
                   static_cast<double>(n_ranks));
  EXPECT_EQ(json["phases"][1]["name"], "match");
  EXPECT_EQ(json["by_rank"].size(), static_cast<std::size_t>(n_ranks));
  EXPECT_LE(json["started"].get<std::string>(), json["finished"].get<std::string>());
  EXPECT_GT(json["peak_memory_bytes"]["max"], 1e6);
  std::int64_t on_hosts = 0;
  double of_hosts = 0.0;
  for (const auto& host : json["hosts"]) {
    on_hosts += host["ranks"].get<std::int64_t>();
    of_hosts += host["peak_memory_bytes"].get<double>();
  }
  EXPECT_EQ(on_hosts, n_ranks);
  // What is shared counts once: more than any rank has for itself, less than all have together.
  double most_own = 0.0;
  for (const auto& numbers : json["by_rank"])
    most_own = std::max(most_own, numbers["own_memory_bytes"].get<double>());
  EXPECT_GT(most_own, 1e6);
  EXPECT_GE(of_hosts, most_own);
  EXPECT_LE(of_hosts,
            1.1 * static_cast<double>(n_ranks) * json["peak_memory_bytes"]["max"].get<double>());
  EXPECT_EQ(json["inputs"][0]["bytes"], 9);
  EXPECT_EQ(json["inputs"][0]["crc32_of_first_and_last_mib"], "cbf43926"); // CRC-32's check value
  EXPECT_TRUE(json["inputs"][1]["bytes"].is_null());
}

// The rank that is late works, and the others wait for it.
TEST(PhaseClock, tells_work_from_waiting) {
  const auto world = Communicator::world();
  constexpr auto late = std::chrono::milliseconds{100};
  PhaseClock clock;
  clock.enter("match");
  if (world.is_root()) std::this_thread::sleep_for(late);
  world.barrier();
  clock.stop();
  const PhaseClock::Phase& phase = clock.phases()[0];
  if (world.is_root()) {
    EXPECT_GE(phase.work_seconds, 0.1);
  } else {
    EXPECT_GT(phase.waiting_seconds, 0.0);
  }
}

TEST(RunReport, a_missing_folder_fails_on_all_ranks) {
  const auto world = Communicator::world();
  const Folder folder{world};
  EXPECT_THROW(write_run_report(world, folder / "missing/a.json", {}, PhaseClock{}), Error);
}

TEST(RunReport, phase_table_covers_phases_of_any_rank) {
  const auto world = Communicator::world();
  PhaseClock clock;
  clock.enter("read");
  if (world.rank() == world.size() - 1) clock.enter("only on the last rank");
  clock.stop();
  const std::string table = phase_table(world, clock);
  EXPECT_EQ(table.empty(), !world.is_root());
  if (!world.is_root()) return;
  EXPECT_LT(table.find("\nread "), table.find("\nonly on the last rank "));
  EXPECT_NE(table.find("\ntotal"), std::string::npos);
}

} // namespace
} // namespace counterpoint
