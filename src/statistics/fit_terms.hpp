#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"
#include "statistics/fixed_terms.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// How far any q goes in the last step of a fit: one whose q are to be stated, and one that is
/// asked how likely other sources are, which the place of a maximum hardly changes.
struct FitPrecision {
  static constexpr double of_results = 1e-6;
  static constexpr double of_held_out = 1e-5;
};

/// Collective, as `sum` is. Adds up over the ranks, all at once.
void sum_together(std::span<FixedTerms::Expected> expected, const SumOverRanks& sum);

/// What a fit looks at. Not copied.
struct SourcesToFit {
  const FixedTerms* terms;
  std::int64_t n_sources; ///< of the terms, of all ranks

  /// Whether there is anything to be found from that model on.
  [[nodiscard]] bool can_be_fitted(const LikelihoodRatioModel& model) const {
    return n_sources > 0 && model.q_total > 0.0;
  }
};

/// A fit of q by expectation-maximisation, step by step: two steps, then one from where these are
/// heading.
class QFit {
public:
  /// \param model  to begin with, and what is found; where it cannot be fitted, it stays
  QFit(const SourcesToFit& sources, LikelihoodRatioModel& model, double precision)
      : sources_{sources}, model_{&model}, precision_{precision}, is_done_{!sources.can_be_fitted(
                                                                      model)} {}

  [[nodiscard]] bool is_done() const { return is_done_; }
  /// Local. Those of this rank, of the next step.
  [[nodiscard]] FixedTerms::Expected expected_counterparts() const;
  /// Goes that step. \param expected  of all ranks
  void take(const FixedTerms::Expected& expected);

private:
  static constexpr int most_rounds = 70; // of three steps

  // Where the next step begins.
  [[nodiscard]] const std::vector<double>& here() const {
    return steps_.empty() ? model_->q : steps_.back();
  }

  SourcesToFit sources_;
  LikelihoodRatioModel* model_;
  double precision_;
  std::vector<std::vector<double>>
      steps_; // since model_->q: after one, two; where they are heading
  int round_ = 0;
  bool is_done_;
};

/// Collective, as `sum` is. Goes through fits, which know what QFit does, step by step: one sum
/// over the ranks serves a step of each.
template <class Fit>
void fit_together(std::span<Fit> fits, const SumOverRanks& sum) {
  std::vector<FixedTerms::Expected> expected;
  while (!std::ranges::all_of(fits, &Fit::is_done)) {
    expected.clear();
    for (const Fit& fit : fits) {
      if (!fit.is_done()) expected.push_back(fit.expected_counterparts());
    }
    sum_together(expected, sum);
    const FixedTerms::Expected* next = expected.data();
    for (Fit& fit : fits) {
      if (!fit.is_done()) fit.take(*next++);
    }
  }
}

/// Collective, as `sum` is. fit_likelihood_ratio() of some samples at once, from their models on.
void fit_q(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
           const SumOverRanks& sum, double precision = FitPrecision::of_results);

/// Collective, as `sum` is. The same under each MagnitudePrior: the prior under which the data are
/// the most probable is that of the model in the end. Where there are no sources, all but the prior
/// stays, which is flat.
void fit_q_and_prior(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
                     const SumOverRanks& sum);

/// Collective, as `sum` is. Minus the second derivative of ln L with Q, at fixed magnitudes, of
/// each sample: the inverse square of the standard error of Q.
[[nodiscard]] std::vector<double> q_information(std::span<const SourcesToFit> samples,
                                                std::span<const LikelihoodRatioModel> models,
                                                const SumOverRanks& sum);

/// Some of the sources of a fit, for a fit of their own.
struct TermsPart {
  FixedTerms terms;
  std::int64_t n_sources; ///< of all ranks

  [[nodiscard]] SourcesToFit sources() const { return {&terms, n_sources}; }
};

/// Collective, as `sum` is. Counts the sources of each part.
[[nodiscard]] std::vector<TermsPart> parts_of(std::vector<FixedTerms>&& terms,
                                              const SumOverRanks& sum);

[[nodiscard]] std::vector<SourcesToFit> sources_of(std::span<const TermsPart> parts);

/// Parts of the sources, for a fit each.
struct PartsToFit {
  std::int64_t n;
  std::int64_t n_of_source; ///< how many of them a source is in
};

/// Collective, as `sum` is. How many of these parts of the sources of the terms are fitted at once:
/// all, or one by one where all would take much memory on a rank.
[[nodiscard]] std::int64_t parts_at_once(const FixedTerms& terms, const PartsToFit& parts,
                                         const SumOverRanks& sum);

/// Parts that were fitted at once, and their models.
struct FittedParts {
  std::int64_t first; ///< the number of the first
  std::vector<TermsPart> parts;
  std::vector<LikelihoodRatioModel> models;
};

/// Collective, as `sum` is. Fits q to several parts of the sources, those for which is_in(part,
/// xray_id, source_class), each from the model start_of(part) on: at once, as memory permits.
/// visit(FittedParts) of those that were, in order.
template <class IsIn, class StartOf, class Visit>
void fit_parts(const FixedTerms& terms, const PartsToFit& parts, const SumOverRanks& sum,
               IsIn&& is_in, StartOf&& start_of, double precision, Visit&& visit) {
  const std::int64_t at_once = parts_at_once(terms, parts, sum);
  for (std::int64_t first = 0; first < parts.n; first += at_once) {
    const std::int64_t end = std::min(first + at_once, parts.n);
    std::vector<FixedTerms> terms_of_parts;
    std::vector<LikelihoodRatioModel> models;
    for (std::int64_t part = first; part < end; ++part) {
      terms_of_parts.push_back(terms.part([&](std::int64_t xray_id, std::size_t source_class) {
        return is_in(part, xray_id, source_class);
      }));
      models.push_back(start_of(part));
    }
    FittedParts fitted{first, parts_of(std::move(terms_of_parts), sum), std::move(models)};
    fit_q(sources_of(fitted.parts), fitted.models, sum, precision);
    visit(std::as_const(fitted));
  }
}

} // namespace counterpoint
