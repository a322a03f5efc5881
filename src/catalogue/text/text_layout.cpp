#include "catalogue/text/text_layout.hpp"

#include "catalogue/values/conversion.hpp"
#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint {

namespace {
struct TopLine {
  std::string_view text;
  std::int64_t begin = 0;
  std::int64_t end = 0; // of the next line's first byte
  int number = 0;
};

// The first lines that are neither blank nor comments, and the comments above them.
struct Top {
  std::vector<TopLine> lines;
  std::string_view comments;
  std::string_view last_comment; // without its '#'
};

constexpr std::size_t enough_lines = 50;
constexpr std::size_t longest_top_line = std::size_t{1} << 20U;
constexpr std::size_t most_columns = 10000;

Top read_top(std::string_view head, bool is_whole, const std::filesystem::path& path) {
  Top top;
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  std::size_t begin = head.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  for (int number = 1; begin < head.size() && top.lines.size() < enough_lines; ++number) {
    const auto newline = head.find('\n', begin);
    if (newline == head.npos && !is_whole) break;
    const std::size_t end = newline == head.npos ? head.size() : newline + 1;
    std::string_view line = head.substr(begin, std::min(newline, head.size()) - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!holds_no_row(line, ',')) {
      if (line.size() > longest_top_line) {
        throw InputError{path.string() + ":" + std::to_string(number) +
                         ": a line of more than 1 MiB, a header or one of the first rows was "
                         "expected: this is no text table, or its line ends are lost"};
      }
      top.lines.push_back(
          {line, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end), number});
    } else if (top.lines.empty() && line.starts_with('#')) {
      top.last_comment = line.substr(1);
      top.comments = head.substr(0, end);
    }
    begin = end;
  }
  return top;
}

// Number of fields of a line; 0 where its quotes do not match.
std::size_t count_fields(std::string_view line, const FieldSyntax& syntax) {
  std::vector<std::string> fields;
  return split_fields(line, syntax, fields) ? fields.size() : 0;
}

// Every line has as many fields as the first, or one more that is empty.
bool is_consistent(const std::vector<TopLine>& lines, const FieldSyntax& syntax) {
  const std::size_t n_names = count_fields(lines.front().text, syntax);
  std::vector<std::string> fields;
  return std::all_of(lines.begin(), lines.end(), [&](const TopLine& line) {
    if (!split_fields(line.text, syntax, fields)) return false;
    return fields.size() == n_names || (fields.size() == n_names + 1 && fields.back().empty());
  });
}

char find_separator(const std::vector<TopLine>& lines) {
  char best = '\0';
  std::size_t most_fields = 1;
  bool best_is_consistent = false;
  for (const char separator : {'\t', ';', ',', '|'}) {
    const FieldSyntax syntax{.separator = separator};
    const std::size_t n_fields = count_fields(lines.front().text, syntax);
    if (n_fields < 2) continue;
    const bool consistent = is_consistent(lines, syntax);
    if (std::pair{consistent, n_fields} > std::pair{best_is_consistent, most_fields}) {
      best = separator;
      most_fields = n_fields;
      best_is_consistent = consistent;
    }
  }
  const FieldSyntax blanks{.separator = ' '};
  const bool blanks_fit =
      count_fields(lines.front().text, blanks) > 1 && is_consistent(lines, blanks);
  if (!best_is_consistent && blanks_fit) return ' ';
  return best != '\0' ? best : ',';
}

bool is_dash_row(std::string_view line, const FieldSyntax& syntax) {
  std::vector<std::string> fields;
  if (!split_fields(line, syntax, fields)) return false;
  return std::all_of(fields.begin(), fields.end(), [](const std::string& field) {
    return !field.empty() && field.find_first_not_of('-') == field.npos;
  });
}

bool is_number(const std::string& field) {
  return parse_decimal(field).has_value();
}

// IRSA's form: names between bars, rows between blanks.
bool is_ipac(const std::vector<TopLine>& lines) {
  const std::string_view first = lines.front().text;
  if (first.starts_with('\\')) return true;
  return first.starts_with('|') && lines.back().text.find('|') == std::string_view::npos;
}

class LayoutFinder {
public:
  LayoutFinder(Top top, bool is_whole, const std::filesystem::path& path)
      : top_{std::move(top)}, is_whole_{is_whole}, path_{path} {}

