#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
  /// \param neighbours  ordered by separation; not copied
  /// \param largest_shift  of the zones that will be set
  void assign(std::span<const Neighbour> neighbours, const AcceptanceShape& shape,
              Angle largest_shift);

  /// Where the shifts of the next trials lie.
  void set_zone(const ShiftZone& zone);

  /// visit(neighbour, is_odd, to_xray) for each match in either trial of the pair, in the order of
  /// the neighbours, until it returns false. `to_xray` leads from the shifted infrared source to
  /// the X-ray source, in the tangent plane of the neighbour.
  template <class Visit>
  void for_each_match(const TrialPair& trials, Visit&& visit) {
    const bool is_rigid = mode_ == ShiftMode::rigid;
    const ShiftDraws of_all = is_rigid ? draws_of(trials, whole_catalogue) : ShiftDraws{};
    for (std::size_t first = first_in_reach_; first < n_in_reach_; first += block) {
      const std::size_t last = std::min(first + block, n_in_reach_);
      if (is_rigid) {
        sift(of_all, first, last);
      } else {
        sift(trials, first, last);
      }
      for (std::size_t k = first; k < last; ++k) {
        if (passes_[k - first] == 0) continue;
        const ShiftDraws draws = is_rigid ? of_all : draws_of(trials, neighbours_[k].ir_id);
        for (const bool is_odd : {false, true}) {
          if ((passes_[k - first] & (is_odd ? odd_passes : even_passes)) == 0) continue;
          const SkyOffset to_xray = offset_to_xray(k, is_odd ? draws.odd : draws.even);
          if (is_accepted(neighbours_[k], to_xray) && !visit(k, is_odd, to_xray)) return;
        }
      }
    }
  }

private:
  static constexpr std::size_t block = 128; // few enough to stop early, enough for vector units
  static constexpr std::uint32_t even_passes = 1;
  static constexpr std::uint32_t odd_passes = 2;

  static ShiftDraws draws_of(const TrialPair& trials, std::int64_t ir_id) {
    return draw_shifts(trials.seed, trials.trial_pair, trials.radius_index, ir_id);
  }
  // Which of these neighbours pass the windows: each by its own draws, or all by the same.
  // \param draws  TrialPair or ShiftDraws
  template <class Draws>
  void sift(const Draws& draws, std::size_t first, std::size_t last);
  // How many, from the first, a shift of this length can bring into a match.
  [[nodiscard]] std::size_t n_within_reach_of(Angle shift) const;
  // How many, from the first, lie so near that a shift of at least this length moves them out of
  // any match.
  [[nodiscard]] std::size_t n_nearer_than(Angle shift) const;
  // From the frame of a neighbour to the one of the shifts, from north to east: a rigid shift moves
  // all surroundings of an X-ray source alike, so it is an offset at that source.
  [[nodiscard]] Angle turn(const Neighbour& neighbour) const;
  [[nodiscard]] SkyOffset offset_to_xray(std::size_t k, const ShiftDraw& draw) const;
  [[nodiscard]] bool is_accepted(const Neighbour& neighbour, const SkyOffset& to_xray) const;

  ShiftMode mode_;
  ShiftZone zone_;
  std::span<const Neighbour> neighbours_;
  AcceptanceShape shape_;
  double largest_radius_arcsec_ = 0.0;
  std::size_t first_in_reach_ = 0; // of the zone,
  std::size_t n_in_reach_ = 0;     // to the last
  std::vector<std::uint64_t> ids_;
  // Windows are [low, low + span] in modular arithmetic.
  std::vector<std::uint32_t> angle_low_;
  std::vector<std::uint32_t> angle_span_;
  std::vector<std::uint32_t> radius_low_;
  std::vector<std::uint32_t> radius_span_;
  std::vector<std::uint32_t> passes_ = std::vector<std::uint32_t>(block);
};

} // namespace counterpoint
