#include "counterpoint/search/acceptance.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

namespace counterpoint {

AcceptanceShape Acceptance::shape(const SkyEllipse& xray_error) const {
  if (xray_error.is_circle()) return {};
  const double sum = (xray_error.major + xray_error.minor).arcsec();
  const double difference = (xray_error.major - xray_error.minor).arcsec();
  return {radius_factor * radius_factor * sum * difference, xray_error.position_angle};
}

std::vector<SettingKey> acceptance_keys() {
  return {{"match.completeness", "0.99",
           "fraction of the counterparts that the acceptance radius is to hold, by the declared "
           "errors"},
          {"match.radius-factor", "",
           "in its place: acceptance radius / hypot(X-ray error, infrared error), as quoted"}};
}

namespace {

double factor_of(const Settings& settings, const std::string& key) {
  constexpr double largest = 100.0;
  const double value = settings.number(key);
  if (value > 0.0 && value <= largest) return value;
  throw InputError{key + " = " + settings.text(key) + ": a number above 0, and at most " +
                   format_text("%g", largest) + ", was expected"};
}

} // namespace

Acceptance acceptance_of(const Settings& settings, const ErrorLevel& xray_level,
                         const ErrorLevel& infrared_level) {
  const std::string completeness = "match.completeness";
  const std::string factor = "match.radius-factor";
  if (!settings.text(factor).empty()) {
    if (settings.is_given(completeness)) {
      throw InputError{completeness + " and " + factor +
                       " both say how large the acceptance radius is: leave one of them out"};
    }
    return {factor_of(settings, factor), 1.0, infrared_level};
  }
  const double wanted = settings.number(completeness);
  if (!(wanted > 0.0 && wanted < 1.0)) {
    throw InputError{completeness + " = " + settings.text(completeness) +
                     ": a fraction between 0 and 1 was expected, such as 0.99"};
  }
  // The radius that holds the fraction, in units of sigma, over that of the quoted X-ray errors.
  const double per_sigma = ErrorLevel::holding(wanted).radius_per_sigma();
  return {per_sigma / xray_level.radius_per_sigma(),
          xray_level.radius_per_sigma() / infrared_level.radius_per_sigma(), infrared_level};
}

} // namespace counterpoint
