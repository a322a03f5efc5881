#include "catalogue/votable/votable_field.hpp"

#include "catalogue/values/decimal.hpp"
#include "catalogue/values/value_kind.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <array>
#include <charconv>

namespace counterpoint {

namespace {
struct Datatype {
  std::string_view name;
  char letter;
};
constexpr std::array datatypes{
    Datatype{"boolean", 'L'}, Datatype{"bit", 'X'},          Datatype{"unsignedByte", 'B'},
    Datatype{"short", 'I'},   Datatype{"int", 'J'},          Datatype{"long", 'K'},
    Datatype{"char", 'A'},    Datatype{"unicodeChar", 'U'},  Datatype{"float", 'E'},
    Datatype{"double", 'D'},  Datatype{"floatComplex", 'C'}, Datatype{"doubleComplex", 'M'}};

bool is_text(const VotableField& field) {
  return field.binary.type == 'A' || field.binary.type == 'U';
}

// "12", "12*", "*", "3x2", "3x*"
void read_arraysize(std::string_view text, VotableField& field) {
  field.is_variable = text.ends_with('*');
  field.binary.is_string_array = is_text(field) && text.find('x') != text.npos;
  field.binary.repeat = 1;
  const char* const end = text.data() + text.size();
  for (const char* c = text.data(); c < end;) {
    std::int64_t length = 1;
    const auto [after, error] = std::from_chars(c, end, length);
    field.binary.repeat *= length;
    c = after < end ? after + 1 : end; // past the 'x' or '*'
  }
}

// Text without line breaks, and single blanks.
std::string in_one_line(std::string_view text) {
  std::string line;
  for (const char c : trimmed(text)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) line.push_back(c);
    if (is_blank && line.back() != ' ') line.push_back(' ');
  }
  return line;
}

std::string find_null(const pugi::xml_node& node) {
  const auto attribute = node.attribute("null"); // VOTable 1.0
  if (attribute) return attribute.value();
  for (const pugi::xml_node& child : node.children()) {
    const auto null = child.attribute("null");
    if (is_element(child, "VALUES") && null) return null.value();
  }
  return "";
}
} // namespace

bool is_element(const pugi::xml_node& node, std::string_view name) {
  const std::string_view full = node.name();
  const auto colon = full.find(':');
  return (colon == full.npos ? full : full.substr(colon + 1)) == name;
}

pugi::xml_node find_child(const pugi::xml_node& parent, std::string_view name) {
  return parent.find_child([name](const pugi::xml_node& node) { return is_element(node, name); });
}

VotableField read_votable_field(const pugi::xml_node& node, const std::string& where) {
  const std::string_view datatype = trimmed(node.attribute("datatype").value());
  VotableField field;
  field.binary.type = '\0';
  for (const Datatype& known : datatypes) {
    if (known.name == datatype) field.binary.type = known.letter;
  }
  if (field.binary.type == '\0') {
    throw InputError{where + ": field '" + node.attribute("name").value() + "' has datatype '" +
                     std::string{datatype} + "', which VOTable does not know: correct it"};
  }
  read_arraysize(trimmed(node.attribute("arraysize").value()), field);
  field.null = trimmed(find_null(node));
  if (is_text(field)) return field;
  field.null_number = parse_decimal(field.null);
  if (const auto null = parse_integer(field.null)) {
    field.binary.has_null = true;
    field.binary.null = *null;
  }
  return field;
}

ColumnInfo describe_votable_field(const pugi::xml_node& node, const VotableField& field) {
  const auto name = node.attribute("name");
  ColumnInfo info;
  info.name = trimmed((name ? name : node.attribute("ID")).value());
  info.unit = trimmed(node.attribute("unit").value());
  info.ucd = trimmed(node.attribute("ucd").value());
  info.description = in_one_line(find_child(node, "DESCRIPTION").child_value());
  if (field.binary.type == 'E' || field.binary.type == 'D') info.kind = DeclaredKind::real;
  if (is_text(field) || field.binary.type == 'L') info.kind = DeclaredKind::text;
  const bool is_complex = field.binary.type == 'C' || field.binary.type == 'M';
  if (field.binary.is_string_array) {
    info.unreadable = "holds several texts a row";
  } else if (is_complex) {
    info.unreadable = "holds complex numbers";
  } else if (!is_text(field) && (field.is_variable || field.binary.repeat != 1)) {
    info.unreadable = field.is_variable
                          ? "holds a list of values a row"
                          : "holds " + std::to_string(field.binary.repeat) + " values a row";
  }
  return info;
}

} // namespace counterpoint
