#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// A shape of a DS9 region file.
struct Region {
  double ra_deg = 0.0;
  double dec_deg = 0.0;
  double radius_arcsec = std::numeric_limits<double>::quiet_NaN(); ///< larger axis; NaN for a point
  std::string text;                                                ///< its label; "" for none
};

struct RegionFile {
  std::vector<Region> regions; ///< in the order of the file
  std::int64_t n_excluded = 0; ///< shapes with a minus sign, which are left out
};

/// Circles, ellipses and points in fk5 or icrs, in degrees or sexagesimal; sizes in arcsec ("),
/// arcmin ('), degrees or radians. Properties other than text are ignored.
/// \throws InputError naming the line of another shape or frame, or of what is no number; or where
///   there is no region
[[nodiscard]] RegionFile read_regions(const std::filesystem::path& path, bool is_gzip);

/// Whether `text`, the beginning of a file, looks like a region file.
[[nodiscard]] bool begins_regions(std::string_view text);

/// What the rows of a region file hold: ra, dec, radius_arcsec, text.
[[nodiscard]] const std::vector<ColumnInfo>& region_columns();

} // namespace counterpoint
