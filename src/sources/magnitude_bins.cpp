#include "counterpoint/sources/magnitude_bins.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/core/vector_widths.hpp"
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

namespace {

// The point before a magnitude, but for rounding: it may be one less.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_points_before(double first, double step, double last, const double* __restrict ks,
                        std::size_t n, std::int32_t* __restrict points) {
  for (std::size_t i = 0; i < n; ++i) {
    const double steps = ((ks[i] < last ? ks[i] : last) - first) / step;
    points[i] = static_cast<std::int32_t>(steps > 0.0 ? steps : 0.0);
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void put_beyond(double last, std::int32_t n_points, const double* __restrict ks, std::size_t n,
                std::int32_t* __restrict points) {
  for (std::size_t i = 0; i < n; ++i) // fainter than all, or missing
    points[i] = ks[i] <= last ? points[i] : n_points;
}

} // namespace

void MagnitudeBins::find_first_points_not_brighter(std::span<const double> ks,
                                                   std::span<std::int32_t> points) const {
  check(points.size() == ks.size(), "MagnitudeBins: a point for each magnitude");
  const double* const grid = grid_.data();
  const double last = grid_.back();
  find_points_before(grid[0], grid[1] - grid[0], last, ks.data(), ks.size(), points.data());
  for (std::size_t i = 0; i < ks.size(); ++i) {
    const double inside = std::min(ks.data()[i], last);
    std::int32_t& point = points.data()[i];
    point += grid[point] < inside ? 1 : 0;
    point += grid[point] < inside ? 1 : 0;
  }
  put_beyond(last, static_cast<std::int32_t>(grid_.size()), ks.data(), ks.size(), points.data());
}

std::size_t MagnitudeBins::first_point_not_brighter(double ks) const {
  std::int32_t point = 0;
  find_first_points_not_brighter({&ks, 1}, {&point, 1});
  return static_cast<std::size_t>(point);
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
