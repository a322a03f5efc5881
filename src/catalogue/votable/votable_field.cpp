#include "catalogue/votable/votable_field.hpp"

#include "catalogue/values/decimal.hpp"
#include "catalogue/values/value_kind.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <array>

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

constexpr std::int64_t most_elements = std::int64_t{1} << 31U;

bool is_text(const VotableField& field) {
  return field.binary.type == 'A' || field.binary.type == 'U';
}

// "12", "12*", "*", "3x2", "3x*"; false for anything else, and for more elements than a cell has.
bool read_arraysize(std::string_view text, VotableField& field) {
  field.is_variable = text.ends_with('*');
  field.binary.is_string_array = is_text(field) && text.find('x') != text.npos;
  field.binary.repeat = 1;
  if (field.is_variable) text.remove_suffix(1);
  if (text.empty()) return true;
  if (field.is_variable && text.back() == 'x') text.remove_suffix(1);
  for (std::string_view rest = text;;) {
    const auto x = rest.find('x');
    const auto length = parse_number<std::int64_t>(trimmed(rest.substr(0, x)));
    if (!length || *length < 0 || *length > most_elements) return false;
    field.binary.repeat *= *length;
    if (field.binary.repeat > most_elements) return false;
    if (x == rest.npos) return true;
    rest.remove_prefix(x + 1);
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
  const std::string_view arraysize = trimmed(node.attribute("arraysize").value());
  if (!read_arraysize(arraysize, field)) {
    throw InputError{where + ": field '" + node.attribute("name").value() +
                     "' has the arraysize '" + std::string{arraysize} +
                     "', numbers such as 12, 12*, 3x2 or 3x*, of at most " +
                     std::to_string(most_elements) + " elements, were expected: correct it"};
  }
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
