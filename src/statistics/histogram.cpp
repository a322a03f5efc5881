#include "counterpoint/statistics/histogram.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace counterpoint {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct BinCount {
  std::int64_t n_real = 0;
  double expected = 0.0;
};

} // namespace

double poisson_tail(std::int64_t n, double mean) {
  if (n <= 0) return 1.0;
  if (mean <= 0.0) return 0.0;
  return boost::math::gamma_p(static_cast<double>(n), mean);
}

MeanAndDeviation mean_and_deviation(std::span<const std::int64_t> values) {
  const auto n = static_cast<double>(values.size());
  if (values.empty()) return {unknown, unknown};
  std::int64_t sum = 0;
  for (const std::int64_t value : values)
    sum += value;
  const double mean = static_cast<double>(sum) / n;
  double squares = 0.0;
  for (const std::int64_t value : values) {
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
  }
  return {mean, values.size() < 2 ? unknown : std::sqrt(squares / (n - 1.0))};
}

std::vector<HistogramBin> make_histogram(const MagnitudeBins& bins,
                                         std::span<const std::int64_t> n_real,
                                         const NullHistogram& null_trials) {
  const auto n_bins = static_cast<std::size_t>(bins.n_bins());
  std::vector<HistogramBin> histogram(n_bins);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(null_trials.n_trials));
  for (std::size_t b = 0; b < n_bins; ++b) {
    HistogramBin& bin = histogram[b];
    bin.ks_low = bins.grid()[b];
    bin.ks_high = bins.grid()[b + 1];
    bin.n_real = n_real[b];
    for (std::size_t t = 0; t < counts.size(); ++t)
      counts[t] = null_trials.counts[t * n_bins + b];
    const MeanAndDeviation null = mean_and_deviation(counts);
    bin.null_mean = null.mean;
    bin.null_std = null.deviation;
    bin.excess = static_cast<double>(bin.n_real) - bin.null_mean;
    bin.significance = bin.null_std > 0.0 ? bin.excess / bin.null_std : unknown;
    bin.null_expected = null_trials.expected[b];
    bin.null_expected_std = std::sqrt(std::max(0.0, null_trials.variance[b]));
    if (std::isnan(null_trials.variance[b])) bin.null_expected_std = unknown;
    bin.p_value = poisson_tail(bin.n_real, bin.null_expected);
  }
  return histogram;
}

double global_p_value(std::span<const HistogramBin> histogram) {
  // Of bins where nothing is expected a single match would make p zero.
  std::vector<BinCount> joined;
  BinCount waiting;
  for (const HistogramBin& bin : histogram) {
    waiting.n_real += bin.n_real;
    waiting.expected += bin.null_expected;
    if (!(waiting.expected > 0.0)) continue;
    joined.push_back(waiting);
    waiting = {};
  }
  if (joined.empty()) return unknown;
  joined.back().n_real += waiting.n_real;
  double smallest = 1.0;
  for (const BinCount& count : joined)
    smallest = std::min(smallest, poisson_tail(count.n_real, count.expected));
  // 1 - (1 - p)^n without losing small p.
  return -std::expm1(static_cast<double>(joined.size()) * std::log1p(-smallest));
}

} // namespace counterpoint
