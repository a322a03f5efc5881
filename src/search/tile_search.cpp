#include "search/tile_search.hpp"

#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sky/chord.hpp"
#include "search/point_lanes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace counterpoint {

namespace {

// Chords and the spherical formula differ by rounding; the search reaches this much farther, and
// the formula decides.
constexpr Angle rounding = Angle::from_arcsec(1e-6);

// Nothing is farther away than the antipode, where chords have their maximum.
Angle at_most_all(Angle reach) {
  return std::min(reach, Angle::from_degrees(180.0));
}

// The one search: its parameters, and room that is used again for each X-ray source.
class TileSearch {
public:
  TileSearch(const CellRows& infrared, const Acceptance& acceptance, Angle largest_shift,
             Angle largest_error)
      : acceptance_{acceptance}, largest_shift_{largest_shift},
        largest_error_{largest_error}, infrared_{infrared}, index_{infrared.centers} {}

  // Appends all neighbours and candidates of one X-ray source.
  // \param keeps_lonely  also where there are none
  void search_around(const XraySource& source, bool keeps_lonely, SearchedSky& sky) {
    const UnitVector center = unit_vector(*source.position);
    find_rows(source, center);
    if (found_.star.empty() && !keeps_lonely) return;
    find_offsets(infrared_.points, hits_, center, found_);
    sky.neighbourhoods.add(source, found_);
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.separation, a.ir_id) < std::tie(b.separation, b.ir_id);
    });
    for (const Candidate& candidate : candidates_)
      sky.candidates.push_back(candidate);
    sky.candidates.close_group();
  }

private:
  // The largest squared chords of neighbours and of what may be a candidate.
  struct Limits {
    double of_neighbours;
    double of_candidates;
  };
  [[nodiscard]] Limits limits(const XraySource& source, Angle infrared_error) const {
    const Angle radius = acceptance_.radius(source.error.major, infrared_error);
    return {squared_chord(at_most_all(radius + std::max(largest_shift_, rounding))),
            squared_chord(at_most_all(radius + rounding))};
  }

  void find_rows(const XraySource& source, const UnitVector& center) {
    const Angle farthest = acceptance_.radius(source.error.major, largest_error_) + largest_shift_;
    index_.find_within(center, at_most_all(farthest + infrared_.cell_radius + rounding), cells_);
    const Reach reach{center, limits(source, largest_error_).of_neighbours};
    hits_.resize(0);
    for (const KdIndex::Hit& cell : cells_) {
      append_within(infrared_.points, infrared_.first[cell.point], infrared_.first[cell.point + 1],
                    reach, hits_);
    }
    take_neighbours(source);
  }

  // Keeps of the hits those that are neighbours by their own errors.
  void take_neighbours(const XraySource& source) {
    found_.resize(hits_.size());
    found_.own.clear();
    found_.features.clear();
    candidates_.clear();
    Angle error = Angle::from_arcsec(-1.0);
    Limits within{};
    std::size_t n_kept = 0;
    for (std::size_t k = 0; k < hits_.size(); ++k) {
      const std::uint32_t row = hits_.point.data()[k];
      const double squared_chord = hits_.squared_chord.data()[k];
      const InfraredErrors& errors = infrared_.errors(row);
      if (errors.error != error) { // mostly one error holds for the whole catalogue
        error = errors.error;
        within = limits(source, error);
      }
      if (squared_chord > within.of_neighbours) continue;
      hits_.point.data()[n_kept] = row;
      hits_.squared_chord.data()[n_kept] = squared_chord;
      found_.star.data()[n_kept++] = infrared_.rows.rows.data()[row].star;
      if (!infrared_.rows.own.empty())
        found_.own.push_back({static_cast<float>(errors.sigma.arcsec()), infrared_.ks(row)});
      if (!infrared_.rows.features.empty()) found_.features.push_back(infrared_.features(row));
      if (squared_chord <= within.of_candidates) consider(source, row);
    }
    hits_.resize(n_kept);
    found_.resize(n_kept);
  }

  // A candidate where the acceptance region holds the star, to the last digit.
  void consider(const XraySource& source, std::size_t row) {
    const InfraredRow& star = infrared_.rows.rows[row];
    const InfraredErrors& errors = infrared_.errors(row);
    const Angle phi = separation(*source.position, star.position);
    const Angle direction = position_angle(*source.position, star.position);
    if (!acceptance_.region(source.error, errors.error).contains(phi, direction)) return;
    candidates_.push_back({star.star.ir_id(), phi, direction, errors.sigma,
                           hypot(source.error.major, errors.error), infrared_.ks(row),
                           infrared_.features(row)});
  }

  Acceptance acceptance_;
  Angle largest_shift_;
  Angle largest_error_;
  const CellRows& infrared_;
  KdIndex index_; // of cells
  std::vector<KdIndex::Hit> cells_;
  PointHits hits_;
  FoundNeighbours found_;
  std::vector<Candidate> candidates_;
};

Angle largest_error(const InfraredRows& infrared) {
  if (!infrared.has_own_values()) return infrared.common_errors().error;
  Angle largest;
  for (const InfraredSource& star : infrared.each())
    largest = std::max(largest, star.error);
  return largest;
}

} // namespace

void match_tile(std::span<const XraySource> xray, InfraredRows&& infrared,
                const Acceptance& acceptance, Angle largest_shift, SearchedSky& sky) {
  TileSearches{acceptance, largest_shift, true}.search(xray, std::move(infrared), sky);
}

void TileSearches::search(std::span<const XraySource> xray, InfraredRows&& infrared,
                          SearchedSky& sky) {
  sky.neighbourhoods.acceptance = acceptance_;
  sky.neighbourhoods.expect(infrared);
  const Angle error = largest_error(infrared);
  Angle reaches;
  for (const XraySource& source : xray)
    reaches = reaches + acceptance_.radius(source.error.major, error) + largest_shift_;
  // Cells of this part of the reach: of many smaller ones, each costs more than its rows; of larger
  // ones, more rows are looked at in vain.
  constexpr double cells_of_reach = 2.0;
  const Angle cell_size =
      reaches / (cells_of_reach * static_cast<double>(std::max<std::size_t>(xray.size(), 1)));
  room_ = by_cell(std::move(infrared), cell_size, std::move(room_));
  TileSearch search{room_, acceptance_, largest_shift_, error};
  for (const XraySource& source : xray)
    search.search_around(source, keeps_lonely_sources_, sky);
}

} // namespace counterpoint
