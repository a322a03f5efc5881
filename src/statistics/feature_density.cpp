#include "statistics/feature_density.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint {

namespace {

// Standard deviations of what is expected before the data are seen; s is the spread of the feature.
constexpr double slope_per_s = 5.0;
constexpr double curvature_per_s2 = 2.0;
constexpr double slope_change_per_s_mag = 1.0;
constexpr double missing_logit = 0.693;
// Fixes what the data leave open: a constant of each magnitude.
constexpr double constant = 30.0;

constexpr double width = FeatureClasses::width_in_spreads;

struct Term {
  std::size_t place;
  double value;
};

// Adds weight * d d^T, d having these values. \param terms  by place
template <std::size_t N>
void add_square(BandSystem& matrix, const std::array<Term, N>& terms, double weight) {
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = i; j < N; ++j)
      matrix.add(terms[i].place, terms[j].place, weight * terms[i].value * terms[j].value);
  }
}

// Cells are of one mag; those between the brightest and the faintest star count, and last the one
// of missing magnitudes.
std::vector<std::size_t> cells_of_rows(const FeatureModel& model, std::size_t rows_of_cell,
                                       std::size_t no_cell) {
  const auto has_stars = [&](std::size_t row) {
    const auto begin = model.n.begin() + static_cast<std::ptrdiff_t>(model.place(row, 0));
    return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(model.classes.n_classes()),
                       [](double n) { return n > 0.0; });
  };
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

std::size_t n_cells_of(const std::vector<std::size_t>& cells, std::size_t no_cell) {
  std::size_t n = 0;
  for (const std::size_t cell : cells)
    n = cell == no_cell ? n : std::max(n, cell + 1);
  return n;
}

} // namespace

FeatureDensity::FeatureDensity(const FeatureModel& model)
    : n_measured_{model.classes.n_classes() - 1},
      cell_of_row_{cells_of_rows(model, rows_of_cell, no_cell)},
      n_cells_{n_cells_of(cell_of_row_, no_cell)},
      has_missing_magnitudes_{cell_of_row_.back() != no_cell},
      prior_{n_cells_ * n_measured_, n_measured_ + 1}, theta_(n_cells_ * n_measured_) {
  add_prior();
}

void FeatureDensity::add_prior() {
  // What all magnitudes have in common is to be as probable however many there are.
  const auto n_cells = static_cast<double>(n_cells_);
  const auto weight = [](double deviation) { return 1.0 / (deviation * deviation); };
  for (std::size_t cell = 0; cell < n_cells_; ++cell) {
    const bool has_next = cell + 1 + (has_missing_magnitudes_ ? 1 : 0) < n_cells_;
    for (std::size_t c = 1; c <= n_measured_; ++c) {
      const std::size_t here = place(cell, c);
      prior_.add(here, here, weight(constant));
      if (c + 1 > n_measured_) continue;
      add_square(prior_, std::array<Term, 2>{{{here, -1.0}, {here + 1, 1.0}}},
                 weight(slope_per_s * width) / n_cells);
      if (has_next) {
        const std::size_t next = place(cell + 1, c);
        add_square(
            prior_,
            std::array<Term, 4>{{{here, 1.0}, {here + 1, -1.0}, {next, -1.0}, {next + 1, 1.0}}},
            weight(slope_change_per_s_mag * width));
      }
      if (c + 2 > n_measured_) continue;
      add_square(prior_, std::array<Term, 3>{{{here, 1.0}, {here + 1, -2.0}, {here + 2, 1.0}}},
                 weight(curvature_per_s2 * width * width) / n_cells);
    }
  }
}

void FeatureDensity::improve(const std::vector<double>& expected, FeatureModel& model) {
  if (n_measured_ > 0) improve_shape(expected, model);
  improve_missing(expected, model);
  apply(model);
}

// Newton's method, but for the derivatives that mix classes: without them the step is never too
// long. No step is longer than 1.
void FeatureDensity::improve_shape(const std::vector<double>& expected,
                                   const FeatureModel& model) {
  BandSystem information = prior_;
  std::vector<double> gradient = prior_.product(theta_);
  for (double& value : gradient)
    value = -value;
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    const std::size_t cell = cell_of_row_[row];
    if (cell == no_cell) continue;
    double total = 0.0;   // counterparts with a value
    double density = 0.0; // of n exp(theta)
    for (std::size_t c = 1; c <= n_measured_; ++c) {
      total += expected[model.place(row, c)];
      density += model.n[model.place(row, c)] * std::exp(theta_[place(cell, c)]);
    }
    if (!(density > 0.0)) continue;
    for (std::size_t c = 1; c <= n_measured_; ++c) {
      const std::size_t k = place(cell, c);
      const double value = total * model.n[model.place(row, c)] * std::exp(theta_[k]) / density;
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

// The odds of having no value are those of the stars of the same magnitude times one factor.
void FeatureDensity::improve_missing(const std::vector<double>& expected,
                                     const FeatureModel& model) {
  constexpr double weight = 1.0 / (missing_logit * missing_logit);
  double gradient = -weight * missing_logit_;
  double information = weight;
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    const double n_missing = model.n[model.place(row, FeatureClasses::missing)];
    if (cell_of_row_[row] == no_cell || n_missing <= 0.0 || n_missing >= 1.0) continue;
    double total = 0.0;
    for (std::size_t c = 0; c <= n_measured_; ++c)
      total += expected[model.place(row, c)];
    const double odds = n_missing / (1.0 - n_missing) * std::exp(missing_logit_);
    const double fraction = odds / (1.0 + odds);
    gradient += expected[model.place(row, FeatureClasses::missing)] - total * fraction;
    information += total * fraction * (1.0 - fraction);
  }
  missing_logit_ += std::clamp(gradient / information, -1.0, 1.0);
}

void FeatureDensity::apply(FeatureModel& model) const {
  for (std::size_t row = 0; row < cell_of_row_.size(); ++row) {
    const std::size_t cell = cell_of_row_[row];
    if (cell == no_cell) continue;
    const double n_missing = model.n[model.place(row, FeatureClasses::missing)];
    double density = 0.0;
    for (std::size_t c = 1; c <= n_measured_; ++c)
      density += model.n[model.place(row, c)] * std::exp(theta_[place(cell, c)]);
    const double of_missing = std::exp(missing_logit_);
    const double all = 1.0 - n_missing + n_missing * of_missing;
    model.ratio[model.place(row, FeatureClasses::missing)] = n_missing < 1.0 ? of_missing / all : 1.0;
    if (!(density > 0.0)) continue;
    // Over the measured ones n and q both sum to their part.
    const double scale = (1.0 - n_missing) / density / all;
    for (std::size_t c = 1; c <= n_measured_; ++c)
      model.ratio[model.place(row, c)] = scale * std::exp(theta_[place(cell, c)]);
  }
}

} // namespace counterpoint
