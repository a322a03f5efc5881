#pragma once

#include "counterpoint/settings/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// The grid of magnitudes: min, min + step, ... up to max. Its points are the edges of the bins of
/// the histogram; at them the cumulative models (docs/method.md, section 6) know f and rho.
class MagnitudeBins {
public:
  MagnitudeBins() : MagnitudeBins{6.0, 17.5, 0.5} {}
  /// \throws InputError (keys magnitude.min, max, step) unless min < max and 0 < step
  MagnitudeBins(double min, double max, double step);
  /// \param grid  its points, in equal steps: those of grid()
  explicit MagnitudeBins(std::vector<double> grid) : grid_{std::move(grid)} {}

  [[nodiscard]] int n_bins() const { return static_cast<int>(grid_.size()) - 1; }
  [[nodiscard]] const std::vector<double>& grid() const { return grid_; }

  /// Bin that holds `ks`, lower edge included, upper excluded; -1 outside and for NaN.
  [[nodiscard]] std::int16_t bin(double ks) const;

  /// The bins of a count that leaves nobody out: those of the grid, then one each for magnitudes
  /// that are brighter, fainter and missing.
  [[nodiscard]] int n_bins_of_all() const { return n_bins() + n_outside; }
  [[nodiscard]] std::int16_t bin_of_all(double ks) const;
  static constexpr int n_outside = 3;

  /// First point of the grid that is >= ks: the source counts there and at all fainter points.
  /// The number of points if it is fainter than all, or NaN.
  [[nodiscard]] std::size_t first_point_not_brighter(double ks) const;
  /// The same of many, much faster than one by one. \param points  as many
  void find_first_points_not_brighter(std::span<const double> ks,
                                      std::span<std::int32_t> points) const;

  /// Point nearest to `ks`, clipped to the grid; the brighter one half-way between two.
  [[nodiscard]] std::size_t nearest_point(double ks) const;

  /// The part of the grid from one of its points to another.
  [[nodiscard]] MagnitudeBins between(std::size_t first, std::size_t last) const;

  bool operator==(const MagnitudeBins&) const = default;

private:
  // The last point that is not fainter, but for rounding; 0 for what is brighter than all.
  [[nodiscard]] std::size_t point_by_equal_steps(double ks) const;

  std::vector<double> grid_;
};

/// The grid as it is asked for. An end that is not given is that of the data, known only when the
/// infrared catalogue is read.
struct MagnitudeRange {
  std::optional<double> min;
  std::optional<double> max;
  double step = 0.5;

  /// A grid that holds every magnitude there can be; open ends lie on multiples of the step.
  /// \throws InputError as MagnitudeBins
  [[nodiscard]] MagnitudeBins widest() const;
  /// The part of widest() that holds magnitudes from `brightest` to `faintest`; its first bin where
  /// there are none (NaN). Ends that are given stay.
  [[nodiscard]] MagnitudeBins narrowed(double brightest, double faintest) const;
};

/// The keys of the grid: [magnitude].
[[nodiscard]] std::vector<SettingKey> magnitude_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] MagnitudeRange magnitude_range(const Settings& settings);

} // namespace counterpoint
