#include "counterpoint/statistics/class_fit.hpp"

#include "statistics/error_slope.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/folds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

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

// Newton's method for the Q that makes sources most likely with a shape of q: ln L is concave.
class QOfShape {
public:
  QOfShape(std::vector<double>&& evidence, double start)
      : evidence_{std::move(evidence)}, q_{std::min(start, largest)} {}

  [[nodiscard]] double q() const { return q_; }
  [[nodiscard]] bool is_found() const { return is_found_; }

  // Adds up the scores of this rank's sources, and their squares.
  void add_scores(ExactSum& scores, ExactSum& squares) const {
    for (const double of_source : evidence_) {
      const double score = of_source / std::max(1.0 + q_ * of_source, least_likelihood);
      scores.add(score);
      squares.add(score * score);
    }
  }

  // \param scores, squares  of all ranks
  void step(double scores, double squares) {
    is_found_ = !(squares > 0.0);
    if (is_found_) return;
    const double next = std::clamp(q_ + scores / squares, 0.5 * q_, 0.5 * (q_ + 1.0));
    is_found_ = std::abs(next - q_) < precision;
    q_ = std::min(next, largest);
  }

private:
  static constexpr double precision = 1e-5;
  static constexpr double largest = 0.9999;

  std::vector<double> evidence_;
  double q_;
  bool is_found_ = false;
};

// A shape of q between that of a class and that of all, and the Q that the class has with it.
struct ClassShape {
  std::vector<double> shape;
  double q_total = 0.0;
};

// Collective. Finds the Q of each shape that makes the sources of a part most likely: all at once.
// Fitted with a shape of few sources, it would be too large.
void find_most_likely_q(const TermsPart& part, double start, std::span<ClassShape> shapes) {
  constexpr int most_steps = 20;
  std::vector<QOfShape> searches;
  for (const ClassShape& of_class : shapes)
    searches.emplace_back(part.terms().evidence(of_class.shape), start);
  for (int step = 0; step < most_steps; ++step) {
    std::vector<ExactSum> sums(2 * searches.size());
    for (std::size_t i = 0; i < searches.size(); ++i) {
      if (!searches[i].is_found()) searches[i].add_scores(sums[2 * i], sums[2 * i + 1]);
    }
    part.data().sum(sums);
    for (std::size_t i = 0; i < searches.size(); ++i) {
      if (!searches[i].is_found()) searches[i].step(sums[2 * i].value(), sums[2 * i + 1].value());
    }
    if (std::ranges::all_of(searches, &QOfShape::is_found)) break;
  }
  for (std::size_t i = 0; i < shapes.size(); ++i)
    shapes[i].q_total = searches[i].q();
}

// Collective. One for each strength of the prior. \param own  the fit of the class by itself
std::vector<ClassShape> drawn_shapes(const TermsPart& part, const LikelihoodRatioModel& own,
                                     const LikelihoodRatioModel& common,
                                     std::span<const double> strengths) {
  const double n = static_cast<double>(part.data().n_sources) * own.q_total;
  std::vector<ClassShape> drawn;
  for (const double n_counterparts : strengths) {
    const double w = weight_of(n, n_counterparts);
    ClassShape& of_class = drawn.emplace_back();
    of_class.q_total = common.q_total;
    for (std::size_t c = 0; c < common.q.size(); ++c) {
      of_class.shape.push_back((1.0 - w) * common.q[c] / common.q_total +
                               w * own.q[c] / own.q_total);
    }
  }
  if (part.data().n_sources > 0) find_most_likely_q(part, own.q_total, drawn);
  return drawn;
}

// The model of a class of that shape: its Q is between its own and that of all.
ClassModel drawn(const ClassShape& own, std::int64_t n_sources, const LikelihoodRatioModel& common,
                 double prior_sources) {
  const double w = weight_of(static_cast<double>(n_sources), prior_sources);
  ClassModel model{own.shape, (1.0 - w) * common.q_total + w * own.q_total, 0.0, 0.0};
  for (double& of_magnitude : model.q)
    of_magnitude *= model.q_total;
  return model;
}

// What is asked of a class, and where its fits start.
struct HeldOut {
  const TermsPart& of_class;
  const LikelihoodRatioModel& of_all_its_sources;
  const LikelihoodRatioModel& common;
};

