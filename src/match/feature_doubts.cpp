#include "match/feature_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

namespace counterpoint {

namespace {

constexpr std::int64_t fewest_values = 100; // stars, or values, to tell anything by

using Doubts = std::vector<std::string>;

// Stars whose values lie in one bin of FeatureTally.
struct ValueCount {
  std::size_t bin;
  std::int64_t n;
};

// Those that have a value, by value; bins without a star are left out.
using ValueCounts = std::vector<ValueCount>;

ValueCounts measured(const FeatureTally& tally, std::size_t feature) {
  std::vector<std::int64_t> sums(FeatureTally::n_bins);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const auto counts = tally.counts(feature, row);
    for (std::size_t bin = 0; bin < sums.size(); ++bin)
      sums[bin] += counts[bin];
  }
  ValueCounts values;
  for (std::size_t bin = 1; bin < sums.size(); ++bin) {
    if (sums[bin] > 0) values.push_back({bin, sums[bin]});
  }
  return values;
}

// Those without a value too, but not those of which nothing is known.
std::int64_t n_stars(const FeatureTally& tally, std::size_t feature) {
  std::int64_t n = 0;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const auto counts = tally.counts(feature, row);
    n = std::accumulate(counts.begin(), counts.end(), n);
  }
  return n;
}

template <class Predicate>
std::int64_t n_of(std::span<const ValueCount> values, Predicate&& is_counted) {
  std::int64_t n = 0;
  for (const ValueCount& count : values)
    n += is_counted(count.bin) ? count.n : 0;
  return n;
}

std::int64_t n_of(std::span<const ValueCount> values) {
  return n_of(values, [](std::size_t) { return true; });
}

// The bin below which this fraction lies. \pre there are any
std::size_t quantile(std::span<const ValueCount> values, double fraction) {
  auto left = static_cast<std::int64_t>(fraction * static_cast<double>(n_of(values)));
  auto count = values.begin();
  while (std::next(count) != values.end() && left >= count->n)
    left -= (count++)->n;
  return count->bin;
}

std::string doubt_number(const FeatureRequest& feature, std::int64_t n, std::int64_t n_all) {
  constexpr std::int64_t one_in = 100;
  if (n_all < fewest_values || one_in * n >= n_all) return "";
  const bool is_difference =
      !feature.subtracted.name.empty() || feature.of_both != OfBothCatalogues::no;
  return format_text(
      "%s of %s stars have a value of the feature %s: %s", with_commas(n).c_str(),
      with_commas(n_all).c_str(), feature.name.c_str(),
      is_difference          ? "in a difference of two columns 0 and values beyond +-90 count as "
                               "missing, as in magnitudes. For columns that are none, put the difference "
                               "into a column of its own"
      : feature.is_magnitude ? "of a magnitude 0 and values beyond +-90 count as missing. Is the "
                               "column a magnitude?"
                             : "is the column the one that is meant?");
}

// What catalogues put where there is no value. Of those in one bin the first is named.
std::optional<double> filler_in(std::size_t bin) {
  static constexpr std::array fillers{
      -32768.0, -9999.0, -999.99, -999.9, -999.0, -99.99, -99.999, -99.9, -99.0,  -9.99,  -9.999,
      -9.9,     -9.0,    99.0,    99.9,   99.99,  99.999, 999.0,   999.9, 999.99, 9999.0, 32767.0};
  const auto* const found = std::find_if(fillers.begin(), fillers.end(), [&](double filler) {
    return FeatureTally::bin_of(FeatureCode::of(filler)) == bin;
  });
  return found == fillers.end() ? std::nullopt : std::optional{*found};
}

// Takes those out of the values that look like fillers, as they would hide what the others are:
// many have the number, and it lies far from all others.
ValueCounts take_fillers(ValueCounts& values) {
  constexpr std::int64_t one_in = 100;
  constexpr double most_ranges = 3.0;
  const std::int64_t n_all = n_of(values);
  const auto may_be_filler = [&](const ValueCount& count) {
    return one_in * count.n >= n_all && filler_in(count.bin);
  };
  ValueCounts others;
  std::remove_copy_if(values.begin(), values.end(), std::back_inserter(others), may_be_filler);
  if (others.empty() || n_all < fewest_values) return {};
  const double far = most_ranges * (FeatureTally::value_of(quantile(others, 0.99)) -
                                    FeatureTally::value_of(quantile(others, 0.01)));
  const double least = FeatureTally::value_of(others.front().bin) - far;
  const double most = FeatureTally::value_of(others.back().bin) + far;
  const auto is_filler = [&](const ValueCount& count) {
    const double value = FeatureTally::value_of(count.bin);
    return may_be_filler(count) && (value < least || value > most);
  };
  ValueCounts fillers;
  std::copy_if(values.begin(), values.end(), std::back_inserter(fillers), is_filler);
  std::erase_if(values, is_filler);
  return fillers;
}

