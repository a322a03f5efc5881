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

/// What the top of a text table tells.
struct TextLayout {
  FieldSyntax syntax;
  std::vector<std::string> names;
  TextMetadata metadata;              ///< units of a unit row, else as the comments declare them
  std::int64_t data_begin = 0;        ///< offset of the first byte after header, unit and dash rows
  bool has_dash_row = false;          ///< VizieR's form
  bool rows_end_in_separator = false; ///< which makes one more field, an empty one
};

/// Finds header, separator and first row: '#' lines and blank ones are passed over, a dash row
/// below the header (and a unit row between) is VizieR's, names may stand in the last '#' line
/// instead. \param head      the beginning of the file \param is_whole  whether that is all of it
/// \return nothing where more of the file is needed
/// \throws InputError naming `path` where this is no table, or one without rows
[[nodiscard]] std::optional<TextLayout> find_text_layout(std::string_view head, bool is_whole,
                                                         const std::filesystem::path& path);

/// Blank lines and comments hold no row. A line of bare separators does.
[[nodiscard]] bool holds_no_row(std::string_view line, char separator);

} // namespace counterpoint
