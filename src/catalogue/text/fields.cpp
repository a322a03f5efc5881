#include "catalogue/text/fields.hpp"

#include "catalogue/values/conversion.hpp"
#include "counterpoint/core/text.hpp"

namespace counterpoint {

namespace {
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Skips blanks, but not a tab that is the separator.
void skip_blanks(std::string_view& rest, char separator) {
  while (!rest.empty() && is_blank(rest.front()) &&
         (separator == ' ' || rest.front() != separator)) {
    rest.remove_prefix(1);
  }
}

bool ends_field(char c, char separator) {
  return c == separator || (separator == ' ' && is_blank(c));
}

// Removes a field in quotes from the front of `rest`; false where its end is missing.
bool take_quoted(std::string_view& rest, std::string& field) {
  rest.remove_prefix(1);
  for (;;) {
    const auto quote = rest.find('"');
    if (quote == rest.npos) return false;
    field.append(rest.substr(0, quote));
    rest.remove_prefix(quote + 1);
    if (rest.empty() || rest.front() != '"') return true;
    field.push_back('"');
    rest.remove_prefix(1);
  }
}

// Removes everything up to the next separator.
std::string_view take_plain(std::string_view& rest, char separator) {
  std::size_t length = 0;
  while (length < rest.size() && !ends_field(rest[length], separator))
    ++length;
  const auto field = rest.substr(0, length);
  rest.remove_prefix(length);
  return field;
}
} // namespace

bool split_fields(std::string_view line, const FieldSyntax& syntax,
                  std::vector<std::string>& fields) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (syntax.separator == ' ') line = trimmed(line);
  std::size_t n_fields = 0;
  for (std::string_view rest = line;;) {
    if (n_fields == fields.size()) fields.emplace_back();
    std::string& field = fields[n_fields++];
    field.clear();
    skip_blanks(rest, syntax.separator);
    if (syntax.quoted && !rest.empty() && rest.front() == '"') {
      if (!take_quoted(rest, field)) {
        fields.resize(n_fields);
        return false;
      }
      field.append(trimmed(take_plain(rest, syntax.separator)));
    } else {
      field.assign(trimmed(take_plain(rest, syntax.separator)));
    }
    if (rest.empty()) break;
    rest.remove_prefix(1);
  }
  fields.resize(n_fields);
  return true;
}

std::string separator_name(char separator) {
  if (separator == '\t') return "tab";
  if (separator == ' ') return "blanks";
  return std::string{"'"} + separator + "'";
}

} // namespace counterpoint
