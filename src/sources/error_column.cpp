#include "counterpoint/sources/error_column.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <cmath>

namespace counterpoint {

std::optional<double> as_number(const std::string& text) {
  return parse_number<double>(text);
}

const std::array<std::string, 3>& ellipse_keys() {
  static const std::array<std::string, 3> keys{"xray.error-major", "xray.error-minor",
                                               "xray.error-angle"};
  return keys;
}

namespace {

AngleColumn error_figure(const Settings& settings, const std::string& key) {
  const std::string& text = settings.text(key);
  if (text.empty()) {
    throw InputError{key +
                     " is not given: name the column of the positional error, or a number "
                     "in arcsec; " +
                     (key.starts_with("xray.") ? "or a catalogue that xray.preset knows"
                                               : "0.1, if nothing better is known")};
  }
  const std::optional<double> number = as_number(text);
  if (!number) return {std::nullopt, text};
  if (!(*number > 0.0) || *number > 3600.0) {
    throw InputError{key + " = " + text +
                     ": a positive number of arcsec (at most 3600) or a column was expected"};
  }
  return {Angle::from_arcsec(*number), ""};
}

// Does the configuration describe an error ellipse? Then with all its keys, and no circle beside
// it.
bool has_error_ellipse(const Settings& settings) {
  std::string missing;
  std::size_t n_missing = 0;
  for (const std::string& key : ellipse_keys()) {
    if (!settings.text(key).empty()) continue;
    missing += (missing.empty() ? "" : ", ") + key;
    ++n_missing;
  }
  if (n_missing == ellipse_keys().size()) return false;
  if (n_missing > 0) {
    throw InputError{"an error ellipse needs xray.error-major, xray.error-minor and "
                     "xray.error-angle; not given: " +
                     missing + " (for circular errors give xray.error alone)"};
  }
  if (settings.is_given("xray.error") && !settings.text("xray.error").empty()) {
    throw InputError{"xray.error = " + settings.text("xray.error") +
                     " (a circle) and xray.error-major, -minor, -angle (an ellipse) are both "
                     "given: leave one of them out"};
  }
  return true;
}

} // namespace

ErrorColumn error_column(const Settings& settings, const std::string& section,
                         const std::string& name) {
  const std::string level = section + ".error-level";
  return {error_figure(settings, section + "." + name),
          ErrorLevel::parse(settings.text(level), level)};
}

Angle largest_error(const Settings& settings, const std::string& section,
                    const ErrorColumn& error) {
  const std::string key = section + ".error-max";
  const Angle largest = settings.arcsec(key);
  if (error.constant && *error.constant > largest) {
    throw InputError{section + format_text(".error = %g arcsec", error.constant->arcsec()) +
                     " is larger than " + key + " = " + settings.text(key) +
                     ": every row would be rejected"};
  }
  return largest;
}

std::optional<EllipseColumns> error_ellipse(const Settings& settings) {
  if (!has_error_ellipse(settings)) return std::nullopt;
  const std::string& text = settings.text("xray.error-angle");
  const std::optional<double> degrees = as_number(text);
  if (degrees && !std::isfinite(*degrees)) {
    throw InputError{"xray.error-angle = " + text +
                     ": a number of degrees or a column was expected"};
  }
  AngleColumn position_angle{std::nullopt, text};
  if (degrees) position_angle = {Angle::from_degrees(*degrees), ""};
  return EllipseColumns{error_figure(settings, "xray.error-minor"), position_angle};
}

} // namespace counterpoint
