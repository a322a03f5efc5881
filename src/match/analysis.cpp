#include "match/analysis.hpp"

#include "counterpoint/comm/failure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace counterpoint {

namespace {

// Real matches per bin, and the sources by their brightest match.
struct RealMatches {
  std::vector<std::int64_t> per_bin;
  BrightestMatchCounts brightest;
};

// Collective.
RealMatches count_real(const Communicator& comm, const MagnitudeBins& bins,
                       const XrayBlock& block) {
  RealMatches counts{std::vector<std::int64_t>(static_cast<std::size_t>(bins.n_bins())),
                     BrightestMatchCounts{bins}};
  for (const Pair& pair : block.pairs) {
    if (const auto bin = bins.bin(pair.ks); bin >= 0)
      ++counts.per_bin[static_cast<std::size_t>(bin)];
  }
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block.pairs_of(i).empty()) continue;
    counts.brightest.add(bins, block.pairs_of(i), block.in_footprint[i] != 0);
  }
  comm.sum(std::span{counts.per_bin});
  comm.sum(std::span{counts.brightest.considered});
  comm.sum(std::span{counts.brightest.notebook});
  counts.brightest.with_missing = comm.sum(counts.brightest.with_missing);
  counts.brightest.n_matched = comm.sum(counts.brightest.n_matched);
  return counts;
}

// Collective. The magnitude model of lr; before that, what the separations tell of the errors,
// which is applied to the terms where the configuration asks for it.
LikelihoodRatioModel fit_model(const Communicator& comm, const MatchConfig& config,
                               const InfraredTally& tally, const Footprint& footprint,
                               Analysis& analysis) {
  auto sources = considered_sources(analysis.block, analysis.terms);
  LikelihoodData data{sources,
                      analysis.n_considered,
                      tally.class_counts,
                      footprint.area_arcsec2(),
                      tally.mean_sigma(),
                      [&](std::span<ExactSum> values) { comm.sum(values); }};
  analysis.error_scale = fit_error_scale(data);
  const bool apply_fit = !config.xray.error_scale && analysis.error_scale.is_usable();
  const ErrorScale scale = apply_fit ? analysis.error_scale.scale
                                     : ErrorScale{config.xray.error_scale.value_or(1.0), {}};
  for (XrayTerms& term : analysis.terms)
    term.sigma = scale.sigma(term.sigma);
  sources = considered_sources(analysis.block, analysis.terms);
  data.sources = sources;
  LikelihoodRatioModel model = fit_likelihood_ratio(data);
  analysis.q_errors = jackknife_errors(data, model);
  analysis.log_likelihood_gain = log_likelihood(model, data);
  return model;
}

// Collective. Fills the block's probabilities and their sums; returns what calibration needs of
// them.
RealCounts compute_probabilities(const Communicator& comm, Estimator estimator,
                                 Analysis& analysis) {
  XrayBlock& block = analysis.block;
  RealCounts counts;
  std::vector<ExactSum> sum_p(3);
  for (std::size_t i = 0; i < block.size(); ++i) {
    const XrayTerms& term = analysis.terms[static_cast<std::size_t>(block.first) + i];
    const auto probabilities = candidate_probabilities(
        analysis.model, {block.pairs_of(i), term, block.first + static_cast<std::int64_t>(i)});
    counts.add(probabilities, estimator);
    for (const PairProbabilities& pair : probabilities) {
      sum_p[0].add(pair.lr.p);
      sum_p[1].add(pair.mauerhan.p);
      sum_p[2].add(pair.notebook.p);
      block.probabilities.push_back(pair);
    }
  }
  comm.sum(std::span{counts.best});
  comm.sum(std::span{counts.confused});
  comm.sum(std::span{sum_p});
  for (const ExactSum& sum : sum_p)
    analysis.sum_p.push_back(sum.value());
  return counts;
}

