#include "match/plan/cost_model.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

double sum_of(const std::vector<Term>& terms, const Rates& rates) {
  double sum = 0.0;
  for (const Term& term : terms)
    sum += rates.at(term.rate) * term.amount;
  return sum;
}

// Rows whose tile another rank has, each sent to every trial group.
double bytes_exchanged(const Workload& work, const Rates& rates) {
  const double elsewhere = 1.0 - 1.0 / work.n_ranks;
  return rates.at("sent row") * work.tile_rows * work.grid.n_trial_groups * elsewhere;
}

MemoryPerRank expect_memory(const Workload& work, const Rates& rates) {
  const auto of_share = [&](double near, double pairs) {
    return work.own_bytes + sum_of(memory_terms(work, near, pairs), rates);
  };
  const auto least = [](double balance) { return std::max(0.0, 2.0 - balance); };
  return {of_share(least(work.near_balance), least(work.pair_balance)), of_share(1.0, 1.0),
          of_share(work.near_balance, work.pair_balance)};
}

} // namespace

std::vector<PhaseTerms> phase_terms(const Workload& work) {
  const double n = work.n_ranks;
  const double n_workers = work.grid.n_tile_workers;
  const double n_groups = work.grid.n_trial_groups;
  const double share = work.largest_share;
  const double near_read = work.near_rows * std::max(share, work.near_balance / n);
  const double searched = work.pair_balance / n_workers;
  return {
      {"read X-ray catalogue", {{"start", 1.0}, {"xray row", work.xray_rows}}},
      {"read infrared catalogue",
       {{"text byte", work.text_bytes * share},
        {"gzip byte", work.gzip_bytes * share},
        {"table row", work.table_rows * share},
        {"near row read", near_read}}},
      {"footprint", {{"cell merged", work.cells}}},
      {"partition and search",
       {{"tile row", work.tile_rows * searched},
        {"pair found", work.pairs * searched},
        {"source placed", work.xray_kept}}},
      {"magnitude model and probabilities",
       {{"model", 1.0},
        {"source judged", work.xray_rows / n},
        {"pair judged", work.pairs * searched}}},
      {"trials", {{"trial of pair", work.trial_pairs * searched / n_groups}}},
      {"exact expectation",
       {{"zone of pair", work.zone_pairs * searched},
        {"companion of pair", work.companion_pairs * searched}}},
      {"write",
       {{"output", 1.0},
        {"source written", work.xray_rows / n},
        {"candidate written", work.candidates / n}}},
  };
}

std::vector<Term> memory_terms(const Workload& work, double share_of_near, double share_of_pairs) {
  const double n = work.n_ranks;
  const double n_workers = work.grid.n_tile_workers;
  // Rows lie with the rank that reads them, then with the one that has their tile, and become
  // neighbours tile by tile: the most is there when all are rows, or when all are neighbours.
  constexpr double neighbour_over_row = 22.0 / 24.0; // bytes, with the bin of a neighbour
  const double rows =
      std::max({work.near_rows / n * share_of_near, work.tile_rows / n_workers * share_of_pairs,
                neighbour_over_row * work.pairs / n_workers * share_of_pairs});
  return {{"memory of row or pair", rows},
          {"memory of source", work.xray_rows / n},
          {"memory of several ranks", n > 1.0 ? 1.0 : 0.0}, // that they share for messages
          {"memory of carried byte", work.carried_bytes / n * share_of_near}};
}

double ranks_of_node(const Workload& work, int n_nodes) {
  return std::ceil(static_cast<double>(work.n_ranks) / n_nodes);
}

double memory_of_node(const Workload& work, double bytes_of_rank, int n_nodes) {
  const double n_ranks = ranks_of_node(work, n_nodes);
  return n_ranks * bytes_of_rank - (n_ranks - 1.0) * work.shared_bytes;
}

Cost expect_cost(const Workload& work, const Rates& rates, const Network& network) {
  Cost cost;
  cost.memory = expect_memory(work, rates);
  cost.bytes_exchanged = bytes_exchanged(work, rates);
  for (const PhaseTerms& phase : phase_terms(work)) {
    double seconds = sum_of(phase.terms, rates);
    if (phase.phase == "partition and search") {
      seconds += cost.bytes_exchanged / work.n_ranks / network.bytes_per_second_of_rank;
    }
    if (phase.phase == "read infrared catalogue" && network.file_system_bytes_per_second > 0.0) {
      seconds = std::max(seconds, work.bytes_to_read / network.file_system_bytes_per_second);
    }
    cost.phases.push_back({phase.phase, seconds});
    cost.seconds += seconds;
  }
  return cost;
}

} // namespace counterpoint
