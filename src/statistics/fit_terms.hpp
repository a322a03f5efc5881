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

/// A fit of q by expectation-maximisation, step by step: two steps, then one from where these are
/// heading.
class QFit {
public:
  /// \param n_sources  of the terms, of all ranks \param model  to begin with, and what is found;
  ///   where it has no counterparts, it stays
  QFit(const FixedTerms& terms, std::int64_t n_sources, LikelihoodRatioModel& model,
       double precision)
      : terms_{&terms}, n_sources_{n_sources}, model_{&model},
        precision_{precision}, is_done_{n_sources == 0 || model.q_total == 0.0} {}

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

  const FixedTerms* terms_;
  std::int64_t n_sources_;
  LikelihoodRatioModel* model_;
  double precision_;
  std::vector<std::vector<double>>
      steps_; // since model_->q: after one, two; where they are heading
  int round_ = 0;
  bool is_done_;
};

/// Collective, as `sum` is. Goes through all fits at once: one sum over the ranks serves a step of
/// each.
void fit_q(std::span<QFit> fits, const SumOverRanks& sum);

/// Collective, as LikelihoodData::sum is. fit_likelihood_ratio() of these terms, from `model` on.
/// \param data  whose n_sources are those of the terms, of all ranks; its sources are not looked at
void fit_q(const FixedTerms& terms, const LikelihoodData& data, LikelihoodRatioModel& model,
           double precision = FitPrecision::of_results);

/// What a fit looks at. Not copied.
struct SourcesToFit {
  const FixedTerms* terms;
  const LikelihoodData* data; ///< whose n_sources are those of the terms
};

/// Collective, as `sum` is. The same under each MagnitudePrior, of some samples at once, from their
/// models on: the prior under which the data are the more probable is that of the model in the
/// end. Where there are no sources, all but the prior stays, which is flat.
void fit_q_and_prior(std::span<const SourcesToFit> samples, std::span<LikelihoodRatioModel> models,
                     const SumOverRanks& sum);

/// Collective, as LikelihoodData::sum is. Minus the second derivative of ln L with Q, at fixed
/// magnitudes: the inverse square of the standard error of Q.
[[nodiscard]] double q_information(const LikelihoodRatioModel& model, const FixedTerms& terms,
                                   const LikelihoodData& data);

/// Some of the sources of a fit, for a fit of their own.
class TermsPart {
public:
  /// Collective, as LikelihoodData::sum is. \param terms  of the part
  TermsPart(const LikelihoodData& all, FixedTerms&& terms)
      : TermsPart{all, std::move(terms), count(terms, all)} {}
  /// Local. \param n_sources  of all ranks
  TermsPart(const LikelihoodData& all, FixedTerms&& terms, std::int64_t n_sources)
      : terms_{std::move(terms)}, data_{all} {
    data_.sources = {};
    data_.n_sources = n_sources;
  }

  [[nodiscard]] const FixedTerms& terms() const { return terms_; }
  /// Without sources.
  [[nodiscard]] const LikelihoodData& data() const { return data_; }

  /// Collective. The model of these sources, found from `start`; where there are none, `start`
  /// itself.
  [[nodiscard]] LikelihoodRatioModel fit(const LikelihoodRatioModel& start,
                                         double precision = FitPrecision::of_results) const {
    LikelihoodRatioModel model = start;
    fit_q(terms_, data_, model, precision);
    return model;
  }

private:
  static std::int64_t count(const FixedTerms& terms, const LikelihoodData& all) {
    std::vector<ExactSum> count(1);
    count[0].add(static_cast<double>(terms.n_sources()));
    all.sum(count);
    return static_cast<std::int64_t>(count[0].value());
  }

  FixedTerms terms_;
  LikelihoodData data_;
};

/// Collective, as LikelihoodData::sum is. How many parts that are nearly as large as all of the
/// terms are fitted at once: `n_parts`, or one by one where these would take much memory on a rank.
[[nodiscard]] std::int64_t parts_at_once(const FixedTerms& terms, const LikelihoodData& data,
                                         std::int64_t n_parts);

/// Collective, as LikelihoodData::sum is. TermsPart::fit() of several parts, whose sources are
/// those for which is_in(part, xray_id, source_class): at once, as memory permits.
/// visit(part, TermsPart, model) of each in turn.
template <class IsIn, class Visit>
void fit_parts(const FixedTerms& terms, const LikelihoodData& data, std::int64_t n_parts,
               IsIn&& is_in, const LikelihoodRatioModel& start, double precision, Visit&& visit) {
  const std::int64_t at_once = parts_at_once(terms, data, n_parts);
  for (std::int64_t first = 0; first < n_parts; first += at_once) {
    const std::int64_t end = std::min(first + at_once, n_parts);
    std::vector<FixedTerms> terms_of_parts;
    std::vector<ExactSum> n_sources(static_cast<std::size_t>(end - first));
    for (std::int64_t part = first; part < end; ++part) {
      terms_of_parts.push_back(terms.part([&](std::int64_t xray_id, std::size_t source_class) {
        return is_in(part, xray_id, source_class);
      }));
      n_sources[terms_of_parts.size() - 1].add(
          static_cast<double>(terms_of_parts.back().n_sources()));
    }
    data.sum(n_sources);
    std::vector<TermsPart> parts;
    std::vector<LikelihoodRatioModel> models(terms_of_parts.size(), start);
    std::vector<QFit> fits;
    parts.reserve(terms_of_parts.size());
    for (std::size_t i = 0; i < terms_of_parts.size(); ++i) {
      parts.emplace_back(data, std::move(terms_of_parts[i]),
                         static_cast<std::int64_t>(n_sources[i].value()));
      fits.emplace_back(parts[i].terms(), parts[i].data().n_sources, models[i], precision);
    }
    fit_q(fits, data.sum);
    for (std::size_t i = 0; i < parts.size(); ++i)
      visit(first + static_cast<std::int64_t>(i), parts[i], models[i]);
  }
}

} // namespace counterpoint
