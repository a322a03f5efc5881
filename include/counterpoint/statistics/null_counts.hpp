#pragma once

#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/trials.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace counterpoint {

/// Counts of the null trials. A star that is probably the counterpart of an X-ray source is no
/// unrelated star to that source: where a small shift brings it back, it counts by the probability
/// that it is not, 1 - P(lr) of the unshifted pair. Sums of such weights are integers, in units of
/// `weight`.
struct NullCounts {
  static constexpr double weight = 0x1p-20;

  /// \param n_estimators  that judge the matches
  NullCounts(int n_trials, int n_bins, std::size_t n_estimators = 1);

  std::vector<std::int64_t> matches; ///< [trial][bin]: all matches
  /// [estimator][trial][thresholds reached]: X-ray sources by the best probability among their
  /// matches; weights.
  std::vector<std::int64_t> best;
  /// Of all trials: what the X-ray sources' own counterparts add to the matches; weights.
  std::int64_t own_counterparts = 0;

  /// Those of one estimator, [trial][thresholds reached]. \param place  of it, among so many
  [[nodiscard]] std::span<const std::int64_t> best_by(std::size_t place,
                                                      std::size_t n_estimators) const {
    const std::size_t n = best.size() / n_estimators;
    return std::span{best}.subspan(place * n, n);
  }

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(matches);
    over_ranks.sum(best);
    over_ranks.sum(own_counterparts);
  }
  bool operator==(const NullCounts&) const = default;
};

/// By what chance matches are judged: the same model and terms as the real candidates.
struct Judgement {
  const ProbabilityModel& model;
  std::vector<Estimator> estimators;              ///< each judges by itself
  std::function<XrayTerms(std::size_t)> terms_of; ///< of a source, by xray_id
  /// Finds, of all neighbours of a source of the neighbourhoods, the features that take the place
  /// of those of the matches, less what the stars around have more. None: they are taken as they
  /// are, less XrayTerms::local_features.
  std::function<void(std::size_t, std::vector<FeatureCodes>&)> features_of_neighbours = {};
};

/// Judges the matches of null trials and counts them; hand it to run_null_trials().
class NullJudge {
public:
  /// \param sky  the X-ray sources of this process, with their neighbours and real candidates
  /// \param bins  of the neighbours
  NullJudge(const SearchedSky& sky, const NeighbourBins& bins, const Judgement& judgement,
            int n_trials);

  void operator()(const TrialMatches& matches);

  [[nodiscard]] const NullCounts& counts() const { return counts_; }

private:
  // The probability by lr that a star is the counterpart of the X-ray source last judged.
  // \param neighbour  index among all neighbours
  [[nodiscard]] double counterpart_probability(std::uint32_t neighbour) const;
  // The same as a weight of NullCounts.
  [[nodiscard]] std::int64_t counterpart_weight(std::uint32_t neighbour) const;
  void go_to(std::size_t source);
  // The matches with the features that they are judged by.
  [[nodiscard]] std::span<const Candidate> with_features(const TrialMatches& matches);
  // Counts the best match by one estimator.
  void count_best(std::size_t estimator, const TrialMatches& matches);

  const SearchedSky& sky_;
  const NeighbourBins& bins_;
  Judgement judgement_;
  NullCounts counts_;
  std::size_t source_;
  XrayCandidates judged_;                           // that source, with the matches of a trial
  std::size_t first_neighbour_ = 0;                 // of that source
  std::vector<double> of_neighbours_;               // counterpart_probability() of its nearest ones
  std::vector<std::int64_t> weights_of_neighbours_; // counterpart_weight() of them
  std::vector<FeatureCodes> features_of_neighbours_; // Judgement's, of that source
  std::vector<Candidate> with_features_;             // of the last trial
  std::vector<double> none_;            // weight_of_none() of that source, by each estimator
  std::vector<Probability> of_matches_; // of the last trial
};

} // namespace counterpoint
