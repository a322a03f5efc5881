#pragma once

#include "catalogue/table/whole_table_reader.hpp"

#include <string>
#include <variant>
#include <vector>

namespace counterpoint::test_support {

/// The values of a column that must be of the kind asked for.
template <class T>
const std::vector<T>& values(const WholeTable& table, const std::string& name = "x") {
  return std::get<std::vector<T>>(table.column(name).values);
}

} // namespace counterpoint::test_support
