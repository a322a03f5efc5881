#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"
#include "statistics/fixed_terms.hpp"

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

/// Collective, as LikelihoodData::sum is. fit_likelihood_ratio() of these terms, from `model` on.
/// \param data  whose n_sources are those of the terms, of all ranks; its sources are not looked at
void fit_q(const FixedTerms& terms, const LikelihoodData& data, LikelihoodRatioModel& model,
           double precision = FitPrecision::of_results);

/// Collective, as LikelihoodData::sum is. The same under each MagnitudePrior, from `model` on: the
/// prior under which the data are the more probable is that of the model in the end.
void fit_q_and_prior(const FixedTerms& terms, const LikelihoodData& data,
                     LikelihoodRatioModel& model);

/// Collective, as LikelihoodData::sum is. Minus the second derivative of ln L with Q, at fixed
/// magnitudes: the inverse square of the standard error of Q.
[[nodiscard]] double q_information(const LikelihoodRatioModel& model, const FixedTerms& terms,
                                   const LikelihoodData& data);

/// Some of the sources of a fit, for a fit of their own.
class TermsPart {
public:
  /// Collective, as LikelihoodData::sum is. \param terms  of the part
  TermsPart(const LikelihoodData& all, FixedTerms&& terms) : terms_{std::move(terms)}, data_{all} {
    std::vector<ExactSum> count(1);
    count[0].add(static_cast<double>(terms_.n_sources()));
    all.sum(count);
    data_.sources = {};
    data_.n_sources = static_cast<std::int64_t>(count[0].value());
  }

  [[nodiscard]] const FixedTerms& terms() const { return terms_; }
  /// Without sources.
  [[nodiscard]] const LikelihoodData& data() const { return data_; }

  /// Collective. The model of these sources, found from `start`; where there are none, `start`
  /// itself.
  [[nodiscard]] LikelihoodRatioModel fit(const LikelihoodRatioModel& start,
                                         double precision = FitPrecision::of_results) const {
    LikelihoodRatioModel model = start;
    if (data_.n_sources > 0) fit_q(terms_, data_, model, precision);
    return model;
  }

  /// Collective. The same, with the prior that these sources make the more probable.
  [[nodiscard]] LikelihoodRatioModel fit_with_prior(const LikelihoodRatioModel& start) const {
    LikelihoodRatioModel model = start;
    if (data_.n_sources > 0) fit_q_and_prior(terms_, data_, model);
    return model;
  }

private:
  FixedTerms terms_;
  LikelihoodData data_;
};

} // namespace counterpoint
