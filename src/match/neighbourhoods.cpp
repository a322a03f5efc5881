#include "counterpoint/match/neighbourhoods.hpp"

#include "counterpoint/index/kd_index.hpp"
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
      : at{point}, cos_dec{std::hypot(point.x, point.y)},
        cos_ra{cos_dec > 0.0 ? point.x / cos_dec : 1.0}, sin_ra{cos_dec > 0.0 ? point.y / cos_dec
                                                                              : 0.0} {}

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
    return std::atan2(sin_difference * at.z, cos_difference * at.z * at.z + cos_dec * cos_dec);
  }

  UnitVector at;
  double cos_dec;
  double cos_ra;
  double sin_ra;
};

Neighbour make_neighbour(const TangentPlane& xray, const UnitVector& infrared, double chord2,
                         const InfraredSource& source, PairFrame frame) {
  Neighbour neighbour;
  double east = 0.0;
  double north = 0.0;
  if (frame == PairFrame::at_xray) {
    std::tie(east, north) = xray.direction_to(infrared);
    east = -east;
    north = -north;
  } else {
    const TangentPlane here{infrared};
    std::tie(east, north) = here.direction_to(xray.at);
    neighbour.convergence_radians = static_cast<float>(here.convergence_radians(xray));
  }
  neighbour.ir_id = source.ir_id;
  neighbour.separation_arcsec = separation_of_chord(chord2).arcsec();
  const double length = std::hypot(east, north);
  const double scale = length > 0.0 ? neighbour.separation_arcsec / length : 0.0;
  neighbour.east_arcsec = east * scale;
  neighbour.north_arcsec = north * scale;
  neighbour.ks = source.ks;
  neighbour.sigma = source.sigma;
  return neighbour;
}

} // namespace

void Neighbourhoods::append(const Neighbourhoods& other) {
  const std::size_t start = neighbours.size();
  xray_ids.insert(xray_ids.end(), other.xray_ids.begin(), other.xray_ids.end());
  for (std::size_t i = 1; i < other.first.size(); ++i)
    first.push_back(start + other.first[i]);
  neighbours.insert(neighbours.end(), other.neighbours.begin(), other.neighbours.end());
}

double largest_radius_arcsec(std::span<const Neighbour> neighbours) {
  double largest = 0.0;
  for (const Neighbour& neighbour : neighbours)
    largest = std::max(largest, neighbour.radius_arcsec);
  return largest;
}

namespace {

// All neighbours of one X-ray source, appended to `match`.
void search_around(const XraySource& source, std::span<const InfraredSource> infrared,
                   const KdIndex& index, const Acceptance& acceptance, Angle largest_error,
                   Angle largest_shift, PairFrame frame, TileMatch& match,
                   std::vector<KdIndex::Hit>& hits) {
  std::vector<Neighbour>& neighbours = match.neighbourhoods.neighbours;
  const auto first_neighbour = static_cast<std::ptrdiff_t>(neighbours.size());
  const auto first_pair = static_cast<std::ptrdiff_t>(match.pairs.size());

  const UnitVector center = unit_vector(source.position);
  const TangentPlane plane{center};
  index.find_within(
      center, acceptance.radius(source.error, largest_error) + largest_shift + rounding, hits);
  for (const KdIndex::Hit& hit : hits) {
    const InfraredSource& star = infrared[hit.point];
    const Angle quoted_error = hypot(source.error, star.error);
    const Angle radius = acceptance.radius_factor * quoted_error;
    Neighbour neighbour =
        make_neighbour(plane, index.point(hit.point), hit.squared_chord, star, frame);
    if (neighbour.separation_arcsec > (radius + std::max(largest_shift, rounding)).arcsec())
      continue;
    neighbour.radius_arcsec = radius.arcsec();
    neighbours.push_back(neighbour);
    if (neighbour.separation_arcsec > (radius + rounding).arcsec()) continue;
    const Angle phi = separation(source.position, star.position);
    if (phi > radius) continue;
    match.pairs.push_back({source.xray_id, star.ir_id, phi,
                           position_angle(source.position, star.position), star.sigma, quoted_error,
                           star.ks});
  }
  std::sort(neighbours.begin() + first_neighbour, neighbours.end(),
            [](const Neighbour& a, const Neighbour& b) {
              return std::tie(a.separation_arcsec, a.ir_id) <
                     std::tie(b.separation_arcsec, b.ir_id);
            });
  std::sort(match.pairs.begin() + first_pair, match.pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.separation, a.ir_id) < std::tie(b.separation, b.ir_id);
  });
}

} // namespace

TileMatch match_tile(std::span<const XraySource> xray, std::span<const InfraredSource> infrared,
                     const Acceptance& acceptance, Angle largest_shift, PairFrame frame) {
  std::vector<UnitVector> points;
  points.reserve(infrared.size());
  Angle largest_error;
  for (const InfraredSource& star : infrared) {
    points.push_back(unit_vector(star.position));
    largest_error = std::max(largest_error, star.error);
  }
  const KdIndex index{std::move(points)};

  TileMatch match;
  std::vector<KdIndex::Hit> hits;
  for (const XraySource& source : xray) {
    search_around(source, infrared, index, acceptance, largest_error, largest_shift, frame, match,
                  hits);
    match.neighbourhoods.xray_ids.push_back(source.xray_id);
    match.neighbourhoods.first.push_back(match.neighbourhoods.neighbours.size());
  }
  return match;
}

} // namespace counterpoint
