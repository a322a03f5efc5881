#include "statistics/error_likelihood.hpp"

#include "statistics/symmetric_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace counterpoint {

namespace {

// Of a source: sum of weights + none.
double likelihood_of(const XrayCandidates& source, const ErrorModel& errors,
                     const LikelihoodRatioModel& lr) {
  const XrayTerms terms = errors.applied_to(source.terms);
  double total = lr.none(terms);
  for (const Candidate& candidate : source.candidates)
    total += lr.weight(candidate, terms);
  return total;
}

constexpr double largest_q = 0.999; // whose logit is still a number

// Ranges of the X-ray error in which Q is a number of its own.
constexpr std::size_t n_ranges = 10;

// \param log_sigma  ln of the error over the typical one
std::size_t range_of(double log_sigma) {
  constexpr double width = 0.25;
  const double place = std::floor(log_sigma / width) + 0.5 * n_ranges;
  return static_cast<std::size_t>(std::clamp(place, 0.0, n_ranges - 1.0));
}

double log_of(double likelihood) {
  return std::log(std::max(likelihood, std::numeric_limits<double>::min()));
}

double logit(double p) {
  return std::log(p / (1.0 - p));
}

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

} // namespace

double log_likelihood_with(const ErrorModel& errors, const LikelihoodRatioModel& lr,
                           const LikelihoodData& data) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources)
    sum[0].add(log_of(likelihood_of(source, errors, lr)));
  data.sum(sum);
  return sum[0].value();
}

LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                              const LikelihoodRatioModel& start) {
  const auto sources = with_error_model(data.sources, errors);
  LikelihoodData changed = data;
  changed.sources = sources;
  return fit_likelihood_ratio(changed, &start);
}

Angle typical_error(const LikelihoodData& data) {
  std::vector<ExactSum> sum(1);
  for (const XrayCandidates& source : data.sources)
    sum[0].add(source.terms.sigma.major.arcsec());
  data.sum(sum);
  return Angle::from_arcsec(sum[0].value() / static_cast<double>(data.n_sources));
}

double value_of(const ErrorModel& model, ErrorParameter parameter) {
  switch (parameter) {
  case ErrorParameter::factor:
    return model.factor;
  case ErrorParameter::floor:
    return model.floor.arcsec();
  case ErrorParameter::tail_fraction:
    return model.tail.fraction;
  case ErrorParameter::tail_width:
    break;
  }
  return model.tail.width;
}

const char* name_of(ErrorParameter parameter) {
  switch (parameter) {
  case ErrorParameter::factor:
    return "factor";
  case ErrorParameter::floor:
    return "floor";
  case ErrorParameter::tail_fraction:
    return "tail_fraction";
  case ErrorParameter::tail_width:
    break;
  }
  return "tail_width";
}

ErrorSearch::ErrorSearch(const LikelihoodRatioModel& lr, const LikelihoodData& data,
                         std::vector<ErrorParameter> free, Angle typical)
    : lr_{lr}, data_{data}, free_{std::move(free)}, typical_{typical} {}

ErrorSearch::Point ErrorSearch::point_of(const ErrorModel& model) const {
  Point point;
  for (const ErrorParameter parameter : free_) {
    const double value = value_of(model, parameter);
    if (parameter == ErrorParameter::floor) {
      const double relative = model.floor / typical_;
      point.push_back(relative * std::abs(relative)); // the square, with the sign of the floor
    } else if (parameter == ErrorParameter::tail_fraction) {
      point.push_back(logit(value));
    } else {
      point.push_back(std::log(value));
    }
  }
  return point;
}

ErrorModel ErrorSearch::at(const ErrorModel& model, const Point& point) const {
  ErrorModel changed = model;
  for (std::size_t i = 0; i < free_.size(); ++i) {
    switch (free_[i]) {
    case ErrorParameter::factor:
      changed.factor = std::exp(point[i]);
      break;
    case ErrorParameter::floor:
      changed.floor = std::copysign(std::sqrt(std::abs(point[i])), point[i]) * typical_;
      break;
    case ErrorParameter::tail_fraction:
      changed.tail.fraction = logistic(point[i]);
      break;
    case ErrorParameter::tail_width:
      changed.tail.width = std::exp(point[i]);
      break;
    }
  }
  return changed;
}