std::string doubt_filler(const ValueCount& filler, std::int64_t n_all, const std::string& name) {
  return format_text("%s of %s values of the feature %s are near %g, far from all others: does the "
                     "number stand for missing values? Leave these cells blank",
                     with_commas(filler.n).c_str(), with_commas(n_all).c_str(), name.c_str(),
                     filler_in(filler.bin).value_or(0.0));
}

// Single ones do no harm: they are beyond the outermost class anyway.
std::string doubt_large(const ValueCounts& values, const std::string& name) {
  constexpr std::int64_t one_in = 1000;
  constexpr double largest = 65504.0;
  const std::size_t lowest_bin = FeatureTally::bin_of(FeatureCode::of(-largest));
  const std::size_t highest_bin = FeatureTally::bin_of(FeatureCode::of(largest));
  const std::int64_t n_all = n_of(values);
  const std::int64_t n =
      n_of(values, [&](std::size_t bin) { return bin == lowest_bin || bin == highest_bin; });
  if (one_in * n < n_all || n == 0) return "";
  return format_text(
      "%s of %s values of the feature %s are above 65,280 in absolute value, and "
      "what is beyond 65,504 counts as that: give the column in a larger unit or "
      "less a constant; cells where a number stands for a missing value, leave blank",
      with_commas(n).c_str(), with_commas(n_all).c_str(), name.c_str());
}

std::string doubt_small(const ValueCounts& values, const std::string& name) {
  constexpr double fewest_digits = 0x1p-14; // below, they become fewer
  const std::size_t zero = FeatureTally::bin_of(FeatureCode::of(0.0));
  const auto is_zero = [&](std::size_t bin) { return bin == zero || bin + 1 == zero; };
  const std::int64_t n_all = n_of(values);
  const std::int64_t n_other = n_all - n_of(values, is_zero);
  constexpr std::int64_t one_other_in = 1000;
  if (one_other_in * n_other < n_all) {
    return format_text("%s of %s values of the feature %s are 0 or within 5e-7 of it, where none "
                       "is told from another: unless they are truly 0, give the column in a "
                       "smaller unit, or its logarithm",
                       with_commas(n_all - n_other).c_str(), with_commas(n_all).c_str(),
                       name.c_str());
  }
  const std::int64_t n_small = n_of(values, [&](std::size_t bin) {
    return !is_zero(bin) && std::abs(FeatureTally::value_of(bin)) < fewest_digits;
  });
  constexpr std::int64_t one_small_in = 10;
  if (one_small_in * n_small <= n_other) return "";
  return format_text("%s of the %s values of the feature %s that are told from 0 are nearer to it "
                     "than 6e-5, where they have few digits: give the column in a smaller unit, or "
                     "its logarithm",
                     with_commas(n_small).c_str(), with_commas(n_other).c_str(), name.c_str());
}

// Values that are large beside their differences.
std::string doubt_rounded(const ValueCounts& values, const std::string& name) {
  constexpr double least = 256.0; // below, whole numbers lie in bins of their own
  constexpr std::size_t most_bins = 3;
  const std::size_t low = quantile(values, 0.01);
  const std::size_t high = quantile(values, 0.99);
  const auto lowest_code = static_cast<std::uint16_t>(low * FeatureTally::codes_of_bin);
  const auto end_code = static_cast<std::uint16_t>((high + 1) * FeatureTally::codes_of_bin);
  const double lowest = FeatureCode::value(lowest_code);
  const double highest = FeatureCode::value(static_cast<std::uint16_t>(end_code - 1));
  if (high - low >= most_bins || std::min(std::abs(lowest), std::abs(highest)) < least) return "";
  const double step = FeatureTally::value_of(low + 1) - FeatureTally::value_of(low);
  return format_text("nearly all %s values of the feature %s lie between %g and %g, where they are "
                     "told apart in steps of %g only: unless all are equal, give the column less a "
                     "constant (%g)",
                     with_commas(n_of(values)).c_str(), name.c_str(), lowest, highest, step,
                     lowest);
}

void add_doubts(const FeatureRequest& feature, ValueCounts values, Doubts& doubts) {
  const std::int64_t n_all = n_of(values);
  for (const ValueCount& filler : take_fillers(values))
    doubts.push_back(doubt_filler(filler, n_all, feature.name));
  if (n_of(values) < fewest_values) return;
  doubts.push_back(doubt_large(values, feature.name));
  // What counts as one value is said already.
  if (doubts.back().empty()) doubts.back() = doubt_rounded(values, feature.name);
  doubts.push_back(doubt_small(values, feature.name));
}

} // namespace

std::vector<std::string> doubts_on_features(std::span<const FeatureRequest> features,
                                            const FeatureTally& tally) {
  Doubts doubts;
  for (std::size_t f = 0; f < features.size(); ++f) {
    ValueCounts values = measured(tally, f);
    const std::string few = doubt_number(features[f], n_of(values), n_stars(tally, f));
    if (few.empty()) {
      add_doubts(features[f], std::move(values), doubts);
    } else {
      doubts.push_back(few);
    }
  }
  std::erase(doubts, std::string{});
  return doubts;
}

} // namespace counterpoint
