#pragma once

#include "counterpoint/sky/cell_counts.hpp"
#include "counterpoint/sky/ellipse.hpp"
#include "counterpoint/sky/sky_grid.hpp"

#include <cstdint>

/// The arrays of a stage file, by name, and the values of those that no other module has.
namespace counterpoint::stage_arrays {

inline constexpr const char* state = "state";
inline constexpr const char* xray = "xray"; ///< XraySource
inline constexpr const char* xray_names = "xray_names";
inline constexpr const char* xray_cells = "xray_cells"; ///< carried, of each row
inline constexpr const char* footprint = "footprint";   ///< FootprintPage

/// Of the stars that are shown, of one infrared catalogue.
struct OfStars {
  const char* rows;     ///< of the catalogue
  const char* details;  ///< StarDetails, of each
  const char* names;    ///< texts
  const char* cells;    ///< texts, carried
  const char* ks;       ///< no values where there is one catalogue, as of the partners
  const char* partners; ///< in the second catalogue: ir_id
};
inline constexpr OfStars stars{"star_rows",  "star_details", "star_names",
                               "star_cells", "star_ks",      "star_partners"};
inline constexpr OfStars second_stars{"second_rows",  "second_details", "second_names",
                                      "second_cells", "second_ks",      "second_partners"};

inline constexpr const char* rows_of_places = "rows_of_places"; ///< InfraredSource
inline constexpr const char* searched = "searched";             ///< SearchedSource
inline constexpr const char* neighbours = "neighbours";         ///< StoredNeighbour, of each
/// OwnNeighbourValues, of each; no values where none have their own.
inline constexpr const char* neighbour_values = "neighbour_values";
/// FeatureCodes, of each; no values where no features were asked for.
inline constexpr const char* neighbour_features = "neighbour_features";
inline constexpr const char* candidates = "candidates"; ///< Candidate, of each

/// Behind the name of an array of texts: the length of each, beside the array of characters.
inline constexpr const char* lengths = "_lengths";

/// An X-ray source that was searched round.
struct SearchedSource {
  std::int64_t xray_id = 0;
  SkyEllipse error; ///< as quoted
  double unit_deg = 0.0;
  std::int64_t n_neighbours = 0;
  std::int64_t n_candidates = 0;
};

/// A page of the footprint's counts.
using FootprintPage = CellCounts::Page;

} // namespace counterpoint::stage_arrays
