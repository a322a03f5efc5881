#include "counterpoint/statistics/class_fit.hpp"

#include "statistics/error_slope.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/folds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

namespace counterpoint {

namespace {

constexpr int n_folds = 4;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double least_class_gain = 2.0;  // as much as two strengths chosen after the fact bring
constexpr double least_likelihood = 1e-6; // of a source
// What is tried of the strengths of the prior. A hundredth of the common shape is much at
// magnitudes where a class has hardly any counterparts: the shapes go on to smaller strengths.
constexpr std::array<double, 7> strengths_in_sources{infinite, 3000.0, 1000.0, 300.0,
                                                     100.0,    30.0,   10.0};
constexpr std::array<double, 7> strengths_in_counterparts{infinite, 1000.0, 300.0, 100.0,
                                                          30.0,     10.0,   1.0};
constexpr std::size_t no_classes = 0; // the place of two infinite ones

std::vector<ClassPrior> priors() {
  std::vector<ClassPrior> all;
  for (const double n_sources : strengths_in_sources) {
    for (const double n_counterparts : strengths_in_counterparts)
      all.push_back({n_sources, n_counterparts});
  }
  return all;
}

// Of n observations beside a prior worth `strength` of them; 0 where that is infinite.
double weight_of(double n, double strength) {
  return n > 0.0 ? n / (n + strength) : 0.0;
}

// Collective. The Q that makes the sources of a part most likely with this shape of q: Newton's
// method, ln L being concave. Fitted with a shape of few sources, it would be too large.
double most_likely_q(const TermsPart& part, const std::vector<double>& shape, double start) {
  constexpr int most_steps = 20;
  constexpr double precision = 1e-5;
  constexpr double largest = 0.9999;
  const std::vector<double> evidence = part.terms().evidence(shape);
  double q = std::min(start, largest);
  for (int step = 0; step < most_steps; ++step) {
    std::vector<ExactSum> sums(2); // of the scores, and of their squares
    for (const double of_source : evidence) {
      const double score = of_source / std::max(1.0 + q * of_source, least_likelihood);
      sums[0].add(score);
      sums[1].add(score * score);
    }
    part.data().sum(sums);
    if (!(sums[1].value() > 0.0)) break;
    const double next = std::clamp(q + sums[0].value() / sums[1].value(), 0.5 * q, 0.5 * (q + 1.0));
    const double moved = std::abs(next - q);
    q = std::min(next, largest);
    if (moved < precision) break;
  }
  return q;
}

// A shape of q between that of a class and that of all, and the Q that the class has with it.
struct ClassShape {
  std::vector<double> shape;
  double q_total = 0.0;
};

// Collective. \param own  the fit of the class by itself
ClassShape drawn_shape(const TermsPart& part, const LikelihoodRatioModel& own,
                       const LikelihoodRatioModel& common, double n_counterparts) {
  const double n = static_cast<double>(part.data().n_sources) * own.q_total;
  const double w = weight_of(n, n_counterparts);
  ClassShape drawn;
  for (std::size_t c = 0; c < common.q.size(); ++c) {
    drawn.shape.push_back((1.0 - w) * common.q[c] / common.q_total + w * own.q[c] / own.q_total);
  }
  drawn.q_total =
      part.data().n_sources > 0 ? most_likely_q(part, drawn.shape, own.q_total) : common.q_total;
  return drawn;
}

// The model of a class of that shape: its Q is between its own and that of all.
LikelihoodRatioModel drawn(const ClassShape& own, std::int64_t n_sources,
                           const LikelihoodRatioModel& common, double prior_sources) {
  const double w = weight_of(static_cast<double>(n_sources), prior_sources);
  LikelihoodRatioModel model = common;
  model.q_total = (1.0 - w) * common.q_total + w * own.q_total;
  for (std::size_t c = 0; c < model.q.size(); ++c)
    model.q[c] = model.q_total * own.shape[c];
  return model;
}

// What is asked of a class, and where its fits start.
struct HeldOut {
  const TermsPart& of_class;
  const LikelihoodRatioModel& of_all_its_sources;
  const LikelihoodRatioModel& common;
};

// Adds ln L of a quarter of the sources of a class under each of `priors`, by the other quarters.
void add_held_out(const HeldOut& asked, int fold, std::span<const ClassPrior> priors,
                  std::vector<double>& log_likelihood_by_prior) {
  const TermsPart& of_class = asked.of_class;
  const auto is_held_out = [fold](std::int64_t xray_id, std::size_t) {
    return fold_of(xray_id, n_folds) == fold;
  };
  const TermsPart others{of_class.data(),
                         of_class.terms().part([&](std::int64_t xray_id, std::size_t c) {
                           return !is_held_out(xray_id, c);
                         })};
  const LikelihoodRatioModel own = others.fit(asked.of_all_its_sources, FitPrecision::of_held_out);
  std::map<double, ClassShape> shapes; // by the strength in counterparts
  for (const double strength : strengths_in_counterparts)
    shapes.emplace(strength, drawn_shape(others, own, asked.common, strength));
  std::vector<LikelihoodRatioModel> models;
  for (const ClassPrior& prior : priors) {
    models.push_back(drawn(shapes.at(prior.n_counterparts), others.data().n_sources, asked.common,
                           prior.n_sources));
  }
  const std::vector<double> found =
      log_likelihoods(models, of_class.terms().part(is_held_out), of_class.data());
  for (std::size_t i = 0; i < found.size(); ++i)
    log_likelihood_by_prior[i] += found[i];
}

// A class by itself.
struct OwnFit {
  LikelihoodRatioModel model;
  double information; // q_information()

