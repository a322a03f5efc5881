#include "counterpoint/null_trials/trials.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "null_trials/shifted_neighbours.hpp"

#include <algorithm>
#include <cmath>
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
  for (int trial = 0; trial < set.n_trials; trial += 2) {
    const auto is_wanted = [&](int t) { return t < set.n_trials && share.holds(t); };
    if (!is_wanted(trial) && !is_wanted(trial + 1)) continue;
    const TrialPair pair{set.seed, static_cast<std::uint32_t>(trial / 2), set.radius_index};
    neighbours.for_each_match(pair, [&](std::size_t k, bool is_odd, const Offset& to_xray) {
      const int matched = trial + (is_odd ? 1 : 0);
      return !is_wanted(matched) || visit(k, matched, to_xray);
    });
  }
}

Angle length(const Offset& offset) {
  const double east = offset.east_arcsec;
  const double north = offset.north_arcsec;
  return Angle::from_arcsec(std::sqrt(east * east + north * north));
}

// The other way round, and against the meridian of the X-ray source.
Angle direction_from_xray(const Offset& to_xray, const Neighbour& neighbour) {
  return Angle::from_radians(std::atan2(-to_xray.east_arcsec, -to_xray.north_arcsec) +
                             neighbour.convergence_radians);
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
    shifted.assign(neighbourhoods.of(i), neighbourhoods.shapes[i], options.largest_shift());
    for (std::size_t radius = 0; radius < sets.size(); ++radius) {
      std::uint8_t* matched = is_matched.data() + radius * n_trials;
      for_each_match(shifted, sets[radius], share, [&](std::size_t, int trial, const Offset&) {
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

void find_null_matches(const Neighbourhoods& neighbourhoods, std::size_t i,
                       const NullOptions& options, const TrialShare& share,
                       std::vector<NullMatch>& matches) {
  matches.clear();
  const TrialSet set = null_trial_set(options);
  ShiftedNeighbours shifted{options.mode};
  shifted.assign(neighbourhoods.of(i), neighbourhoods.shapes[i], set.zone.outer);
  for_each_match(shifted, set, share, [&](std::size_t k, int trial, const Offset& to_xray) {
    const std::size_t neighbour = neighbourhoods.first[i] + k;
    matches.push_back({checked_cast<std::uint32_t>(neighbour), trial, length(to_xray),
                       direction_from_xray(to_xray, neighbourhoods.neighbours[neighbour])});
    return true;
  });
  std::sort(matches.begin(), matches.end(), [&](const NullMatch& a, const NullMatch& b) {
    const auto& all = neighbourhoods.neighbours;
    return std::tie(a.trial, a.separation, all[a.neighbour].ir_id) <
           std::tie(b.trial, b.separation, all[b.neighbour].ir_id);
  });
}

} // namespace counterpoint
