#include "statistics/depth_limit.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double step = 0.05; // mag, between the limits that are tried
constexpr std::array<double, 6> widths{0.0, 0.1, 0.2, 0.4, 0.7, 1.0};
// A star so much fainter than a limit is listed all the same, one in so many: not everything that
// is listed is what it is said to be.
constexpr double least_completeness = 1e-4;

// Of a standard normal distribution, the integral of its integral from -infinity to x.
double mean_of_part_below(double x) {
  const double part = 0.5 * std::erfc(-x / std::numbers::sqrt2);
  return x * part + std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}

// The mean over a class of the chance to be brighter than one's limit.
double of_class(std::size_t c, const DepthLimit& limit) {
  const double bright = static_cast<double>(c) * MagnitudeClasses::width;
  const double room = limit.limit - bright; // within the class
  if (limit.width == 0.0)
    return std::clamp(room / MagnitudeClasses::width, least_completeness, 1.0);
  const double to_bright = room / limit.width;
  const double to_faint = (room - MagnitudeClasses::width) / limit.width;
  const double mean = (mean_of_part_below(to_bright) - mean_of_part_below(to_faint)) * limit.width /
                      MagnitudeClasses::width;
  return std::clamp(mean, least_completeness, 1.0);
}

} // namespace

std::vector<double> DepthLimit::completeness() const {
  std::vector<double> by_class(MagnitudeClasses::n_classes, 1.0);
  if (std::isnan(limit)) return by_class;
  for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c)
    by_class[c] = of_class(c, *this);
  return by_class;
}

DepthLimits::DepthLimits(std::span<const double> n) {
  const auto measured = n.first(MagnitudeClasses::n_measured);
  std::size_t end = measured.size();
  while (first_ < end && !(measured[first_] > 0.0))
    ++first_;
  while (end > first_ && !(measured[end - 1] > 0.0))
    --end;
  n_classes_ = end - first_;
  tried_.emplace_back();
  const double faintest = static_cast<double>(end) * MagnitudeClasses::width;
  const auto n_steps =
      static_cast<int>(static_cast<double>(n_classes_) * MagnitudeClasses::width / step);
  for (const double width : widths) {
    for (int i = 0; i < n_steps; ++i)
      tried_.push_back({faintest - step * i, width});
  }
  for (const DepthLimit& limit : tried_) {
    for (std::size_t c = first_; c < end; ++c) {
      parts_.push_back(std::isnan(limit.limit) ? 1.0 : of_class(c, limit));
      logarithms_.push_back(std::log(parts_.back()));
    }
  }
}

std::vector<double> DepthLimits::sums(const std::vector<double>& of_limits,
                                      std::span<const double> by_class) const {
  std::vector<double> sums;
  sums.reserve(tried_.size());
  for (auto part = of_limits.begin(); part != of_limits.end();
       part += static_cast<std::ptrdiff_t>(n_classes_)) {
    sums.push_back(std::inner_product(part, part + static_cast<std::ptrdiff_t>(n_classes_),
                                      by_class.begin() + static_cast<std::ptrdiff_t>(first_), 0.0));
  }
  return sums;
}

std::vector<double> DepthLimits::log_likelihoods(std::span<const std::int64_t> stars) const {
  return sums(logarithms_, std::vector<double>(stars.begin(), stars.end()));
}

std::vector<double> DepthLimits::ln_listed(std::span<const double> n) const {
  std::vector<double> listed = sums(parts_, n);
  for (double& value : listed)
    value = std::log(value);
  return listed;
}

} // namespace counterpoint
