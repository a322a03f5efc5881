#include "counterpoint/statistics/error_model.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "statistics/error_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <string_view>

namespace counterpoint {

namespace {

Angle true_sigma(Angle declared, double factor, Angle floor) {
  if (!(floor < Angle{})) return hypot(factor * declared, floor);
  // No floor makes an error smaller than the least factor does.
  const double scaled = factor * declared.arcsec();
  const double least = ErrorBounds::smallest_factor * declared.arcsec();
  const double variance = scaled * scaled - floor.arcsec() * floor.arcsec();
  return Angle::from_arcsec(std::sqrt(std::max(variance, least * least)));
}

} // namespace

SkyEllipse ErrorModel::sigma(const SkyEllipse& declared, std::size_t source_class) const {
  const double of_class = class_factors.empty() ? factor : factor * class_factors.at(source_class);
  return {true_sigma(declared.major, of_class, floor), true_sigma(declared.minor, of_class, floor),
          declared.position_angle};
}

XrayTerms ErrorModel::applied_to(XrayTerms terms) const {
  terms.sigma = sigma(terms.sigma, terms.source_class);
  terms.tail = tail;
  return terms;
}

bool ErrorModelFit::is_off() const {
  constexpr double tolerance = 0.1;
  constexpr double significance = 3.0;
  const double deviation = std::abs(model.factor - 1.0);
  const bool factor_is_off = deviation > tolerance && deviation > significance * factor_error;
  constexpr double conspicuous_gain = 5.0; // by chance in less than one sky of two hundred
  const bool another_is = std::any_of(terms.begin(), terms.end(), [&](const ErrorTerm& term) {
    const bool is_factor = &term == &terms.front();
    return !is_factor && term.is_significant && term.log_likelihood_gain > conspicuous_gain;
  });
  // A factor and a floor that say the same share their gain, and neither stands out. Where errors
  // are as declared, the largest in 124 skies was 3, or 13 where the fraction with a counterpart
  // goes with the error; with 0.5 arcsec that the errors leave out, it is 36 to 174.
  constexpr double conspicuous_total_gain = 16.0;
  return is_usable() &&
         (factor_is_off || another_is || log_likelihood_gain > conspicuous_total_gain);
}

bool ErrorModelFit::is_at_bound() const {
  constexpr double rounding = 1.02; // of the search for the maximum
  return model.factor < ErrorBounds::smallest_factor * rounding ||
         model.factor > ErrorBounds::largest_factor / rounding;
}

bool ErrorModelFit::is_usable() const {
  constexpr double largest_relative_error = 0.2;
  return lone_factor_error < largest_relative_error &&
         n_counterparts >= ErrorBounds::fewest_counterparts;
}

std::vector<SettingKey> error_model_keys() {
  return {{"xray.error-scale", "1", "factor on the errors in the likelihood, or fit"},
          {"xray.error-terms", "class, floor, tail",
           "what a fit of the errors may use beside the factor; none: nothing"}};
}

namespace {

std::optional<double> factor_of(const Settings& settings) {
  const std::string key = "xray.error-scale";
  if (settings.text(key) == "fit") return std::nullopt;
  const double scale = settings.number(key);
  if (scale > 0.0) return scale;
  throw InputError{key + " = " + settings.text(key) + ": a positive number or fit was expected"};
}

ErrorTermChoice terms_of(const Settings& settings) {
  const std::string key = "xray.error-terms";
  ErrorTermChoice choice{false, false, false};
  if (settings.text(key) == "none") return choice;
  std::istringstream words{settings.text(key)};
  for (std::string given; std::getline(words, given, ',');) {
    const std::string_view word = trimmed(given);
    bool* const term = word == "class"   ? &choice.by_class
                       : word == "floor" ? &choice.floor
                       : word == "tail"  ? &choice.tail
                                         : nullptr;
    if (term == nullptr) {
      throw InputError{key + " = " + settings.text(key) +
                       ": some of class, floor, tail, with commas between them, or none were "
                       "expected"};
    }
    *term = true;
  }
  return choice;
}

} // namespace

ErrorModelOptions error_model_options(const Settings& settings) {
  return {factor_of(settings), terms_of(settings)};
}

} // namespace counterpoint
