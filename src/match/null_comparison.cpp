#include "match/null_comparison.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr double not_found = std::numeric_limits<double>::quiet_NaN();

std::vector<SweepRow> make_sweep(const NullOptions& options, std::span<const std::int64_t> trials,
                                 std::span<const ExactSum> expected) {
  std::vector<SweepRow> rows;
  const auto n_trials = static_cast<std::size_t>(options.sweep_trials);
  for (std::size_t i = 0; i < options.sweep_radii.size(); ++i) {
    const MeanAndDeviation over_trials = mean_and_deviation(trials.subspan(i * n_trials, n_trials));
    rows.push_back({options.sweep_radii[i].arcsec(), over_trials.mean, over_trials.deviation,
                    options.mode == ShiftMode::rigid ? not_found : expected[i].value()});
  }
  return rows;
}

// Counts per trial and bin of the histogram, without those of the other magnitudes.
std::vector<std::int64_t> histogram_trials(const NullCounts& null, int n_trials,
                                           const MagnitudeBins& bins) {
  const auto n_bins = static_cast<std::size_t>(bins.n_bins());
  const auto n_all = static_cast<std::size_t>(bins.n_bins_of_all());
  std::vector<std::int64_t> trials;
  for (std::size_t trial = 0; trial < static_cast<std::size_t>(n_trials); ++trial) {
    const auto row = std::span{null.matches}.subspan(trial * n_all, n_bins);
    trials.insert(trials.end(), row.begin(), row.end());
  }
  return trials;
}

// Those of the magnitudes that are in no bin of the histogram.
std::array<PairsOutside, MagnitudeBins::n_outside>
count_outside(const MagnitudeBins& bins, std::span<const std::int64_t> real,
              std::span<const std::int64_t> trials, std::span<const ExactSum> expected) {
  const auto n_all = static_cast<std::size_t>(bins.n_bins_of_all());
  std::array<PairsOutside, MagnitudeBins::n_outside> outside;
  for (std::size_t k = 0; k < outside.size(); ++k) {
    const std::size_t bin = static_cast<std::size_t>(bins.n_bins()) + k;
    std::int64_t in_trials = 0;
    for (std::size_t at = bin; at < trials.size(); at += n_all)
      in_trials += trials[at];
    const std::size_t n_trials = trials.size() / n_all;
    const double null_mean =
        n_trials > 0 ? static_cast<double>(in_trials) / static_cast<double>(n_trials) : not_found;
    outside[k] = {real[bin], null_mean, expected[bin].value()};
  }
  return outside;
}

double total(std::span<const ExactSum> sums) {
  ExactSum all;
  for (const ExactSum& sum : sums)
    all.add(sum);
  return all.value();
}

} // namespace

NullExpectation expect_null(const Communicator& comm, const TrialSetup& setup,
                            const XrayCatalogue& xray, Messages& log) {
  NullOptions with_largest = setup.null;
  with_largest.sweep_radii.push_back(setup.null.shift_max);
  NullExpectation expected = run_together(comm, [&] {
    // The trial groups hold the same sources: one of them counts.
    const SearchedSky nothing;
    const NeighbourBins no_bins{{}, setup.bins.n_bins};
    const bool counts = setup.search.is_in_first_group;
    const Neighbourhoods& mine = counts ? setup.search.sky.neighbourhoods : nothing.neighbourhoods;
    // One infrared source can match two X-ray sources in the same null trial this far apart.
    const Angle reach = setup.search.plan.largest_radius + setup.null.shift_max;
    return expect_null_matches(
        mine, counts ? setup.bins : no_bins, Companions{mine, xray.sources, 2.0 * reach},
        with_largest, [&](double fraction) { log.progress("exact expectation", fraction); });
  });
  add_up(comm, expected);
  return expected;
}

NullComparison compare_with_null(const NullOptions& null, const MagnitudeBins& bins,
                                 const CandidateCounts& real, const TrialCounts& trials,
                                 const NullExpectation& expected) {
  const bool is_rigid = null.mode == ShiftMode::rigid;
  const auto n_bins = static_cast<std::size_t>(bins.n_bins());
  std::vector<double> mean;
  std::vector<double> variance;
  for (std::size_t bin = 0; bin < n_bins; ++bin) {
    mean.push_back(expected.mean[bin].value());
    variance.push_back(is_rigid ? not_found : expected.variance[bin].value());
  }
  NullComparison comparison;
  comparison.trials = histogram_trials(trials.null, null.trials, bins);
  comparison.histogram = make_histogram(bins, std::span{real.per_bin}.first(n_bins),
                                        {comparison.trials, null.trials, mean, variance});
  comparison.outside = count_outside(bins, real.per_bin, trials.null.matches, expected.mean);
  comparison.global_p_value = global_p_value(comparison.histogram);
  comparison.sweep = make_sweep(null, trials.sweep, expected.matched_sources);
  comparison.pairs_expected = total(expected.mean);
  if (null.trials > 0) {
    comparison.own_counterparts =
        static_cast<double>(trials.null.own_counterparts) * NullCounts::weight / null.trials;
  }
  comparison.excess =
      static_cast<double>(real.n_pairs) - comparison.pairs_expected + comparison.own_counterparts;
  comparison.excess_error =
      is_rigid ? not_found : std::sqrt(std::max(0.0, total(expected.variance)));
  return comparison;
}

} // namespace counterpoint
