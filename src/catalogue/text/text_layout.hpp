#pragma once

#include "catalogue/text/fields.hpp"
#include "catalogue/text/text_metadata.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// What is found at the top of a text table.
struct TextLayout {
  FieldSyntax syntax;
  std::vector<std::string> names;
  TextMetadata metadata;              ///< units of a unit row, else as the comments declare them
  std::int64_t data_begin = 0;        ///< offset of the first byte after header, unit and dash rows
  bool has_dash_row = false;          ///< VizieR's form
  bool rows_end_in_separator = false; ///< so they have one more field, an empty one
};

/// Finds header, separator and first row. Blank lines and those that begin with '#' are skipped; a
/// row of dashes below the header, perhaps with a row of units between, is VizieR's form. Where the
/// first line holds numbers, the names may be in the last '#' line above it.
/// \param head      the beginning of the file
/// \param is_whole  whether that is all of it
/// \return nothing where more of the file is needed
/// \throws InputError naming `path` where this is no table, one without rows, or one with more
///   columns, or longer lines at its top, than any table has
[[nodiscard]] std::optional<TextLayout> find_text_layout(std::string_view head, bool is_whole,
                                                         const std::filesystem::path& path);

/// Whether a line is blank or a comment. A line of separators alone is a row.
[[nodiscard]] bool holds_no_row(std::string_view line, char separator);

} // namespace counterpoint
