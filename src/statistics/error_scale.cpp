#include "counterpoint/statistics/error_scale.hpp"

#include "counterpoint/core/error.hpp"

#include <boost/math/tools/minima.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace counterpoint {

namespace {

constexpr double smallest_factor = 0.2;
constexpr double largest_factor = 5.0;
constexpr int n_rounds = 3;
constexpr double floor_gain = 5.0;
constexpr double hopeless_gain = 1.0; // after one round: more of them would not raise it to that

// Where `function`, with one maximum in [low, high], has it (Brent 1973, chapter 5).
double maximum_between(double low, double high, const std::function<double(double)>& function) {
  constexpr int bits = 12; // the factor is never known better
  const auto negative = [&](double x) { return -function(x); };
  return boost::math::tools::brent_find_minima(negative, low, high, bits).first;
}

// ln L with the errors scaled, the magnitude model held.
double log_likelihood_of(const ErrorScale& scale, const LikelihoodRatioModel& model,
                         const LikelihoodData& data) {
  const auto sources = with_scaled_errors(data.sources, scale);
  LikelihoodData scaled = data;
  scaled.sources = sources;
  return log_likelihood(model, scaled);
}

LikelihoodRatioModel fit_with(const ErrorScale& scale, const LikelihoodData& data,
                              const LikelihoodRatioModel& start) {
  const auto sources = with_scaled_errors(data.sources, scale);
  LikelihoodData scaled = data;
  scaled.sources = sources;
  return fit_likelihood_ratio(scaled, &start);
}

double best_factor(Angle floor, const LikelihoodRatioModel& model, const LikelihoodData& data) {
  return std::exp(
      maximum_between(std::log(smallest_factor), std::log(largest_factor), [&](double log_factor) {
        return log_likelihood_of({std::exp(log_factor), floor}, model, data);
      }));
}

double best_floor_arcsec(double factor, double largest, const LikelihoodRatioModel& model,
                         const LikelihoodData& data) {
  return maximum_between(0.0, largest, [&](double floor_arcsec) {
    return log_likelihood_of({factor, Angle::from_arcsec(floor_arcsec)}, model, data);
  });
}

// From the curvature of ln L in ln factor.
double standard_error(const ErrorScale& scale, const LikelihoodRatioModel& model,
                      const LikelihoodData& data) {
  constexpr double step = 0.05;
  const auto at = [&](double shift) {
    return log_likelihood_of({scale.factor * std::exp(shift), scale.floor}, model, data);
  };
  const double curvature = (at(step) - 2.0 * at(0.0) + at(-step)) / (step * step);
  return curvature < 0.0 ? scale.factor / std::sqrt(-curvature)
                         : std::numeric_limits<double>::infinity();
}

} // namespace

bool ErrorScaleFit::is_off() const {
  constexpr double tolerance = 0.1;
  constexpr double significance = 3.0;
  const double deviation = std::abs(scale.factor - 1.0);
  const bool factor_is_off = deviation > tolerance && deviation > significance * factor_error;
  return is_usable() && (factor_is_off || scale.floor > Angle{});
}

bool ErrorScaleFit::is_at_bound() const {
  constexpr double rounding = 1.02; // of the search for the maximum
  return scale.factor < smallest_factor * rounding || scale.factor > largest_factor / rounding;
}

bool ErrorScaleFit::is_usable() const {
  constexpr double largest_relative_error = 0.2;
  constexpr double fewest_counterparts = 25.0;
  return factor_error < largest_relative_error * scale.factor &&
         n_counterparts >= fewest_counterparts;
}

std::vector<XrayCandidates> with_scaled_errors(std::span<const XrayCandidates> sources,
                                               const ErrorScale& scale) {
  std::vector<XrayCandidates> scaled{sources.begin(), sources.end()};
  for (XrayCandidates& source : scaled)
    source.terms.sigma = scale.sigma(source.terms.sigma);
  return scaled;
}

ErrorScaleFit fit_error_scale(const LikelihoodData& data) {
  ErrorScaleFit fit;
  LikelihoodRatioModel model = fit_likelihood_ratio(data);
  if (model.q_total == 0.0) {
    fit.factor_error = std::numeric_limits<double>::infinity();
    return fit;
  }
  const double unscaled = log_likelihood(model, data);
  for (int round = 0; round < n_rounds; ++round) {
    fit.scale.factor = best_factor(Angle{}, model, data);
    model = fit_with(fit.scale, data, model);
  }
  const double without_floor = log_likelihood_of(fit.scale, model, data);

  // A floor as large as the typical error would leave the declared errors without meaning.
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources)
    sum[0].add(source.terms.sigma.major.arcsec());
  data.sum(sum);
  const double largest_floor = 2.0 * sum[0].value() / static_cast<double>(data.n_sources);
  ErrorScale with_floor = fit.scale;
  double gain = 0.0;
  for (int round = 0; round < n_rounds; ++round) {
    with_floor.floor =
        Angle::from_arcsec(best_floor_arcsec(with_floor.factor, largest_floor, model, data));
    with_floor.factor = best_factor(with_floor.floor, model, data);
    gain = log_likelihood_of(with_floor, model, data) - without_floor;
    if (gain < hopeless_gain) break;
  }
  if (gain > floor_gain) {
    fit.scale = with_floor;
    model = fit_with(fit.scale, data, model);
  }
  fit.n_counterparts = model.q_total * static_cast<double>(data.n_sources);
  fit.factor_error = standard_error(fit.scale, model, data);
  fit.log_likelihood_gain = log_likelihood_of(fit.scale, model, data) - unscaled;
  return fit;
}

std::vector<SettingKey> error_scale_keys() {
  return {{"xray.error-scale", "1", "factor on the errors in the likelihood, or fit"}};
}

std::optional<double> error_scale_of(const Settings& settings) {
  const std::string key = "xray.error-scale";
  if (settings.text(key) == "fit") return std::nullopt;
  const double scale = settings.number(key);
  if (scale > 0.0) return scale;
  throw InputError{key + " = " + settings.text(key) + ": a positive number or fit was expected"};
}

} // namespace counterpoint
