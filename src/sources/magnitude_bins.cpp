#include "counterpoint/sources/magnitude_bins.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/sources/cleaning.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint {

MagnitudeBins::MagnitudeBins(double min, double max, double step) {
  if (!(step > 0.0)) {
    throw InputError{
        format_text("magnitude.step = %g: a positive number of mag was expected", step)};
  }
  const double n_bins = std::round((max - min) / step);
  if (!(min < max) || !(n_bins >= 1.0) || n_bins > std::numeric_limits<std::int16_t>::max()) {
    throw InputError{"magnitude.min = " + std::to_string(min) + ", magnitude.max = " +
                     std::to_string(max) + ", magnitude.step = " + std::to_string(step) +
                     " make no bins: min < max and a step no wider than their difference "
                     "are needed (the notebook's are 6.0, 17.5, 0.5)"};
  }
  for (int i = 0; i <= static_cast<int>(n_bins); ++i)
    grid_.push_back(min + i * step);
}

std::int16_t MagnitudeBins::bin(double ks) const {
  if (!(ks >= grid_.front()) || !(ks < grid_.back())) return -1;
  const double* const grid = grid_.data();
  std::size_t bin = std::min(point_by_equal_steps(ks), grid_.size() - 2);
  while (grid[bin] > ks)
    --bin;
  while (grid[bin + 1] <= ks)
    ++bin;
  return static_cast<std::int16_t>(bin);
}

std::size_t MagnitudeBins::point_by_equal_steps(double ks) const {
  const double* const grid = grid_.data();
  return static_cast<std::size_t>(std::max(0.0, (ks - grid[0]) / (grid[1] - grid[0])));
}

std::int16_t MagnitudeBins::bin_of_all(double ks) const {
  const std::int16_t inside = bin(ks);
  if (inside >= 0) return inside;
  const int outside = std::isnan(ks) ? 2 : ks < grid_.front() ? 0 : 1;
  return static_cast<std::int16_t>(n_bins() + outside);
}

std::size_t MagnitudeBins::first_point_not_brighter(double ks) const {
  if (!(ks <= grid_.back())) return grid_.size();
  const double* const grid = grid_.data();
  std::size_t point = point_by_equal_steps(ks);
  while (point > 0 && grid[point - 1] >= ks)
    --point;
  while (grid[point] < ks)
    ++point;
  return point;
}

std::size_t MagnitudeBins::nearest_point(double ks) const {
  const auto above = std::lower_bound(grid_.begin(), grid_.end(), ks);
  if (above == grid_.begin()) return 0;
  if (above == grid_.end()) return grid_.size() - 1;
  const auto i = static_cast<std::size_t>(above - grid_.begin());
  return ks - grid_[i - 1] <= grid_[i] - ks ? i - 1 : i;
}

MagnitudeBins MagnitudeBins::between(std::size_t first, std::size_t last) const {
  MagnitudeBins part;
  part.grid_.assign(grid_.begin() + static_cast<std::ptrdiff_t>(first),
                    grid_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  return part;
}

std::vector<SettingKey> magnitude_keys() {
  return {{"magnitude.min", "auto", "brightest Ks of the grid; auto: that of the data"},
          {"magnitude.max", "auto", "faintest Ks of the grid; auto: that of the data"},
          {"magnitude.step", "0.5", "mag"}};
}

MagnitudeRange magnitude_range(const Settings& settings) {
  const auto edge = [&](const char* key) {
    return settings.text(key) == "auto" ? std::nullopt : std::optional{settings.number(key)};
  };
  MagnitudeRange range{edge("magnitude.min"), edge("magnitude.max"),
                       settings.number("magnitude.step")};
  static_cast<void>(range.widest()); // refuses what makes no bins
  return range;
}

MagnitudeBins MagnitudeRange::widest() const {
  const auto multiple_beyond = [this](double limit) { return std::ceil(limit / step) * step; };
  const double from = min.value_or(max ? *max - multiple_beyond(*max + largest_magnitude)
                                       : -multiple_beyond(largest_magnitude));
  return {from,
          max.value_or(min ? *min + multiple_beyond(largest_magnitude - *min)
                           : multiple_beyond(largest_magnitude)),
          step};
}

MagnitudeBins MagnitudeRange::narrowed(double brightest, double faintest) const {
  const MagnitudeBins all = widest();
  const std::vector<double>& grid = all.grid();
  const std::size_t last = grid.size() - 1;
  if (std::isnan(brightest) || std::isnan(faintest)) {
    return all.between(0, min && max ? last : 1);
  }
  const auto first_beyond = [&](double ks) {
    const auto beyond = std::upper_bound(grid.begin(), grid.end(), ks);
    return std::clamp<std::size_t>(static_cast<std::size_t>(beyond - grid.begin()), 1, last);
  };
  const std::size_t begin = min ? 0 : first_beyond(brightest) - 1;
  return all.between(begin, max ? last : std::max(begin + 1, first_beyond(faintest)));
}

} // namespace counterpoint
