#pragma once

#include "counterpoint/catalogue/column.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace counterpoint {

/// How a number of a column becomes what the program works with (degrees, arcmin, arcsec, mas per
/// year, or itself), and the range within which it makes sense.
struct Conversion {
  Quantity quantity = Quantity::number;
  bool sexagesimal_hours = false;
  double factor = 1.0;
  double lowest = -std::numeric_limits<double>::infinity(); ///< after conversion, inclusive
  double highest = std::numeric_limits<double>::infinity(); ///< after conversion, inclusive
};

/// \param unit  as the file declares it; blank: the program's own (degrees, arcmin, ...)
/// \return nothing where a position or an error is declared in a unit that is no angle
[[nodiscard]] std::optional<Conversion> find_conversion(Quantity quantity, std::string_view unit);

enum class FieldStatus { good, not_a_number, out_of_range };

/// A field's text (quotes removed) as a number: blanks and the words for missing values are NaN,
/// positions may be sexagesimal.
[[nodiscard]] FieldStatus parse_field(std::string_view text, const Conversion& conversion,
                                      double& value);

/// Brings `value` to the program's unit; false where it leaves the range. NaN passes.
[[nodiscard]] inline bool convert(const Conversion& conversion, double& value) {
  value *= conversion.factor;
  // Without branches, so that a loop over many is one of vectors.
  return !static_cast<bool>(static_cast<int>(value < conversion.lowest) |
                            static_cast<int>(value > conversion.highest));
}

/// Identifiers: blanks around it removed, "--" is missing.
[[nodiscard]] std::string_view parse_identifier(std::string_view text);

} // namespace counterpoint
