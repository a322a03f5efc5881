#include "counterpoint/search/acceptance.hpp"

#include "counterpoint/core/error.hpp"

namespace counterpoint {

AcceptanceShape Acceptance::shape(const SkyEllipse& xray_error) const {
  if (xray_error.is_circle()) return {};
  const double sum = (xray_error.major + xray_error.minor).arcsec();
  const double difference = (xray_error.major - xray_error.minor).arcsec();
  return {radius_factor * radius_factor * sum * difference, xray_error.position_angle};
}

std::vector<SettingKey> acceptance_keys() {
  return {{"match.radius-factor", "1.0", "acceptance radius / hypot(X-ray error, infrared error)"}};
}

Acceptance acceptance_of(const Settings& settings) {
  const Acceptance acceptance{settings.number("match.radius-factor")};
  if (!(acceptance.radius_factor > 0.0)) {
    throw InputError{"match.radius-factor = " + settings.text("match.radius-factor") +
                     ": a positive number was expected"};
  }
  return acceptance;
}

} // namespace counterpoint
