#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/search/kd_index.hpp"
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

Neighbour make_neighbour(const TangentPlane& xray, const UnitVector& infrared, double chord2,
                         const InfraredSource& source) {
  const TangentPlane here{infrared};
  const SkyOffset chord = here.chord_to(xray.at());
  Neighbour neighbour;
  neighbour.convergence_radians = static_cast<float>(here.convergence(xray).radians());
  neighbour.ir_id = source.ir_id;
  const Angle separation = separation_of_chord(chord2);
  neighbour.separation_arcsec = separation.arcsec();
  const Angle length = chord.length();
  if (length > Angle{}) neighbour.to_xray = separation / length * chord;
  neighbour.ks = source.ks;
  neighbour.sigma = source.sigma;
  return neighbour;
}

} // namespace

double largest_radius_arcsec(std::span<const Neighbour> neighbours) {
  double largest = 0.0;
  for (const Neighbour& neighbour : neighbours)
    largest = std::max(largest, neighbour.radius_arcsec);
  return largest;
}

SkyOffset along_axes(const AcceptanceShape& shape, const Neighbour& neighbour,
                     const SkyOffset& offset) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  return offset.in_axes_turned_by(shape.position_angle - neighbour.convergence());
}

namespace {

// The one search: its parameters, and room that is used again for each X-ray source.
class TileSearch {
public:
  TileSearch(std::span<const InfraredSource> infrared, const Acceptance& acceptance,
             Angle largest_shift)
      : infrared_{infrared}, acceptance_{acceptance},
        largest_shift_{largest_shift}, index_{unit_vectors(infrared)} {
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
    unordered_.clear();
    candidates_.clear();
    Angle star_error = Angle::from_arcsec(-1.0);
    Angle quoted_error;
    Angle radius;
    for (const KdIndex::Hit& hit : hits_) {
      const InfraredSource& star = infrared_[hit.point];
      if (star.error != star_error) { // mostly one error holds for the whole catalogue
        star_error = star.error;
        quoted_error = hypot(source.error.major, star.error);
        radius = acceptance_.radius(source.error.major, star.error);
      }
      Neighbour neighbour = make_neighbour(plane, index_.point(hit.point), hit.squared_chord, star);
      if (neighbour.separation_arcsec > (radius + std::max(largest_shift_, rounding)).arcsec())
        continue;
      neighbour.radius_arcsec = radius.arcsec();
      unordered_.push_back(neighbour);
      if (neighbour.separation_arcsec > (radius + rounding).arcsec()) continue;
      const Angle phi = separation(*source.position, star.position);
      const Angle direction = position_angle(*source.position, star.position);
      if (!acceptance_.region(source.error, star.error).contains(phi, direction)) continue;
      candidates_.push_back({star.ir_id, phi, direction, star.sigma, quoted_error, star.ks});
    }
    append_ordered(sky.neighbourhoods.neighbours);
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.separation, a.ir_id) < std::tie(b.separation, b.ir_id);
    });
    for (const Candidate& candidate : candidates_)
      sky.candidates.push_back(candidate);
    sky.candidates.close_group();
    sky.neighbourhoods.xray_ids.push_back(source.xray_id);
    sky.neighbourhoods.errors.push_back(source.error);
    sky.neighbourhoods.neighbours.close_group();
  }

private:
  struct Place {
    double separation_arcsec;
    std::uint32_t neighbour;
  };

  static std::vector<UnitVector> unit_vectors(std::span<const InfraredSource> infrared) {
    std::vector<UnitVector> points;
    points.reserve(infrared.size());
    for (const InfraredSource& star : infrared)
      points.push_back(unit_vector(star.position));
    return points;
  }

  // By (separation, ir_id). Only their places are sorted: neighbours are four times as long.
  void append_ordered(Grouped<Neighbour>& neighbours) {
    order_.clear();
    for (std::uint32_t i = 0; i < unordered_.size(); ++i)
      order_.push_back({unordered_[i].separation_arcsec, i});
    std::sort(order_.begin(), order_.end(), [&](const Place& a, const Place& b) {
      if (a.separation_arcsec != b.separation_arcsec)
        return a.separation_arcsec < b.separation_arcsec;
      return unordered_[a.neighbour].ir_id < unordered_[b.neighbour].ir_id;
    });
    for (const Place& place : order_)
      neighbours.push_back(unordered_[place.neighbour]);
  }

  std::span<const InfraredSource> infrared_;
  Acceptance acceptance_;
  Angle largest_shift_;
  KdIndex index_;
  Angle largest_error_;
  std::vector<KdIndex::Hit> hits_;
  std::vector<Neighbour> unordered_;
  std::vector<Candidate> candidates_;
  std::vector<Place> order_;
};

} // namespace

void match_tile(std::span<const XraySource> xray, std::span<const InfraredSource> infrared,
                const Acceptance& acceptance, Angle largest_shift, SearchedSky& sky) {
  sky.neighbourhoods.acceptance = acceptance;
  TileSearch search{infrared, acceptance, largest_shift};
  for (const XraySource& source : xray)
    search.search_around(source, sky);
}

} // namespace counterpoint
