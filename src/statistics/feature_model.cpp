#include "counterpoint/statistics/feature_model.hpp"

#include "statistics/band_system.hpp"

#include <array>
#include <numeric>
#include <span>

namespace counterpoint {

namespace {

constexpr double outermost_in_spreads = 4.5; // the first and the last class hold what is beyond
constexpr double fewest_of_end_class = 10.0;
// From one half mag to the next the middle changes evenly, give or take so many spreads.
constexpr double bend_in_spreads = 0.1;

using Counts = std::span<const std::int64_t>; // by bin

double n_measured(Counts counts) {
  return static_cast<double>(
      std::accumulate(counts.begin() + 1, counts.end(), std::int64_t{0}));
}

// The value below which this fraction of the measured ones lies. \pre there are any
double quantile(Counts counts, double fraction) {
  auto left = static_cast<std::int64_t>(fraction * n_measured(counts));
  std::size_t bin = 1;
  while (bin + 1 < counts.size() && left >= counts[bin])
    left -= counts[bin++];
  return FeatureTally::value_of(bin);
}

std::vector<std::int64_t> counts_of_all_rows(const FeatureTally& tally, std::size_t feature) {
  std::vector<std::int64_t> counts(FeatureTally::n_bins);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const Counts of_row = tally.counts(feature, row);
    std::transform(counts.begin(), counts.end(), of_row.begin(), counts.begin(), std::plus{});
  }
  return counts;
}

// The mean over the stars of the spread of their row. Of a column of few values, most of them
// equal, what is between the outermost. \pre some are measured
double spread_of(const FeatureTally& tally, std::size_t feature, Counts of_all) {
  double sum = 0.0;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const Counts counts = tally.counts(feature, row);
    if (const double n = n_measured(counts); n > 0.0)
      sum += n * 0.5 * (quantile(counts, 0.84) - quantile(counts, 0.16));
  }
  if (sum > 0.0) return sum / n_measured(of_all);
  const double range = quantile(of_all, 0.999) - quantile(of_all, 0.001);
  return range > 0.0 ? range / (2.0 * outermost_in_spreads) : 1.0;
}

// The middle value of each row, made smooth; of missing magnitudes that of their own row.
std::vector<double> middles_of(const FeatureTally& tally, std::size_t feature, double spread,
                               double middle_of_all) {
  constexpr std::size_t missing = FeatureTally::n_rows - 1;
  constexpr double hold = 1e-6; // of rows without a star far from any that has some
  BandSystem system{missing, 2};
  std::vector<double> right(missing);
  std::vector<double> middles(FeatureTally::n_rows, middle_of_all);
  const double stiffness = 1.0 / (bend_in_spreads * bend_in_spreads);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const Counts counts = tally.counts(feature, row);
    const double n = n_measured(counts);
    const double middle = n > 0.0 ? quantile(counts, 0.5) : middle_of_all;
    if (row == missing) {
      middles[row] = middle;
      continue;
    }
    system.add(row, row, n + hold);
    right[row] += (n + hold) * (middle - middle_of_all) / spread;
    if (row + 2 < missing) {
      constexpr std::array bend{1.0, -2.0, 1.0};
      for (std::size_t i = 0; i < bend.size(); ++i) {
        for (std::size_t j = i; j < bend.size(); ++j)
          system.add(row + i, row + j, stiffness * bend[i] * bend[j]);
      }
    }
  }
  const std::vector<double> smooth = system.solution(std::move(right));
  for (std::size_t row = 0; row < missing; ++row)
    middles[row] += spread * smooth[row];
  return middles;
}

} // namespace

FeatureClasses::FeatureClasses(const FeatureTally& tally, std::size_t feature)
    : middle_(FeatureTally::n_rows) {
  for (std::size_t bin = 0; bin < FeatureTally::n_bins; ++bin)
    value_of_bin_.push_back(FeatureTally::value_of(bin));
  const std::vector<std::int64_t> of_all = counts_of_all_rows(tally, feature);
  if (n_measured(of_all) == 0.0) return;
  const double spread = spread_of(tally, feature, of_all);
  width_ = width_in_spreads * spread;
  middle_ = middles_of(tally, feature, spread, quantile(of_all, 0.5));
  last_step_ = outermost_in_spreads / width_in_spreads;
  first_step_ = -last_step_;
  std::vector<double> per_class(n_classes());
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const Counts counts = tally.counts(feature, row);
    for (std::size_t bin = 1; bin < counts.size(); ++bin) {
      if (counts[bin] > 0) per_class[of_bin(row, bin)] += static_cast<double>(counts[bin]);
    }
  }
  // Classes at the ends with hardly a star join those next to them.
  double beyond = 0.0;
  for (std::size_t c = 1; first_step_ < last_step_ && beyond + per_class[c] < fewest_of_end_class;
       ++c) {
    beyond += per_class[c];
    first_step_ += 1.0;
  }
  beyond = 0.0;
  for (std::size_t c = per_class.size() - 1;
       first_step_ < last_step_ && beyond + per_class[c] < fewest_of_end_class; --c) {
    beyond += per_class[c];
    last_step_ -= 1.0;
  }
}

FeatureModel::FeatureModel(const FeatureTally& tally, std::size_t feature)
    : classes{tally, feature}, n(FeatureTally::n_rows * classes.n_classes()), ratio(n.size(), 1.0) {
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const Counts counts = tally.counts(feature, row);
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
      if (counts[bin] > 0)
        n[place(row, classes.of_bin(row, bin))] += static_cast<double>(counts[bin]);
    }
  }
}

} // namespace counterpoint
