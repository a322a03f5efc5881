#pragma once

#include "output/export_writers.hpp"
#include "output/shortest_text.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace counterpoint {

/// An X-ray source as a region.
struct RegionShape {
  double ra_deg;
  double dec_deg;
  double major_arcsec = 0.0; ///< 0 or not a number: a point
  double minor_arcsec = 0.0;
  double angle_deg = std::numeric_limits<double>::quiet_NaN(); ///< not a number: a circle
  std::string label = {};
};

/// By xray_id. They fit in memory: there is one per X-ray source.
using RegionShapes = std::unordered_map<std::int64_t, RegionShape>;

/// Local. The X-ray sources of `table`, those without a position left out. What the table does not
/// tell is that of /xray.
/// \throws InputError where neither has the columns that the request names
[[nodiscard]] RegionShapes region_shapes(const ResultReader& table, const ExportRequest& request);

/// A candidate as a region.
struct RegionStar {
  double ra_deg;
  double dec_deg;
  double probability;
  std::string name;
};

/// The candidates of the X-ray sources: the table /pairs.
class RegionStars {
public:
  /// \throws InputError where it lacks the column `probability`
  RegionStars(const std::filesystem::path& results, const std::string& probability);

  /// Local. visit(xray_id, candidates) for each X-ray source with both a position and candidates.
  void for_each_source(
      const RegionShapes& sources,
      const std::function<void(std::int64_t, const std::vector<RegionStar>&)>& visit) const;

private:
  [[nodiscard]] RegionStar star(const ResultRows& rows, std::size_t row,
                                const RegionShape& source) const;

  ResultReader pairs_;
  const ResultColumn* probability_;
  const ResultColumn* name_;   // may be nullptr
  bool has_positions_;         // in these two; or else relative to the X-ray source
  const ResultColumn* first_;  // right ascension or position angle, deg
  const ResultColumn* second_; // declination, deg, or separation, arcsec
};

/// Local. Nothing where no candidates are to be drawn: in /xray, and in files that have none.
[[nodiscard]] std::optional<RegionStars> region_stars(const ExportRequest& request,
                                                      const ExportOrigin& origin);

} // namespace counterpoint
