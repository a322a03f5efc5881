#include "statistics/error_likelihood.hpp"

#include "statistics/fit_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

ErrorLikelihood::ErrorLikelihood(const LikelihoodRatioModel& lr, const LikelihoodData& data)
    : lr_{lr}, data_{data}, offsets_{data.sources}, q_totals_{lr.q_total_of_places()} {
  const MagnitudeRatio ratio{lr};
  for (const XrayCandidates& source : data.sources) {
    for (const Candidate& candidate : source.candidates) {
      magnitude_terms_.push_back(ratio(candidate.ks, source.terms) / source.terms.density_factor);
    }
  }
}

double ErrorLikelihood::at(const ErrorModel& errors) {
  std::vector<ExactSum> sum(1);
  const double* density = offsets_.find_with(errors).data();
  const double* magnitude_term = magnitude_terms_.data();
  for (const XrayCandidates& source : data_.sources) {
    const double q_total = q_totals_[lr_.depth ? source.terms.depth_place : 0];
    double total = 1.0 - q_total * lr_.acceptance_completeness(errors.applied_to(source.terms));
    for (std::size_t k = 0; k < source.candidates.size(); ++k)
      total += *magnitude_term++ * *density++;
    sum[0].add(std::log(std::max(total, std::numeric_limits<double>::min())));
  }
  data_.sum(sum);
  return sum[0].value();
}

LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                              const LikelihoodRatioModel& start) {
  LikelihoodRatioModel model = start;
  const FixedTerms terms{model, data.sources, errors};
  const SourcesToFit all{&terms, data.n_sources};
  fit_q({&all, 1}, {&model, 1}, data.sum);
  return model;
}

Angle typical_error(const LikelihoodData& data) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources)
    sum[0].add(source.terms.sigma.major.arcsec());
  data.sum(sum);
  return Angle::from_arcsec(sum[0].value() / static_cast<double>(data.n_sources));
}

} // namespace counterpoint
