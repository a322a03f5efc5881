#include "counterpoint/statistics/likelihood_fit.hpp"

#include "statistics/magnitude_distribution.hpp"
#include "statistics/unlisted_counterparts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

namespace {

constexpr int most_rounds = 70;      // of three steps
constexpr double convergence = 1e-6; // change of any q in one step
// Of a source: Q = 1 leaves none to those without a candidate.
constexpr double least_likelihood = 1e-6;

// What of the likelihood does not change while q is fitted: p(phi) / n of each candidate, with what
// its features say; C and place of each source.
class FixedTerms {
public:
  FixedTerms(const LikelihoodRatioModel& model, std::span<const XrayCandidates> sources)
      : depth_{model.depth.get()} {
    for (const XrayCandidates& source : sources) {
      for (const Candidate& candidate : source.candidates) {
        const std::size_t c = MagnitudeClasses::of(candidate.ks);
        class_.push_back(c);
        density_ratio_.push_back(model.n[c] > 0.0
                                     ? offset_density_arcsec2(candidate, source.terms) /
                                           (model.n[c] * source.terms.density_factor) *
                                           model.feature_factor(candidate)
                                     : 0.0);
      }
      end_.push_back(class_.size());
      completeness_.push_back(model.acceptance_completeness(source.terms));
      place_.push_back(source.terms.depth_place);
    }
  }

  // Sums over the sources, beginning at 0.
  struct Expected {
    explicit Expected(const DepthModel* depth) : unlisted{depth} {}
    std::vector<ExactSum> listed = // counterparts among the candidates, by class
        std::vector<ExactSum>(MagnitudeClasses::n_classes);
    UnlistedCounterparts unlisted;
  };
  [[nodiscard]] Expected expected_counterparts(const std::vector<double>& q, double q_total) const {
    Expected expected{depth_};
    const std::vector<double> q_totals = q_totals_of_places(q, q_total);
    for (std::size_t i = 0, k = 0; i < end_.size(); ++i) {
      const double total = likelihood(i, k, q, q_totals);
      if (total > 0.0) {
        for (std::size_t candidate = k; candidate < end_[i]; ++candidate)
          expected.listed[class_[candidate]].add(q[class_[candidate]] * density_ratio_[candidate] /
                                                 total);
        expected.unlisted.add(place_[i], completeness_[i], total);
      }
      k = end_[i];
    }
    return expected;
  }

  [[nodiscard]] ExactSum log_likelihood(const std::vector<double>& q, double q_total) const {
    ExactSum sum;
    const std::vector<double> q_totals = q_totals_of_places(q, q_total);
    for (std::size_t i = 0, k = 0; i < end_.size(); k = end_[i++]) {
      sum.add(
          std::log(std::max(likelihood(i, k, q, q_totals), std::numeric_limits<double>::min())));
    }
    return sum;
  }

  // Sum over the sources of (d ln L / dQ)^2; with L = 1 + Q s, of (s / L)^2.
  [[nodiscard]] ExactSum q_information(const std::vector<double>& q, double q_total) const {
    ExactSum sum;
    const std::vector<double> q_totals = q_totals_of_places(q, q_total);
    for (std::size_t i = 0, k = 0; i < end_.size(); k = end_[i++]) {
      const double score =
          (1.0 - 1.0 / std::max(likelihood(i, k, q, q_totals), least_likelihood)) / q_total;
      sum.add(score * score);
    }
    return sum;
  }

private:
  // What of Q is listed at each place; one of all where there is no depth.
  [[nodiscard]] std::vector<double> q_totals_of_places(const std::vector<double>& q,
                                                       double q_total) const {
    if (depth_ == nullptr) return {q_total};
    std::vector<double> q_totals;
    for (std::size_t place = 0; place < depth_->places.size(); ++place)
      q_totals.push_back(q_total * depth_->listed_part(q, place));
    return q_totals;
  }

  // Of source i, whose candidates begin at `first`: sum of weights + none.
  [[nodiscard]] double likelihood(std::size_t i, std::size_t first, const std::vector<double>& q,
                                  const std::vector<double>& q_totals) const {
    double total = 1.0 - q_totals[place_[i]] * completeness_[i];
    for (std::size_t candidate = first; candidate < end_[i]; ++candidate)
      total += q[class_[candidate]] * density_ratio_[candidate];
    return total;
  }

