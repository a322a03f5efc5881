#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace counterpoint {

enum class ExportFormat { fits, csv, ecsv, votable, ds9 };

/// The table that is exported where none is named.
inline constexpr const char* default_export_table = "/counterparts";

/// What DS9 regions are made of.
struct RegionStyle {
  std::string ra = "ra"; ///< column, deg, as dec; of the table, or of /xray where it has none
  std::string dec = "dec";
  std::string radius;           ///< column or number, arcsec; "": the error ellipse, one sigma
  std::string label = "name";   ///< column; where there is none, or a blank: xray_id
  std::string colour = "cyan";  ///< of the X-ray sources
  std::string probability = ""; ///< column of /pairs; "": that of the method that match used
};

struct ExportRequest {
  std::filesystem::path results; ///< HDF5 file that `match` or `align` wrote
  std::string table = default_export_table;
  std::filesystem::path output; ///< "-": standard output
  ExportFormat format = ExportFormat::fits;
  bool overwrite = false;
  RegionStyle regions = {};
};

/// Local. The format that is asked for by name ("fits", "csv", "ecsv", "votable" or "ds9"); where
/// `name` is "", by the ending of the output's name (.fits, .fit; .csv; .ecsv; .vot, .votable,
/// .xml; .reg), and "-" is CSV. \throws InputError that lists these; for Parquet, with the line of
/// Python that makes it
[[nodiscard]] ExportFormat export_format(const std::string& name, const ExportRequest& request);

/// Local: for one process. Writes one table of a result file in another format, in blocks:
/// - fits: binary table with TUNITn, TUCDn, the descriptions as TCOMMn and, where astropy looks for
///   them, in COMMENT cards; program and configuration are HISTORY cards. Text beyond ASCII, which
///   FITS does not allow, becomes "?"
/// - csv: names in the first line; numbers read back exactly; not-a-number is an empty field
/// - ecsv: the same with types, units, descriptions, UCDs, program and configuration in front
/// - votable: version 1.4, with VOUnits, UCDs, descriptions, the coordinate system of positions,
/// and
///   program and configuration as INFO
/// - ds9: the X-ray sources of the table, in its order and each once, labelled; and, of all tables
///   but /xray, their candidates (/pairs) coloured by probability, with a line to the best
/// The output appears under its name only when it is complete.
/// \return rows of the table
/// \throws InputError if results or table are missing, the output may not be written or is the
/// result
///         file itself, or a region file is asked of a table without X-ray sources; SystemError if
///         writing fails
std::int64_t export_table(const ExportRequest& request);

} // namespace counterpoint
