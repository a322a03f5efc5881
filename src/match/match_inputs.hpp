#pragma once

#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/search/search_plan.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/joined_catalogues.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/listed_places.hpp"
#include "match/match_options.hpp"

#include <optional>
#include <vector>

namespace counterpoint {

/// Everything that is settled before the infrared catalogue is read.
struct MatchPlan {
  SearchPlan search;
  NullOptions null; ///< with the shifts that follow from the acceptance radii
  std::optional<BlindAlignment> alignment; ///< none where the frames are not to be aligned
};

/// Local. \throws InputError for a layout that would lose pairs or that the ranks cannot make up
[[nodiscard]] MatchPlan plan_match(const MatchOptions& options, const XrayCatalogue& xray,
                                   int n_ranks);

/// How many rows of an infrared catalogue lie near X-ray sources, and how much of its footprint.
struct Surroundings {
  std::int64_t n_rows = 0;
  std::int64_t n_rows_near = 0;
  double area_arcsec2 = 0.0;
  double area_near_arcsec2 = 0.0;
};

/// What `match` and `validate` know once both catalogues are read.
struct MatchInputs {
  XrayInput xray;
  MatchPlan plan;
  InfraredInput infrared; ///< its rows and cells are this rank's
  Footprint footprint;
  std::int64_t n_rows_near = 0;               ///< of all ranks, that pass the prefilter
  double area_near_arcsec2 = 0.0;             ///< of the footprint, that passes it
  std::vector<ListedPlace> places = {};       ///< whose environment is asked for by a list
  std::optional<SecondCatalogue> second = {}; ///< whose rows are among those of `infrared`
  std::vector<Surroundings> of_each = {};     ///< of two catalogues, before they were joined

  /// The grid of magnitudes.
  [[nodiscard]] const MagnitudeBins& bins() const { return infrared.tally.bins(); }
  /// Infrared sources over the area that they cover.
  [[nodiscard]] double mean_density_arcsec2() const {
    return static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2();
  }
};

/// Collective. Reads the X-ray catalogue, plans, and streams the infrared catalogue.
/// \param clock  enters the phases of reading
/// \throws InputError for what is wrong with the files, and as plan_match(): before a row of the
///   infrared catalogue is read
[[nodiscard]] MatchInputs read_inputs(const Communicator& comm, const MatchOptions& options,
                                      Messages& log, PhaseClock& clock);

} // namespace counterpoint
