#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/comm/communicator.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// Which columns of a catalogue's files are read, and where each file has them.
struct ReadPlan {
  std::vector<std::filesystem::path> paths;
  std::vector<FilePlan> files;
  std::vector<ColumnRequest> requests; ///< [file][request] in one row, with the names in the file
  std::vector<ColumnPlan> columns;     ///< [file][request] in one row
  std::vector<std::string> notes;      ///< what the user should know of the files
  std::vector<CarriedColumn> carried = {};
  std::vector<ColumnPlan> carried_places = {}; ///< [file][carried column] in one row
};

/// Collective. What all ranks read, as rank 0 finds it by opening the files.
/// \throws JointError as the constructor of CatalogueReader
[[nodiscard]] ReadPlan plan_reading(const Communicator& comm, const std::string& label,
                                    const std::vector<std::filesystem::path>& files,
                                    const std::vector<ColumnRequest>& requests,
                                    const CarryRequest& carry);

} // namespace counterpoint
