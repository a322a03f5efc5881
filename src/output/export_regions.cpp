#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "output/region_shapes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <unordered_set>

namespace counterpoint {

namespace {

struct ProbabilityColour {
  double least;
  const char* colour;
};
constexpr std::array<ProbabilityColour, 4> probability_colours{
    {{0.9, "green"}, {0.5, "yellow"}, {0.1, "orange"}, {0.0, "red"}}};

const char* colour_of(double probability) {
  for (const auto& [least, colour] : probability_colours) {
    if (probability >= least) return colour;
  }
  return probability_colours.back().colour; // unknown
}

// Named ("cyan") or "#ff8800".
void require_colour(const std::string& colour) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '#';
  };
  if (colour.empty() || !std::ranges::all_of(colour, is_plain)) {
    throw InputError{"\"" + colour +
                     "\" is no colour for DS9; give a name, such as cyan, or #ff8800"};
  }
}

// Braces delimit texts in a region file.
std::string in_braces(std::string text) {
  std::ranges::replace(text, '{', '(');
  std::ranges::replace(text, '}', ')');
  std::ranges::replace(text, '\n', ' ');
  return " text={" + text + "}";
}

std::string place(double ra_deg, double dec_deg) {
  return shortest_text(ra_deg) + "," + shortest_text(dec_deg);
}

void write_source(const RegionShape& shape, const std::string& label, std::ostream& stream) {
  const auto arcsec = [](double value) { return "," + shortest_text(value) + "\""; };
  const std::string position = place(shape.ra_deg, shape.dec_deg);
  if (!(shape.major_arcsec > 0.0)) {
    stream << "point(" << position << ")";
  } else if (std::isnan(shape.angle_deg)) {
    stream << "circle(" << position << arcsec(shape.major_arcsec) << ")";
  } else {
    // The first axis points west at angle 0; so the second one, north, is the major axis.
    stream << "ellipse(" << position << arcsec(shape.minor_arcsec) << arcsec(shape.major_arcsec)
           << "," << shortest_text(shape.angle_deg) << ")";
  }
  stream << " #" << in_braces(label) << "\n";
}

void write_stars(const RegionShape& source, const std::vector<RegionStar>& stars,
                 std::ostream& stream) {
  const RegionStar* best = nullptr;
  for (const RegionStar& star : stars) {
    const std::string p =
        std::isnan(star.probability) ? "P unknown" : format_text("P = %.2f", star.probability);
    stream << "point(" << place(star.ra_deg, star.dec_deg)
           << ") # point=x color=" << colour_of(star.probability)
           << in_braces(star.name.empty() ? p : star.name + ", " + p) << "\n";
    if (star.probability > (best == nullptr ? 0.0 : best->probability)) best = &star;
  }
  if (best == nullptr) return;
  stream << "line(" << place(source.ra_deg, source.dec_deg) << ","
         << place(best->ra_deg, best->dec_deg)
         << ") # line=0 0 color=" << colour_of(best->probability) << "\n";
}

void write_header(const ExportRequest& request, const ExportOrigin& origin, bool has_stars,
                  std::ostream& stream) {
  stream << "# Region file format: DS9\n# " << origin.table << " of " << origin.results
         << ", made by " << origin.program << "\n";
  if (has_stars) {
    stream << "# candidates by P:";
    for (const auto& [least, colour] : probability_colours)
      stream << " " << colour << " from " << shortest_text(least) << (least > 0.0 ? "," : "");
    // Without a semicolon, which ends a region even here.
    stream << "\n# a line leads from an X-ray source to its best candidate\n";
  }
  stream << "global color=" << request.regions.colour << "\nicrs\n";
}

} // namespace

void write_regions(const ResultReader& table, const ExportRequest& request,
                   const ExportOrigin& origin, std::ostream& stream) {
  require_colour(request.regions.colour);
  const ResultColumn* id = table.find("xray_id");
  if (id == nullptr) {
    throw InputError{"regions are drawn of X-ray sources, and " + request.table +
                     " has no column xray_id; export /xray or /pairs, or choose another format"};
  }
  const RegionShapes shapes = region_shapes(table, request);
  const std::optional<RegionStars> stars = region_stars(request, origin);
  write_header(request, origin, stars.has_value(), stream);
  std::unordered_set<std::int64_t> drawn;
  for_each_block(table, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int64_t xray_id = rows.integer(row, *id);
      const auto shape = shapes.find(xray_id);
      if (shape == shapes.end() || !drawn.insert(xray_id).second) continue;
      const std::string& name = shape->second.label;
      write_source(shape->second, name.empty() ? shortest_text(xray_id) : name, stream);
    }
  });
  if (!stars) return;
  stars->for_each_source(shapes, [&](std::int64_t xray_id, const std::vector<RegionStar>& found) {
    if (drawn.contains(xray_id)) write_stars(shapes.at(xray_id), found, stream);
  });
}

} // namespace counterpoint
