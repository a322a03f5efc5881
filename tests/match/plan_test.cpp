#include "match/plan/calibration.hpp"
#include "match/plan/cost_model.hpp"
#include "match/plan/nonnegative_fit.hpp"
#include "match/plan/plan_text.hpp"

#include "counterpoint/core/error.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>

namespace counterpoint {
namespace {

Workload some_work(int n_ranks) {
  Workload work;
  work.n_ranks = n_ranks;
  work.grid = {n_ranks, 1};
  work.largest_share = 1.0 / n_ranks;
  work.n_tiles = 8 * n_ranks;
  work.xray_rows = work.xray_kept = 1e4;
  work.infrared_rows = work.table_rows = 1e8;
  work.bytes_to_read = 3.6e9;
  work.cells = 1e6;
  work.near_rows = 2e7;
  work.tile_rows = 2.2e7;
  work.pairs = 8e6;
  work.candidates = 1e5;
  work.trial_pairs = 6e8;
  work.zone_pairs = 6e7;
  work.own_bytes = 5e7;
  return work;
}

TEST(NonnegativeFit, finds_what_the_runs_were_made_with) {
  const std::vector<std::vector<double>> amounts{
      {1.0, 1e6, 0.0}, {1.0, 2e6, 5e3}, {1.0, 5e5, 9e4}, {1.0, 1e5, 1e5}};
  std::vector<double> seconds;
  for (const auto& run : amounts)
    seconds.push_back(0.05 * run[0] + 3e-7 * run[1] + 2e-6 * run[2]);
  const auto fitted = nonnegative_fit(amounts, seconds);
  EXPECT_NEAR(fitted[0], 0.05, 1e-9);
  EXPECT_NEAR(fitted[1], 3e-7, 1e-13);
  EXPECT_NEAR(fitted[2], 2e-6, 1e-12);
}

TEST(NonnegativeFit, leaves_out_what_would_be_negative_or_is_never_seen) {
  const std::vector<std::vector<double>> amounts{{1.0, 1.0, 0.0}, {1.0, 2.0, 0.0}};
  const auto fitted = nonnegative_fit(amounts, std::vector<double>{2.0, 1.0});
  EXPECT_GT(fitted[0], 0.0);
  EXPECT_EQ(fitted[1], 0.0); // seconds fall where the amount grows
  EXPECT_EQ(fitted[2], 0.0);
}

TEST(Calibration, finds_the_rates_that_made_the_runs) {
  Rates truth = default_rates();
  truth.of["table row"] = 7e-8;
  std::vector<MeasuredRun> runs;
  for (const double factor : {1.0, 2.0, 5.0}) {
    MeasuredRun run{some_work(1), {}};
    run.work.table_rows *= factor;
    run.work.pairs *= factor * factor;
    run.work.near_rows *= factor * factor * factor;
    run.work.tile_rows = run.work.near_rows;
    const Cost cost = expect_cost(run.work, truth, {});
    for (const PhaseTime& phase : cost.phases)
      run.seconds[phase.phase] = phase.seconds;
    runs.push_back(run);
  }
  const Rates fitted = fit_rates(runs, default_rates());
  EXPECT_NEAR(fitted.at("table row") / 7e-8, 1.0, 1e-6);
  EXPECT_EQ(fitted.at("gzip byte"), default_rates().at("gzip byte")); // no run had any
  const Cost again = expect_cost(runs[1].work, fitted, {});
  EXPECT_NEAR(again.seconds / expect_cost(runs[1].work, truth, {}).seconds, 1.0, 1e-6);
}

TEST(CostModel, ranks_divide_the_work_but_not_what_all_do) {
  const Rates rates = default_rates();
  const Cost one = expect_cost(some_work(1), rates, {});
  const Cost many = expect_cost(some_work(64), rates, {});
  EXPECT_EQ(one.bytes_exchanged, 0.0);
  EXPECT_GT(many.bytes_exchanged, 0.0);
  ASSERT_EQ(one.phases[5].phase, "trials");
  EXPECT_NEAR(one.phases[5].seconds / many.phases[5].seconds, 64.0, 1e-9);
  ASSERT_EQ(one.phases[2].phase, "footprint");
  EXPECT_EQ(one.phases[2].seconds, many.phases[2].seconds);
  EXPECT_GT(many.memory.mean, some_work(64).own_bytes);
  EXPECT_LT(many.memory.mean, one.memory.mean);
}

TEST(CostModel, one_rank_reads_a_file_that_cannot_be_shared) {
  Workload work = some_work(64);
  work.largest_share = 0.5;
  const Cost cost = expect_cost(work, default_rates(), {});
  const Cost one = expect_cost(some_work(1), default_rates(), {});
  EXPECT_NEAR(cost.phases[1].seconds / one.phases[1].seconds, 0.5, 1e-9);
}

TEST(CostModel, the_disks_bound_the_reading) {
  Network network;
  network.file_system_bytes_per_second = 1e8;
  const Cost cost = expect_cost(some_work(64), default_rates(), network);
  EXPECT_NEAR(cost.phases[1].seconds, 36.0, 1e-9);
}

TEST(Workload, shares_of_blocks_that_are_equal_are_balanced) {
  EXPECT_NEAR(balance_of_shares(std::vector<double>(256, 7.0), 3), 1.0, 1e-12);
  EXPECT_NEAR(balance_of_shares({1.0, 1.0, 3.0, 3.0}, 2), 1.5, 1e-12);
  EXPECT_NEAR(balance_of_shares({1.0, 1.0, 3.0, 3.0}, 1000), 1.5, 1e-12);
  EXPECT_EQ(balance_of_shares({0.0, 0.0}, 2), 1.0);
}

TEST(Workload, tiles_that_scatter_unbalance_the_workers) {
  EXPECT_EQ(balance_of_tiles(std::vector<double>(64, 1000.0), 8), 1.0);
  std::vector<double> uneven;
  for (int tile = 0; tile < 64; ++tile)
    uneven.push_back(tile % 2 == 0 ? 500.0 : 1500.0);
  const double balance = balance_of_tiles(uneven, 8);
  EXPECT_GT(balance, 1.3); // scatter 0.5 of a tile, 0.18 of eight; the largest of eight workers
  EXPECT_LT(balance, 1.5);
  EXPECT_EQ(balance_of_tiles(uneven, 1), 1.0);
}

TEST(PlanText, asks_slurm_for_a_reserve) {
  Workload work = some_work(64);
  Cost cost;
  cost.seconds = 600.0;
  cost.memory.most = 1.45e9;
  const std::string lines = slurm_lines(work, cost, 2);
  EXPECT_NE(lines.find("--nodes=2\n#SBATCH --ntasks=64\n"), std::string::npos) << lines;
  EXPECT_NE(lines.find("--mem-per-cpu=2000M"), std::string::npos) << lines;
  EXPECT_NE(lines.find("--time=00:35:00"), std::string::npos) << lines;
}

TEST(PlanText, counts_what_the_ranks_of_a_node_share_once) {
  Workload work = some_work(64);
  work.shared_bytes = 4.5e8;
  EXPECT_NEAR(memory_of_node(work, 1.45e9, 2), 32.0 * 1e9 + 4.5e8, 1.0);
  Cost cost;
  cost.memory.most = 1.45e9;
  const std::string lines = slurm_lines(work, cost, 2);
  EXPECT_NE(lines.find("--mem-per-cpu=1400M"), std::string::npos) << lines;
  EXPECT_NE(slurm_lines(work, cost, 64).find("--mem-per-cpu=2000M"), std::string::npos);
}

TEST(PlanText, says_what_unshared_files_cost) {
  Workload work = some_work(64);
  EXPECT_EQ(plan_text(work, default_rates(), {}).find("unpack it"), std::string::npos);
  work.largest_share = 0.4;
  EXPECT_NE(plan_text(work, default_rates(), {}).find("40 % of the bytes"), std::string::npos);
}

TEST(Rates, come_back_from_their_file) {
  const auto folder = std::filesystem::temp_directory_path() / "counterpoint_rates_test";
  std::filesystem::remove_all(folder);
  Rates rates = default_rates();
  rates.of["table row"] = 1.25e-7;
  write_rates(folder / "deep" / "rates.json", rates);
  EXPECT_EQ(read_rates(folder / "deep" / "rates.json").of, rates.of);
  EXPECT_THROW((void)read_rates(folder / "none.json"), InputError);
  std::ofstream{folder / "other.json"} << "[1, 2]";
  EXPECT_THROW((void)read_rates(folder / "other.json"), InputError);
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace counterpoint
