#include "statistics/class_factors.hpp"
#include "statistics/error_likelihood.hpp"
#include "statistics/error_search.hpp"

#include <boost/math/tools/minima.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace counterpoint {

namespace {

constexpr int n_rounds = 3;
// Two standard errors, and 1.4 of a tail. Honest skies that take a term with it lose next to
// nothing; those that have a tail gain (docs/calibration.md).
constexpr double least_floor_gain = 2.0;
constexpr double least_tail_gain = 1.0;
constexpr double q_gain = 10.0; // of Q that goes with the error
constexpr ErrorTail first_tail{0.2, 2.5};
// A tail that promises less with that width is not searched for: most that promise so little gain
// no more, but those of Student's t do.
constexpr double hopeless_gain = 0.5;

// The factor alone, anywhere between its bounds (Brent 1973, chapter 5).
double best_factor(const LikelihoodRatioModel& lr, const LikelihoodData& data) {
  constexpr int bits = 12; // the factor is never known better
  ErrorLikelihood likelihood{lr, data};
  const auto minus_log_likelihood = [&](double log_factor) {
    return -likelihood.at({std::exp(log_factor)});
  };
  return std::exp(boost::math::tools::brent_find_minima(minus_log_likelihood,
                                                        std::log(ErrorBounds::smallest_factor),
                                                        std::log(ErrorBounds::largest_factor), bits)
                      .first);
}

// From the curvature of ln L in ln factor, with nothing but the factor in the model.
double factor_error(double factor, const LikelihoodRatioModel& lr, const LikelihoodData& data) {
  constexpr double step = 0.05;
  ErrorLikelihood likelihood{lr, data};
  const auto at = [&](double shift) { return likelihood.at({factor * std::exp(shift)}); };
  const double curvature = (at(step) - 2.0 * at(0.0) + at(-step)) / (step * step);
  return curvature < 0.0 ? factor / std::sqrt(-curvature) : std::numeric_limits<double>::infinity();
}

enum class Term { by_class, floor, tail };

// What the model would be with one term more.
struct Trial {
  Term term;
  ErrorModel model;
  double gain;
  double gain_needed;
  std::vector<ErrorTerm> rows; // of the table

  [[nodiscard]] bool is_significant() const { return gain > gain_needed; }
};

class ErrorFit {
public:
  ErrorFit(const LikelihoodData& data, std::size_t n_classes)
      : data_{data}, n_classes_{n_classes}, typical_{typical_error(data)},
        lr_{fit_likelihood_ratio_and_prior(data, LikelihoodTerms{data})} {}

  [[nodiscard]] bool has_counterparts() const { return lr_.q_total > 0.0; }
  [[nodiscard]] double n_counterparts() const {
    return lr_.listed_q_total() * static_cast<double>(data_.n_sources);
  }

  void fit_factor() {
    declared_ = ErrorLikelihood{lr_, data_}.at(model_);
    for (int round = 0; round < n_rounds; ++round) {
      model_.factor = best_factor(lr_, data_);
      lr_ = fit_with(model_, data_, lr_);
    }
    const double of_one_q = ErrorLikelihood{lr_, data_}.at(model_);
    factor_gain_ = of_one_q - declared_;
    // Where Q goes with the error, the factor that one Q for all would have is wrong.
    present_ = search(free_).maximum({model_});
    if (present_.log_likelihood - of_one_q > q_gain) model_ = present_.model;
    lone_factor_error_ = factor_error(model_.factor, lr_, data_) / model_.factor;
  }

  // Takes the terms one after another, the one that gains most over what it needs first.
  void take_terms(std::vector<Term> open) {
    while (!open.empty()) {
      std::vector<Trial> trials;
      for (const Term term : open) {
        trials.push_back(term == Term::by_class ? by_class()
                         : term == Term::floor  ? with({ErrorParameter::floor}, term)
                                                : with_tail());
      }
      const auto best =
          std::max_element(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
            return a.gain - a.gain_needed < b.gain - b.gain_needed;
          });
      if (!best->is_significant()) {
        for (Trial& trial : trials)
          rows_.insert(rows_.end(), trial.rows.begin(), trial.rows.end());
        return;
      }
      take(*best);
      std::erase(open, best->term);
    }
  }

  [[nodiscard]] ErrorModelFit result() const;

private:
  [[nodiscard]] ErrorSearch search(std::vector<ErrorParameter> free) const {
    return {lr_, data_, std::move(free), typical_};
  }

  [[nodiscard]] std::vector<ErrorParameter>
  free_and(const std::vector<ErrorParameter>& others) const {
    std::vector<ErrorParameter> free = free_;
    free.insert(free.end(), others.begin(), others.end());
    return free;
  }

  [[nodiscard]] ErrorSearch::Maximum present_with(const ErrorTail& tail) const {
    ErrorSearch::Maximum start = present_;
    start.model = model_;
    start.model.tail = tail;
    return start;
  }

