#include "statistics/error_search.hpp"

#include "statistics/symmetric_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr double largest_q = 0.999; // whose logit is still a number
// Of the logit of Q: its slope with ln sigma_x, and what a range of sigma_x has beside.
constexpr NormalPrior slope_prior{0.0, 2.0};
constexpr NormalPrior range_prior{0.0, 1.0};
constexpr std::size_t n_ranges = 10;
constexpr std::size_t n_of_q = 2 + n_ranges; // coordinates
constexpr double no_longer_singular = 1e-6;  // and small beside what one counterpart says

// The range of an X-ray error.
// \param log_sigma  ln of the error over the typical one
std::size_t range_of(double log_sigma) {
  constexpr double width = 0.25;
  const double place = std::floor(log_sigma / width) + 0.5 * n_ranges;
  return static_cast<std::size_t>(std::clamp(place, 0.0, n_ranges - 1.0));
}

double log_of(double likelihood) {
  return std::log(std::max(likelihood, std::numeric_limits<double>::min()));
}

} // namespace

ErrorSearch::ErrorSearch(const LikelihoodRatioModel& lr, const LikelihoodData& data,
                         std::vector<ErrorParameter> free, Angle typical)
    : lr_{lr}, data_{data}, free_{std::move(free)}, typical_{typical}, offsets_{data.sources} {
  const MagnitudeRatio ratio{lr};
  sources_.reserve(data.sources.size());
  for (const XrayCandidates& source : data.sources) {
    const double log_sigma = std::log(source.terms.sigma_arcsec() / typical.arcsec());
    sources_.push_back({log_sigma, free_.size() + 2 + range_of(log_sigma),
                        lr.q_total_of(source.terms) / lr.q_total});
    for (const Candidate& candidate : source.candidates) {
      magnitude_terms_.push_back(ratio(candidate.ks, source.terms) / lr.q_total /
                                 source.terms.density_factor);
    }
  }
}

ErrorModel ErrorSearch::at(const ErrorModel& model, const Point& point) const {
  ErrorModel changed = model;
  for (std::size_t i = 0; i < free_.size(); ++i)
    set_coordinate(changed, free_[i], point[i], typical_);
  return changed;
}

std::optional<NormalPrior> ErrorSearch::prior(std::size_t coordinate) const {
  if (coordinate < free_.size()) return prior_of(free_[coordinate]);
  if (coordinate == free_.size()) return std::nullopt;
  return coordinate == free_.size() + 1 ? slope_prior : range_prior;
}

std::pair<double, double> ErrorSearch::range(std::size_t coordinate) const {
  if (const auto known = prior(coordinate)) {
    const double farthest = 4.0 * known->deviation;
    return {known->mean - farthest, known->mean + farthest};
  }
  constexpr double farthest_logit = 5.0;
  const double bound = coordinate < free_.size() ? bound_of(free_[coordinate]) : farthest_logit;
  return {-bound, bound};
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

// Of a counterpart of each source, whose likelihood is 1 + Q times that.
std::vector<double> ErrorSearch::evidence(const ErrorModel& errors) const {
  std::vector<double> evidence;
  evidence.reserve(sources_.size());
  const double* density = offsets_.find_with(errors).data();
  const double* magnitude_term = magnitude_terms_.data();
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const XrayCandidates& source = data_.sources[i];
    double sum = -sources_[i].listed * lr_.acceptance_completeness(errors.applied_to(source.terms));
    for (std::size_t k = 0; k < source.candidates.size(); ++k)
      sum += *magnitude_term++ * *density++;
    evidence.push_back(sum);
  }
  return evidence;
}

