#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// Takes some values out. \param places  of these, ascending
template <class T>
void erase_places(std::vector<T>& values, std::span<const std::size_t> places) {
  std::size_t n_left = 0;
  auto next = places.begin();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (next != places.end() && *next == i) {
      ++next;
    } else {
      values[n_left++] = values[i];
    }
  }
  values.resize(n_left);
}

} // namespace counterpoint
