#pragma once

#include "catalogue/layout/field_syntax.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// The fields of a line, quotes and the blanks around removed; `fields` is reused.
/// \return false where a quoted field does not end on the line
[[nodiscard]] bool split_fields(std::string_view line, const FieldSyntax& syntax,
                                std::vector<std::string>& fields);

/// For messages: "tab", "','", "blanks".
[[nodiscard]] std::string separator_name(char separator);

} // namespace counterpoint
