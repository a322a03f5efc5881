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

NullCounts::NullCounts(int n_trials, int n_bins, std::size_t n_estimators)
    : matches(static_cast<std::size_t>(n_trials) * static_cast<std::size_t>(n_bins)),
      best(n_estimators * static_cast<std::size_t>(n_trials) *
           (calibration_thresholds().size() + 1)) {}

NullJudge::NullJudge(const SearchedSky& sky, const NeighbourBins& bins, const Judgement& judgement,
                     int n_trials)
    : sky_{sky}, bins_{bins}, judgement_{judgement},
      counts_{n_trials, bins.n_bins, judgement.estimators.size()}, source_{no_source},
      none_(judgement.estimators.size()) {
  check(bins.of_neighbour.size() == sky.neighbourhoods.n_neighbours(),
        "NullJudge: one bin per neighbour");
}

void NullJudge::go_to(std::size_t source) {
  if (source == source_) return;
  source_ = source;
  const auto xray_id = static_cast<std::size_t>(sky_.neighbourhoods.xray_ids[source]);
  const auto candidates = sky_.candidates[source];
  judged_ = {candidates, judgement_.terms_of(xray_id)};
  if (!judged_.terms.is_considered) return;
  const std::vector<Probability> of_candidates =
      probabilities_by(Estimator::lr, judgement_.model, judged_);
  for (std::size_t k = 0; k < none_.size(); ++k)
    none_[k] = weight_of_none(judgement_.estimators[k], judgement_.model, judged_.terms);
  if (judgement_.features_of_neighbours) {
    judgement_.features_of_neighbours(source, features_of_neighbours_);
    judged_.terms.local_features = {}; // they are less it
  }
  // Candidates are among the nearest neighbours.
  first_neighbour_ = sky_.neighbourhoods.first_neighbour(source);
  of_neighbours_.clear();
  weights_of_neighbours_.clear();
  std::size_t n_missing = candidates.size();
  for (const StoredNeighbour& neighbour : sky_.neighbourhoods.stored[source]) {
    if (n_missing == 0) break;
    const auto found = std::ranges::find(candidates, neighbour.star.ir_id(), &Candidate::ir_id);
    const bool is_candidate = found != candidates.end();
    of_neighbours_.push_back(
        is_candidate ? of_candidates[static_cast<std::size_t>(found - candidates.begin())].p : 0.0);
    weights_of_neighbours_.push_back(in_weights(of_neighbours_.back()));
    n_missing -= is_candidate ? 1 : 0;
  }
}

double NullJudge::counterpart_probability(std::uint32_t neighbour) const {
  const std::size_t k = neighbour - first_neighbour_;
  return k < of_neighbours_.size() ? of_neighbours_[k] : 0.0;
}

std::int64_t NullJudge::counterpart_weight(std::uint32_t neighbour) const {
  const std::size_t k = neighbour - first_neighbour_;
  return k < weights_of_neighbours_.size() ? weights_of_neighbours_.data()[k] : 0;
}

void NullJudge::operator()(const TrialMatches& matches) {
  const auto trial = static_cast<std::size_t>(matches.trial);
  for (const std::uint32_t neighbour : matches.neighbours) {
    ++counts_.matches[trial * static_cast<std::size_t>(bins_.n_bins) +
                      static_cast<std::size_t>(bins_.of_neighbour[neighbour])];
  }
  go_to(matches.source);
  if (!judged_.terms.is_considered) return;
  for (const std::uint32_t neighbour : matches.neighbours)
    counts_.own_counterparts += counterpart_weight(neighbour);
  judged_.candidates = with_features(matches);
  for (std::size_t estimator = 0; estimator < none_.size(); ++estimator)
    count_best(estimator, matches);
}

std::span<const Candidate> NullJudge::with_features(const TrialMatches& matches) {
  if (!judgement_.features_of_neighbours) return matches.candidates;
  with_features_.assign(matches.candidates.begin(), matches.candidates.end());
  for (std::size_t k = 0; k < with_features_.size(); ++k)
    with_features_[k].features = features_of_neighbours_[matches.neighbours[k] - first_neighbour_];
  return with_features_;
}

void NullJudge::count_best(std::size_t estimator, const TrialMatches& matches) {
  find_probabilities(judgement_.estimators[estimator], judgement_.model, judged_, none_[estimator],
                     of_matches_);
  const auto best =
      std::max_element(of_matches_.begin(), of_matches_.end(),
                       [](const Probability& a, const Probability& b) { return a.p < b.p; });
  const std::uint32_t chosen =
      matches.neighbours[static_cast<std::size_t>(best - of_matches_.begin())];
  const std::size_t n_classes = calibration_thresholds().size() + 1;
  const std::size_t row = estimator * (counts_.best.size() / none_.size()) +
                          static_cast<std::size_t>(matches.trial) * n_classes;
  counts_.best[row + thresholds_reached(best->p)] +=
      in_weights(1.0 - counterpart_probability(chosen));
}

} // namespace counterpoint
