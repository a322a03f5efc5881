#include "match/shared_counterparts.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <vector>

namespace counterpoint {

bool SharedCounterparts::are_many() const {
  constexpr std::int64_t number = 10;
  constexpr std::int64_t one_in = 10;
  return n_sharing > number && one_in * n_sharing > n_sources;
}

SharedCounterparts count_shared_counterparts(const Communicator& comm, const Candidates& candidates,
                                             const Probabilities& probabilities) {
  constexpr double likely = 0.5;
  const auto n_ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::int64_t>> stars(n_ranks); // by the rank that counts them
  SharedCounterparts shared;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto of_source = candidates.of_source[i];
    const auto p = probabilities.of_source[i];
    for (std::size_t k = 0; k < of_source.size(); ++k) {
      if (!(p[k].lr.p >= likely)) continue;
      ++shared.n_sources;
      stars[static_cast<std::size_t>(of_source[k].ir_id) % n_ranks].push_back(of_source[k].ir_id);
    }
  }
  std::vector<std::int64_t> mine = comm.exchange(stars);
  std::sort(mine.begin(), mine.end());
  for (auto star = mine.begin(); star != mine.end();) {
    const auto next = std::upper_bound(star, mine.end(), *star);
    if (next - star > 1) shared.n_sharing += next - star;
    star = next;
  }
  add_up(comm, shared);
  return shared;
}

} // namespace counterpoint
