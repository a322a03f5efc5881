#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "null_trials/shift_lanes.hpp"
#include "null_trials/shift_windows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// The neighbours of one X-ray source, and which of them come within their acceptance region when
/// they are shifted. Windows on the random bits, a little wider than the acceptance radius, turn
/// most trials away by integer comparisons, many neighbours at a time; the rest is computed.
class ShiftedNeighbours {
public:
  /// \param seed  of all shifts
  ShiftedNeighbours(ShiftMode mode, std::uint64_t seed) : mode_{mode}, seed_{seed} {}

  /// Goes on to another X-ray source; set_zone() has to follow.
  /// \param neighbours  not copied
  /// \param largest_shift  of the zones that will be set
  void assign(const NeighbourColumns& neighbours, const AcceptanceShape& shape,
              Angle largest_shift);

  /// Where the shifts of the next trials lie. \param radius_index  distinguishes their draws
  void set_zone(const ShiftZone& zone, std::uint32_t radius_index);

  /// visit(neighbour, is_odd, to_xray) for each match in either of the two trials 2 * trial_pair
  /// and the one after it, which share their random bits, until it returns false. Of each trial in
  /// the order of the neighbours. `to_xray` leads from the shifted infrared source to the X-ray
  /// source, in the tangent plane of the neighbour.
  /// \param at_once  of how many neighbours draws are made before the first is visited: few to
  ///   stop early, many for vectors to be full; at most PassingDraws::most_neighbours
  template <class Visit>
  void for_each_match(std::uint32_t trial_pair, std::size_t at_once, Visit&& visit) {
    const StepRounds step{seed_, trial_pair};
    for (std::size_t first = first_in_reach_; first < n_in_reach_; first += at_once) {
      find_near(trial_pair, step, first, std::min(at_once, n_in_reach_ - first));
      for (std::size_t i = 0; i < near_.size(); ++i) {
        const std::size_t k = first + near_.neighbour(i);
        const SkyOffset to_xray = near_.to_xray(i);
        if (is_accepted(k, to_xray) && !visit(k, near_.is_odd(i), to_xray)) return;
      }
    }
  }

private:
  // The draws that bring the infrared source within its acceptance radius, of `n` neighbours from
  // the `first`.
  void find_near(std::uint32_t trial_pair, const StepRounds& step, std::size_t first,
                 std::size_t n);
  // How many, from the first, a shift of this length can bring into a match.
  [[nodiscard]] std::size_t n_within_reach_of(Angle shift) const;
  // How many, from the first, lie so near that a shift of at least this length moves them out of
  // any match.
  [[nodiscard]] std::size_t n_nearer_than(Angle shift) const;
  // By neighbour k, whose acceptance radius reaches as far.
  [[nodiscard]] bool is_accepted(std::size_t k, const SkyOffset& to_xray) const {
    return shape_.is_circle() || is_in_ellipse(k, to_xray);
  }
  [[nodiscard]] bool is_in_ellipse(std::size_t k, const SkyOffset& to_xray) const;

  ShiftMode mode_;
  std::uint64_t seed_;
  ShiftZone zone_;
  std::uint32_t radius_index_ = 0;
  const NeighbourColumns* neighbours_ = nullptr;
  AcceptanceShape shape_;
  std::size_t first_in_reach_ = 0; // of the zone,
  std::size_t n_in_reach_ = 0;     // to the last
  WindowTable windows_;
  Turns turns_; // where shifts are rigid
  PassingDraws passing_;
  NearDraws near_;
};

} // namespace counterpoint
