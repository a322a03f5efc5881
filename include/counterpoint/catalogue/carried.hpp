#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/comm/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// Columns that the program does not work with but takes along from a catalogue to its results.
struct CarryRequest {
  std::vector<std::string> names; ///< "*": all columns of all files
  std::string key;                ///< configuration key that names them, for messages
};

/// Such a column, as the first file that has it declares it.
struct CarriedColumn {
  std::string name; ///< "col3" for a third one without a name, "RA_2" for the second one named RA
  std::string unit;
  std::string ucd;
  std::string description;
  DeclaredKind kind = DeclaredKind::nothing;
};

/// The cells of a row in one string, as they are kept in memory and sent between ranks.
[[nodiscard]] std::string pack_cells(std::span<const std::string> cells);

/// A cell of a row of `n_columns` that pack_cells() packed.
[[nodiscard]] std::string_view cell_of(const std::string& packed, std::size_t column,
                                       std::size_t n_columns);

/// Collective. The columns as typed values. A column that its file declares to hold floating-point
/// numbers is double, one declared as text is text; what the others hold decides, as
/// read_whole_table() has it, over the rows of all ranks.
/// \param packed  rows, by pack_cells()
/// \param selection  places of rows in `packed`, one a row of the result; -1 is a row without
///   values
[[nodiscard]] std::vector<TableColumn> typed_columns(const Communicator& comm,
                                                     std::span<const CarriedColumn> columns,
                                                     std::span<const std::string> packed,
                                                     std::span<const std::int64_t> selection);

} // namespace counterpoint
