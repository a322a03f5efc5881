#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/comm/node_texts.hpp"
#include "counterpoint/settings/settings.hpp"

#include <cstdint>
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

/// A number that many rows have, far from those of all others: it may stand for a missing one.
struct LikelyFiller {
  double number;
  std::int64_t n_rows;
  std::int64_t n_numbers; ///< rows with a number
};

/// The classes of rows of a catalogue.
struct RowClasses {
  std::vector<std::string> names;
  std::vector<std::uint16_t> of_row;   ///< place in names
  std::vector<LikelyFiller> fillers{}; ///< of a column of numbers
};

/// The class of each row is that of its text, as they are in alphabetical order; without text,
/// "(blank)". \throws InputError where there are too many to be fitted
[[nodiscard]] RowClasses classify(const ClassRule& rule, const NodeTexts& texts);

/// The class of each row is what the limits make of its number ("HR < 0", "HR >= 0"); those without
/// one have a class of their own. \param numbers  NaN where missing
[[nodiscard]] RowClasses classify(const ClassRule& rule, std::span<const double> numbers);

} // namespace counterpoint
