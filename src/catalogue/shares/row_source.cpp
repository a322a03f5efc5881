#include "catalogue/shares/row_source.hpp"

#include "counterpoint/core/error.hpp"

namespace counterpoint {

namespace {
std::string other_column(const ColumnRequest& request) {
  return request.key.empty() ? "name another column" : "set " + request.key + " to another column";
}
} // namespace

std::unique_ptr<RowSource> open_rows(const PieceRequest& request) {
  switch (request.file.format) {
  case FileFormat::text:
    return open_text_rows(request);
  case FileFormat::fits:
    return open_fits_rows(request);
  case FileFormat::votable:
    return open_votable_rows(request);
  case FileFormat::regions:
    return open_region_rows(request);
  }
  throw InternalError{"a file of a format that nothing reads"};
}

void throw_changed(const std::filesystem::path& path) {
  throw SystemError{"'" + path.string() +
                    "' changed while it was read: run again when it is whole"};
}

std::string locate_row(const PieceRequest& request, std::int64_t row) {
  if (request.file.format == FileFormat::text) return locate_text_row(request, row);
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
  return column +
         (is_ra ? ", outside the right ascensions -360 to 720 degrees"
                : ", outside the declinations -90 to 90 degrees") +
         ": are right ascension and declination swapped, or in other units? If so, " +
         other_column(request);
}

} // namespace counterpoint
