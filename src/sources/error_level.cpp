#include "counterpoint/sources/error_level.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <cmath>

namespace counterpoint {

ErrorLevel ErrorLevel::parse(const std::string& text, const std::string& key) {
  if (text == "sigma") return ErrorLevel{};
  if (text.empty()) {
    throw InputError{
        key + " is not given: what do the quoted errors mean? " + key +
        " = sigma for one-dimensional standard deviations, or the fraction of positions that lie "
        "within the quoted radius (or ellipse): 0.95, 0.90, 0.6827, 0.63, ...; the description of "
        "the catalogue says which. A wrong level makes every probability wrong"};
  }
  const auto fraction = parse_number<double>(text);
  if (!fraction || !(*fraction > 0.0 && *fraction < 1.0)) {
    throw InputError{key + " = '" + text +
                     "': expected 'sigma' (one-dimensional) or the fraction of positions within "
                     "the quoted radius, between 0 and 1, such as 0.63, 0.6827, 0.90 or 0.95"};
  }
  return holding(*fraction);
}

ErrorLevel ErrorLevel::holding(double fraction) {
  ErrorLevel level;
  level.radius_per_sigma_ = std::sqrt(-2.0 * std::log1p(-fraction));
  return level;
}

} // namespace counterpoint
