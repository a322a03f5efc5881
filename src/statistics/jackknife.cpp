#include "counterpoint/statistics/jackknife.hpp"

#include "statistics/fit_terms.hpp"
#include "statistics/folds.hpp"

#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr int n_groups = 10;

// (G - 1) / G sum of (value - mean)^2.
double standard_error(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double value : values)
    mean += value / n;
  double squares = 0.0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  return std::sqrt((n - 1.0) / n * squares);
}

} // namespace

MagnitudeModelErrors jackknife_errors(const LikelihoodData& data, const LikelihoodTerms& terms,
                                      const LikelihoodRatioModel& model) {
  std::vector<std::vector<double>> q; // of each fit, by class
  std::vector<double> q_total;
  const auto is_in = [](std::int64_t group, std::int64_t xray_id, std::size_t) {
    return fold_of(xray_id, n_groups) != group;
  };
  const auto start_of = [&](std::int64_t) { return model; };
  fit_parts(*terms, {n_groups, n_groups - 1}, data.sum, is_in, start_of, FitPrecision::of_results,
            [&](const FittedParts& fitted) {
              for (const LikelihoodRatioModel& fit : fitted.models) {
                q.push_back(fit.listed_q());
                q_total.push_back(fit.listed_q_total());
              }
            });
  MagnitudeModelErrors errors;
  for (std::size_t c = 0; c < model.q.size(); ++c) {
    std::vector<double> of_class;
    for (const std::vector<double>& of_fit : q)
      of_class.push_back(of_fit[c]);
    errors.q.push_back(standard_error(of_class));
  }
  errors.q_total = standard_error(q_total);
  // As of a single source, or of sources where nothing is listed: the parts say nothing.
  if (errors.q_total < FitPrecision::of_results)
    errors.q_total = std::numeric_limits<double>::quiet_NaN();
  return errors;
}

} // namespace counterpoint
