#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/sky/chord.hpp"
#include "counterpoint/sky/tangent_plane.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace counterpoint {

namespace {

// Chords and the spherical formula differ by rounding; the search reaches this much farther, and
// the formula decides.
constexpr Angle rounding = Angle::from_arcsec(1e-6);

// A separation over its chord: the arcsine, or where that is exact to rounding, its series.
double separation_over_chord(double squared_chord) {
  constexpr double small = 1e-7; // 65 arcsec
  if (squared_chord < small)
    return 1.0 + squared_chord * (1.0 / 24.0 + squared_chord * (3.0 / 640.0));
  const double chord = std::sqrt(squared_chord);
  return separation_of_chord(squared_chord).radians() / chord;
}

// From an infrared source to the X-ray source, in the tangent plane of the infrared source; as long
// as their separation.
SkyOffset offset_to_xray(const TangentPlane& here, const TangentPlane& xray, double squared_chord) {
  // What the chord loses of its length in the plane.
  const double in_plane = std::sqrt(std::max(0.0, 1.0 - 0.25 * squared_chord));
  return in_plane > 0.0 ? separation_over_chord(squared_chord) / in_plane * here.chord_to(xray.at())
                        : SkyOffset{};
}

// The one search: its parameters, and room that is used again for each X-ray source.
class TileSearch {
public:
  // Will be asked about n_xray X-ray sources.
  TileSearch(std::span<const InfraredSource> infrared, std::size_t n_xray,
             const Acceptance& acceptance, Angle largest_shift)
      : infrared_{infrared}, acceptance_{acceptance}, largest_shift_{largest_shift},
        // Rows are there because an X-ray source is near.
        index_{unit_vectors(infrared), infrared.size() / std::max<std::size_t>(n_xray, 1)} {
    for (const InfraredSource& star : infrared)
      largest_error_ = std::max(largest_error_, star.error);
  }

  // Appends all neighbours and candidates of one X-ray source.
  void search_around(const XraySource& source, SearchedSky& sky) {
    const UnitVector center = unit_vector(*source.position);
    const TangentPlane plane{center};
    index_.find_within(
        center, acceptance_.radius(source.error.major, largest_error_) + largest_shift_ + rounding,
        hits_);
    neighbours_.clear();
    candidates_.clear();
    Angle star_error = Angle::from_arcsec(-1.0);
    double within_reach = 0.0; // squared chords
    double within_radius = 0.0;
    constexpr std::size_t ahead = 16; // asked for before its turn, a row is there
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      __builtin_prefetch(infrared_.data() +
                         hits_.data()[std::min(i + ahead, hits_.size() - 1)].point);
      const KdIndex::Hit& hit = hits_.data()[i];
      const InfraredSource& star = infrared_.data()[hit.point];
      if (star.error != star_error) { // mostly one error holds for the whole catalogue
        star_error = star.error;
        const Angle radius = acceptance_.radius(source.error.major, star.error);
        within_reach = squared_chord(radius + std::max(largest_shift_, rounding));
        within_radius = squared_chord(radius + rounding);
      }
      if (hit.squared_chord > within_reach) continue;
      const TangentPlane here{index_.point(hit.point)};
      Neighbour& neighbour = neighbours_.emplace_back();
      neighbour.ir_id = star.ir_id;
      neighbour.to_xray = offset_to_xray(here, plane, hit.squared_chord);
      neighbour.ks = star.ks;
      neighbour.features = star.features;
      neighbour.sigma = star.sigma;
      neighbour.convergence_radians = static_cast<float>(here.convergence(plane).radians());
      if (hit.squared_chord <= within_radius) consider(source, star);
    }
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.separation, a.ir_id) < std::tie(b.separation, b.ir_id);
    });
    for (const Candidate& candidate : candidates_)
      sky.candidates.push_back(candidate);
    sky.candidates.close_group();
    sky.neighbourhoods.add(source, neighbours_);
  }

private:
  static std::vector<UnitVector> unit_vectors(std::span<const InfraredSource> infrared) {
    std::vector<UnitVector> points;
    points.reserve(infrared.size());
    for (const InfraredSource& star : infrared)
      points.push_back(unit_vector(star.position));
    return points;
  }

  // A candidate where the acceptance region holds the star, to the last digit.
  void consider(const XraySource& source, const InfraredSource& star) {
    const Angle phi = separation(*source.position, star.position);
    const Angle direction = position_angle(*source.position, star.position);
    if (!acceptance_.region(source.error, star.error).contains(phi, direction)) return;
    candidates_.push_back({star.ir_id, phi, direction, star.sigma,
                           hypot(source.error.major, star.error), star.ks, star.features});
  }

  std::span<const InfraredSource> infrared_;
  Acceptance acceptance_;
  Angle largest_shift_;
  KdIndex index_;
  Angle largest_error_;
  std::vector<KdIndex::Hit> hits_;
  std::vector<Neighbour> neighbours_;
  std::vector<Candidate> candidates_;
};

} // namespace

void match_tile(std::span<const XraySource> xray, std::span<const InfraredSource> infrared,
                const Acceptance& acceptance, Angle largest_shift, SearchedSky& sky) {
  sky.neighbourhoods.acceptance = acceptance;
  TileSearch search{infrared, xray.size(), acceptance, largest_shift};
  for (const XraySource& source : xray)
    search.search_around(source, sky);
}

} // namespace counterpoint
