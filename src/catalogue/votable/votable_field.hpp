#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <pugixml.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace counterpoint {

/// How the cells of a VOTable's FIELD are read.
struct VotableField {
  /// Type by the letter that FITS has for it, 'U' for unicodeChar; `repeat` elements.
  BinaryField binary;
  bool is_variable = false;          ///< every cell says how many elements it has
  std::string null;                  ///< text that means a missing value; "" for none
  std::optional<double> null_number; ///< the same as a number, where it is one
};

/// A field's type. \throws InputError naming the field where it has none that VOTable knows
[[nodiscard]] VotableField read_votable_field(const pugi::xml_node& field,
                                              const std::string& where);

/// Name, unit, UCD and description, and why it cannot be read, if it cannot.
[[nodiscard]] ColumnInfo describe_votable_field(const pugi::xml_node& node,
                                                const VotableField& field);

/// Whether an element is called `name`, in whatever namespace.
[[nodiscard]] bool is_element(const pugi::xml_node& node, std::string_view name);

/// The first child of that name; an empty node where there is none.
[[nodiscard]] pugi::xml_node find_child(const pugi::xml_node& parent, std::string_view name);

} // namespace counterpoint
