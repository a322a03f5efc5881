#include "catalogue/regions/regions.hpp"

#include "catalogue/files/document.hpp"
#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace counterpoint {

namespace {
constexpr std::string_view regions_way_out =
    "save the regions as circles or points in fk5 (DS9: Region, Save, Coordinate System WCS, FK5)";

constexpr std::string_view sky_frames = " fk5 j2000 icrs ";
constexpr std::string_view other_frames =
    " fk4 b1950 galactic ecliptic image physical linear amplifier detector wcs ";
constexpr std::string_view shapes = " circle ellipse point box annulus polygon line vector panda ";

bool is_one_of(std::string_view word, std::string_view words_between_blanks) {
  return words_between_blanks.find(" " + std::string{word} + " ") != std::string_view::npos;
}

// Removes the word at the front of `text`, and the blanks around it; lower case.
std::string take_word(std::string_view& text) {
  text = trimmed(text);
  const auto length =
      std::find_if_not(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; }) -
      text.begin();
  std::string word = lower_case(text.substr(0, static_cast<std::size_t>(length)));
  text = trimmed(text.substr(static_cast<std::size_t>(length)));
  return word;
}

// Where the properties of a shape end: at a ';' outside braces and quotes.
std::size_t end_of_properties(std::string_view text) {
  char closing = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (closing != '\0') {
      if (c == closing) closing = '\0';
    } else if (c == '{') {
      closing = '}';
    } else if (c == '"' || c == '\'') {
      closing = c;
    } else if (c == ';') {
      return i;
    }
  }
  return text.size();
}

// The value of text={...}, "..." or '...' among the properties of a shape.
std::string find_text(std::string_view properties) {
  for (auto at = properties.find("text"); at != properties.npos;
       at = properties.find("text", at + 1)) {
    const bool begins_word = at == 0 || properties[at - 1] == ' ' || properties[at - 1] == '#';
    std::string_view rest = trimmed(properties.substr(at + 4));
    if (!begins_word || !rest.starts_with('=')) continue;
    rest = trimmed(rest.substr(1));
    if (rest.empty()) return "";
    const char closing = rest.front() == '{' ? '}' : rest.front();
    return std::string{trimmed(rest.substr(1, rest.find(closing, 1) - 1))};
  }
  return "";
}

std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments;
  constexpr std::string_view separators = ", \t";
  for (auto begin = text.find_first_not_of(separators); begin != text.npos;) {
    const auto end = std::min(text.find_first_of(separators, begin), text.size());
    arguments.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
  return arguments;
}

class RegionParser {
public:
  explicit RegionParser(const std::filesystem::path& path) : path_{path} {}

  void read_line(std::string_view line) {
    ++line_;
    line = trimmed(line);
    if (line.starts_with('#')) return;
    while (!line.empty()) {
      // Properties of all shapes may hold a '#', as in color=#FFC107.
      const bool is_global = lower_case(line.substr(0, 6)) == "global";
      const auto end = std::min(is_global ? line.find(';') : line.find_first_of(";#"), line.size());
      const std::string_view statement = trimmed(line.substr(0, end));
      line.remove_prefix(end);
      std::string_view properties;
      if (line.starts_with('#')) {
        properties = line.substr(0, end_of_properties(line));
        line.remove_prefix(properties.size());
      }
      if (!line.empty()) line.remove_prefix(1);
      if (!is_global && !statement.empty()) read_statement(statement, properties);
    }
  }

