#pragma once

#include "counterpoint/null_trials/expectation.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// One X-ray source with what can match it in a null trial.
struct MatchableSource {
  const NeighbourColumns& neighbours;
  std::span<const double> chances; ///< that a shift makes each a match
  SkyEllipse error;
  std::span<const Companion> companions;
};

/// What its infrared source's other X-ray sources add to the variance of a pair: p_ab - p_a p_b for
/// each, with acceptance discs of equal area for ellipses.
class Covariances {
public:
  Covariances(const ShiftZone& zone, const Acceptance& acceptance)
      : zone_{zone}, acceptance_{acceptance} {}

  /// Adds them to the variances of the pairs with the neighbours.
  void add(const MatchableSource& source, std::span<double> variances);

private:
  // A companion, seen from the X-ray source.
  struct Other;

  void go_to(const MatchableSource& source);
  void add(const Other& other, const MatchableSource& source, std::span<double> variances);
  void find_reached(const Other& other, const MatchableSource& source);

  ShiftZone zone_;
  Acceptance acceptance_;
  // Of each neighbour, filled up as its columns are: its place as the axes at the X-ray source
  // are turned, and the acceptance disc there.
  std::vector<double> east_arcsec_;
  std::vector<double> north_arcsec_;
  std::vector<double> radius_arcsec_;
  std::vector<double> chances_;
  bool has_one_radius_ = false; // the neighbours' acceptance radius
  // The same of the companion's disc, of the neighbours that may match both.
  std::vector<double> other_distance_arcsec_;
  std::vector<double> other_radius_arcsec_;
  // Of those that do.
  std::size_t n_reached_ = 0;
  std::vector<std::size_t> reached_;
  std::vector<double> reached_distance_arcsec_;
  std::vector<double> reached_radius_arcsec_;
  std::vector<double> reached_chances_;
};

} // namespace counterpoint
