#include "statistics/feature_density.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint {

namespace {

// Standard deviations of what is expected before the data are seen; s is the spread of the feature.
constexpr double slope_per_s = 5.0;
constexpr double curvature_per_s2 = 0.5;
constexpr double slope_change_per_s_mag = 0.3;
constexpr double logit_of_missing_feature = 0.693;
// Of one that goes with the magnitude: of each row, and from row to row.
constexpr double logit_of_row = 3.0;
constexpr double logit_change_per_row = 1.0;
// Fixes what the data leave open: a constant of each magnitude.
constexpr double constant = 30.0;
// Of the stars of a magnitude and class, not more than this fraction are held for counterparts.
constexpr double most_counterparts = 0.95;

constexpr double width = FeatureClasses::width_in_spreads;
constexpr std::size_t rows_of_cell = 2; // of a mag
constexpr std::size_t no_cell = static_cast<std::size_t>(-1);

struct PlaceValue {
  std::size_t place;
  double value;
};

// Adds weight * d d^T, d having these values. \param terms  by place
template <std::size_t N>
void add_square(BandSystem& matrix, const std::array<PlaceValue, N>& terms, double weight) {
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = i; j < N; ++j)
      matrix.add(terms[i].place, terms[j].place, weight * terms[i].value * terms[j].value);
  }
}

// Those between the brightest and the faintest star, and last the one of missing magnitudes.
std::vector<std::size_t> cells_of_rows(const FeatureModel& model) {
  const auto has_stars = [&](std::size_t row) { return model.sum_of_row(model.n, row) > 0.0; };
  constexpr std::size_t missing = FeatureTally::n_rows - 1;
  std::size_t first = 0;
  while (first < missing && !has_stars(first))
    ++first;
  std::size_t end = missing;
  while (end > first && !has_stars(end - 1))
    --end;
  std::vector<std::size_t> cells(FeatureTally::n_rows, no_cell);
  for (std::size_t row = first; row < end; ++row)
    cells[row] = (row - first) / rows_of_cell;
  if (has_stars(missing)) cells[missing] = end > first ? cells[end - 1] + 1 : 0;
  return cells;
}

std::size_t n_cells_of(const std::vector<std::size_t>& cells) {
  std::size_t n = 0;
  for (const std::size_t cell : cells)
    n = cell == no_cell ? n : std::max(n, cell + 1);
  return n;
}

} // namespace

FeatureDensity::FeatureDensity(const FeatureModel& model, MissingValues missing)
    : n_measured_{model.classes.n_classes() - 1}, cell_of_row_{cells_of_rows(model)},
      n_cells_{n_cells_of(cell_of_row_)}, prior_{n_cells_ * n_measured_, n_measured_ + 1},
      theta_(n_cells_ * n_measured_), field_(model.n), missing_{missing},
      logit_of_row_(FeatureTally::n_rows) {
  // What all magnitudes have in common is to be as probable however many there are.
  const auto n_cells = static_cast<double>(n_cells_);
  const std::size_t n_joined = n_cells_ - (cell_of_row_.back() != no_cell ? 1 : 0);
  const auto weight = [](double deviation) { return 1.0 / (deviation * deviation); };
  for (std::size_t cell = 0; cell < n_cells_; ++cell) {
    for (std::size_t c = 1; c <= n_measured_; ++c) {
      const std::size_t here = place(cell, c);
      prior_.add(here, here, weight(constant));
      if (c + 1 > n_measured_) continue;
      add_square(prior_, std::array<PlaceValue, 2>{{{here, -1.0}, {here + 1, 1.0}}},
                 weight(slope_per_s * width) / n_cells);
      if (cell + 1 < n_joined) {
        const std::size_t next = place(cell + 1, c);
        add_square(prior_,
                   std::array<PlaceValue, 4>{
                       {{here, 1.0}, {here + 1, -1.0}, {next, -1.0}, {next + 1, 1.0}}},
                   weight(slope_change_per_s_mag * width));
      }
      if (c + 2 > n_measured_) continue;
      add_square(prior_,
                 std::array<PlaceValue, 3>{{{here, 1.0}, {here + 1, -2.0}, {here + 2, 1.0}}},
                 weight(curvature_per_s2 * width * width) / n_cells);
    }
  }
}

void FeatureDensity::improve(const std::vector<double>& expected, FeatureModel& model) {
  for (std::size_t k = 0; k < field_.size(); ++k)
    field_[k] = std::max(model.n[k] - expected[k], (1.0 - most_counterparts) * model.n[k]);
  if (n_measured_ > 0) improve_shape(expected, model);
  if (missing_ == MissingValues::of_all) improve_missing(expected, model);
  if (missing_ == MissingValues::by_depth) improve_missing_of_rows(expected, model);
  apply(expected, model);
}

std::vector<double> FeatureDensity::parameters() const {
  std::vector<double> all = theta_;
  if (missing_ == MissingValues::of_all) all.push_back(missing_logit_);
  if (missing_ == MissingValues::by_depth)
    all.insert(all.end(), logit_of_row_.begin(), logit_of_row_.end());
  return all;
}

void FeatureDensity::set_parameters(std::span<const double> parameters,
                                    const std::vector<double>& expected, FeatureModel& model) {
  const auto of_theta = parameters.first(theta_.size());
  const auto of_missing = parameters.subspan(theta_.size());
  std::ranges::copy(of_theta, theta_.begin());
  if (missing_ == MissingValues::of_all) missing_logit_ = of_missing.front();
  if (missing_ == MissingValues::by_depth) std::ranges::copy(of_missing, logit_of_row_.begin());
  apply(expected, model);
}

