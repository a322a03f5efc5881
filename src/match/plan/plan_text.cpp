#include "match/plan/plan_text.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

std::string count(double value) {
  return with_commas(std::llround(value));
}

std::string size(double bytes) {
  if (bytes < 1e9) return format_text("%.0f MB", bytes * 1e-6);
  return format_text("%.2f GB", bytes * 1e-9);
}

std::string line(const std::string& name, const std::string& value) {
  return format_text("  %-34s %s\n", name.c_str(), value.c_str());
}

std::string describe_layout(const Workload& work, int n_nodes) {
  const RankGrid& grid = work.grid;
  return format_text("match on %d %s, %d %s\n", work.n_ranks, work.n_ranks == 1 ? "rank" : "ranks",
                     n_nodes, n_nodes == 1 ? "node" : "nodes") +
         line("tiles", format_text("%d, on %d tile ranks x %d trial groups", work.n_tiles,
                                   grid.n_tile_workers, grid.n_trial_groups)) +
         line("reach, margin of a tile",
              format_text("%.2f, %.2f arcsec", work.reach.arcsec(), work.margin.arcsec()));
}

std::string describe_data(const Workload& work, const Cost& cost) {
  return "expected\n" +
         line("X-ray sources", count(work.xray_rows) + ", " + count(work.xray_kept) + " kept") +
         line("infrared rows",
              count(work.infrared_rows) + format_text("; %.1f %% of %s were read for this",
                                                      100.0 * work.sampled_fraction,
                                                      size(work.bytes_to_read).c_str())) +
         line("near X-ray sources", count(work.near_rows) + ", in tiles " + count(work.tile_rows)) +
         line("neighbours of X-ray sources", count(work.pairs)) +
         line("candidates", count(work.candidates)) +
         line("bytes exchanged", size(cost.bytes_exchanged)) +
         line("most over mean of the ranks",
              format_text("%.2f of the near rows they read, %.2f of the neighbours",
                          work.near_balance, work.pair_balance));
}

std::string describe_memory(const Workload& work, const Cost& cost, int n_nodes) {
  return "memory\n" +
         line("per rank: least, mean, most", size(cost.memory.least) + ", " +
                                                 size(cost.memory.mean) + ", " +
                                                 size(cost.memory.most)) +
         line("the same on every rank", size(work.own_bytes)) +
         line("of it once per node", size(work.shared_bytes)) +
         line("per node", size(memory_of_node(work, cost.memory.mean, n_nodes)));
}

std::string describe_time(const Cost& cost, const Rates& rates) {
  std::string text = "time of the rank with most work\n";
  for (const PhaseTime& phase : cost.phases)
    text += line(phase.phase, format_text("%.2f s", phase.seconds));
  return text + line("all phases", format_text("%.2f s", cost.seconds)) +
         "  rates: " + rates.origin + "\n";
}

// What the figures leave out, where it matters.
std::string remarks(const Workload& work, const PlanRequest& request) {
  std::string text = "not in it: the start of the ranks, match.align, [candidates], waiting for a "
                     "file system that others use\n";
  if (work.largest_share > 1.5 / work.n_ranks) {
    text += format_text("note: one infrared file that only one rank can read (gzip, VOTable) holds "
                        "%.0f %% of the bytes: unpack it, or cut it into files\n",
                        100.0 * work.largest_share);
  }
  if (request.network.file_system_bytes_per_second == 0.0) {
    text += "note: all ranks together are taken to read as fast as they parse; --file-system-rate "
            "says what the disks give\n";
  }
  if (work.grid.n_tile_workers * work.grid.n_trial_groups < work.n_ranks) {
    text += format_text("note: %d ranks only read: their number is no multiple of the tile ranks\n",
                        work.n_ranks - work.grid.n_tile_workers * work.grid.n_trial_groups);
  }
  return text;
}

} // namespace

std::string slurm_lines(const Workload& work, const Cost& cost, int n_nodes) {
  constexpr double memory_reserve = 4.0 / 3.0;
  constexpr double time_reserve = 3.0;
  const double per_rank =
      memory_of_node(work, cost.memory.most, n_nodes) / ranks_of_node(work, n_nodes);
  const auto megabytes = static_cast<long long>(std::ceil(per_rank * memory_reserve / 1e8)) * 100;
  const auto minutes =
      5 * static_cast<long long>(std::ceil((time_reserve * cost.seconds / 60.0 + 5.0) / 5.0));
  return format_text("#SBATCH --nodes=%d\n#SBATCH --ntasks=%d\n#SBATCH --cpus-per-task=1\n"
                     "#SBATCH --mem-per-cpu=%lldM\n#SBATCH --time=%02lld:%02lld:00\n",
                     n_nodes, work.n_ranks, megabytes, minutes / 60, minutes % 60);
}

std::string plan_text(const Workload& work, const Rates& rates, const PlanRequest& request) {
  const Cost cost = expect_cost(work, rates, request.network);
  return describe_layout(work, request.n_nodes) + describe_data(work, cost) +
         describe_memory(work, cost, request.n_nodes) + describe_time(cost, rates) +
         remarks(work, request) + "for jobs/whole_bulge.slurm, or a job of yours\n" +
         slurm_lines(work, cost, request.n_nodes);
}

} // namespace counterpoint