std::optional<ErrorPrior> ErrorSearch::prior(std::size_t coordinate) const {
  if (coordinate > free_.size() + 1) return ErrorBounds::q_of_range;
  if (coordinate > free_.size()) return ErrorBounds::q_slope;
  if (coordinate == free_.size()) return std::nullopt;
  if (free_[coordinate] == ErrorParameter::tail_fraction) return ErrorBounds::tail_logit;
  if (free_[coordinate] == ErrorParameter::tail_width) return ErrorBounds::tail_log_width;
  return std::nullopt;
}

std::pair<double, double> ErrorSearch::range(std::size_t coordinate) const {
  constexpr double largest_floor = 2.0; // typical errors: it would leave those without a meaning
  constexpr double farthest_q = 5.0;
  if (const auto known = prior(coordinate)) {
    const double farthest = ErrorBounds::farthest * known->deviation;
    return {known->mean - farthest, known->mean + farthest};
  }
  if (coordinate == free_.size()) return {-farthest_q, farthest_q};
  if (free_[coordinate] == ErrorParameter::floor) {
    return {-largest_floor * largest_floor, largest_floor * largest_floor};
  }
  return {std::log(ErrorBounds::smallest_factor), std::log(ErrorBounds::largest_factor)};
}

ErrorSearch::Point ErrorSearch::bounded(Point point) const {
  for (std::size_t i = 0; i < point.size(); ++i) {
    const auto [low, high] = range(i);
    point[i] = std::clamp(point[i], low, high);
  }
  return point;
}

double ErrorSearch::log_prior(const Point& point) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (const auto known = prior(i)) {
      const double deviations = (point[i] - known->mean) / known->deviation;
      sum -= 0.5 * deviations * deviations;
    }
  }
  return sum;
}

ErrorSearch::Scores ErrorSearch::scores(const ErrorModel& model, const Point& point) const {
  constexpr double difference = 1e-4;
  const std::size_t n = point.size();
  const std::size_t n_free = free_.size();
  const ErrorModel here = at(model, point);
  std::vector<ErrorModel> beside;
  for (std::size_t i = 0; i < n_free; ++i) {
    Point moved = point;
    moved[i] += difference;
    beside.push_back(at(model, moved));
  }
  const double q_of_all = std::min(lr_.q_total, largest_q);
  std::vector<ExactSum> sums(1 + n + n * n);
  Point gradient(n_free + 3); // what the coordinates have of one source
  for (const XrayCandidates& source : data_.sources) {
    const double log_sigma = std::log(source.terms.sigma_arcsec() / typical_.arcsec());
    const std::size_t range = n_free + 2 + range_of(log_sigma);
    const double q =
        logistic(logit(q_of_all) + point[n_free] + point[n_free + 1] * log_sigma + point[range]);
    // L = 1 + Q evidence.
    const auto log_with_q = [&](double likelihood) {
      return log_of(1.0 + q / lr_.q_total * (likelihood - 1.0));
    };
    const double log_likelihood = log_with_q(likelihood_of(source, here, lr_));
    for (std::size_t i = 0; i < n_free; ++i) {
      gradient[i] =
          (log_with_q(likelihood_of(source, beside[i], lr_)) - log_likelihood) / difference;
    }
    gradient[n_free] = (1.0 - q) * -std::expm1(-log_likelihood);
    gradient[n_free + 1] = log_sigma * gradient[n_free];
    gradient[n_free + 2] = gradient[n_free]; // of its own range; the others have none
    sums[0].add(log_likelihood);
    for (std::size_t i = 0; i < n_free + 3; ++i) {
      const std::size_t row = i < n_free + 2 ? i : range;
      sums[1 + row].add(gradient[i]);
      for (std::size_t j = 0; j <= i; ++j)
        sums[1 + n + n * row + (j < n_free + 2 ? j : range)].add(gradient[i] * gradient[j]);
    }
  }
  data_.sum(sums);
  Scores result{sums[0].value() + log_prior(point), Point(n), std::vector<Point>(n, Point(n))};
  for (std::size_t i = 0; i < n; ++i) {
    result.gradient[i] = sums[1 + i].value();
    for (std::size_t j = 0; j <= i; ++j)
      result.scatter[i][j] = result.scatter[j][i] = sums[1 + n + n * i + j].value();
    if (const auto known = prior(i)) {
      const double variance = known->deviation * known->deviation;
      result.gradient[i] -= (point[i] - known->mean) / variance;
      result.scatter[i][i] += 1.0 / variance;
    }
  }
  return result;
}