void FeatureDensity::apply(const std::vector<double>& expected, FeatureModel& model) const {
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    if (cell_of_row_[row] != no_cell) apply(row, expected, model);
  }
}

// The unrelated stars of a row by class, as q(c|m) would have them but for a constant; their sum.
double FeatureDensity::tilted(std::size_t row, const FeatureModel& model,
                              std::vector<double>& by_class) const {
  by_class.assign(n_measured_ + 1, 0.0);
  double sum = 0.0;
  for (std::size_t c = 1; c <= n_measured_; ++c) {
    by_class[c] = field_[model.place(row, c)] * std::exp(theta_[place(cell_of_row_[row], c)]);
    sum += by_class[c];
  }
  return sum;
}

// Newton's method, but for the derivatives that mix classes: without them the step is never too
// long. No step is longer than 1.
void FeatureDensity::improve_shape(const std::vector<double>& expected, const FeatureModel& model) {
  BandSystem information = prior_;
  std::vector<double> gradient = prior_.product(theta_);
  for (double& value : gradient)
    value = -value;
  std::vector<double> by_class;
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    if (cell_of_row_[row] == no_cell) continue;
    const double sum = tilted(row, model, by_class);
    if (!(sum > 0.0)) continue;
    const double total =
        model.sum_of_row(expected, row) - expected[model.place(row, FeatureClasses::missing)];
    for (std::size_t c = 1; c <= n_measured_; ++c) {
      const std::size_t k = place(cell_of_row_[row], c);
      const double value = total * by_class[c] / sum;
      information.add(k, k, value);
      gradient[k] += expected[model.place(row, c)] - value;
    }
  }
  const std::vector<double> change = information.solution(std::move(gradient));
  double longest = 1.0;
  for (const double value : change)
    longest = std::max(longest, std::abs(value));
  for (std::size_t k = 0; k < theta_.size(); ++k)
    theta_[k] += change[k] / longest;
}

// The odds of having no value are those of the unrelated stars of the same magnitude times one
// factor.
void FeatureDensity::improve_missing(const std::vector<double>& expected,
                                     const FeatureModel& model) {
  constexpr double weight = 1.0 / (logit_of_missing_feature * logit_of_missing_feature);
  double gradient = -weight * missing_logit_;
  double information = weight;
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    const double n_missing = field_[model.place(row, FeatureClasses::missing)];
    const double n_measured = model.sum_of_row(field_, row) - n_missing;
    if (!(n_missing > 0.0 && n_measured > 0.0)) continue;
    const double total = model.sum_of_row(expected, row);
    const double odds = n_missing / n_measured * std::exp(missing_logit_);
    const double fraction = odds / (1.0 + odds);
    gradient += expected[model.place(row, FeatureClasses::missing)] - total * fraction;
    information += total * fraction * (1.0 - fraction);
  }
  missing_logit_ += std::clamp(gradient / information, -1.0, 1.0);
}

// The same of a factor that goes with the magnitude, evenly.
void FeatureDensity::improve_missing_of_rows(const std::vector<double>& expected,
                                             const FeatureModel& model) {
  constexpr double of_row = 1.0 / (logit_of_row * logit_of_row);
  constexpr double of_change = 1.0 / (logit_change_per_row * logit_change_per_row);
  BandSystem information{FeatureTally::n_rows, 1};
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    information.add(row, row, of_row);
    if (row + 1 < FeatureTally::n_rows - 1) // the last row is that of missing magnitudes
      add_square(information, std::array<PlaceValue, 2>{{{row, -1.0}, {row + 1, 1.0}}}, of_change);
  }
  std::vector<double> gradient = information.product(logit_of_row_);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    gradient[row] = -gradient[row];
    if (cell_of_row_[row] == no_cell) continue;
    const double n_missing = field_[model.place(row, FeatureClasses::missing)];
    const double n_measured = model.sum_of_row(field_, row) - n_missing;
    if (!(n_missing > 0.0 && n_measured > 0.0)) continue;
    const double total = model.sum_of_row(expected, row);
    const double odds = n_missing / n_measured * std::exp(logit_of_row_[row]);
    const double fraction = odds / (1.0 + odds);
    gradient[row] += expected[model.place(row, FeatureClasses::missing)] - total * fraction;
    information.add(row, row, total * fraction * (1.0 - fraction));
  }
  const std::vector<double> change = information.solution(std::move(gradient));
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row)
    logit_of_row_[row] += std::clamp(change[row], -1.0, 1.0);
}

// Sets the ratios of a row. An unrelated star may be the counterpart of another source: n(c|m) is
// that of the unrelated stars and of the counterparts.
void FeatureDensity::apply(std::size_t row, const std::vector<double>& expected,
                           FeatureModel& model) const {
  std::vector<double> by_class;
  const double sum = tilted(row, model, by_class);
  const double n_missing = field_[model.place(row, FeatureClasses::missing)];
  const double n_field = model.sum_of_row(field_, row);
  const double n_measured = n_field - n_missing;
  const double factor = std::exp(missing_logit_ + logit_of_row_[row]); // in the odds
  const double all = n_measured + n_missing * factor;
  const double of_counterparts =
      std::min(model.sum_of_row(expected, row) / model.sum_of_row(model.n, row), most_counterparts);
  const auto over_all = [&](double over_field) {
    return over_field / (1.0 - of_counterparts + of_counterparts * over_field);
  };
  model.ratio[model.place(row, FeatureClasses::missing)] = over_all(n_field / all * factor);
  if (!(sum > 0.0)) return;
  for (std::size_t c = 1; c <= n_measured_; ++c) {
    model.ratio[model.place(row, c)] =
        over_all(n_field / all * n_measured / sum * std::exp(theta_[place(cell_of_row_[row], c)]));
  }
}

} // namespace counterpoint
