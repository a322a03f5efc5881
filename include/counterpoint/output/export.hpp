#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace counterpoint {

enum class ExportFormat { fits, csv, votable, ds9 };

/// Local. "fits", "csv", "votable" or "ds9". \throws InputError that lists these
[[nodiscard]] ExportFormat export_format(const std::string& name);

/// Columns that regions are made of.
struct RegionColumns {
  std::string ra = "ra"; ///< deg, as dec
  std::string dec = "dec";
  std::string radius = "radius"; ///< arcsec
  std::string label = "name";    ///< where a table has none, or a blank: xray_id
};

struct ExportRequest {
  std::filesystem::path results; ///< HDF5 file that `match` wrote
  std::string table;             ///< "/pairs"
  std::filesystem::path output;
  ExportFormat format = ExportFormat::fits;
  bool overwrite = false;
  RegionColumns regions = {};
};

/// Local: for one process. Writes one table of a result file in another format, in blocks:
/// - fits: binary table with TUNITn, TUCDn and the descriptions as TCOMMn; text beyond ASCII, which
///   FITS does not allow, becomes "?"
/// - csv: names in the first line; numbers read back exactly; not-a-number is an empty field
/// - votable: version 1.3, with units, UCDs and descriptions
/// - ds9: circles round the X-ray sources of the table, in its order and each once, labelled;
///   positions and radii come from /xray where the table has none
/// The output appears under its name only when it is complete.
/// \return rows of the table
/// \throws InputError if results or table are missing, the output may not be written, or a region
///         file is asked of a table without X-ray sources; SystemError if writing fails
std::int64_t export_table(const ExportRequest& request);

} // namespace counterpoint
