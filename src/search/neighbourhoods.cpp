#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sky/chord.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace counterpoint {

namespace {

// Chords and the spherical formula differ by rounding; the search reaches this much farther, and
// the formula decides.
constexpr Angle rounding = Angle::from_arcsec(1e-6);

// The tangent plane at a point, with the meridian through it. At a pole, that of right ascension 0.
struct TangentPlane {
  explicit TangentPlane(const UnitVector& point)
      : at{point}, cos_dec{std::sqrt(point.x * point.x + point.y * point.y)} {
    if (cos_dec > 0.0) {
      cos_ra = point.x / cos_dec;
      sin_ra = point.y / cos_dec;
    }
  }

  // East and north of the direction to another point.
  [[nodiscard]] std::pair<double, double> direction_to(const UnitVector& to) const {
    const double dx = to.x - at.x;
    const double dy = to.y - at.y;
    const double dz = to.z - at.z;
    return {-sin_ra * dx + cos_ra * dy, -at.z * (cos_ra * dx + sin_ra * dy) + cos_dec * dz};
  }

  // The angle by which the meridians of two planes close together are turned against each other: an
  // offset in `other`, turned by it from east to north, is that offset here.
  [[nodiscard]] double convergence_radians(const TangentPlane& other) const {
    const double sin_difference = other.sin_ra * cos_ra - other.cos_ra * sin_ra;
    const double cos_difference = other.cos_ra * cos_ra + other.sin_ra * sin_ra;
    const double opposite = sin_difference * at.z;
    const double adjacent = cos_difference * at.z * at.z + cos_dec * cos_dec;
    // Everywhere but round the poles the angle is tiny: two terms of the series are exact enough.
    if (std::abs(opposite) < 0.01 * adjacent) {
      const double tangent = opposite / adjacent;
      return tangent * (1.0 - tangent * tangent / 3.0);
    }
    return std::atan2(opposite, adjacent);
  }

  UnitVector at;
  double cos_dec;
  double cos_ra = 1.0;
  double sin_ra = 0.0;
};

Neighbour make_neighbour(const TangentPlane& xray, const UnitVector& infrared, double chord2,
                         const InfraredSource& source) {
  const TangentPlane here{infrared};
  const auto [east, north] = here.direction_to(xray.at);
  Neighbour neighbour;
  neighbour.convergence_radians = static_cast<float>(here.convergence_radians(xray));
  neighbour.ir_id = source.ir_id;
  neighbour.separation_arcsec = separation_of_chord(chord2).arcsec();
  const double length = std::sqrt(east * east + north * north);
  const double scale = length > 0.0 ? neighbour.separation_arcsec / length : 0.0;
  neighbour.east_arcsec = east * scale;
  neighbour.north_arcsec = north * scale;
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

AxisComponents along_axes(const AcceptanceShape& shape, const Neighbour& neighbour,
                          double east_arcsec, double north_arcsec) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  const double axis = shape.position_angle.radians() - neighbour.convergence_radians;
  const double sine = std::sin(axis);
  const double cosine = std::cos(axis);
  return {east_arcsec * sine + north_arcsec * cosine, east_arcsec * cosine - north_arcsec * sine};
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
