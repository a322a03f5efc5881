#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbour_columns.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Words of 32 bits in the widest vector, as arrays have room for behind their last one.
inline constexpr std::size_t most_lanes = 16;

/// Windows on the random bits of neighbours, an array for each member: [low, low + span] in modular
/// arithmetic; and IdRounds of the neighbours, for `most_lanes` more than there are.
struct ShiftWindows {
  const std::uint64_t* id_products;
  const std::uint64_t* id_rests;
  const std::uint32_t* radius_low;
  const std::uint32_t* radius_span;
  const std::uint32_t* angle_low;
  const std::uint32_t* angle_span;
};

/// Windows of the neighbours of one X-ray source, a little wider than what can bring each into its
/// acceptance region.
class WindowTable {
public:
  /// Goes on to another X-ray source; set_zone() has to follow.
  /// \param neighbours  not copied
  /// \param n  how many of them, from the first, will be in any zone
  /// \param is_rigid  are shifts offsets at the X-ray source, in place of each neighbour?
  void assign(const NeighbourColumns& neighbours, std::size_t n, bool is_rigid);

  /// Makes the windows of the neighbours from `first` on, before `last`.
  void set_zone(const ShiftZone& zone, std::size_t first, std::size_t last);
  /// And what each needs for draws of its own.
  void set_draws(std::uint64_t seed, std::uint32_t radius_index, std::size_t first,
                 std::size_t last);

  /// Those of the neighbours from `first` on.
  [[nodiscard]] ShiftWindows from(std::size_t first) const {
    return {id_products_.data() + first, id_rests_.data() + first,  radius_low_.data() + first,
            radius_span_.data() + first, angle_low_.data() + first, angle_span_.data() + first};
  }

private:
  const NeighbourColumns* neighbours_ = nullptr;
  std::vector<std::uint64_t> id_products_;
  std::vector<std::uint64_t> id_rests_;
  std::vector<std::uint32_t> angle_low_;
  std::vector<std::uint32_t> angle_span_;
  std::vector<std::uint32_t> radius_low_;
  std::vector<std::uint32_t> radius_span_;
};

} // namespace counterpoint
