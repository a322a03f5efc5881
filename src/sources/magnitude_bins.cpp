#include "counterpoint/sources/magnitude_bins.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint {

MagnitudeBins::MagnitudeBins(double min, double max, double step) {
  const double n_bins = std::round((max - min) / step);
  if (!(min < max) || !(step > 0.0) || !(n_bins >= 1.0) ||
      n_bins > std::numeric_limits<std::int16_t>::max()) {
    throw InputError{"magnitude.min = " + std::to_string(min) + ", magnitude.max = " +
                     std::to_string(max) + ", magnitude.step = " + std::to_string(step) +
                     " make no bins: min < max and a positive step no wider than their difference "
                     "are needed (the notebook's are 6.0, 17.5, 0.5)"};
  }
  for (int i = 0; i <= static_cast<int>(n_bins); ++i)
    grid_.push_back(min + i * step);
}

std::int16_t MagnitudeBins::bin(double ks) const {
  if (!(ks >= grid_.front()) || !(ks < grid_.back())) return -1;
  const auto above = std::upper_bound(grid_.begin(), grid_.end(), ks);
  return static_cast<std::int16_t>(above - grid_.begin() - 1);
}

std::size_t MagnitudeBins::first_point_not_brighter(double ks) const {
  if (std::isnan(ks)) return grid_.size();
  return static_cast<std::size_t>(std::lower_bound(grid_.begin(), grid_.end(), ks) - grid_.begin());
}

std::size_t MagnitudeBins::nearest_point(double ks) const {
  const auto above = std::lower_bound(grid_.begin(), grid_.end(), ks);
  if (above == grid_.begin()) return 0;
  if (above == grid_.end()) return grid_.size() - 1;
  const auto i = static_cast<std::size_t>(above - grid_.begin());
  return ks - grid_[i - 1] <= grid_[i] - ks ? i - 1 : i;
}

std::vector<SettingKey> magnitude_keys() {
  return {{"magnitude.min", "6.0", "brightest Ks of the grid"},
          {"magnitude.max", "17.5", "faintest Ks of the grid"},
          {"magnitude.step", "0.5", "mag"}};
}

MagnitudeBins magnitude_bins(const Settings& settings) {
  return {settings.number("magnitude.min"), settings.number("magnitude.max"),
          settings.number("magnitude.step")};
}

} // namespace counterpoint
