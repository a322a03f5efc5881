#include "counterpoint/core/error.hpp"
#include "output/export_writers.hpp"

#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace counterpoint {

namespace {

struct Circle {
  double ra_deg;
  double dec_deg;
  double radius_arcsec;
};

// Circles by xray_id. They fit in memory: there is one per X-ray source.
std::unordered_map<std::int64_t, Circle> circles_of(const ResultReader& table,
                                                    const RegionColumns& columns) {
  const ResultColumn& id = table.column("xray_id");
  const ResultColumn& ra = table.column(columns.ra);
  const ResultColumn& dec = table.column(columns.dec);
  const ResultColumn& radius = table.column(columns.radius);
  std::unordered_map<std::int64_t, Circle> circles;
  for_each_block(table, table.block_rows(), [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      circles[rows.integer(row, id)] = {rows.real(row, ra), rows.real(row, dec),
                                        rows.real(row, radius)};
    }
  });
  return circles;
}

std::string value_of(const ResultRows& rows, std::size_t row, const ResultColumn& column) {
  switch (column.type) {
  case ResultType::text:
    return std::string{rows.text(row, column)};
  case ResultType::integer:
    return shortest_text(rows.integer(row, column));
  case ResultType::real:
    return shortest_text(rows.real(row, column));
  case ResultType::boolean:
    break;
  }
  return rows.boolean(row, column) ? "true" : "false";
}

std::string label(const std::string& name, std::int64_t xray_id) {
  std::string text = name.empty() ? shortest_text(xray_id) : name;
  std::ranges::replace(text, '{', '('); // braces delimit the text
  std::ranges::replace(text, '}', ')');
  std::ranges::replace(text, '\n', ' ');
  return text;
}

void write_region(const Circle& circle, const std::string& text, std::ostream& stream) {
  if (!std::isfinite(circle.ra_deg) || !std::isfinite(circle.dec_deg)) return;
  const std::string position = shortest_text(circle.ra_deg) + "," + shortest_text(circle.dec_deg);
  if (circle.radius_arcsec > 0.0) {
    stream << "circle(" << position << "," << shortest_text(circle.radius_arcsec) << "\")";
  } else {
    stream << "point(" << position << ")";
  }
  stream << " # text={" << text << "}\n";
}

} // namespace

void write_regions(const ResultReader& table, const ExportRequest& request, std::ostream& stream) {
  const RegionColumns& columns = request.regions;
  const ResultColumn& id = table.column("xray_id");
  const ResultColumn* name = table.find(columns.label);
  const bool has_positions =
      table.find(columns.ra) != nullptr && table.find(columns.dec) != nullptr;
  const auto circles =
      has_positions ? circles_of(table, columns) : circles_of({request.results, "/xray"}, columns);
  stream << "# Region file format: DS9\nfk5\n";
  std::unordered_set<std::int64_t> drawn;
  for_each_block(table, table.block_rows(), [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int64_t xray_id = rows.integer(row, id);
      const auto circle = circles.find(xray_id);
      if (circle == circles.end() || !drawn.insert(xray_id).second) continue;
      write_region(circle->second,
                   label(name == nullptr ? "" : value_of(rows, row, *name), xray_id), stream);
    }
  });
}

} // namespace counterpoint
