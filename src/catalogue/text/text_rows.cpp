#include "catalogue/rows/row_source.hpp"
#include "catalogue/text/field_walk.hpp"
#include "catalogue/text/line_reader.hpp"
#include "catalogue/text/text_format.hpp"
#include "catalogue/text/text_layout.hpp"
#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <limits>

namespace counterpoint {

namespace {
std::unique_ptr<ByteStream> open_from_start(const PieceRequest& request) {
  return request.file.is_gzip ? open_gzip(request.path) : open_range(request.path, 0, whole_file);
}

// The lines that start within the piece. Unless the piece begins at the first row, reading begins
// one byte before it and skips to the next line end: the line cut by the boundary is read by the
// rank that has its start.
LineReader open_lines(const PieceRequest& request) {
  const Piece& piece = request.piece;
  const std::int64_t first_row = request.file.data_begin;
  if (request.file.is_gzip) {
    auto stream = open_gzip(request.path);
    skip_bytes(*stream, first_row);
    return {std::move(stream), first_row, whole_file};
  }
  if (piece.begin == first_row) {
    return {open_range(request.path, first_row, piece.end), first_row, piece.end};
  }
  LineReader lines{open_range(request.path, piece.begin - 1, piece.end), piece.begin - 1,
                   piece.end};
  Line others;
  (void)lines.next(others);
  return lines;
}

class TextRows final : public RowSource {
public:
  explicit TextRows(const PieceRequest& request) : request_{request}, lines_{open_lines(request)} {
    for (std::size_t i = 0; i < request.columns.size(); ++i) {
      if (request.columns[i].index == ColumnPlan::absent) continue;
      wanted_.push_back({request.columns[i].index, i, request.columns[i].conversion});
    }
    std::stable_sort(wanted_.begin(), wanted_.end(),
                     [](const Wanted& a, const Wanted& b) { return a.field < b.field; });
  }

  std::int64_t read(RowBlock& block, std::int64_t max_rows) override {
    for (Wanted& column : wanted_) {
      column.numbers = block.numbers[column.request].data();
      column.texts = block.texts[column.request].data();
    }
    const char separator = request_.file.syntax.separator;
    return separator == ' ' ? read_rows(BlankFields{separator}, max_rows)
                            : read_rows(CharacterFields{separator}, max_rows);
  }

  // What a line lacks at its end is missing.
  void read_carried(std::int64_t row, std::vector<std::string>& cells) override {
    const auto i = static_cast<std::size_t>(row);
    const std::size_t begin = i == 0 ? 0 : line_ends_[i - 1];
    (void)split_fields(std::string_view{lines_of_block_}.substr(begin, line_ends_[i] - begin),
                       request_.file.syntax, split_);
    cells.assign(request_.carried.size(), "");
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const std::int64_t field = request_.carried[column].index;
      if (field != ColumnPlan::absent && field < std::ssize(split_))
        cells[column] = parse_identifier(split_[static_cast<std::size_t>(field)]);
    }
  }

  std::int64_t bytes_used() const override {
    if (request_.file.is_gzip) return lines_.bytes_used();
    return std::clamp<std::int64_t>(lines_.offset() - request_.piece.begin, 0,
                                    request_.piece.n_bytes);
  }

private:
  struct Wanted {
    std::int64_t field = 0;
    std::size_t request = 0;
    Conversion conversion;
    double* numbers = nullptr;
    std::string* texts = nullptr;
  };

  template <class Fields>
  std::int64_t read_rows(const Fields& fields, std::int64_t max_rows) {
    const FieldSyntax& syntax = request_.file.syntax;
    const bool carries = !request_.carried.empty();
    constexpr std::size_t most_kept = std::size_t{4} << 20U;
    lines_of_block_.clear();
    line_ends_.clear();
    Line line;
    std::int64_t row = 0;
    while (row < max_rows && lines_of_block_.size() < most_kept && lines_.next(line)) {
      // Nearly always the first character shows that the line holds a row.
      if (line.begin == line.end || *line.begin == '#' || *line.begin <= ' ') {
        if (holds_no_row({line.begin, line.end}, syntax.separator)) continue;
      }
      if (!line.has_newline) check_last_line(line);
      const bool quoted =
          syntax.quoted && lines_.has_quotes() && std::find(line.begin, line.end, '"') != line.end;
      if (quoted) {
        read_quoted_line(line, row);
      } else {
        read_plain_line(fields, line, row);
      }
      if (carries) {
        lines_of_block_.append(line.begin, line.end);
        line_ends_.push_back(lines_of_block_.size());
      }
      ++row;
    }
    // Where the file was cut at a line end, nothing else tells.
    if (row == 0 && lines_.ended_early()) throw_changed(request_.path);
    return row;
  }

  // Converts the wanted fields in place: no allocation, no copy.
  template <class Fields>
  void read_plain_line(const Fields& fields, const Line& line, std::int64_t row) {
    check_number_of_fields(fields.count(line), line, fields.ends_blank(line));
    const char* field = fields.first(line);
    const char* field_end = nullptr; // null while it is not known
    std::int64_t number = 0;
    for (const Wanted& column : wanted_) {
      for (; number < column.field; ++number) {
        if (field_end == nullptr) field_end = fields.end_of(field, line.end);
        field = fields.after(field_end, line.end);
        if (field == nullptr) throw_too_few(line, number + 1, column);
        field_end = nullptr;
      }
      field_end = read_field(fields, line, field, column, row);
    }
  }

