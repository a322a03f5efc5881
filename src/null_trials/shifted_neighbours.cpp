#include "null_trials/shifted_neighbours.hpp"

namespace counterpoint {

namespace {
constexpr double rounding_arcsec = 1e-9;
} // namespace

std::size_t ShiftedNeighbours::n_within_reach_of(Angle shift) const {
  return neighbours_->n_within(shift.arcsec() + neighbours_->largest_radius_arcsec +
                               rounding_arcsec);
}

std::size_t ShiftedNeighbours::n_nearer_than(Angle shift) const {
  return neighbours_->n_within(shift.arcsec() - neighbours_->largest_radius_arcsec -
                               rounding_arcsec);
}

void ShiftedNeighbours::assign(const NeighbourColumns& neighbours, const AcceptanceShape& shape,
                               Angle largest_shift) {
  neighbours_ = &neighbours;
  shape_ = shape;
  const bool is_rigid = mode_ == ShiftMode::rigid;
  const std::size_t n = n_within_reach_of(largest_shift);
  windows_.assign(neighbours, n, is_rigid);
  // A rigid shift moves all surroundings of an X-ray source alike: it is an offset there.
  if (is_rigid) turns_.assign(neighbours, n);
}

void ShiftedNeighbours::set_zone(const ShiftZone& zone, std::uint32_t radius_index) {
  zone_ = zone;
  radius_index_ = radius_index;
  first_in_reach_ = n_nearer_than(zone.inner) / vector_width * vector_width; // whole vectors
  n_in_reach_ = n_within_reach_of(zone.outer);
  windows_.set_zone(zone, first_in_reach_, n_in_reach_);
  if (mode_ != ShiftMode::rigid)
    windows_.set_draws(seed_, radius_index, first_in_reach_, n_in_reach_);
}

void ShiftedNeighbours::find_near(std::uint32_t trial_pair, const StepRounds& step,
                                  std::size_t first, std::size_t n) {
  const ShiftWindows windows = windows_.from(first);
  if (mode_ == ShiftMode::rigid) {
    passing_.sift(draw_shifts(seed_, trial_pair, radius_index_, whole_catalogue), windows, n);
  } else {
    passing_.sift(step, windows, n);
  }
  near_.take(passing_, *neighbours_, first, zone_, mode_ == ShiftMode::rigid ? &turns_ : nullptr);
}

bool ShiftedNeighbours::is_in_ellipse(std::size_t k, const SkyOffset& to_xray) const {
  const double radius = neighbours_->radius_arcsec[k];
  const double major2 = radius * radius;
  const double minor2 = shape_.squared_minor_arcsec2(radius);
  const SkyOffset by_axes = along_axes(shape_, neighbours_->convergence(k), to_xray);
  const double along = by_axes.north.arcsec();
  const double across = by_axes.east.arcsec();
  return along * along * minor2 + across * across * major2 <= major2 * minor2;
}

} // namespace counterpoint