  [[nodiscard]] Trial with_tail() const {
    constexpr double hardly_any = 1e-3;
    const std::vector<ErrorParameter> of_tail{ErrorParameter::tail_fraction,
                                              ErrorParameter::tail_width};
    const ErrorSearch::Outlook outlook = search(free_and({ErrorParameter::tail_fraction}))
                                             .outlook(present_with({hardly_any, first_tail.width}));
    if (outlook.value > 0.0 && outlook.gain > hopeless_gain) return with(of_tail, Term::tail);
    Trial trial{Term::tail, model_, outlook.value > 0.0 ? outlook.gain : 0.0, least_tail_gain, {}};
    trial.rows = {
        row(trial, name_of(of_tail[0]), std::max(0.0, outlook.value), outlook.error),
        row(trial, name_of(of_tail[1]), first_tail.width, std::numeric_limits<double>::infinity())};
    return trial;
  }

  [[nodiscard]] Trial with(const std::vector<ErrorParameter>& of_term, Term term) const {
    const std::vector<ErrorParameter> free = free_and(of_term);
    const ErrorSearch::Maximum found =
        search(free).maximum(present_with(term == Term::tail ? first_tail : model_.tail));
    const double gain_needed = term == Term::tail ? least_tail_gain : least_floor_gain;
    Trial trial{term, found.model, found.log_likelihood - present_.log_likelihood, gain_needed, {}};
    for (std::size_t i = free_.size(); i < free.size(); ++i) {
      trial.rows.push_back(
          row(trial, name_of(free[i]), value_of(found.model, free[i]), found.errors[i]));
    }
    return trial;
  }

  [[nodiscard]] Trial by_class() const {
    const ClassFactors found = fit_class_factors(data_, lr_, model_, n_classes_);
    Trial trial{Term::by_class, model_, found.log_likelihood_gain, found.gain_needed, {}};
    trial.model.class_factors = found.factors;
    for (std::size_t c = 0; c < n_classes_; ++c) {
      const double factor = model_.factor * found.factors[c];
      trial.rows.push_back(
          row(trial, name_of(ErrorParameter::factor), factor, factor * found.errors[c]));
      trial.rows.back().source_class = c;
    }
    return trial;
  }

  static ErrorTerm row(const Trial& trial, const char* name, double value, double error) {
    return {name, std::nullopt, value, error, trial.gain, trial.is_significant()};
  }

  void take(const Trial& trial) {
    model_ = trial.model;
    if (trial.term == Term::floor) free_.push_back(ErrorParameter::floor);
    if (trial.term == Term::tail) {
      free_.push_back(ErrorParameter::tail_fraction);
      free_.push_back(ErrorParameter::tail_width);
    }
    rows_.insert(rows_.end(), trial.rows.begin(), trial.rows.end());
    for (int round = 1; round < n_rounds; ++round) {
      lr_ = fit_with(model_, data_, lr_);
      present_ = search(free_).maximum({model_, present_.of_q});
      model_ = present_.model;
    }
  }

  const LikelihoodData& data_;
  std::size_t n_classes_;
  Angle typical_;
  LikelihoodRatioModel lr_;
  ErrorModel model_;
  double declared_ = 0.0; // ln L
  double factor_gain_ = 0.0;
  double lone_factor_error_ = 0.0; // relative, with no other term
  std::vector<ErrorParameter> free_{ErrorParameter::factor};
  ErrorSearch::Maximum present_; // of these
  std::vector<ErrorTerm> rows_;
};

ErrorModelFit ErrorFit::result() const {
  ErrorModelFit fit;
  fit.model = model_;
  fit.n_counterparts = n_counterparts();
  const bool is_factor_alone = free_.size() == 1 && model_.class_factors.empty();
  fit.lone_factor_error = lone_factor_error_;
  fit.factor_error = is_factor_alone ? lone_factor_error_ * model_.factor : present_.errors.front();
  fit.log_likelihood_gain = ErrorLikelihood{lr_, data_}.at(model_) - declared_;
  fit.terms = {{name_of(ErrorParameter::factor), std::nullopt, model_.factor, fit.factor_error,
                factor_gain_, true}};
  for (ErrorTerm row : rows_) {
    // As they are in the end, with all terms in the model.
    for (std::size_t i = 1; i < free_.size(); ++i) {
      if (row.name != name_of(free_[i])) continue;
      row.value = value_of(model_, free_[i]);
      row.error = present_.errors[i];
    }
    if (row.source_class && row.is_significant) {
      const double factor = model_.factor * model_.class_factors[*row.source_class];
      row.error *= factor / row.value;
      row.value = factor;
    }
    fit.terms.push_back(std::move(row));
  }
  return fit;
}

} // namespace

ErrorModelFit fit_error_model(const LikelihoodData& data, const ErrorTermChoice& choice,
                              std::size_t n_classes) {
  ErrorFit fit{data, n_classes};
  if (!fit.has_counterparts()) {
    ErrorModelFit nothing;
    nothing.factor_error = nothing.lone_factor_error = std::numeric_limits<double>::infinity();
    return nothing;
  }
  fit.fit_factor();
  std::vector<Term> open;
  if (choice.floor) open.push_back(Term::floor);
  if (fit.n_counterparts() >= ErrorBounds::fewest_counterparts) {
    if (choice.by_class && n_classes > 1) open.push_back(Term::by_class);
    if (choice.tail) open.push_back(Term::tail);
  }
  fit.take_terms(std::move(open));
  return fit.result();
}

} // namespace counterpoint