  // Returns the end of the field.
  template <class Fields>
  const char* read_field(const Fields& fields, const Line& line, const char* field,
                         const Wanted& column, std::int64_t row) {
    if (column.conversion.quantity != Quantity::text) {
      const auto past_blanks = [&line](const char* c) {
        while (c != line.end && *c == ' ')
          ++c;
        return c;
      };
      double& value = column.numbers[row];
      const char* start = past_blanks(field);
      if (fields.ends_field(start, line.end)) {
        value = std::numeric_limits<double>::quiet_NaN();
        return start;
      }
      const char* end = read_short_decimal(start, value);
      // Where blanks separate, a blank ends the field; elsewhere it may precede the separator.
      if (end != nullptr && !fields.ends_field(end, line.end)) end = past_blanks(end);
      if (end != nullptr && fields.ends_field(end, line.end) && convert(column.conversion, value)) {
        return end;
      }
    }
    const char* end = fields.end_of(field, line.end);
    store({field, static_cast<std::size_t>(end - field)}, line, column, row);
    return end;
  }

  void read_quoted_line(const Line& line, std::int64_t row) {
    const std::string_view text{line.begin, static_cast<std::size_t>(line.end - line.begin)};
    if (!split_fields(text, request_.file.syntax, split_)) {
      throw_at(line, "a quoted field does not end on its line: fields with line breaks are not "
                     "supported, remove the break or the lone '\"'");
    }
    check_number_of_fields(std::ssize(split_), line, split_.back().empty());
    for (const Wanted& column : wanted_) {
      if (column.field >= std::ssize(split_)) throw_too_few(line, std::ssize(split_), column);
      store(split_[static_cast<std::size_t>(column.field)], line, column, row);
    }
  }

  void store(std::string_view text, const Line& line, const Wanted& column, std::int64_t row) {
    if (column.conversion.quantity == Quantity::text) {
      column.texts[row] = parse_identifier(text);
      return;
    }
    const FieldStatus status = parse_field(text, column.conversion, column.numbers[row]);
    if (status == FieldStatus::good) return;
    constexpr std::size_t longest_shown = 60;
    throw_at(line, describe_problem(status, request_.requests[column.request],
                                    std::string{trimmed(text).substr(0, longest_shown)}));
  }

  // A separator within a value would shift the columns after it.
  void check_number_of_fields(std::int64_t n_fields, const Line& line, bool last_is_blank) const {
    const FilePlan& file = request_.file;
    if (n_fields <= file.n_columns) return;
    if (file.rows_end_in_separator && n_fields == file.n_columns + 1 && last_is_blank) return;
    throw_at(line, "the line has " + std::to_string(n_fields) + " fields, the header names " +
                       std::to_string(file.n_columns) +
                       " columns (separator: " + separator_name(file.syntax.separator) +
                       "): put a value that holds the separator in double quotes, or correct the "
                       "line");
  }

  // A download that broke off ends without newline and, nearly always, within a row.
  void check_last_line(const Line& line) {
    const std::string_view text{line.begin, static_cast<std::size_t>(line.end - line.begin)};
    const bool whole = split_fields(text, request_.file.syntax, split_);
    if (whole && std::ssize(split_) >= request_.file.n_columns) return;
    throw_at(line, "the file is cut short: its last line has " + std::to_string(split_.size()) +
                       " of " + std::to_string(request_.file.n_columns) +
                       " fields and no line end; download it again");
  }

  [[noreturn]] void throw_too_few(const Line& line, std::int64_t n_fields,
                                  const Wanted& column) const {
    const std::string& name = request_.requests[column.request].name;
    throw_at(line, "the line has " + std::to_string(n_fields) + " fields, column '" + name +
                       "' is number " + std::to_string(column.field + 1) +
                       " (separator: " + separator_name(request_.file.syntax.separator) +
                       "): complete or remove the line");
  }

  [[noreturn]] void throw_at(const Line& line, const std::string& what) const {
    const std::int64_t number = line_number(*open_from_start(request_), line.offset);
    throw InputError{request_.path.string() + ":" + std::to_string(number) + ": " + what};
  }

  PieceRequest request_;
  LineReader lines_;
  std::vector<Wanted> wanted_; // in the order of the line
  std::vector<std::string> split_;
  std::string lines_of_block_; // where columns are carried
  std::vector<std::size_t> line_ends_;
};
} // namespace

std::unique_ptr<RowSource> open_text_rows(const PieceRequest& request) {
  return std::make_unique<TextRows>(request);
}

std::string locate_text_row(const PieceRequest& request, std::int64_t row) {
  LineReader lines = open_lines(request);
  Line line;
  for (std::int64_t passed = -1; passed < row;) {
    if (!lines.next(line)) break;
    const std::string_view text{line.begin, static_cast<std::size_t>(line.end - line.begin)};
    if (!holds_no_row(text, request.file.syntax.separator)) ++passed;
  }
  return request.path.string() + ":" +
         std::to_string(line_number(*open_from_start(request), line.offset));
}

} // namespace counterpoint