// Adds ln L of a quarter of the sources of a class under each of priors(), by the other quarters.
// \param own  the model of the others
void add_held_out(const HeldOut& asked, std::int64_t fold, const TermsPart& others,
                  const LikelihoodRatioModel& own, std::vector<double>& log_likelihood_by_prior) {
  const TermsPart& of_class = asked.of_class;
  const std::vector<ClassShape> shapes =
      drawn_shapes(others, own, asked.common, strengths_in_counterparts);
  const FixedTerms held_out = of_class.terms().part(
      [&](std::int64_t xray_id, std::size_t) { return fold_of(xray_id, n_folds) == fold; });
  std::vector<ExactSum> found;
  for (const double n_sources : strengths_in_sources) {
    for (const ClassShape& shape : shapes) {
      const ClassModel model = drawn(shape, others.data().n_sources, asked.common, n_sources);
      found.push_back(held_out.log_likelihood(model.q, model.q_total));
    }
  }
  of_class.data().sum(found);
  for (std::size_t i = 0; i < found.size(); ++i)
    log_likelihood_by_prior[i] += found[i].value();
}

// The same of all quarters.
void add_held_out(const HeldOut& asked, std::vector<double>& log_likelihood_by_prior) {
  const auto is_in = [](std::int64_t fold, std::int64_t xray_id, std::size_t) {
    return fold_of(xray_id, n_folds) != fold;
  };
  fit_parts(asked.of_class.terms(), asked.of_class.data(), n_folds, is_in, asked.of_all_its_sources,
            FitPrecision::of_held_out,
            [&](std::int64_t fold, const TermsPart& others, const LikelihoodRatioModel& own) {
              add_held_out(asked, fold, others, own, log_likelihood_by_prior);
            });
}

// A class by itself.
struct OwnFit {
  LikelihoodRatioModel model;
  double information; // q_information()

  [[nodiscard]] double q_error() const {
    return information > 0.0 ? 1.0 / std::sqrt(information) : 0.0;
  }
};

using PartsOfClasses = std::vector<std::unique_ptr<TermsPart>>;

// Collective. All classes at once.
std::vector<OwnFit> fit_by_themselves(const PartsOfClasses& parts,
                                      const LikelihoodRatioModel& common) {
  std::vector<SourcesToFit> samples;
  for (const auto& part : parts)
    samples.push_back({&part->terms(), &part->data()});
  std::vector<LikelihoodRatioModel> models(parts.size(), common);
  fit_q_and_prior(samples, models, parts.front()->data().sum);
  std::vector<OwnFit> own;
  for (std::size_t c = 0; c < parts.size(); ++c)
    own.push_back({models[c], q_information(models[c], parts[c]->terms(), parts[c]->data())});
  return own;
}

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

ClassFit fit_classes(const LikelihoodData& data, const LikelihoodTerms& terms,
                     const LikelihoodRatioModel& common, double q_error, std::size_t n_classes) {
  ClassFit fit;
  fit.n_sources.resize(n_classes);
  fit.models.assign(n_classes, {common.q, common.q_total, 0.0, 0.0});
  fit.q_errors.assign(n_classes, q_error);
  const bool has_model = common.q_total > 0.0;
  const std::vector<ClassPrior> tried = priors();
  std::vector<double> log_likelihood_by_prior(tried.size());
  PartsOfClasses parts;
  for (std::size_t c = 0; c < n_classes; ++c) {
    parts.push_back(std::make_unique<TermsPart>(
        data,
        terms->part([c](std::int64_t, std::size_t source_class) { return source_class == c; })));
    fit.n_sources[c] = parts.back()->data().n_sources;
  }
  if (!has_model) {
    fit.q_listed.assign(n_classes, 0.0);
    return fit;
  }
  const std::vector<OwnFit> own = fit_by_themselves(parts, common);
  for (std::size_t c = 0; c < n_classes; ++c)
    add_held_out({*parts[c], own[c].model, common}, log_likelihood_by_prior);
  // What is listed of Q is the same part of it whatever Q is.
  const double q_error_of_all = q_error * (common.q_total / common.listed_q_total());
  const std::size_t best = best_prior(log_likelihood_by_prior);
  fit.prior = tried[best];
  fit.log_likelihood_gain = log_likelihood_by_prior[best] - log_likelihood_by_prior[no_classes];
  for (std::size_t c = 0; c < n_classes && best != no_classes; ++c) {
    const std::vector<ClassShape> shape =
        drawn_shapes(*parts[c], own[c].model, common, {&fit.prior.n_counterparts, 1});
    fit.models[c] = drawn(shape.front(), fit.n_sources[c], common, fit.prior.n_sources);
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
