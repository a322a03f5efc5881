#include "column_lookup.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <vector>

namespace counterpoint {

namespace {
std::vector<std::size_t> find_names(std::span<const ColumnInfo> columns, const std::string& name) {
  std::vector<std::size_t> exact;
  std::vector<std::size_t> similar;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) exact.push_back(i);
    if (lower_case(columns[i].name) == lower_case(name)) similar.push_back(i);
  }
  return exact.empty() ? similar : exact;
}

std::string way_out(const ColumnRequest& request) {
  return request.key.empty() ? "" : "; set " + request.key + " to the right one";
}

[[noreturn]] void throw_no_column(std::span<const ColumnInfo> columns, const ColumnRequest& request,
                                  const std::string& where) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : columns) {
    if (!column.name.empty()) names.push_back(column.name);
  }
  const std::string nearest = nearest_word(request.name, names);
  throw InputError{where + " has no column '" + request.name + "'" +
                   (nearest.empty() ? "" : " (did you mean '" + nearest + "'?)") +
                   "; its columns are: " + join_words(names) + way_out(request)};
}
} // namespace

ColumnPlan find_column(std::span<const ColumnInfo> columns, const ColumnRequest& request,
                       const std::string& where) {
  const auto found = find_names(columns, request.name);
  if (found.empty() && request.optional) return {ColumnPlan::absent, {}, {}};
  if (found.empty()) throw_no_column(columns, request, where);
  if (found.size() > 1) {
    throw InputError{where + " has " + std::to_string(found.size()) + " columns named '" +
                     request.name + "': give each a name of its own"};
  }
  const ColumnInfo& column = columns[found.front()];
  if (!column.unreadable.empty()) {
    throw InputError{where + ": column '" + column.name + "' " + column.unreadable +
                     ", one number or text a row was expected" + way_out(request)};
  }
  const auto conversion = find_conversion(request.quantity, column.unit);
  if (!conversion) {
    throw InputError{where + ": column '" + column.name + "' is in '" + column.unit +
                     "', an angle (deg, arcmin, arcsec, mas, rad) was expected" + way_out(request)};
  }
  return {static_cast<std::int64_t>(found.front()), *conversion, column.binary};
}

} // namespace counterpoint
