#include "counterpoint/null_trials/trials.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/null_trials/shifted_match.hpp"

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

// visit(trial, draw) for each trial of the share in which the pair matches.
template <class Visit>
void for_each_match(ShiftedPair& pair, std::int64_t ir_id, const TrialSet& set,
                    const TrialShare& share, Visit&& visit) {
  pair.set_zone(set.zone);
  if (pair.is_out_of_reach()) return;
  const std::int64_t key = set.mode == ShiftMode::rigid ? whole_catalogue : ir_id;
  const auto try_one = [&](int trial, const ShiftDraw& draw) {
    if (trial < set.n_trials && share.holds(trial) && pair.matches(draw)) visit(trial, draw);
  };
  for (int trial = 0; trial < set.n_trials; trial += 2) {
    if (!share.holds(trial) && !share.holds(trial + 1)) continue;
    const ShiftDraws draws =
        draw_shifts(set.seed, static_cast<std::uint32_t>(trial / 2), set.radius_index, key);
    try_one(trial, draws.even);
    try_one(trial + 1, draws.odd);
  }
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
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    std::fill(is_matched.begin(), is_matched.end(), std::uint8_t{0});
    for (const Neighbour& neighbour : neighbourhoods.of(i)) {
      ShiftedPair pair{neighbour};
      for (std::size_t radius = 0; radius < sets.size(); ++radius) {
        std::uint8_t* matched = is_matched.data() + radius * n_trials;
        for_each_match(pair, neighbour.ir_id, sets[radius], share,
                       [&](int trial, const ShiftDraw&) { matched[trial] = 1; });
      }
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
  const auto neighbours = neighbourhoods.of(i);
  const double reach_arcsec = set.zone.outer.arcsec() + largest_radius_arcsec(neighbours);
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    // They are ordered by separation: none behind the first beyond reach can match.
    if (neighbours[k].separation_arcsec > reach_arcsec) break;
    ShiftedPair pair{neighbours[k]};
    for_each_match(pair, neighbours[k].ir_id, set, share, [&](int trial, const ShiftDraw& draw) {
      const double phi_arcsec = std::sqrt(pair.squared_separation_arcsec2(draw));
      matches.push_back({checked_cast<std::uint32_t>(neighbourhoods.first[i] + k), trial,
                         Angle::from_arcsec(phi_arcsec)});
    });
  }
  std::sort(matches.begin(), matches.end(), [&](const NullMatch& a, const NullMatch& b) {
    const auto& all = neighbourhoods.neighbours;
    return std::tie(a.trial, a.separation, all[a.neighbour].ir_id) <
           std::tie(b.trial, b.separation, all[b.neighbour].ir_id);
  });
}

} // namespace counterpoint
