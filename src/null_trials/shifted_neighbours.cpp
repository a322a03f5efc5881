#include "null_trials/shifted_neighbours.hpp"

#include <algorithm>

namespace counterpoint {

namespace {

constexpr double rounding_arcsec = 1e-9;

// How many, from the first, are not farther away.
std::size_t n_within(std::span<const Neighbour> neighbours, double separation_arcsec) {
  return static_cast<std::size_t>(
      std::ranges::upper_bound(neighbours, separation_arcsec, {}, &Neighbour::separation_arcsec) -
      neighbours.begin());
}

} // namespace

std::size_t ShiftedNeighbours::n_within_reach_of(Angle shift) const {
  return n_within(neighbours_, shift.arcsec() + largest_radius_arcsec_ + rounding_arcsec);
}

std::size_t ShiftedNeighbours::n_nearer_than(Angle shift) const {
  return n_within(neighbours_, shift.arcsec() - largest_radius_arcsec_ - rounding_arcsec);
}

void ShiftedNeighbours::assign(std::span<const Neighbour> neighbours, const AcceptanceShape& shape,
                               Angle largest_shift) {
  neighbours_ = neighbours;
  shape_ = shape;
  largest_radius_arcsec_ = largest_radius_arcsec(neighbours);
  const std::size_t n = n_within_reach_of(largest_shift);
  windows_.assign(neighbours.first(n), mode_ == ShiftMode::rigid);
}

void ShiftedNeighbours::set_zone(const ShiftZone& zone) {
  zone_ = zone;
  first_in_reach_ = n_nearer_than(zone.inner);
  n_in_reach_ = n_within_reach_of(zone.outer);
  windows_.set_zone(zone, first_in_reach_, n_in_reach_);
}

void ShiftedNeighbours::sift(const TrialPair& trials, std::size_t first, std::size_t n) {
  const ShiftWindows windows = windows_.from(first);
  if (mode_ == ShiftMode::rigid) {
    sifted_.sift(draw_shifts(trials.seed, trials.trial_pair, trials.radius_index, whole_catalogue),
                 windows, n);
  } else {
    sifted_.sift(RandomKey{.seed = trials.seed,
                           .id = 0, // of each neighbour
                           .stream = trials.radius_index,
                           .step = trials.trial_pair},
                 windows, n);
  }
  sifted_.find_shifts(zone_);
}

SkyOffset ShiftedNeighbours::offset_to_xray(const Neighbour& neighbour,
                                            const SkyOffset& shift) const {
  if (mode_ != ShiftMode::rigid) return neighbour.to_xray - shift;
  return neighbour.to_xray - shift.in_axes_turned_by(turn(neighbour));
}

Angle ShiftedNeighbours::turn(const Neighbour& neighbour) const {
  return mode_ == ShiftMode::rigid ? neighbour.convergence() : Angle{};
}

bool ShiftedNeighbours::is_accepted(const Neighbour& neighbour, const SkyOffset& to_xray) const {
  const double major2 = neighbour.radius_arcsec * neighbour.radius_arcsec;
  const double east = to_xray.east.arcsec();
  const double north = to_xray.north.arcsec();
  if (east * east + north * north > major2) return false;
  if (shape_.is_circle()) return true;
  const SkyOffset by_axes = along_axes(shape_, neighbour, to_xray);
  const double along = by_axes.north.arcsec();
  const double across = by_axes.east.arcsec();
  const double minor2 = shape_.squared_minor_arcsec2(neighbour.radius_arcsec);
  return along * along * minor2 + across * across * major2 <= major2 * minor2;
}

} // namespace counterpoint
