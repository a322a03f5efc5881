#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/sources.hpp"

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// How X-ray sources fall into classes, each with a fraction of counterparts of its own.
struct ClassRule {
  bool by_error = false; ///< quarters of the positional error
  ColumnRequest column;  ///< without a name: none
  std::vector<double>
      limits; ///< of a column of numbers, ascending; none: its texts are the classes

  [[nodiscard]] bool is_given() const { return by_error || !column.name.empty(); }
};

/// The key of ClassRule.
[[nodiscard]] SettingKey class_key();

/// "COLUMN", "COLUMN: LIMIT, ..." or "auto". \throws InputError where the limits do not ascend
[[nodiscard]] ClassRule class_rule(const Settings& settings);

/// Puts each source into the class of its text, as they are in alphabetical order; without text,
/// "(blank)". \param texts  by xray_id \throws InputError where there are too many to be fitted
void classify(XrayCatalogue& catalogue, const ClassRule& rule, std::span<const std::string> texts);

/// Puts each source into the class that the limits make of its number ("HR < 0", "HR >= 0"), those
/// without one into a class of their own. \param numbers  by xray_id; NaN where missing
void classify(XrayCatalogue& catalogue, const ClassRule& rule, std::span<const double> numbers);

} // namespace counterpoint
