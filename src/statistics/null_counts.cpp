#include "counterpoint/statistics/null_counts.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/statistics/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr std::size_t no_source = std::numeric_limits<std::size_t>::max();

std::int64_t in_weights(double value) {
  return std::llround(value / NullCounts::weight);
}

} // namespace

NullCounts::NullCounts(int n_trials, int n_bins)
    : matches(static_cast<std::size_t>(n_trials) * static_cast<std::size_t>(n_bins)),
      best(static_cast<std::size_t>(n_trials) * (calibration_thresholds().size() + 1)) {}

NullJudge::NullJudge(const SearchedSky& sky, const NeighbourBins& bins, const Judgement& judgement,
                     int n_trials)
    : sky_{sky}, bins_{bins},
      judgement_{judgement}, counts_{n_trials, bins.n_bins}, source_{no_source} {
  check(bins.of_neighbour.size() == sky.neighbourhoods.n_neighbours(),
        "NullJudge: one bin per neighbour");
}

void NullJudge::go_to(std::size_t source) {
  if (source == source_) return;
  source_ = source;
  const auto xray_id = static_cast<std::size_t>(sky_.neighbourhoods.xray_ids[source]);
  of_candidates_ = probabilities_by(Estimator::lr, judgement_.model,
                                    {sky_.candidates[source], judgement_.terms[xray_id]});
}

double NullJudge::counterpart_probability(std::int64_t ir_id) const {
  const auto candidates = sky_.candidates[source_];
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    if (candidates[k].ir_id == ir_id) return of_candidates_[k].p;
  }
  return 0.0;
}

void NullJudge::operator()(const TrialMatches& matches) {
  const auto trial = static_cast<std::size_t>(matches.trial);
  for (const std::uint32_t neighbour : matches.neighbours) {
    ++counts_.matches[trial * static_cast<std::size_t>(bins_.n_bins) +
                      static_cast<std::size_t>(bins_.of_neighbour[neighbour])];
  }
  const auto xray_id = static_cast<std::size_t>(sky_.neighbourhoods.xray_ids[matches.source]);
  const XrayTerms& terms = judgement_.terms[xray_id];
  if (!terms.is_considered) return;
  go_to(matches.source);
  for (const Candidate& match : matches.candidates)
    counts_.own_counterparts += in_weights(counterpart_probability(match.ir_id));
  const auto probabilities =
      probabilities_by(judgement_.estimator, judgement_.model, {matches.candidates, terms});
  const auto best =
      std::max_element(probabilities.begin(), probabilities.end(),
                       [](const Probability& a, const Probability& b) { return a.p < b.p; });
  const Candidate& chosen =
      matches.candidates[static_cast<std::size_t>(best - probabilities.begin())];
  const std::size_t n_classes = calibration_thresholds().size() + 1;
  counts_.best[trial * n_classes + thresholds_reached(best->p)] +=
      in_weights(1.0 - counterpart_probability(chosen.ir_id));
}

} // namespace counterpoint
