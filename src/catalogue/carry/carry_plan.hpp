#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "counterpoint/catalogue/carried.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// The columns that are carried, and where each file has them.
struct CarryPlan {
  std::vector<CarriedColumn> columns;
  std::vector<ColumnPlan> places; ///< [file][column] in one row; absent where a file lacks it
  std::vector<std::string> notes; ///< what was left out, in words for the user; usually empty
};

/// Local. All columns for "*": those of the first file in its order, then those that only later
/// files have. \param label  for messages: "infrared catalogue"
/// \throws InputError for a name that no file has, with the nearest one; for a column whose unit
///   differs between files
[[nodiscard]] CarryPlan plan_carrying(const CarryRequest& request, const std::string& label,
                                      std::span<const std::filesystem::path> paths,
                                      std::span<const FileLayout> layouts);

} // namespace counterpoint