// Collective. Expected number of considered sources with their counterpart within the acceptance
// radius.
double expected_with_candidate(const Communicator& comm, const Analysis& analysis) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : considered_sources(analysis.block, analysis.terms))
    sum[0].add(1.0 - analysis.model.lr.none(source.terms));
  comm.sum(std::span{sum});
  return sum[0].value();
}

// Bins of the trials: those of the histogram, and one behind them for all other magnitudes.
std::vector<std::int16_t> trial_bins(const MagnitudeBins& bins,
                                     const Neighbourhoods& neighbourhoods) {
  const auto other = static_cast<std::int16_t>(bins.n_bins());
  std::vector<std::int16_t> of_neighbour;
  of_neighbour.reserve(neighbourhoods.neighbours.size());
  for (const Neighbour& neighbour : neighbourhoods.neighbours) {
    const std::int16_t bin = bins.bin(neighbour.ks);
    of_neighbour.push_back(bin < 0 ? other : bin);
  }
  return of_neighbour;
}

// Collective. The exact expectation, from the ranks of the first trial group. Behind the sweep's
// radii stands the largest shift of the null trials.
NullExpectation expect(const Communicator& comm, const MatchConfig& config, const SearchPlan& plan,
                       const XrayCatalogue& xray, const SearchResult& search,
                       std::span<const std::int16_t> bins, int n_bins) {
  NullExpectation expected = run_together(comm, [&] {
    static const Neighbourhoods nothing;
    const bool is_mine = plan.ranks.is_in_first_group(comm.rank());
    const Neighbourhoods& mine = is_mine ? search.neighbourhoods : nothing;
    // One infrared source can match two X-ray sources in the same null trial this far apart.
    const Angle reach = plan.largest_radius + config.null.shift_max;
    const Companions companions = find_companions(mine, xray.sources, 2.0 * reach);
    NullOptions options = config.null;
    options.sweep_radii.push_back(options.shift_max); // for the check of clustering
    return expect_null_matches(mine, is_mine ? bins : std::span<const std::int16_t>{}, n_bins,
                               companions, xray.sources, config.acceptance, options);
  });
  comm.sum(std::span{expected.mean});
  comm.sum(std::span{expected.variance});
  comm.sum(std::span{expected.matched_sources});
  return expected;
}

std::vector<SweepRow> make_sweep(const NullOptions& options, std::span<const std::int64_t> trials,
                                 std::span<const ExactSum> expected) {
  std::vector<SweepRow> rows;
  const auto n_trials = static_cast<std::size_t>(options.sweep_trials);
  for (std::size_t i = 0; i < options.sweep_radii.size(); ++i) {
    const MeanAndDeviation over_trials = mean_and_deviation(trials.subspan(i * n_trials, n_trials));
    rows.push_back({options.sweep_radii[i].arcsec(), over_trials.mean, over_trials.deviation,
                    options.mode == ShiftMode::rigid ? std::numeric_limits<double>::quiet_NaN()
                                                     : expected[i].value()});
  }
  return rows;
}

