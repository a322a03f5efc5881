#include "output/region_shapes.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/sky/position.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

namespace counterpoint {

namespace {

constexpr const char* xray_table = "/xray";
constexpr const char* pairs_table = "/pairs";
constexpr const char* acceptance_radius = "radius";

bool has_table(const std::filesystem::path& file, const char* name) {
  const auto tables = result_tables(file);
  return std::ranges::find(tables, name) != tables.end();
}

bool has_columns(const ResultReader& table, const std::vector<std::string>& names) {
  return std::ranges::all_of(names,
                             [&](const std::string& name) { return table.find(name) != nullptr; });
}

// A column that holds numbers. \throws InputError otherwise
const ResultColumn& number_column(const ResultReader& table, const std::string& name) {
  const ResultColumn& column = table.column(name);
  if (column.type == ResultType::real || column.type == ResultType::integer) return column;
  throw InputError{"the column " + name + " does not hold numbers; name one that does"};
}

double number(const ResultRows& rows, std::size_t row, const ResultColumn& column) {
  return column.type == ResultType::integer ? static_cast<double>(rows.integer(row, column))
                                            : rows.real(row, column);
}

const ValueStyle label_style{
    "", "inf", "-inf", "true", "false", [](std::string_view text) { return std::string{text}; }};

// What is given of one thing by `table` where it has all the columns, or else by /xray.
class Lookup {
public:
  Lookup(const ResultReader& table, const ExportRequest& request) : table_{table} {
    if (request.table != xray_table && has_table(request.results, xray_table)) {
      xray_.emplace(request.results, xray_table);
    }
  }

  [[nodiscard]] const ResultReader* xray() const { return xray_ ? &*xray_ : nullptr; }

  // nullptr where neither has them.
  [[nodiscard]] const ResultReader* table_with(const std::vector<std::string>& columns) const {
    if (has_columns(table_, columns)) return &table_;
    return xray_ && has_columns(*xray_, columns) ? &*xray_ : nullptr;
  }

private:
  const ResultReader& table_;
  std::optional<ResultReader> xray_;
};

// visit(shape, rows, row) for the first row of `table` that belongs to each of the shapes.
template <class Visit>
void for_each_shape(RegionShapes& shapes, const ResultReader& table, Visit&& visit) {
  const ResultColumn& id = table.column("xray_id");
  std::unordered_set<std::int64_t> seen;
  for_each_block(table, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto found = shapes.find(rows.integer(row, id));
      if (found == shapes.end() || !seen.insert(found->first).second) continue;
      visit(found->second, rows, row);
    }
  });
}

RegionShapes positions(const ResultReader& table, const RegionStyle& style) {
  const ResultColumn& id = table.column("xray_id");
  const ResultColumn& ra = number_column(table, style.ra);
  const ResultColumn& dec = number_column(table, style.dec);
  RegionShapes shapes;
  for_each_block(table, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const RegionShape shape{number(rows, row, ra), number(rows, row, dec)};
      if (std::isfinite(shape.ra_deg) && std::isfinite(shape.dec_deg)) {
        shapes.emplace(rows.integer(row, id), shape);
      }
    }
  });
  return shapes;
}

void set_radius(RegionShapes& shapes, const ResultReader& table, const std::string& column) {
  const ResultColumn& radius = number_column(table, column);
  for_each_shape(shapes, table, [&](RegionShape& shape, const ResultRows& rows, std::size_t row) {
    shape.major_arcsec = number(rows, row, radius);
  });
}

// /xray alone has these: sigma of /pairs is that of both positions.
void set_error_ellipses(RegionShapes& shapes, const ResultReader& xray) {
  const ResultColumn& major = number_column(xray, "sigma");
  const ResultColumn& minor = number_column(xray, "sigma_minor");
  const ResultColumn& angle = number_column(xray, "sigma_angle");
  for_each_shape(shapes, xray, [&](RegionShape& shape, const ResultRows& rows, std::size_t row) {
    shape.major_arcsec = number(rows, row, major);
    shape.minor_arcsec = number(rows, row, minor);
    shape.angle_deg = number(rows, row, angle);
  });
}

std::optional<double> as_number(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (!std::isfinite(value) || value < 0.0) {
    throw InputError{"a radius of " + text +
                     " arcsec cannot be drawn; give one that is 0 (points) or larger"};
  }
  return value;
}

