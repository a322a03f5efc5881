#include "mock/interval_finder.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"

namespace counterpoint::mock {

IntervalFinder::IntervalFinder(std::span<const double> edges) {
  check(edges.size() >= 2 && edges.back() > edges.front(), "mock: intervals without extent");
  const std::size_t n_intervals = edges.size() - 1;
  const std::size_t n_parts = 2 * n_intervals;
  lowest_ = edges.front();
  parts_per_unit_ = static_cast<double>(n_parts) / (edges.back() - edges.front());
  last_part_ = static_cast<double>(n_parts - 1);
  std::size_t next = 1;
  for (std::size_t part = 0; part < n_parts; ++part) {
    while (next < n_intervals && part_of(edges[next]) < part)
      ++next;
    begin_.push_back(checked_cast<std::uint32_t>(next));
  }
  begin_.push_back(checked_cast<std::uint32_t>(n_intervals));
}

} // namespace counterpoint::mock
