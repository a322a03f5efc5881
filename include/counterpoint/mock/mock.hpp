#pragma once

#include "counterpoint/comm/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace counterpoint {

/// A sky with known counterparts. Every row is computed from seed and row number alone: the files
/// do not depend on the number of ranks.
struct MockOptions {
  std::string preset = "galactic-center"; ///< or "bulge"
  std::int64_t n_xray = 9017;
  std::int64_t n_infrared = 400000;
  int n_infrared_files = 7;      ///< at most 20 (galactic-center) or 196 (bulge)
  std::string format = "vizier"; ///< infrared: vizier (';' TSV as downloaded) | csv | fits
  std::uint64_t seed = 1;
  /// Of the X-ray sources inside the footprint; the counterparts' colours then pass or fail the
  /// foreground rules as other stars' do.
  double counterpart_fraction = 0.12;
  double error_misstatement = 1.0; ///< true X-ray sigma = this * stated sigma
  double ra_center_deg = 266.4;    ///< moves the sky, e.g. across RA 0 or to a pole
  double dec_center_deg = -29.0;
  double bad_row_fraction = 0.0; ///< rows with blanks, NaN and duplicates, for tests
  /// Area of the sky over that of the preset, which for the bulge follows from n_infrared; up to
  /// where the sky reaches latitudes of 60 deg.
  double area_scale = 1.0;
  double clustering = 0.0; ///< fraction of the background stars in clumps of five, 2" wide
  double gradient = 0.0;   ///< of the infrared density: dex per degree of the preset's longitude
  double gaps = 0.0;       ///< fraction of the infrared survey missing in irregular patches
  double missing_ks = 0.0; ///< fraction of the measured Ks lost, of rows that pass the colour cuts
  std::filesystem::path folder = ".";
  bool overwrite = false; ///< replace files of the sky that are there already
};

/// Collective. Writes to `folder`, made if need be:
/// - xray.csv and infrared_N.tsv, .csv or .fits (infrared.* if there is one);
/// - truth.csv: xray_id, ir_id of the counterpart (blank if none), in_footprint (0 or 1),
///   sigma_arcsec (what scattered the X-ray position, one-dimensional), ks of the counterpart,
///   local_density_per_arcsec2 (expected, of the infrared rows that pass the colour cuts),
///   counterpart_density_per_arcsec2 (the counterparts among them), ir_kept (1 if the counterpart
///   passes the cuts);
/// - truth_model.json: the rest of the generating model, and how the best possible probabilities
///   follow from it;
/// - mock.ini: a configuration of `match` for these files, written last.
/// \throws InputError for an unusable option, or if one of the files exists and is not to be
///   overwritten (nothing is written then); SystemError if a file cannot be written
void write_mock_sky(const Communicator& comm, const MockOptions& options);

} // namespace counterpoint
