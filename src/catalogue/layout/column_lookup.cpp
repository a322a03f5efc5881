#include "catalogue/layout/column_lookup.hpp"

#include "catalogue/values/value_kind.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace counterpoint {

namespace {
// The columns of that very name; where there are none, those whose names differ in case only.
std::vector<std::size_t> find_named(std::span<const ColumnInfo> columns, const std::string& name) {
  std::vector<std::size_t> exact;
  std::vector<std::size_t> similar;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) exact.push_back(i);
    if (lower_case(columns[i].name) == lower_case(name)) similar.push_back(i);
  }
  return exact.empty() ? similar : exact;
}

// "RAJ2000#2" is the second column named RAJ2000, unless a column is called just that.
std::vector<std::size_t> find_names(std::span<const ColumnInfo> columns, const std::string& name) {
  auto found = find_named(columns, name);
  const std::size_t mark = name.rfind('#');
  if (!found.empty() || mark == std::string::npos || mark == 0) return found;
  const auto number = parse_integer(std::string_view{name}.substr(mark + 1));
  found = find_named(columns, name.substr(0, mark));
  if (!number || *number < 1 || *number > std::ssize(found)) return {};
  return {found[static_cast<std::size_t>(*number - 1)]};
}

// "X#1 or X#2": how each of `n` columns of one name is chosen.
std::string numbered(const std::string& name, std::size_t n) {
  std::string words = name + "#1";
  for (std::size_t i = 2; i <= n; ++i)
    words += (i == n ? " or " : ", ") + name + "#" + std::to_string(i);
  return words;
}

std::string way_out(const ColumnRequest& request) {
  return request.key.empty() ? "" : "; set " + request.key + " to the right one";
}

std::string list_columns(std::span<const ColumnInfo> columns) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : columns) {
    if (!column.name.empty()) names.push_back(column.name);
  }
  return "its columns are: " + join_words(names);
}

[[noreturn]] void throw_no_column(std::span<const ColumnInfo> columns, const ColumnRequest& request,
                                  const std::string& where) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : columns)
    names.push_back(column.name);
  const std::string nearest = nearest_word(request.name, names);
  throw InputError{where + " has no column '" + request.name + "'" +
                   (nearest.empty() ? "" : " (did you mean '" + nearest + "'?)") + "; " +
                   list_columns(columns) + way_out(request)};
}

// By what the column of a coordinate is found where the user does not name it; in lower case.
struct Coordinate {
  std::string_view meaning;
  std::vector<std::string> main_ucds; // UCD1+ and UCD1
  std::vector<std::string> other_ucds;
  std::vector<std::string> usual_names;
};

const Coordinate& coordinate_of(Quantity quantity) {
  static const std::array coordinates{
      Coordinate{"right ascension",
                 {"pos.eq.ra;meta.main", "pos_eq_ra_main"},
                 {"pos.eq.ra", "pos_eq_ra"},
                 {"ra", "raj2000", "ra_j2000", "ra_icrs", "radeg", "ra_deg", "alpha_j2000",
                  "right_ascension", "_ra", "_raj2000", "_ra_icrs"}},
      Coordinate{"declination",
                 {"pos.eq.dec;meta.main", "pos_eq_dec_main"},
                 {"pos.eq.dec", "pos_eq_dec"},
                 {"dec", "de", "decl", "dej2000", "decj2000", "dec_j2000", "de_icrs", "dec_icrs",
                  "dedeg", "decdeg", "dec_deg", "delta_j2000", "declination", "_de", "_dec",
                  "_dej2000", "_de_icrs"}}};
  return quantity == Quantity::right_ascension ? coordinates[0] : coordinates[1];
}

bool is_one_of(const std::string& text, const std::vector<std::string>& lower_words) {
  std::string word = lower_case(text);
  std::erase(word, ' ');
  return std::find(lower_words.begin(), lower_words.end(), word) != lower_words.end();
}

// The columns for which `member` is one of `words`.
std::vector<std::size_t> find_any(std::span<const ColumnInfo> columns,
                                  std::string ColumnInfo::*member,
                                  const std::vector<std::string>& words) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (is_one_of(columns[i].*member, words)) found.push_back(i);
  }
  return found;
}

// The name by which the user can choose a column: with its number where the name occurs again.
std::string name_to_choose(std::span<const ColumnInfo> columns, std::size_t column) {
  const std::string& name = columns[column].name;
  const auto same = find_named(columns, name);
  if (same.size() == 1) return name;
  const auto place = std::find(same.begin(), same.end(), column) - same.begin();
  return name + "#" + std::to_string(place + 1);
}

std::size_t find_position(std::span<const ColumnInfo> columns, const ColumnRequest& request,
                          const std::string& where) {
  const Coordinate& coordinate = coordinate_of(request.quantity);
  const auto main = find_any(columns, &ColumnInfo::ucd, coordinate.main_ucds);
  if (main.size() == 1) return main.front();
  const auto others = find_any(columns, &ColumnInfo::ucd, coordinate.other_ucds);
  if (main.empty() && others.size() == 1) return others.front();

  auto named = find_any(columns, &ColumnInfo::name, coordinate.usual_names);
  // VizieR adds columns that begin with '_', computed from the others.
  const auto is_computed = [&](std::size_t i) { return columns[i].name.starts_with('_'); };
  if (!std::all_of(named.begin(), named.end(), is_computed)) std::erase_if(named, is_computed);
  if (named.size() == 1) return named.front();

  std::vector<std::string> choice;
  for (const std::size_t i : named.empty() ? (main.empty() ? others : main) : named)
    choice.push_back(name_to_choose(columns, i));
  throw InputError{
      where + ": " +
      (choice.empty() ? "no column is marked or named as " : "several columns could be ") +
      std::string{coordinate.meaning} + (choice.empty() ? "" : " (" + join_words(choice) + ")") +
      "; " + list_columns(columns) + way_out(request)};
}
} // namespace

ColumnPlan find_column(std::span<const ColumnInfo> columns, const ColumnRequest& request,
                       const std::string& where) {
  const bool is_position =
      request.quantity == Quantity::right_ascension || request.quantity == Quantity::declination;
  const auto found = request.name.empty() && is_position
                         ? std::vector{find_position(columns, request, where)}
                         : find_names(columns, request.name);
  if (found.empty() && request.optional) return {ColumnPlan::absent, {}, {}};
  if (found.empty()) throw_no_column(columns, request, where);
  if (found.size() > 1) {
    throw InputError{where + " has " + std::to_string(found.size()) + " columns named '" +
                     request.name + "': choose one by its place, " +
                     numbered(request.name, found.size()) +
                     (request.key.empty() ? "" : ", as " + request.key)};
  }
  const ColumnInfo& column = columns[found.front()];
  if (!column.unreadable.empty()) {
    throw InputError{where + ": column '" + column.name + "' " + column.unreadable +
                     ", one number or text a row was expected" + way_out(request)};
  }
  const auto conversion = find_conversion(request.quantity, column.unit);
  if (!conversion) {
    const bool is_motion = request.quantity == Quantity::proper_motion;
    throw InputError{
        where + ": column '" + column.name + "' is in '" + column.unit + "', an angle " +
        (is_motion ? "per year (mas/yr, arcsec/yr, deg/yr)" : "(deg, arcmin, arcsec, mas, rad)") +
        " was expected" + way_out(request)};
  }
  return {static_cast<std::int64_t>(found.front()), *conversion, column.binary};
}

} // namespace counterpoint