// Fills the histogram and all that is compared with the null expectation.
void compare_with_null(const MatchConfig& config, const RealMatches& real,
                       const NullExpectation& expected, const NullCounts& null,
                       Analysis& analysis) {
  const auto n_bins = static_cast<std::size_t>(config.bins.n_bins());
  const auto n_trials = static_cast<std::size_t>(config.null.trials);
  for (std::size_t trial = 0; trial < n_trials; ++trial) {
    const auto row =
        std::span{null.matches}.subspan(trial * (n_bins + 1), n_bins); // without the others
    analysis.null_trials.insert(analysis.null_trials.end(), row.begin(), row.end());
  }
  std::vector<double> mean;
  std::vector<double> variance;
  for (std::size_t bin = 0; bin < n_bins; ++bin) {
    mean.push_back(expected.mean[bin].value());
    variance.push_back(config.null.mode == ShiftMode::rigid
                           ? std::numeric_limits<double>::quiet_NaN()
                           : expected.variance[bin].value());
  }
  analysis.histogram = make_histogram(config.bins, real.per_bin, analysis.null_trials,
                                      config.null.trials, mean, variance);
  analysis.global_p_value = global_p_value(analysis.histogram);
  ExactSum all;
  for (const ExactSum& bin : expected.mean)
    all.add(bin);
  analysis.null_pairs_expected = all.value();
  if (config.null.trials > 0) {
    analysis.null_pairs_own =
        static_cast<double>(null.own) * NullCounts::weight / config.null.trials;
  }
  analysis.excess = static_cast<double>(analysis.n_pairs) - analysis.null_pairs_expected +
                    analysis.null_pairs_own;
  ExactSum all_variance;
  for (const ExactSum& bin : expected.variance)
    all_variance.add(bin);
  analysis.excess_error = config.null.mode == ShiftMode::rigid
                              ? std::numeric_limits<double>::quiet_NaN()
                              : std::sqrt(std::max(0.0, all_variance.value()));
}

} // namespace

Analysis analyse(const Communicator& comm, const MatchConfig& config, const SearchPlan& plan,
                 const XrayCatalogue& xray, const InfraredTally& tally, const Footprint& footprint,
                 SearchResult& search, PhaseClock& clock) {
  clock.enter("magnitude model and probabilities");
  Analysis analysis;
  XrayBlock& block = analysis.block;
  block = make_xray_block(comm, std::ssize(xray.sources), std::move(search.pairs));
  analysis.terms = make_xray_terms(comm, config, xray, tally, footprint, block);
  for (const XrayTerms& term : analysis.terms)
    analysis.n_considered += term.in_footprint ? 1 : 0;

  const RealMatches real = count_real(comm, config.bins, block);
  analysis.n_pairs = comm.sum(std::ssize(block.pairs));
  analysis.n_matched = real.brightest.n_matched;
  analysis.model = {
      config.bins, fit_model(comm, config, tally, footprint, analysis),
      mauerhan_model(real.brightest, analysis.n_considered, tally, footprint.area_arcsec2()),
      notebook_model(real.brightest, tally)};
  const RealCounts real_best = compute_probabilities(comm, config.probability.estimator, analysis);

  clock.enter("trials");
  const auto bins = trial_bins(config.bins, search.neighbourhoods);
  const int n_bins = config.bins.n_bins() + 1;
  NullCounts null = run_together(comm, [&] {
    return run_null_trials(search.neighbourhoods, bins, n_bins, analysis.model,
                           config.probability.estimator, analysis.terms, config.null,
                           trial_share(plan.ranks, comm.rank()));
  });
  comm.sum(std::span{null.matches});
  comm.sum(std::span{null.best});
  null.own = comm.sum(null.own);
  analysis.sweep_trials = run_together(comm, [&] {
    return sweep_matched_sources(search.neighbourhoods, config.null,
                                 trial_share(plan.ranks, comm.rank()));
  });
  comm.sum(std::span{analysis.sweep_trials});

  clock.enter("exact expectation");
  const NullExpectation expected = expect(comm, config, plan, xray, search, bins, n_bins);
  compare_with_null(config, real, expected, null, analysis);
  if (config.null.mode != ShiftMode::rigid) {
    analysis.clustering =
        check_clustering(comm, config.null, plan, search, expected.matched_sources.back().value());
  }
  analysis.sweep = make_sweep(config.null, analysis.sweep_trials, expected.matched_sources);
  analysis.calibration =
      calibrate(real_best, null.best, config.null.trials, expected_with_candidate(comm, analysis),
                analysis.model.lr.q_total * static_cast<double>(analysis.n_considered),
                analysis.n_considered);
  constexpr double false_fraction = 0.05;
  analysis.threshold_5_percent_false = suggested_threshold(analysis.calibration, false_fraction);
  return analysis;
}

} // namespace counterpoint