void set_sizes(RegionShapes& shapes, const Lookup& lookup, const ResultReader& xray,
               const std::string& radius) {
  if (const auto fixed = as_number(radius)) {
    for (auto& [id, shape] : shapes)
      shape.major_arcsec = *fixed;
    return;
  }
  if (radius.empty() && has_columns(xray, {"sigma", "sigma_minor", "sigma_angle"})) {
    return set_error_ellipses(shapes, xray);
  }
  const std::string column = radius.empty() ? acceptance_radius : radius;
  const ResultReader* table = lookup.table_with({"xray_id", column});
  if (table == nullptr) {
    throw InputError{
        "there is no column " + column +
        " to draw the regions with; give --radius another column (arcsec), or a number "
        "of arcsec; 0 draws points"};
  }
  set_radius(shapes, *table, column);
}

void set_labels(RegionShapes& shapes, const ResultReader& table, const std::string& column) {
  const ResultColumn& label = table.column(column);
  for_each_shape(shapes, table, [&](RegionShape& shape, const ResultRows& rows, std::size_t row) {
    shape.label = value_text(rows, row, label, label_style);
  });
}

// Of the configuration, as the program writes it.
std::string method_of(const ExportOrigin& origin) {
  const std::string key = "probability.method = ";
  for (const std::string& line : origin.configuration) {
    if (line.starts_with(key)) return line.substr(key.size());
  }
  return "lr";
}

} // namespace

RegionShapes region_shapes(const ResultReader& table, const ExportRequest& request) {
  const RegionStyle& style = request.regions;
  const Lookup lookup{table, request};
  const ResultReader* placed = lookup.table_with({"xray_id", style.ra, style.dec});
  if (placed == nullptr) {
    throw InputError{"there are no columns " + style.ra + " and " + style.dec + " in " +
                     request.table + " of " + request.results.string() +
                     "; name those of right ascension and declination by --ra and --dec"};
  }
  RegionShapes shapes = positions(*placed, style);
  const ResultReader& xray = lookup.xray() != nullptr ? *lookup.xray() : table;
  set_sizes(shapes, lookup, xray, style.radius);
  if (const ResultReader* labelled = lookup.table_with({"xray_id", style.label})) {
    set_labels(shapes, *labelled, style.label);
  } else if (!style.label.empty() && style.label != RegionStyle{}.label) {
    throw InputError{"there is no column " + style.label +
                     " to label the regions with; give --label another column"};
  }
  return shapes;
}

RegionStars::RegionStars(const std::filesystem::path& results, const std::string& probability)
    : pairs_{results, pairs_table}, probability_{&number_column(pairs_, probability)},
      name_{pairs_.find("ir_name")}, has_positions_{has_columns(pairs_, {"ir_ra", "ir_dec"})},
      first_{&number_column(pairs_, has_positions_ ? "ir_ra" : "position_angle")},
      second_{&number_column(pairs_, has_positions_ ? "ir_dec" : "separation")} {}

RegionStar RegionStars::star(const ResultRows& rows, std::size_t row,
                             const RegionShape& source) const {
  const double probability = number(rows, row, *probability_);
  const std::string name = name_ == nullptr ? "" : value_text(rows, row, *name_, label_style);
  const double first = number(rows, row, *first_);
  const double second = number(rows, row, *second_);
  if (has_positions_) return {first, second, probability, name};
  const SkyPosition position =
      offset_by({Angle::from_degrees(source.ra_deg), Angle::from_degrees(source.dec_deg)},
                Angle::from_degrees(first), Angle::from_arcsec(second));
  return {position.ra().degrees(), position.dec().degrees(), probability, name};
}

// The pairs of a source stand together.
void RegionStars::for_each_source(
    const RegionShapes& sources,
    const std::function<void(std::int64_t, const std::vector<RegionStar>&)>& visit) const {
  const ResultColumn& id = pairs_.column("xray_id");
  std::int64_t current = -1;
  std::vector<RegionStar> stars;
  for_each_block(pairs_, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int64_t xray_id = rows.integer(row, id);
      if (xray_id != current) {
        if (!stars.empty()) visit(current, stars);
        current = xray_id;
        stars.clear();
      }
      const auto source = sources.find(xray_id);
      if (source == sources.end()) continue;
      RegionStar found = star(rows, row, source->second);
      if (std::isfinite(found.ra_deg) && std::isfinite(found.dec_deg)) {
        stars.push_back(std::move(found));
      }
    }
  });
  if (!stars.empty()) visit(current, stars);
}

std::optional<RegionStars> region_stars(const ExportRequest& request, const ExportOrigin& origin) {
  if (request.table == xray_table || !has_table(request.results, pairs_table)) return std::nullopt;
  const std::string& wanted = request.regions.probability;
  return std::optional<RegionStars>{std::in_place, request.results,
                                    wanted.empty() ? "p_" + method_of(origin) : wanted};
}

} // namespace counterpoint
