#pragma once

#include "match/plan/rates.hpp"
#include "match/plan/workload.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// Units of one kind of work that a phase does on the rank that has most of it.
struct Term {
  std::string rate; ///< name in Rates
  double amount = 0.0;
};

/// A phase of `match`, by the name that the run report has for it, as a sum of terms.
struct PhaseTerms {
  std::string phase;
  std::vector<Term> terms;
};

/// Local. What each phase does on the rank that has most of it; communication apart.
[[nodiscard]] std::vector<PhaseTerms> phase_terms(const Workload& work);

/// Local. What takes memory on a rank that has `share` times the mean of near rows and pairs,
/// beside Workload::own_bytes.
[[nodiscard]] std::vector<Term> memory_terms(const Workload& work, double share_of_near,
                                             double share_of_pairs);

struct PhaseTime {
  std::string phase;
  double seconds = 0.0;
};

/// In bytes, with what the ranks of a node share.
struct MemoryPerRank {
  double least = 0.0;
  double mean = 0.0;
  double most = 0.0;
};

/// What `match` is expected to take.
struct Cost {
  std::vector<PhaseTime> phases;
  double seconds = 0.0; ///< of all phases
  MemoryPerRank memory;
  double bytes_exchanged = 0.0; ///< rows sent to other ranks
};

/// What joins the ranks, where it is not known from one machine.
struct Network {
  double bytes_per_second_of_rank = 5e8;     ///< while all ranks send at once
  double file_system_bytes_per_second = 0.0; ///< to all ranks together; 0: as fast as they read
};

/// Local. On the node that has most of them.
[[nodiscard]] double ranks_of_node(const Workload& work, int n_nodes);

/// Local. Bytes of a node whose ranks take so many each.
[[nodiscard]] double memory_of_node(const Workload& work, double bytes_of_rank, int n_nodes);

/// Local.
[[nodiscard]] Cost expect_cost(const Workload& work, const Rates& rates, const Network& network);

} // namespace counterpoint