  RegionFile finish() {
    if (file_.regions.empty()) {
      throw InputError{"region file '" + path_.string() +
                       "' holds no region: " + std::string{regions_way_out}};
    }
    return std::move(file_);
  }

private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError{path_.string() + ":" + std::to_string(line_) + ": " + what};
  }

  void read_statement(std::string_view statement, std::string_view properties) {
    std::string_view rest = statement;
    const std::string word = take_word(rest);
    if (rest.empty() && is_one_of(word, sky_frames)) {
      has_frame_ = true;
    } else if (rest.empty() && is_one_of(word, other_frames)) {
      fail("the coordinates are '" + word +
           "', fk5 or icrs was expected: " + std::string{regions_way_out});
    } else {
      read_shape(statement, properties);
    }
  }

  void read_shape(std::string_view statement, std::string_view properties) {
    std::string_view rest = statement;
    const bool is_excluded = rest.starts_with('-');
    if (is_excluded || rest.starts_with('+')) rest.remove_prefix(1);
    std::string shape = take_word(rest);
    // "cross point(...)"
    if (is_one_of(shape, " circle box diamond cross x arrow boxcircle ") &&
        lower_case(rest.substr(0, 5)) == "point") {
      shape = take_word(rest);
    }
    const auto arguments = take_arguments(rest, statement);
    const bool is_known = (shape == "circle" && arguments.size() == 3) ||
                          (shape == "ellipse" && arguments.size() == 5) ||
                          (shape == "point" && arguments.size() == 2);
    if (!is_known) {
      fail("circle(ra, dec, radius), ellipse(ra, dec, radius, radius, angle) or point(ra, dec) was "
           "expected, found '" +
           std::string{statement.substr(0, 60)} + "': " + std::string{regions_way_out});
    }
    if (!has_frame_) {
      fail("no fk5 or icrs stands before the first region, so its coordinates are pixels: " +
           std::string{regions_way_out});
    }
    Region region;
    region.ra_deg = read_position(arguments[0], Quantity::right_ascension);
    region.dec_deg = read_position(arguments[1], Quantity::declination);
    if (shape != "point") region.radius_arcsec = read_size(arguments[2]);
    if (shape == "ellipse")
      region.radius_arcsec = std::max(region.radius_arcsec, read_size(arguments[3]));
    region.text = find_text(properties);
    if (is_excluded) {
      ++file_.n_excluded;
    } else {
      file_.regions.push_back(std::move(region));
    }
  }

  // The arguments in parentheses, or those that follow the shape's name without any.
  [[nodiscard]] std::vector<std::string> take_arguments(std::string_view text,
                                                        std::string_view statement) const {
    if (!text.starts_with('(')) return split_arguments(text);
    const auto end = text.find(')');
    if (end == text.npos) {
      fail("'" + std::string{statement.substr(0, 60)} +
           "' does not end: close its parenthesis, or download the file again if it is cut short");
    }
    const std::string_view after = trimmed(text.substr(end + 1));
    if (!after.empty() && after != "||") {
      fail("'" + std::string{after.substr(0, 60)} +
           "' follows a region, the end of the line, ';' or '#' was expected");
    }
    return split_arguments(text.substr(1, end - 1));
  }

  [[nodiscard]] double read_position(const std::string& text, Quantity quantity) const {
    const auto conversion = find_conversion(quantity, "");
    double degrees = 0.0;
    const bool is_read = conversion && parse_field(text, *conversion, degrees) == FieldStatus::good;
    if (is_read && std::isfinite(degrees)) return degrees;
    const bool is_ra = quantity == Quantity::right_ascension;
    fail("'" + text + "' is no " + (is_ra ? "right ascension" : "declination") +
         " in degrees or sexagesimal text: correct it");
  }

  [[nodiscard]] double read_size(const std::string& text) const {
    constexpr std::string_view suffixes = "\"'dr";
    constexpr std::array units{Angle::from_arcsec(1.0), Angle::from_arcmin(1.0),
                               Angle::from_degrees(1.0), Angle::from_radians(1.0)};
    const auto suffix = suffixes.find(text.back());
    const Angle unit = suffix == suffixes.npos ? Angle::from_degrees(1.0) : units[suffix];
    const auto value =
        parse_decimal(std::string_view{text}.substr(0, text.size() - (suffix != suffixes.npos)));
    if (value && *value >= 0.0) return *value * unit.arcsec();
    fail("'" + text +
         "' is no size in degrees, arcsec (\"), arcmin (') or radians (r): correct it, or " +
         std::string{regions_way_out});
  }

  const std::filesystem::path& path_;
  RegionFile file_;
  std::int64_t line_ = 0;
  bool has_frame_ = false;
};
} // namespace

bool begins_regions(std::string_view text) {
  if (lower_case(text.substr(0, 20)) == "# region file format") return true;
  while (text.starts_with('#')) {
    text.remove_prefix(std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  std::string_view statement = text.substr(0, text.find_first_of(";\n"));
  if (lower_case(statement.substr(0, 7)) == "global ") return true;
  if (statement.starts_with('-') || statement.starts_with('+')) statement.remove_prefix(1);
  const std::string word = take_word(statement);
  return (is_one_of(word, shapes) && statement.starts_with('(')) ||
         (statement.empty() && (is_one_of(word, sky_frames) || is_one_of(word, other_frames)));
}

RegionFile read_regions(const std::filesystem::path& path, bool is_gzip) {
  const std::vector<char> bytes = read_document(path, is_gzip);
  std::string_view rest{bytes.data(), bytes.size()};
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  RegionParser parser{path};
  while (!rest.empty()) {
    const auto length = std::min(rest.find('\n'), rest.size());
    parser.read_line(rest.substr(0, length));
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  return parser.finish();
}

const std::vector<ColumnInfo>& region_columns() {
  static const std::vector<ColumnInfo> columns{
      {"ra", "deg", "pos.eq.ra;meta.main", "right ascension of the centre", DeclaredKind::real},
      {"dec", "deg", "pos.eq.dec;meta.main", "declination of the centre", DeclaredKind::real},
      {"radius_arcsec", "arcsec", "", "radius, of an ellipse the larger one", DeclaredKind::real},
      {"text", "", "meta.id", "label", DeclaredKind::text}};
  return columns;
}

} // namespace counterpoint