  const DepthModel* depth_;
  std::vector<std::size_t> class_; // of each candidate
  std::vector<double> density_ratio_;
  std::vector<std::size_t> end_; // of each source: one past its last candidate
  std::vector<double> completeness_;
  std::vector<std::size_t> place_;
};

// One source in ten has a counterpart, of any magnitude that there is.
LikelihoodRatioModel starting_model(const LikelihoodData& data) {
  LikelihoodRatioModel model;
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  model.q.assign(MagnitudeClasses::n_classes, 0.0);
  model.infrared_sigma = data.infrared_sigma;
  const auto n_infrared =
      std::accumulate(data.infrared_counts.begin(), data.infrared_counts.end(), std::int64_t{0});
  if (n_infrared == 0 || data.n_sources == 0) return model;
  for (std::size_t c = 0; c < model.n.size(); ++c)
    model.n[c] = static_cast<double>(data.infrared_counts[c]) / data.occupied_area_arcsec2;
  model.depth = data.depth;
  if (data.depth) model.n = data.depth->n;
  constexpr double first_guess = 0.1;
  const std::vector<double> alike(MagnitudeClasses::n_classes, 1.0);
  model.q = most_probable_q(alike, static_cast<double>(alike.size()) / first_guess, model.n, alike);
  model.q_total = first_guess;
  return model;
}

double total_of(const std::vector<double>& q) {
  return std::min(1.0, std::accumulate(q.begin(), q.end(), 0.0));
}

// Both over all ranks, at once.
void sum_together(const LikelihoodData& data, std::vector<ExactSum>& a, std::vector<ExactSum>& b) {
  std::vector<ExactSum> both = a;
  both.insert(both.end(), b.begin(), b.end());
  data.sum(both);
  const auto end_of_a = both.begin() + std::ssize(a);
  std::copy(both.begin(), end_of_a, a.begin());
  std::copy(end_of_a, both.end(), b.begin());
}

// One step of expectation and maximisation.
std::vector<double> em_step(const FixedTerms& terms, const LikelihoodData& data,
                            const std::vector<double>& n, const std::vector<double>& q) {
  FixedTerms::Expected sums = terms.expected_counterparts(q, total_of(q));
  sum_together(data, sums.listed, sums.unlisted.sums());
  std::vector<double> expected;
  expected.reserve(q.size());
  for (std::size_t c = 0; c < q.size(); ++c)
    expected.push_back(sums.listed[c].value() + q[c] * sums.unlisted.of_class(c));
  return most_probable_q(expected, static_cast<double>(data.n_sources), n, q);
}

double largest_change(const std::vector<double>& a, const std::vector<double>& b) {
  double change = 0.0;
  for (std::size_t c = 0; c < a.size(); ++c)
    change = std::max(change, std::abs(a[c] - b[c]));
  return change;
}

// Where two steps in a row, start to first to second, are heading: the squared extrapolation S3 of
// Varadhan & Roland 2008, Scand. J. Statist. 35, 335, of ln q. No class goes farther than a factor
// e from the second step, nor their sum more than half of the way to 1.
std::vector<double> extrapolated(const std::vector<double>& start, const std::vector<double>& first,
                                 const std::vector<double>& second) {
  std::vector<double> steps;
  std::vector<double> bends;
  for (std::size_t c = 0; c < start.size(); ++c) {
    if (!(second[c] > 0.0)) {
      steps.push_back(0.0);
      bends.push_back(0.0);
      continue;
    }
    steps.push_back(std::log(first[c] / start[c]));
    bends.push_back(std::log(second[c] / first[c]) - steps.back());
  }
  const double step2 = std::inner_product(steps.begin(), steps.end(), steps.begin(), 0.0);
  const double bend2 = std::inner_product(bends.begin(), bends.end(), bends.begin(), 0.0);
  const double length = bend2 > 0.0 ? std::max(1.0, std::sqrt(step2 / bend2)) : 1.0;
  std::vector<double> ahead;
  for (std::size_t c = 0; c < start.size(); ++c) {
    // From the second step on: start + 2 length step + length^2 bend.
    const double further = 2.0 * (length - 1.0) * steps[c] + (length * length - 1.0) * bends[c];
    ahead.push_back(second[c] * std::exp(std::clamp(further, -1.0, 1.0)));
  }
  const double sum = std::accumulate(ahead.begin(), ahead.end(), 0.0);
  const double largest_sum = 0.5 * (1.0 + total_of(second));
  if (sum > largest_sum) {
    for (double& value : ahead)
      value *= largest_sum / sum;
  }
  return ahead;
}

} // namespace

LikelihoodRatioModel fit_likelihood_ratio(const LikelihoodData& data,
                                          const LikelihoodRatioModel* start) {
  LikelihoodRatioModel model = start != nullptr ? *start : starting_model(data);
  if (model.q_total == 0.0) return model;
  const FixedTerms terms{model, data.sources};
  for (int round = 0; round < most_rounds; ++round) {
    const std::vector<double> first = em_step(terms, data, model.n, model.q);
    const std::vector<double> second = em_step(terms, data, model.n, first);
    const bool is_done = largest_change(first, second) < convergence;
    model.q =
        is_done ? second : em_step(terms, data, model.n, extrapolated(model.q, first, second));
    if (is_done) break;
  }
  model.q_total = total_of(model.q);
  return model;
}

double log_likelihood(const LikelihoodRatioModel& model, const LikelihoodData& data) {
  return log_likelihoods({&model, 1}, data).front();
}

std::vector<double> log_likelihoods(std::span<const LikelihoodRatioModel> models,
                                    const LikelihoodData& data) {
  const FixedTerms terms{models.front(), data.sources};
  std::vector<ExactSum> sums;
  for (const LikelihoodRatioModel& model : models)
    sums.push_back(terms.log_likelihood(model.q, model.q_total));
  data.sum(sums);
  std::vector<double> values;
  for (const ExactSum& sum : sums)
    values.push_back(sum.value());
  return values;
}

double q_information(const LikelihoodRatioModel& model, const LikelihoodData& data) {
  std::vector<ExactSum> sum{FixedTerms{model, data.sources}.q_information(model.q, model.q_total)};
  data.sum(sum);
  return sum[0].value();
}

} // namespace counterpoint