ErrorSearch::Scores ErrorSearch::scores(const ErrorModel& model, const Point& point) const {
  constexpr double difference = 1e-4;
  const std::size_t n = point.size();
  const std::size_t n_free = free_.size();
  const std::vector<double> here = evidence(at(model, point));
  std::vector<std::vector<double>> beside;
  for (std::size_t i = 0; i < n_free; ++i) {
    Point moved = point;
    moved[i] += difference;
    beside.push_back(evidence(at(model, moved)));
  }
  const double logit_q = logit(std::min(lr_.q_total, largest_q)) + point[n_free];
  std::vector<ExactSum> sums(1 + n + n * n);
  Point gradient(n_free + 3); // of one source, of all ranges its own
  for (std::size_t source = 0; source < sources_.size(); ++source) {
    const auto& [log_sigma, own_range, listed] = sources_[source];
    const double q = logistic(logit_q + point[n_free + 1] * log_sigma + point[own_range]);
    const double log_likelihood = log_of(1.0 + q * here[source]);
    for (std::size_t i = 0; i < n_free; ++i) {
      gradient[i] = (log_of(1.0 + q * beside[i][source]) - log_likelihood) / difference;
    }
    gradient[n_free] = (1.0 - q) * -std::expm1(-log_likelihood);
    gradient[n_free + 1] = log_sigma * gradient[n_free];
    gradient[n_free + 2] = gradient[n_free];
    sums[0].add(log_likelihood);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      const std::size_t row = i < n_free + 2 ? i : own_range;
      sums[1 + row].add(gradient[i]);
      for (std::size_t j = 0; j <= i; ++j)
        sums[1 + n + n * row + (j < n_free + 2 ? j : own_range)].add(gradient[i] * gradient[j]);
    }
  }
  data_.sum(sums);
  Scores result{sums[0].value() + log_prior(point), Point(n), std::vector<Point>(n, Point(n))};
  for (std::size_t i = 0; i < n; ++i) {
    result.gradient[i] = sums[1 + i].value();
    for (std::size_t j = 0; j <= i; ++j)
      result.scatter[i][j] = result.scatter[j][i] = sums[1 + n + n * i + j].value();
    result.scatter[i][i] += no_longer_singular;
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
    if (!is_held) continue;
    gradient[i] = 0.0;
    for (std::size_t j = 0; j < gradient.size(); ++j)
      scatter[i][j] = scatter[j][i] = i == j ? 1.0 : 0.0;
  }
  const auto lower = cholesky(std::move(scatter));
  if (!lower) return Point(gradient.size());
  Point change = solve(*lower, std::move(gradient));
  double largest = longest;
  for (const double part : change)
    largest = std::max(largest, std::abs(part));
  for (double& part : change)
    part *= longest / largest;
  return change;
}

ErrorSearch::Point ErrorSearch::start_point(const Maximum& start) const {
  Point point;
  for (const ErrorParameter parameter : free_)
    point.push_back(coordinate_of(start.model, parameter, typical_));
  point.insert(point.end(), start.of_q.begin(), start.of_q.end());
  point.resize(free_.size() + n_of_q);
  return bounded(std::move(point));
}

ErrorSearch::Maximum ErrorSearch::maximum(const Maximum& start) const {
  constexpr int most_steps = 20;
  constexpr int most_halvings = 5;
  constexpr double worthless_gain = 2e-3; // a fifteenth of a standard error
  Point point = start_point(start);
  Scores here = scores(start.model, point);
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
      Scores there = scores(start.model, next);
      is_higher = there.log_likelihood > here.log_likelihood;
      if (!is_higher) continue;
      point = std::move(next);
      here = std::move(there);
    }
    if (!is_higher) break;
  }
  const ErrorModel model = at(start.model, point);
  return {model,
          {point.begin() + std::ssize(free_), point.end()},
          errors(model, here),
          here.log_likelihood - log_prior(point)};
}

ErrorSearch::Outlook ErrorSearch::outlook(const Maximum& start) const {
  const Point point = start_point(start);
  Scores here = scores(start.model, point);
  const std::size_t last = free_.size() - 1;
  if (const auto known = prior(last)) { // the data alone
    const double variance = known->deviation * known->deviation;
    here.gradient[last] += (point[last] - known->mean) / variance;
    here.scatter[last][last] -= 1.0 / variance;
  }
  const auto lower = cholesky(here.scatter);
  if (!lower) return {0.0, std::numeric_limits<double>::infinity(), 0.0};
  Point unit(point.size());
  unit[last] = 1.0;
  const double variance = solve(*lower, unit)[last];
  const double change = solve(*lower, here.gradient)[last];
  // Small steps in a coordinate and in its number are proportional.
  const double error = error_of(start.model, free_[last], std::sqrt(variance), typical_);
  return {value_of(start.model, free_[last]) + change / std::sqrt(variance) * error, error,
          0.5 * change * change / variance};
}

std::vector<double> ErrorSearch::errors(const ErrorModel& model, const Scores& scores) const {
  std::vector<double> errors(free_.size(), std::numeric_limits<double>::infinity());
  const auto lower = cholesky(scores.scatter);
  if (!lower) return errors;
  for (std::size_t i = 0; i < free_.size(); ++i) {
    Point unit(scores.gradient.size());
    unit[i] = 1.0;
    errors[i] = error_of(model, free_[i], std::sqrt(solve(*lower, unit)[i]), typical_);
  }
  return errors;
}

} // namespace counterpoint
