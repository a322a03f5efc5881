#include "statistics/error_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

double log_likelihood_with(const ErrorModel& errors, const LikelihoodRatioModel& lr,
                           const LikelihoodData& data) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources) {
    const XrayTerms terms = errors.applied_to(source.terms);
    double total = lr.none(terms);
    for (const Candidate& candidate : source.candidates)
      total += lr.weight(candidate, terms);
    sum[0].add(std::log(std::max(total, std::numeric_limits<double>::min())));
  }
  data.sum(sum);
  return sum[0].value();
}

LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                              const LikelihoodRatioModel& start) {
  const auto sources = with_error_model(data.sources, errors);
  LikelihoodData changed = data;
  changed.sources = sources;
  return fit_likelihood_ratio(changed, &start);
}

Angle typical_error(const LikelihoodData& data) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources)
    sum[0].add(source.terms.sigma.major.arcsec());
  data.sum(sum);
  return Angle::from_arcsec(sum[0].value() / static_cast<double>(data.n_sources));
}

} // namespace counterpoint
