#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/environment_options.hpp"
#include "match/listed_places.hpp"
#include "match/match_inputs.hpp"
#include "match/probabilities.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// An infrared source within the radius of a place.
struct EnvironmentStar {
  std::int64_t place = 0; ///< among the places
  std::int64_t ir_id = 0;
  SkyPosition position;
  Angle separation;     ///< from the place
  Angle position_angle; ///< seen from the place, north through east
  double ks = 0.0;      ///< mag; NaN where missing
};

/// The infrared environments of places. Those of a contiguous range of places are on each rank, in
/// rank order.
struct Environments {
  std::vector<ListedPlace> places;    ///< all of them, equal on every rank
  std::size_t first = 0;              ///< place that is this rank's,
  std::size_t n = 0;                  ///< and how many are
  std::vector<EnvironmentStar> stars; ///< of these, by (place, separation, ir_id)

  [[nodiscard]] std::int64_t n_stars(std::size_t place) const;
};

/// Local. Of this rank's rows those that an environment may be made of: within a radius of a listed
/// place, or of any X-ray source where the places are known only at the end; none where none are
/// wanted.
[[nodiscard]] std::vector<InfraredSource> rows_of_environments(const EnvironmentOptions& options,
                                                               const MatchInputs& inputs);

/// Collective. The X-ray sources with the best matches, best first; of equals that of the smaller
/// xray_id. Those without a candidate are none.
[[nodiscard]] std::vector<ListedPlace>
places_of_best(const Communicator& comm, const MatchOptions& options, const XrayCatalogue& xray,
               const Candidates& candidates, const Probabilities& probabilities);

/// Collective. \param rows  this rank's, from rows_of_environments()
[[nodiscard]] Environments survey_environments(const Communicator& comm, Angle radius,
                                               std::vector<ListedPlace> places,
                                               std::span<const InfraredSource> rows);

/// Local. The place of the X-ray catalogue nearest to `position`, of equals the first; none in a
/// catalogue without positions.
[[nodiscard]] std::optional<std::size_t> nearest_source(const XrayCatalogue& xray,
                                                        const SkyPosition& position);

} // namespace counterpoint
