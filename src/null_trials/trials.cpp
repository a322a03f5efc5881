#include "counterpoint/null_trials/trials.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "null_trials/shifted_neighbours.hpp"

#include <algorithm>
#include <tuple>

namespace counterpoint {

namespace {

// Null trials have radius index 0; the sweep counts from 1.
constexpr std::uint32_t null_radius_index = 0;

// One set of trials with a common zone.
struct TrialSet {
  std::uint64_t seed;
  ShiftMode mode;
  ShiftZone zone;
  std::uint32_t radius_index;
  int n_trials;
};

TrialSet null_trial_set(const NullOptions& options) {
  return {options.seed, options.mode, options.zone(), null_radius_index, options.trials};
}

TrialSet sweep_trial_set(const NullOptions& options, std::size_t radius) {
  return {options.seed, options.mode, options.sweep_zone(options.sweep_radii[radius]),
          checked_cast<std::uint32_t>(radius + 1), options.sweep_trials};
}

// visit(neighbour, trial, to_xray) for each match in the set's trials of the
// share; a trial pair is left when it returns false.
template <class Visit>
void for_each_match(ShiftedNeighbours& neighbours, const TrialSet& set, const TrialShare& share,
                    Visit&& visit) {
  neighbours.set_zone(set.zone);
  const int end = std::min(share.end, set.n_trials);
  for (int trial = share.first / 2 * 2; trial < end; trial += 2) {
    const auto is_wanted = [&](int t) { return t < end && share.holds(t); };
    if (!is_wanted(trial) && !is_wanted(trial + 1)) continue;
    const TrialPair pair{set.seed, static_cast<std::uint32_t>(trial / 2), set.radius_index};
    neighbours.for_each_match(pair, [&](std::size_t k, bool is_odd, const SkyOffset& to_xray) {
      const int matched = trial + (is_odd ? 1 : 0);
      return !is_wanted(matched) || visit(k, matched, to_xray);
    });
  }
}

// The other way round, and against the meridian of the X-ray source.
Angle direction_from_xray(const SkyOffset& to_xray, const Neighbour& neighbour) {
  return (-to_xray).position_angle() + neighbour.convergence();
}

} // namespace

std::vector<std::int64_t> sweep_matched_sources(const Neighbourhoods& neighbourhoods,
                                                const NullOptions& options,
                                                const TrialShare& share) {
  const auto n_trials = static_cast<std::size_t>(options.sweep_trials);
  std::vector<TrialSet> sets;
  for (std::size_t radius = 0; radius < options.sweep_radii.size(); ++radius)
    sets.push_back(sweep_trial_set(options, radius));
  std::vector<std::int64_t> counts(sets.size() * n_trials);
  std::vector<std::uint8_t> is_matched(counts.size());
  ShiftedNeighbours shifted{options.mode};
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    std::fill(is_matched.begin(), is_matched.end(), std::uint8_t{0});
    const std::vector<Neighbour> neighbours = neighbourhoods.neighbours_of(i);
    shifted.assign(neighbours, neighbourhoods.shape(i), options.largest_shift());
    for (std::size_t radius = 0; radius < sets.size(); ++radius) {
      std::uint8_t* matched = is_matched.data() + radius * n_trials;
      for_each_match(shifted, sets[radius], share, [&](std::size_t, int trial, const SkyOffset&) {
        matched[trial] = 1;
        // One match is enough: the pair of trials is done when both have theirs.
        const int other = trial ^ 1;
        return other < options.sweep_trials && share.holds(other) && matched[other] == 0;
      });
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
      counts[k] += is_matched[k];
  }
  return counts;
}

namespace {

// A match before its trial is complete.
struct Match {
  int trial;
  std::uint32_t neighbour; // index among all neighbours
  Candidate candidate;
};

// The matches of one X-ray source in all trials of the set, ordered by (trial, separation, ir_id).
class MatchFinder {
public:
  MatchFinder(const Neighbourhoods& neighbourhoods, const TrialSet& set, const TrialShare& share)
      : neighbourhoods_{neighbourhoods}, set_{set}, share_{share}, shifted_{set.mode} {}

  [[nodiscard]] std::span<const Match> matches_of(std::size_t source) {
    matches_.clear();
    const std::vector<Neighbour> neighbours = neighbourhoods_.neighbours_of(source);
    shifted_.assign(neighbours, neighbourhoods_.shape(source), set_.zone.outer);
    const std::size_t first = neighbourhoods_.first_neighbour(source);
    for_each_match(shifted_, set_, share_, [&](std::size_t k, int trial, const SkyOffset& to_xray) {
      const Neighbour& neighbour = neighbours[k];
      matches_.push_back(
          {trial,
           checked_cast<std::uint32_t>(first + k),
           {neighbour.ir_id, to_xray.length(), direction_from_xray(to_xray, neighbour),
            neighbour.sigma, neighbourhoods_.quoted_error(source, neighbour), neighbour.ks,
            neighbour.features}});
      return true;
    });
    std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) {
      return std::tie(a.trial, a.candidate.separation, a.candidate.ir_id) <
             std::tie(b.trial, b.candidate.separation, b.candidate.ir_id);
    });
    return matches_;
  }

private:
  const Neighbourhoods& neighbourhoods_;
  TrialSet set_;
  TrialShare share_;
  ShiftedNeighbours shifted_;
  std::vector<Match> matches_;
};

} // namespace

void run_null_trials(const Neighbourhoods& neighbourhoods, const NullOptions& options,
                     const TrialShare& share,
                     const std::function<void(const TrialMatches&)>& judge) {
  MatchFinder finder{neighbourhoods, null_trial_set(options), share};
  std::vector<Candidate> candidates;
  std::vector<std::uint32_t> neighbours;
  for (std::size_t source = 0; source < neighbourhoods.size(); ++source) {
    const std::span<const Match> matches = finder.matches_of(source);
    for (std::size_t k = 0; k < matches.size();) {
      candidates.clear();
      neighbours.clear();
      const int trial = matches[k].trial;
      for (; k < matches.size() && matches[k].trial == trial; ++k) {
        candidates.push_back(matches[k].candidate);
        neighbours.push_back(matches[k].neighbour);
      }
      judge({source, trial, candidates, neighbours});
    }
  }
}

} // namespace counterpoint
