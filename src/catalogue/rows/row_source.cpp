#include "catalogue/rows/row_source.hpp"

#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <cmath>

namespace counterpoint {

namespace {
std::string other_column(const ColumnRequest& request) {
  return request.key.empty() ? "name another column" : "set " + request.key + " to another column";
}

// -99, 999.0, -9999 and 99.99, with which catalogues fill what is missing; or 1e30, -1e+20.
bool is_filler(std::string_view text) {
  const auto value = parse_decimal(trimmed(text));
  if (!value) return false;
  constexpr double beyond_any_angle = 1e6;
  if (std::abs(*value) > beyond_any_angle) return true;
  std::string digits{text};
  std::erase_if(digits, [](char c) { return c < '1' || c > '9'; });
  return digits.size() > 1 && digits.find_first_not_of('9') == digits.npos;
}
} // namespace

void throw_changed(const std::filesystem::path& path) {
  throw SystemError{"'" + path.string() +
                    "' changed while it was read: run again when it is whole"};
}

std::string locate_by_number(const PieceRequest& request, std::int64_t row) {
  return request.path.string() + " row " + std::to_string(request.piece.begin + row + 1);
}

std::string describe_problem(FieldStatus status, const ColumnRequest& request,
                             const std::string& text) {
  const std::string column = "column '" + request.name + "' holds '" + text + "'";
  if (status == FieldStatus::not_a_number) {
    const bool is_angle = request.quantity != Quantity::number;
    if (is_angle && find_conversion(request.quantity, text)) {
      return column + ", a unit where a value was expected: put '#' before a unit row";
    }
    const bool is_position =
        request.quantity == Quantity::right_ascension || request.quantity == Quantity::declination;
    return column +
           (is_position ? ", degrees or sexagesimal text were expected"
                        : ", a number was expected") +
           ": leave the field blank if the value is missing, or " + other_column(request);
  }
  const bool is_ra = request.quantity == Quantity::right_ascension;
  const std::string outside = column + (is_ra ? ", outside the right ascensions -360 to 720 degrees"
                                              : ", outside the declinations -90 to 90 degrees");
  if (is_filler(text)) {
    return outside + ", which looks like a filler (sentinel) for a missing value: leave the field "
                     "blank; rows without a position are counted and left out";
  }
  return outside + ": are right ascension and declination swapped, or in other units? If so, " +
         other_column(request);
}

} // namespace counterpoint
