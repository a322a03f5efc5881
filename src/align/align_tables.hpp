#pragma once

#include "align/align_results.hpp"
#include "counterpoint/output/table_builder.hpp"

#include <deque>
#include <functional>
#include <span>
#include <string>

namespace counterpoint {

/// The tables of an `align` result, in the order in which they are written.
struct AlignTables {
  std::deque<TableBuilder> tables; // stay where they are
  std::string label;               ///< column that names the sources; "" for none
};

/// Local. \param with_rows  false: the same columns without rows
[[nodiscard]] AlignTables make_align_tables(const AlignResults& results, bool with_rows);

/// One number of a solution: NaN where it has none.
struct CorrectionNumber {
  std::string name;
  std::string unit;
  std::string description;
  std::function<double(const FrameSolution&)> value;
};
[[nodiscard]] std::span<const CorrectionNumber> correction_numbers();

/// "none", "median", "shift", "rotation", "scale" or "blind".
[[nodiscard]] std::string model_name(const FrameSolution& solution);

} // namespace counterpoint
