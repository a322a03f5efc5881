#include "counterpoint/statistics/feature_model.hpp"

#include "statistics/band_system.hpp"

#include <array>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double outermost_in_spreads = 4.5; // the first and the last class hold what is beyond
constexpr double fewest_of_end_class = 10.0;
// From one half mag to the next the middle changes evenly, give or take so many spreads.
constexpr double bend_in_spreads = 0.1;
// Of a row with few stars round X-ray sources, what the values of the whole catalogue count: as so
// many stars.
constexpr double worth_of_all = 100.0;

// Stars of one value, a bin of FeatureTally.
struct Count {
  std::size_t bin;
  std::int64_t n;
};
using Counts = std::vector<Count>; // by value; without values that no star has

std::int64_t n_of(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const Count& count) { return sum + count.n; });
}

// The measured values of each row of magnitudes.
std::vector<Counts> measured_of_rows(const FeatureTally& tally, std::size_t feature) {
  std::vector<Counts> rows(FeatureTally::n_rows);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    tally.for_each_count(feature, row, [&](std::size_t bin, std::int64_t n) {
      if (bin > 0) rows[row].push_back({bin, n});
    });
  }
  return rows;
}

Counts together(const std::vector<Counts>& rows) {
  std::vector<std::int64_t> sums(FeatureTally::n_bins);
  for (const Counts& row : rows) {
    for (const Count& count : row)
      sums[count.bin] += count.n;
  }
  Counts all;
  for (std::size_t bin = 0; bin < sums.size(); ++bin) {
    if (sums[bin] > 0) all.push_back({bin, sums[bin]});
  }
  return all;
}

// The value below which this fraction lies. \pre there are any
double quantile(const Counts& counts, double fraction) {
  auto left = static_cast<std::int64_t>(fraction * static_cast<double>(n_of(counts)));
  auto count = counts.begin();
  while (count + 1 != counts.end() && left >= count->n)
    left -= (count++)->n;
  return FeatureTally::value_of(count->bin);
}

// The mean over the stars of the spread of their row. Of a column of few values, most of them
// equal, what is between the outermost. \pre there are any
double spread_of(const std::vector<Counts>& rows, const Counts& all) {
  double sum = 0.0;
  for (const Counts& row : rows) {
    if (!row.empty())
      sum += static_cast<double>(n_of(row)) * 0.5 * (quantile(row, 0.84) - quantile(row, 0.16));
  }
  if (sum > 0.0) return sum / static_cast<double>(n_of(all));
  const double range = quantile(all, 0.999) - quantile(all, 0.001);
  return range > 0.0 ? range / (2.0 * outermost_in_spreads) : 1.0;
}

// The middle value of each row, made smooth; of missing magnitudes that of their own row.
std::vector<double> middles_of(const std::vector<Counts>& rows, double spread,
                               double middle_of_all) {
  constexpr std::size_t missing = FeatureTally::n_rows - 1;
  constexpr double hold = 1e-6; // of rows without a star far from any that has some
  BandSystem system{missing, 2};
  std::vector<double> right(missing);
  std::vector<double> middles(FeatureTally::n_rows, middle_of_all);
  const double stiffness = 1.0 / (bend_in_spreads * bend_in_spreads);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const auto n = static_cast<double>(n_of(rows[row]));
    const double middle = n > 0.0 ? quantile(rows[row], 0.5) : middle_of_all;
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
  const std::vector<Counts> rows = measured_of_rows(tally, feature);
  const Counts all = together(rows);
  if (all.empty()) return;
  const double spread = spread_of(rows, all);
  width_ = width_in_spreads * spread;
  middle_ = middles_of(rows, spread, quantile(all, 0.5));
  last_step_ = outermost_in_spreads / width_in_spreads;
  first_step_ = -last_step_;
  std::vector<double> per_class(n_classes());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const Count& count : rows[row])
      per_class[of_bin(row, count.bin)] += static_cast<double>(count.n);
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

FeatureModel::FeatureModel(const FeatureStars& stars, std::size_t feature)
    : classes{stars.around == nullptr ? stars.all : *stars.around, feature},
      n(FeatureTally::n_rows * classes.n_classes() + 1), ratio(n.size(), 1.0) {
  add_stars(stars.all, feature, n);
  if (stars.around == nullptr) return;
  std::vector<double> around(n.size());
  add_stars(*stars.around, feature, around);
  const double odds = odds_of_missing(n);
  if (stars.is_measured_in_part && odds > 0.0)
    multiply_odds_of_missing(odds_of_missing(around) / odds, n);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const double n_all = sum_of_row(n, row);
    const double n_around = sum_of_row(around, row);
    for (std::size_t k = place(row, 0); n_all > 0.0 && k < place(row + 1, 0); ++k) {
      n[k] = n_all * (around[k] + worth_of_all * n[k] / n_all) / (n_around + worth_of_all);
    }
  }
}

void FeatureModel::add_stars(const FeatureTally& tally, std::size_t feature,
                             std::vector<double>& table) const {
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    tally.for_each_count(feature, row, [&](std::size_t bin, std::int64_t n_of_bin) {
      table[place(row, classes.of_bin(row, bin))] += static_cast<double>(n_of_bin);
    });
  }
}

// Of all magnitudes; 0 where no star has a value.
double FeatureModel::odds_of_missing(const std::vector<double>& table) const {
  double n_missing = 0.0;
  double n_measured = 0.0;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const double of_row = table[place(row, FeatureClasses::missing)];
    n_missing += of_row;
    n_measured += sum_of_row(table, row) - of_row;
  }
  return n_measured > 0.0 ? n_missing / n_measured : 0.0;
}

double FeatureModel::factor_of_missing() const {
  double sum = 0.0;
  double stars = 0.0;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const std::size_t missing = place(row, FeatureClasses::missing);
    sum += n[missing] * ratio[missing];
    stars += n[missing];
  }
  return stars > 0.0 ? sum / stars : 1.0;
}

// The number of stars of each magnitude stays.
void FeatureModel::multiply_odds_of_missing(double factor, std::vector<double>& table) const {
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const double before = sum_of_row(table, row);
    table[place(row, FeatureClasses::missing)] *= factor;
    const double now = sum_of_row(table, row);
    for (std::size_t k = place(row, 0); now > 0.0 && k < place(row + 1, 0); ++k)
      table[k] *= before / now;
  }
}

double FeatureModel::sum_of_row(const std::vector<double>& table, std::size_t row) const {
  double sum = 0.0;
  for (std::size_t c = 0; c < classes.n_classes(); ++c)
    sum += table[place(row, c)];
  return sum;
}

std::vector<double> FeatureModel::mean_classes() const {
  std::vector<double> means;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    double stars = 0.0;
    double sum = 0.0;
    for (std::size_t c = 1; c < classes.n_classes(); ++c) {
      stars += n[place(row, c)];
      sum += n[place(row, c)] * static_cast<double>(c);
    }
    means.push_back(stars > 0.0 ? sum / stars : 0.0);
  }
  return means;
}

} // namespace counterpoint
