#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/grouped.hpp"
#include "counterpoint/core/parted_groups.hpp"
#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/search/candidate.hpp"
#include "counterpoint/search/neighbour_columns.hpp"
#include "counterpoint/sky/offset.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// An infrared source within reach of an X-ray source.
struct Neighbour {
  std::int64_t ir_id = 0;
  /// From the infrared source to the X-ray source, in the tangent plane at the infrared source; its
  /// length is the great-circle separation.
  SkyOffset to_xray;
  double separation_arcsec = 0.0;
  double radius_arcsec =
      0.0;         ///< acceptance radius of this pair; of an ellipse, the semi-major axis
  double ks = 0.0; ///< mag; NaN where missing
  Angle sigma;     ///< of the infrared source
  /// How far east and north at the X-ray source are turned against those of this pair, from east to
  /// north: it matters near the poles only.
  float convergence_radians = 0.0F;
  FeatureCodes features = {}; ///< as far as any are asked for

  [[nodiscard]] Angle convergence() const { return Angle::from_radians(convergence_radians); }
};

/// An offset in the tangent plane of a neighbour by the axes of its acceptance ellipse: `north`
/// along the major axis, `east` along the minor one.
/// \param convergence  of the neighbour
[[nodiscard]] SkyOffset along_axes(const AcceptanceShape& shape, Angle convergence,
                                   const SkyOffset& offset);

/// A neighbour as it is kept, in 20 bytes: there are more of them than of anything else. Offsets
/// are whole numbers of a unit of their X-ray source, finer than 1e-8 of the farthest neighbour's
/// separation; what follows from them and from the X-ray source is not kept.
struct StoredNeighbour {
  StarWord star;
  std::int32_t east = 0; ///< of Neighbour::to_xray
  std::int32_t north = 0;
  float convergence_radians = 0.0F;

  /// \param unit_deg  that the offsets are counted in
  [[nodiscard]] Angle separation(double unit_deg) const {
    const std::int64_t to_east = east;
    const std::int64_t to_north = north;
    const double length = std::sqrt(static_cast<double>(to_east * to_east + to_north * to_north));
    return Angle::from_degrees(length * unit_deg);
  }
};
static_assert(sizeof(StoredNeighbour) == 20);

/// What is kept of each neighbour beside it where its row has values of its own.
struct [[gnu::packed]] OwnNeighbourValues {
  float sigma_arcsec = 0.0F;
  double ks = 0.0; ///< mag; NaN where missing
};

/// The neighbours of one X-ray source, ordered by (separation, ir_id): a view of what is kept.
struct KeptNeighbours {
  std::span<const StoredNeighbour> stored;
  std::span<const OwnNeighbourValues> own; ///< empty where none have values of their own
  std::span<const FeatureCodes> codes;     ///< empty where no features are asked for
  float common_sigma_arcsec = 0.0F;
  double unit_deg = 0.0; ///< of the offsets

  [[nodiscard]] std::size_t size() const { return stored.size(); }
  /// The first n.
  [[nodiscard]] KeptNeighbours first(std::size_t n) const {
    return {stored.first(n), own.empty() ? own : own.first(n),
            codes.empty() ? codes : codes.first(n), common_sigma_arcsec, unit_deg};
  }
  [[nodiscard]] std::int64_t ir_id(std::size_t k) const { return stored.data()[k].star.ir_id(); }
  /// mag; NaN where missing
  [[nodiscard]] double ks(std::size_t k) const {
    return own.empty() ? stored.data()[k].star.ks() : own.data()[k].ks;
  }
  [[nodiscard]] float sigma_arcsec(std::size_t k) const {
    return own.empty() ? common_sigma_arcsec : own.data()[k].sigma_arcsec;
  }
  [[nodiscard]] FeatureCodes features(std::size_t k) const {
    return codes.empty() ? FeatureCodes{} : codes.data()[k];
  }
  [[nodiscard]] Angle separation(std::size_t k) const {
    return stored.data()[k].separation(unit_deg);
  }
};

/// Neighbours of one X-ray source as they are found, in any order: column by column, for loops over
/// them to be vectors.
struct FoundNeighbours {
  std::vector<StarWord> star;
  std::vector<double> east_deg; ///< of Neighbour::to_xray
  std::vector<double> north_deg;
  std::vector<float> convergence_radians;
  std::vector<OwnNeighbourValues> own; ///< none where no row has values of its own
  std::vector<FeatureCodes> features;  ///< none where none are kept

