#pragma once

#include "counterpoint/sky/position.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace counterpoint {

/// All places within `radius` of `center`.
struct SkyDisc {
  SkyPosition center;
  Angle radius;
};

/// Discs that are made when they are asked for: a million of them take no memory.
class SkyDiscs {
public:
  /// The disc of a number; none where nothing is to be looked at.
  using Make = std::function<std::optional<SkyDisc>(std::size_t)>;

  /// \param size  numbers from 0 to below this are asked for
  SkyDiscs(std::size_t size, Make make) : size_{size}, make_{std::move(make)} {}
  SkyDiscs(std::vector<SkyDisc> discs) // NOLINT(google-explicit-constructor): the same, in memory
      : SkyDiscs{discs.size(), [discs = std::move(discs)](std::size_t i) { return discs[i]; }} {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::optional<SkyDisc> operator[](std::size_t i) const { return make_(i); }

  /// visit(number, disc) for each that there is, by ascending number.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < size_; ++i) {
      if (const std::optional<SkyDisc> disc = make_(i)) visit(i, *disc);
    }
  }

private:
  std::size_t size_;
  Make make_;
};

} // namespace counterpoint
