#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/angle.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace counterpoint {

/// A column of a catalogue, whole. Missing numbers are NaN, missing text is "".
struct TableColumn {
  using Values =
      std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;
  std::string name; ///< as in the file; "col3" for a third one without a name
  std::string unit; ///< as the file declares it; "" for none
  std::string ucd;  ///< as the file declares it; "" for none
  std::string description;
  Values values; ///< as in the file, in its unit
};

/// All columns of a catalogue, in the order of its first file.
struct WholeTable {
  struct File {
    std::filesystem::path path;
    std::int64_t first_row = 0;
  };
  std::vector<TableColumn> columns;
  std::int64_t n_rows = 0;
  std::vector<File> files;
  std::vector<std::string> notes; ///< what was left out, in words for the user; usually empty

  /// Local. The column of that name; where there is none, the one whose name differs in case only.
  /// \param key  configuration key that names it, for the message
  /// \throws InputError listing the columns there are
  [[nodiscard]] const TableColumn& column(const std::string& name,
                                          const std::string& key = "") const;

  /// Local. The columns whose UCD equals `ucd`, ignoring case: "pos.eq.ra;meta.main".
  [[nodiscard]] std::vector<const TableColumn*> with_ucd(const std::string& ucd) const;

  /// Local. A position, an error or a position angle as CatalogueReader gives it: sexagesimal text
  /// read, the declared unit applied; NaN where missing, everywhere if an optional column is
  /// absent. \throws InputError naming the first row that holds no such angle; as column()
  [[nodiscard]] std::vector<Angle> angles(const ColumnRequest& request) const;

  /// Local. A column of numbers, not converted; NaN where missing, everywhere if an optional column
  /// is absent.
  /// \throws InputError naming the first row that holds text; as column()
  [[nodiscard]] std::vector<double> numbers(const ColumnRequest& request) const;

  /// Local. Identifiers; numbers are written out. "" where missing, everywhere if an optional
  /// column is absent. \throws InputError as column()
  [[nodiscard]] std::vector<std::string> texts(const ColumnRequest& request) const;

  /// Local. "file.csv row 17" (counted from 1): the place of row `row` (counted from 0).
  [[nodiscard]] std::string locate(std::int64_t row) const;
};

/// Collective. Every column of a catalogue that fits in memory (an X-ray catalogue, up to about a
/// million rows), in any format of CatalogueReader; files with the same columns make one table.
/// Rank 0 alone opens the files and sends the table to the others.
///
/// A column that its file declares to hold floating-point numbers is double. Of the others, one of
/// integers without blanks is int64, one of numbers and blanks is double, any other is text; also
/// one of integers that a number would not keep to the last digit ("007", 20 digits).
/// \throws JointError of code bad_input, on all ranks, as CatalogueReader; where two columns of a
///   file have the same name; where a file has other columns than the first
[[nodiscard]] WholeTable read_whole_table(const Communicator& comm,
                                          std::span<const std::filesystem::path> files);

} // namespace counterpoint
