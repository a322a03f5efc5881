#pragma once

#include "catalogue/votable/votable_field.hpp"

#include <pugixml.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

/// The rows of a VOTable, one after the other.
class VotableCursor {
public:
  VotableCursor() = default;
  virtual ~VotableCursor() = default;
  VotableCursor(const VotableCursor&) = delete;
  VotableCursor& operator=(const VotableCursor&) = delete;
  VotableCursor(VotableCursor&&) = delete;
  VotableCursor& operator=(VotableCursor&&) = delete;

  /// Moves to the next row, at first to the first; false at the end.
  /// \throws InputError naming a row whose cells are not those of the fields
  [[nodiscard]] virtual bool next() = 0;

  /// A cell of the row as a number; NaN where missing.
  [[nodiscard]] virtual FieldStatus number(std::size_t column, const Conversion& conversion,
                                           double& value) const = 0;
  /// A cell of the row as text; "" where missing, "T" or "F" of a logical.
  [[nodiscard]] virtual std::string text(std::size_t column) const = 0;
};

/// A VOTable (IVOA, version 1.0 to 1.5) in memory: its first TABLE with rows.
class VotableDocument {
public:
  /// \throws InputError where the file is no VOTable, is cut short, or has no rows
  VotableDocument(const std::filesystem::path& path, bool is_gzip);

  [[nodiscard]] const std::vector<ColumnInfo>& columns() const { return columns_; }

  /// What the user should know of the service's answer; usually empty.
  [[nodiscard]] std::vector<std::string> notes() const;

  /// The document must outlive the cursor.
  [[nodiscard]] std::unique_ptr<VotableCursor> rows() const;

private:
  void parse(bool is_gzip);

  std::filesystem::path path_;
  std::vector<char> bytes_; // the text, to which document_ points
  pugi::xml_document document_;
  pugi::xml_node data_; // TABLEDATA, BINARY or BINARY2
  std::vector<VotableField> fields_;
  std::vector<ColumnInfo> columns_;
};

} // namespace counterpoint