  [[nodiscard]] double q_error() const {
    return information > 0.0 ? 1.0 / std::sqrt(information) : 0.0;
  }
};

// The place of the likeliest; without classes where that gains no more than it would by chance.
std::size_t best_prior(const std::vector<double>& log_likelihood_by_prior) {
  const auto best =
      std::max_element(log_likelihood_by_prior.begin(), log_likelihood_by_prior.end());
  if (*best - log_likelihood_by_prior[no_classes] < least_class_gain) return no_classes;
  return static_cast<std::size_t>(best - log_likelihood_by_prior.begin());
}

// Collective. The mean of Q over the sources of each class. \param n_sources  of all ranks
std::vector<double> mean_q_of_classes(const LikelihoodData& data, const LikelihoodRatioModel& model,
                                      const std::vector<std::int64_t>& n_sources) {
  std::vector<ExactSum> sums(n_sources.size());
  for (const XrayCandidates& source : data.sources)
    sums[source.terms.source_class].add(model.q_total_of(source.terms));
  data.sum(sums);
  std::vector<double> means;
  for (std::size_t c = 0; c < sums.size(); ++c)
    means.push_back(n_sources[c] > 0 ? sums[c].value() / static_cast<double>(n_sources[c]) : 0.0);
  return means;
}

// Puts what is listed of Q and its error into the fit. \param model  with the classes
void add_listed(const LikelihoodData& data, const LikelihoodRatioModel& model, ClassFit& fit) {
  for (const ClassModel& of_class : fit.models)
    fit.q_listed.push_back(of_class.q_total);
  if (!data.depth) return;
  const std::vector<double> means = mean_q_of_classes(data, model, fit.n_sources);
  for (std::size_t c = 0; c < means.size(); ++c) {
    if (!(means[c] > 0.0)) continue;
    fit.q_errors[c] *= means[c] / std::exchange(fit.q_listed[c], means[c]);
  }
}

} // namespace

ClassFit fit_classes(const LikelihoodData& data, const LikelihoodRatioModel& common, double q_error,
                     std::size_t n_classes) {
  ClassFit fit;
  fit.n_sources.resize(n_classes);
  fit.models.assign(n_classes, {common.q, common.q_total, 0.0, 0.0});
  fit.q_errors.assign(n_classes, q_error);
  const bool has_model = common.q_total > 0.0;
  const std::vector<ClassPrior> tried = priors();
  std::vector<double> log_likelihood_by_prior(tried.size());
  std::vector<OwnFit> own;
  std::vector<std::unique_ptr<TermsPart>> parts;
  const FixedTerms terms = terms_of(common, data);
  for (std::size_t c = 0; c < n_classes; ++c) {
    parts.push_back(std::make_unique<TermsPart>(
        data,
        terms.part([c](std::int64_t, std::size_t source_class) { return source_class == c; })));
    const TermsPart& part = *parts.back();
    fit.n_sources[c] = part.data().n_sources;
    if (!has_model) continue;
    const LikelihoodRatioModel model = part.fit_with_prior(common);
    own.push_back({model, q_information(model, part.terms(), part.data())});
    for (int fold = 0; fold < n_folds; ++fold)
      add_held_out({part, model, common}, fold, tried, log_likelihood_by_prior);
  }
  if (!has_model) {
    fit.q_listed.assign(n_classes, 0.0);
    return fit;
  }
  // What is listed of Q is the same part of it whatever Q is.
  const double q_error_of_all = q_error * (common.q_total / common.listed_q_total());
  const std::size_t best = best_prior(log_likelihood_by_prior);
  fit.prior = tried[best];
  fit.log_likelihood_gain = log_likelihood_by_prior[best] - log_likelihood_by_prior[no_classes];
  for (std::size_t c = 0; c < n_classes && best != no_classes; ++c) {
    const ClassShape shape = drawn_shape(*parts[c], own[c].model, common, fit.prior.n_counterparts);
    const LikelihoodRatioModel model = drawn(shape, fit.n_sources[c], common, fit.prior.n_sources);
    fit.models[c].q = model.q;
    fit.models[c].q_total = model.q_total;
    const double w = weight_of(static_cast<double>(fit.n_sources[c]), fit.prior.n_sources);
    fit.q_errors[c] = std::hypot(w * own[c].q_error(), (1.0 - w) * q_error_of_all);
  }
  LikelihoodRatioModel of_classes = common;
  of_classes.classes = fit.models;
  fit.error_slope = fit_error_slope(data, of_classes);
  fit.models = of_classes.classes;
  add_listed(data, of_classes, fit);
  return fit;
}

} // namespace counterpoint
