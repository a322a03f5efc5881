#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "null_trials/shift_lanes.hpp"
#include "null_trials/shift_windows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// Two trials that share their random bits: 2 * trial_pair and the one after it.
struct TrialPair {
  std::uint64_t seed = 0;
  std::uint32_t trial_pair = 0;
  std::uint32_t radius_index = 0;
};

/// The neighbours of one X-ray source, and which of them come within their acceptance region when
/// they are shifted. Windows on the random bits, a little wider than the acceptance radius, turn
/// most trials away by integer comparisons, many neighbours at a time; the rest is computed.
class ShiftedNeighbours {
public:
  explicit ShiftedNeighbours(ShiftMode mode) : mode_{mode} {}

  /// Goes on to another X-ray source; set_zone() has to follow.
  /// \param neighbours  not copied
  /// \param largest_shift  of the zones that will be set
  void assign(const NeighbourColumns& neighbours, const AcceptanceShape& shape,
              Angle largest_shift);

  /// Where the shifts of the next trials lie.
  void set_zone(const ShiftZone& zone);

  /// visit(neighbour, is_odd, to_xray) for each match in either trial of the pair, in the order of
  /// the neighbours, until it returns false. `to_xray` leads from the shifted infrared source to
  /// the X-ray source, in the tangent plane of the neighbour.
  template <class Visit>
  void for_each_match(const TrialPair& trials, Visit&& visit) {
    constexpr std::size_t block = SiftedDraws::block;
    for (std::size_t first = first_in_reach_; first < n_in_reach_; first += block) {
      sift(trials, first, std::min(block, n_in_reach_ - first));
      for (std::size_t i = 0; i < sifted_.size(); ++i) {
        const std::size_t k = first + sifted_.neighbour(i);
        const SkyOffset to_xray = sifted_.to_xray(i);
        if (is_accepted(k, to_xray) && !visit(k, sifted_.is_odd(i), to_xray)) return;
      }
    }
  }

private:
  // The draws that bring the infrared source within its acceptance radius, of `n` neighbours from
  // the `first`.
  void sift(const TrialPair& trials, std::size_t first, std::size_t n);
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
  ShiftZone zone_;
  const NeighbourColumns* neighbours_ = nullptr;
  AcceptanceShape shape_;
  std::size_t first_in_reach_ = 0; // of the zone,
  std::size_t n_in_reach_ = 0;     // to the last
  WindowTable windows_;
  Turns turns_; // where shifts are rigid
  SiftedDraws sifted_;
};

} // namespace counterpoint
