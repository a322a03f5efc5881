#pragma once

#include "catalogue/layout/field_syntax.hpp"
#include "catalogue/values/binary_field.hpp"
#include "catalogue/values/conversion.hpp"
#include "counterpoint/catalogue/column.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <vector>

namespace counterpoint {

/// A new format takes a value here, a row in the table of formats/formats.cpp, its mark in
/// formats/content.cpp, and a folder with the two functions that the table names.
enum class FileFormat { text, fits, votable, regions };

/// Whether a file of this format must be read whole before its first row is known.
[[nodiscard]] constexpr bool is_document(FileFormat format) {
  return format == FileFormat::votable || format == FileFormat::regions;
}

/// What a rank needs to know to read its share of a file. Plain data, sent to all ranks as bytes.
struct FilePlan {
  FileFormat format = FileFormat::text;
  bool is_gzip = false;
  bool is_tile_compressed = false;
  FieldSyntax syntax{};               ///< text
  bool rows_end_in_separator = false; ///< text: as its first row does
  std::int64_t n_columns = 0;         ///< text: fields that the header names
  std::int64_t data_begin = 0;        ///< offset of the first row in the (inflated) file
  std::int64_t file_bytes = 0;        ///< on disk
  std::int64_t row_bytes = 0;         ///< not of text; a mean where rows differ
  std::int64_t n_rows = 0;            ///< not of text
};

/// A requested column in one file.
struct ColumnPlan {
  static constexpr std::int64_t absent = -1; ///< an optional column that the file lacks
  std::int64_t index = 0;                    ///< counted from 0
  Conversion conversion;
  BinaryField binary;
};
static_assert(std::is_trivially_copyable_v<FilePlan> && std::is_trivially_copyable_v<ColumnPlan>);

struct ColumnInfo {
  std::string name{};
  std::string unit{};        ///< "" where none is declared
  std::string ucd{};         ///< "" where none is declared
  std::string description{}; ///< "" where none is declared
  DeclaredKind kind = DeclaredKind::nothing;
  std::string unreadable{}; ///< why it cannot be read ("holds 3 values a row"); "" where it can
  BinaryField binary{};
};

/// What is known of a file once it was opened.
struct FileLayout {
  FilePlan plan;
  std::vector<ColumnInfo> columns;
  std::vector<std::string> notes; ///< what the user should know of the file; usually empty
};

/// Of a file with more tables than the one that is read.
[[nodiscard]] inline std::string note_on_tables(const std::string& path, std::size_t n_tables) {
  return path + ": of its tables the first is read, of " + std::to_string(n_tables) +
         ": give the others, if they are wanted, as files of their own";
}

} // namespace counterpoint
