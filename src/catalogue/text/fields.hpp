#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// How the fields of a line are told apart. A separator ' ' stands for runs of blanks and tabs.
struct FieldSyntax {
  char separator = ',';
  bool quoted = true; ///< a field that begins with '"' ends at the next single one; "" is a quote
};

/// The fields of a line, quotes and the blanks around removed; `fields` is reused.
/// \return false where a quoted field does not end on the line
[[nodiscard]] bool split_fields(std::string_view line, const FieldSyntax& syntax,
                                std::vector<std::string>& fields);

/// For messages: "tab", "','", "blanks".
[[nodiscard]] std::string separator_name(char separator);

} // namespace counterpoint
