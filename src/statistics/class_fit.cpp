#include "counterpoint/statistics/class_fit.hpp"

#include "statistics/error_slope.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/folds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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

// A class, or a part of one, by itself, and the shapes drawn from its own to the common one.
struct DrawnClass {
  SourcesToFit sources;
  double own_q;
  std::vector<ClassShape> shapes; // of each strength of the prior
};

// Collective. Finds the Q of each shape that makes the sources of its class most likely: all at
// once. Fitted with a shape of few sources, it would be too large.
void find_most_likely_q(std::span<DrawnClass> drawn, const SumOverRanks& sum) {
  constexpr int most_steps = 20;
  std::vector<ClassShape*> shapes;
  std::vector<QOfShape> searches;
  for (DrawnClass& of_class : drawn) {
    for (ClassShape& shape : of_class.shapes) {
      if (of_class.sources.n_sources == 0) continue;
      shapes.push_back(&shape);
      searches.emplace_back(of_class.sources.terms->evidence(shape.shape), of_class.own_q);
    }
  }
  for (int step = 0; step < most_steps; ++step) {
    std::vector<ExactSum> sums(2 * searches.size());
    for (std::size_t i = 0; i < searches.size(); ++i) {
      if (!searches[i].is_found()) searches[i].add_scores(sums[2 * i], sums[2 * i + 1]);
    }
    sum(sums);
    for (std::size_t i = 0; i < searches.size(); ++i) {
      if (!searches[i].is_found()) searches[i].step(sums[2 * i].value(), sums[2 * i + 1].value());
    }
    if (std::ranges::all_of(searches, &QOfShape::is_found)) break;
  }
  for (std::size_t i = 0; i < shapes.size(); ++i)
    shapes[i]->q_total = searches[i].q();
}

// Collective. Of each part a shape for each strength of the prior. \param own  the fits of the
// parts by themselves
std::vector<DrawnClass> draw_to(const LikelihoodRatioModel& common,
                                std::span<const TermsPart> parts,
                                std::span<const LikelihoodRatioModel> own,
                                std::span<const double> strengths, const SumOverRanks& sum) {
  std::vector<DrawnClass> drawn;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    DrawnClass& of_class = drawn.emplace_back(DrawnClass{parts[i].sources(), own[i].q_total, {}});
    const double n = static_cast<double>(parts[i].n_sources) * own[i].q_total;
    for (const double n_counterparts : strengths) {
      const double w = weight_of(n, n_counterparts);
      ClassShape& shape = of_class.shapes.emplace_back();
      shape.q_total = common.q_total;
      for (std::size_t c = 0; c < common.q.size(); ++c) {
        shape.shape.push_back((1.0 - w) * common.q[c] / common.q_total +
                              w * own[i].q[c] / own[i].q_total);
      }
    }
  }
  find_most_likely_q(drawn, sum);
  return drawn;
}

// The model of a class of that shape: its Q is between its own and that of all.
ClassModel drawn_model(const ClassShape& own, std::int64_t n_sources,
                       const LikelihoodRatioModel& common, double prior_sources) {
  const double w = weight_of(static_cast<double>(n_sources), prior_sources);
  ClassModel model{own.shape, (1.0 - w) * common.q_total + w * own.q_total, 0.0, 0.0};
  for (double& of_magnitude : model.q)
    of_magnitude *= model.q_total;
  return model;
}

// Collective. ln L of the quarters of the sources of each class under each of priors(), by the
// other quarters of the class. \param own  the models of the classes
std::vector<double> held_out_likelihoods(const FixedTerms& terms,
                                         std::span<const LikelihoodRatioModel> own,
                                         const LikelihoodRatioModel& common,
                                         const SumOverRanks& sum) {
  const auto class_of = [](std::int64_t part) { return static_cast<std::size_t>(part / n_folds); };
  const auto is_held_out = [&](std::int64_t part, std::int64_t xray_id) {
    return fold_of(xray_id, n_folds) == part % n_folds;
  };
  const auto is_in = [&](std::int64_t part, std::int64_t xray_id, std::size_t source_class) {
    return source_class == class_of(part) && !is_held_out(part, xray_id);
  };
  std::vector<double> log_likelihood_by_prior(priors().size());
  const auto judge = [&](const FittedParts& others) {
    std::vector<ExactSum> found;
    std::int64_t part = others.first;
    for (const DrawnClass& drawn :
         draw_to(common, others.parts, others.models, strengths_in_counterparts, sum)) {
      const FixedTerms held_out = terms.part([&](std::int64_t xray_id, std::size_t source_class) {
        return source_class == class_of(part) && is_held_out(part, xray_id);
      });
      for (const double n_sources : strengths_in_sources) {
        for (const ClassShape& shape : drawn.shapes) {
          const ClassModel model = drawn_model(shape, drawn.sources.n_sources, common, n_sources);
          found.push_back(held_out.log_likelihood(model.q, model.q_total));
        }
      }
      ++part;
    }
    sum(found);
    for (std::size_t i = 0; i < found.size(); ++i)
      log_likelihood_by_prior[i % log_likelihood_by_prior.size()] += found[i].value();
  };
  const auto start_of = [&](std::int64_t part) { return own[class_of(part)]; };
  fit_parts(terms, {std::ssize(own) * n_folds, n_folds - 1}, sum, is_in, start_of,
            FitPrecision::of_held_out, judge);
  return log_likelihood_by_prior;
}

double error_of_information(double information) {
  return information > 0.0 ? 1.0 / std::sqrt(information) : 0.0;
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
  std::vector<FixedTerms> terms_of_classes;
  for (std::size_t c = 0; c < n_classes; ++c) {
    terms_of_classes.push_back(
        terms->part([c](std::int64_t, std::size_t source_class) { return source_class == c; }));
  }
  const std::vector<TermsPart> parts = parts_of(std::move(terms_of_classes), data.sum);
  std::ranges::transform(parts, fit.n_sources.begin(), &TermsPart::n_sources);
  if (!(common.q_total > 0.0)) {
    fit.q_listed.assign(n_classes, 0.0);
    return fit;
  }
  const std::vector<SourcesToFit> sources = sources_of(parts);
  std::vector<LikelihoodRatioModel> own(n_classes, common);
  fit_q_and_prior(sources, own, data.sum);
  const std::vector<double> information = q_information(sources, own, data.sum);
  const std::vector<double> log_likelihoods = held_out_likelihoods(*terms, own, common, data.sum);
  // What is listed of Q is the same part of it whatever Q is.
  const double q_error_of_all = q_error * (common.q_total / common.listed_q_total());
  const std::size_t best = best_prior(log_likelihoods);
  fit.prior = priors()[best];
  fit.log_likelihood_gain = log_likelihoods[best] - log_likelihoods[no_classes];
  if (best != no_classes) {
    const std::vector<DrawnClass> drawn =
        draw_to(common, parts, own, {&fit.prior.n_counterparts, 1}, data.sum);
    for (std::size_t c = 0; c < n_classes; ++c) {
      fit.models[c] =
          drawn_model(drawn[c].shapes.front(), fit.n_sources[c], common, fit.prior.n_sources);
      const double w = weight_of(static_cast<double>(fit.n_sources[c]), fit.prior.n_sources);
      fit.q_errors[c] =
          std::hypot(w * error_of_information(information[c]), (1.0 - w) * q_error_of_all);
    }
  }
  LikelihoodRatioModel of_classes = common;
  of_classes.classes = fit.models;
  fit.error_slope = fit_error_slope(data, of_classes);
  fit.models = of_classes.classes;
  add_listed(data, of_classes, fit);
  return fit;
}

} // namespace counterpoint
