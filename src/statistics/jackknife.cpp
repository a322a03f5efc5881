#include "counterpoint/statistics/jackknife.hpp"

#include "statistics/data_part.hpp"

#include <cmath>

namespace counterpoint {

namespace {

constexpr int n_groups = 10;

LikelihoodRatioModel fit_without(int group, const LikelihoodData& data,
                                 const LikelihoodRatioModel& start) {
  const DataPart others{
      data, [group](const XrayCandidates& source) { return source.xray_id % n_groups != group; }};
  return fit_part(others, start);
}

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

MagnitudeModelErrors jackknife_errors(const LikelihoodData& data,
                                      const LikelihoodRatioModel& model) {
  std::vector<LikelihoodRatioModel> fits;
  for (int group = 0; group < n_groups; ++group)
    fits.push_back(fit_without(group, data, model));
  const auto error_of = [&](auto&& value) {
    std::vector<double> values;
    for (const LikelihoodRatioModel& fit : fits)
      values.push_back(value(fit));
    return standard_error(values);
  };
  MagnitudeModelErrors errors;
  for (std::size_t c = 0; c < model.q.size(); ++c)
    errors.q.push_back(error_of([c](const LikelihoodRatioModel& fit) { return fit.q[c]; }));
  errors.q_total = error_of([](const LikelihoodRatioModel& fit) { return fit.q_total; });
  return errors;
}

} // namespace counterpoint
