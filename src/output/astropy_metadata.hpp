#pragma once

#include <string>

namespace counterpoint {

/// What astropy is told of a column.
struct AstropyColumn {
  std::string name;
  std::string datatype; ///< "float64", "int64", "bool" or "string"
  std::string unit;     ///< may be "", as description and ucd
  std::string description;
  std::string ucd;
};

enum class Letters { utf8, ascii };

/// Local. The item of a YAML list from which astropy takes unit, description and UCD of a column;
/// the same in HDF5, in ECSV and in the comments of FITS.
[[nodiscard]] std::string astropy_column(const AstropyColumn& column,
                                         Letters letters = Letters::utf8);

/// Local. A quoted text of YAML. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string yaml_text(const std::string& text);

} // namespace counterpoint