ErrorSearch::Point ErrorSearch::step(const Scores& scores, const Point& from) const {
  constexpr double longest = 1.0;
  Point gradient = scores.gradient;
  std::vector<Point> scatter = scores.scatter;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const auto [low, high] = range(i);
    const bool is_held = gradient[i] > 0.0 ? from[i] >= high : from[i] <= low;
    if (is_held) gradient[i] = 0.0;
    for (std::size_t j = 0; is_held && j < gradient.size(); ++j)
      scatter[i][j] = scatter[j][i] = 0.0;
    // Small beside what one counterpart says, but no longer singular.
    scatter[i][i] += 1e-6;
  }
  const auto lower = cholesky(std::move(scatter));
  if (!lower) return Point(gradient.size());
  Point change = solve(*lower, std::move(gradient));
  double largest = 0.0;
  for (const double part : change)
    largest = std::max(largest, std::abs(part));
  for (double& part : change)
    part /= std::max(1.0, largest / longest);
  return change;
}

ErrorSearch::Maximum ErrorSearch::maximum(const ErrorModel& start) const {
  constexpr int most_steps = 20;
  constexpr int most_halvings = 5;
  constexpr double worthless_gain = 1e-3;
  Point point = point_of(start);
  point.insert(point.end(), 2 + n_ranges, 0.0); // a, b and c
  point = bounded(std::move(point));
  Scores here = scores(start, point);
  for (int step_number = 0; step_number < most_steps; ++step_number) {
    Point change = step(here, point);
    double promised = 0.0;
    for (std::size_t i = 0; i < change.size(); ++i)
      promised += 0.5 * change[i] * here.gradient[i];
    if (!(promised > worthless_gain)) break;
    bool is_higher = false;
    for (int halving = 0; halving <= most_halvings && !is_higher; ++halving) {
      Point next = point;
      for (std::size_t i = 0; i < change.size(); ++i) {
        next[i] += change[i];
        change[i] *= 0.5;
      }
      next = bounded(std::move(next));
      Scores there = scores(start, next);
      is_higher = there.log_likelihood > here.log_likelihood;
      if (!is_higher) continue;
      point = std::move(next);
      here = std::move(there);
    }
    if (!is_higher) break;
  }
  return {at(start, point), here.log_likelihood - log_prior(point)};
}

// Minus the second derivatives of ln L with the coordinates.
std::vector<ErrorSearch::Point> ErrorSearch::curvature(const ErrorModel& model) const {
  constexpr double difference = 0.05;
  const std::size_t n = free_.size();
  const Point middle = point_of(model);
  const auto moved = [&](std::size_t i, double by_i, std::size_t j, double by_j) {
    Point point = middle;
    point[i] += by_i * difference;
    point[j] += by_j * difference;
    return log_likelihood_with(at(model, point), lr_, data_);
  };
  const double here = log_likelihood_with(model, lr_, data_);
  std::vector<Point> result(n, Point(n));
  for (std::size_t i = 0; i < n; ++i) {
    const auto known = prior(i);
    result[i][i] =
        (known ? 1.0 / (known->deviation * known->deviation) : 0.0) -
        (moved(i, 1, i, 0) - 2.0 * here + moved(i, -1, i, 0)) / (difference * difference);
    for (std::size_t j = 0; j < i; ++j) {
      result[i][j] = result[j][i] =
          -(moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1)) /
          (4.0 * difference * difference);
    }
  }
  return result;
}

std::vector<double> ErrorSearch::standard_errors(const ErrorModel& model) const {
  const std::size_t n = free_.size();
  std::vector<double> errors(n, std::numeric_limits<double>::infinity());
  const auto lower = cholesky(curvature(model));
  if (!lower) return errors;
  for (std::size_t i = 0; i < n; ++i) {
    Point unit(n);
    unit[i] = 1.0;
    const double of_coordinate = std::sqrt(solve(*lower, unit)[i]);
    const double value = value_of(model, free_[i]);
    switch (free_[i]) {
    case ErrorParameter::floor: // d(floor^2) = 2 floor d(floor)
      errors[i] = 0.5 * typical_.arcsec() * typical_.arcsec() / std::abs(value) * of_coordinate;
      break;
    case ErrorParameter::tail_fraction:
      errors[i] = value * (1.0 - value) * of_coordinate;
      break;
    case ErrorParameter::factor:
    case ErrorParameter::tail_width:
      errors[i] = value * of_coordinate;
      break;
    }
  }
  return errors;
}

} // namespace counterpoint