  void resize(std::size_t n) {
    star.resize(n);
    east_deg.resize(n);
    north_deg.resize(n);
    convergence_radians.resize(n);
  }
};

/// The neighbours of some X-ray sources, all that any trial needs: those within acceptance radius +
/// largest shift, ordered by (separation, ir_id) within each X-ray source.
struct Neighbourhoods {
  Acceptance acceptance;              ///< that the radii are made with
  std::vector<std::int64_t> xray_ids; ///< of each source; see SearchPlan::keeps_lonely_sources
  std::vector<SkyEllipse> errors;     ///< of each source, as quoted
  std::vector<double> units_deg; ///< of each source: what its neighbours' offsets are counted in
  PartedGroups<StoredNeighbour> stored; ///< of each source
  float common_sigma_arcsec = 0.0F;     ///< of infrared sources, without has_own_values
  bool has_own_values = false;
  PartedGroups<OwnNeighbourValues>
      own; ///< of each source, as `stored`; none without has_own_values
  bool has_features = false;
  PartedGroups<FeatureCodes> features; ///< of each source, as `stored`; none without has_features

  /// Says whether neighbours have values of their own. \pre rows that neighbours came from so far
  /// had so as well, or there were none
  void expect(const InfraredRows& rows);
  /// Room for so many X-ray sources more.
  void reserve(std::size_t n_sources);
  /// Appends an X-ray source.
  /// \param found  its neighbours; separations and radii follow from the rest
  void add(const XraySource& source, const FoundNeighbours& found);

  [[nodiscard]] std::size_t size() const { return xray_ids.size(); }
  /// The same X-ray sources with the neighbours that trials with smaller acceptance regions, or
  /// smaller shifts, need. \param largest_shift  of these
  [[nodiscard]] Neighbourhoods within(Angle largest_shift) const;
  /// Of all X-ray sources.
  [[nodiscard]] std::size_t n_neighbours() const { return stored.n_values(); }
  /// The neighbours of X-ray source i, as they are kept.
  [[nodiscard]] KeptNeighbours kept(std::size_t i) const {
    return {stored[i], has_own_values ? own[i] : std::span<const OwnNeighbourValues>{},
            has_features ? features[i] : std::span<const FeatureCodes>{}, common_sigma_arcsec,
            units_deg[i]};
  }
  [[nodiscard]] std::vector<Neighbour> neighbours_of(std::size_t i) const;
  /// The same, as arrays.
  void find_columns(std::size_t i, NeighbourColumns& columns) const;
  /// The separations alone, in order.
  void find_separations(std::size_t i, std::vector<double>& separations_arcsec) const;
  /// The place of the first neighbour of X-ray source i among those of all.
  [[nodiscard]] std::size_t first_neighbour(std::size_t i) const { return stored.first(i); }

  /// How far from X-ray source i neighbours of this error are accepted; of an ellipse, along its
  /// major axis.
  [[nodiscard]] Angle radius(std::size_t i, float infrared_sigma_arcsec) const {
    return acceptance.radius(errors[i].major, acceptance.infrared_level.radius_per_sigma() *
                                                  Angle::from_arcsec(infrared_sigma_arcsec));
  }
  [[nodiscard]] AcceptanceShape shape(std::size_t i) const { return acceptance.shape(errors[i]); }
  /// hypot(error_x, error_i) of a neighbour of X-ray source i, as quoted; of an ellipse, the major
  /// axis.
  [[nodiscard]] Angle quoted_error(std::size_t i, Angle infrared_sigma) const {
    return hypot(errors[i].major, acceptance.infrared_level.radius_per_sigma() * infrared_sigma);
  }
};

/// What the search of one tile, or of several, finds round their X-ray sources.
struct SearchedSky {
  Neighbourhoods neighbourhoods;
  /// Of each X-ray source of the neighbourhoods, those within the acceptance region where the
  /// catalogues place them, ordered by (separation, ir_id).
  Grouped<Candidate> candidates;
};

/// Searches round the X-ray sources of one tile: neighbourhoods and candidates.
/// \param infrared  rows of the tile and its margin, in any order; released on the way
/// \param largest_shift  that any trial will use
/// \param sky  appended to: several tiles may share it
void match_tile(std::span<const XraySource> xray, InfraredRows&& infrared,
                const Acceptance& acceptance, Angle largest_shift, SearchedSky& sky);

} // namespace counterpoint