  std::optional<TextLayout> find() {
    constexpr std::size_t header_unit_dash_row = 4;
    if (top_.lines.size() < header_unit_dash_row && !is_whole_) return std::nullopt;
    if (top_.lines.empty())
      throw InputError{"'" + path_.string() + "' holds no table: it has no lines but comments"};
    if (is_ipac(top_.lines)) {
      throw InputError{"'" + path_.string() +
                       "' looks like an IPAC table: download it as CSV, or convert it "
                       "with 'stilts tcopy ifmt=ipac'"};
    }
    layout_.syntax.separator = find_separator(top_.lines);
    read_header();
    const std::size_t first_row = names_in_comment_ ? 0 : read_unit_and_dash_rows();
    if (first_row >= top_.lines.size()) {
      throw InputError{
          "'" + path_.string() +
          "' has a header but no rows: was the query empty, or the download cut short?"};
    }
    check_first_row(top_.lines[first_row]);
    layout_.data_begin = top_.lines[first_row].begin;
    layout_.metadata.units.resize(layout_.names.size());
    return std::move(layout_);
  }

private:
  [[noreturn]] void fail(const TopLine& line, const std::string& what) const {
    throw InputError{path_.string() + ":" + std::to_string(line.number) + ": " + what};
  }

  void read_header() {
    const TopLine& first = top_.lines.front();
    if (!split_fields(first.text, layout_.syntax, layout_.names)) {
      fail(first, "a quoted name does not end on its line: put the header on one line");
    }
    if (layout_.names.size() > most_columns) {
      fail(first, std::to_string(layout_.names.size()) + " columns, at most " +
                      std::to_string(most_columns) +
                      " are read: select those that are needed, or check the separator");
    }
    layout_.metadata = find_text_metadata(top_.comments, layout_.names);
    if (std::none_of(layout_.names.begin(), layout_.names.end(), is_number)) return;
    // Numbers: this is a row already. numpy and TOPCAT write the names in a comment above it, as
    // "# ra dec ks".
    std::vector<std::string> above;
    const bool is_header = split_fields(top_.last_comment, layout_.syntax, above) &&
                           above.size() == layout_.names.size() &&
                           std::none_of(above.begin(), above.end(), is_number);
    if (is_header) {
      layout_.names = above;
      names_in_comment_ = true;
    } else if (std::all_of(layout_.names.begin(), layout_.names.end(), is_number)) {
      const std::string example = std::string{"ra"} + layout_.syntax.separator + "dec";
      fail(first, "numbers stand where the column names were expected: put a header line above "
                  "them, such as '" +
                      example + "'");
    }
  }

  // VizieR writes names, perhaps units, then dashes. Without dashes a row of units is not looked
  // for: it could as well be data.
  std::size_t read_unit_and_dash_rows() {
    const auto is_dashes = [this](std::size_t i) {
      return i < top_.lines.size() && is_dash_row(top_.lines[i].text, layout_.syntax);
    };
    if (is_dashes(1)) {
      set_dash_row();
      return 2;
    }
    if (!is_dashes(2)) return 1;
    if (!split_fields(top_.lines[1].text, layout_.syntax, layout_.metadata.units)) {
      fail(top_.lines[1], "the quotes of the unit row do not match");
    }
    set_dash_row();
    return 3;
  }

  void set_dash_row() {
    layout_.has_dash_row = true;
    layout_.syntax.quoted = false; // VizieR quotes nothing: a '"' is an arcsecond
  }

  void check_first_row(const TopLine& row) {
    std::vector<std::string> fields;
    if (!split_fields(row.text, layout_.syntax, fields)) {
      fail(row, "a quoted field does not end on its line: fields with line breaks are not "
                "supported, remove the break");
    }
    layout_.rows_end_in_separator =
        fields.size() == layout_.names.size() + 1 && fields.back().empty();
    if (fields.size() > layout_.names.size() && !layout_.rows_end_in_separator) {
      fail(row, "the row has " + std::to_string(fields.size()) + " fields, the header names " +
                    std::to_string(layout_.names.size()) +
                    " columns (separator: " + separator_name(layout_.syntax.separator) +
                    "): name every column, an unnamed first one by a leading separator");
    }
  }

  Top top_;
  bool is_whole_;
  const std::filesystem::path& path_;
  TextLayout layout_;
  bool names_in_comment_ = false;
};
} // namespace

bool holds_no_row(std::string_view line, char separator) {
  if (line.starts_with('#')) return true;
  return std::all_of(line.begin(), line.end(), [separator](char c) {
    return c == ' ' || c == '\r' || (c == '\t' && separator != '\t');
  });
}

std::optional<TextLayout> find_text_layout(std::string_view head, bool is_whole,
                                           const std::filesystem::path& path) {
  if (is_whole && head.find('\n') == head.npos && head.find('\r') != head.npos) {
    throw InputError{"'" + path.string() +
                     "' has the line ends of old Macintoshes (CR): convert it with "
                     "tr '\\r' '\\n'"};
  }
  return LayoutFinder{read_top(head, is_whole, path), is_whole, path}.find();
}

} // namespace counterpoint
