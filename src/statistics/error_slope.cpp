#include "statistics/error_slope.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr double steepest = 5.0; // of the slopes that are tried
constexpr double slope_precision = 0.01;
constexpr double least_slope_gain = 2.0; // in ln L: two standard errors
constexpr int pivot_steps = 8;

// What the likelihood of a source is made of, besides its Q: L = 1 + Q * evidence.
struct Source {
  std::size_t source_class;
  double sigma_arcsec;
  double evidence;
};

class SlopeFit {
public:
  SlopeFit(const LikelihoodData& data, const LikelihoodRatioModel& model)
      : sum_{data.sum}, classes_{model.classes} {
    for (const XrayCandidates& source : data.sources) {
      double likelihood = model.none(source.terms);
      for (const Candidate& candidate : source.candidates)
        likelihood += model.weight(candidate, source.terms);
      sources_.push_back({source.terms.source_class, source.terms.sigma_arcsec(),
                          (likelihood - 1.0) / model.q_total_of(source.terms)});
    }
  }

  // The classes with this slope; Newton's method for the pivots, from the mean of ln sigma_x.
  [[nodiscard]] std::vector<ClassModel> with_slope(double slope) const {
    std::vector<ClassModel> classes = with_mean_pivots();
    for (ClassModel& of_class : classes)
      of_class.slope = slope;
    for (int step = 0; step < pivot_steps && slope != 0.0; ++step) {
      std::vector<ExactSum> sums(2 * classes.size()); // of Q too large, and of Q (1 - Q)
      for (const Source& source : sources_) {
        const ClassModel& of_class = classes[source.source_class];
        const double q = of_class.q_total_at(source.sigma_arcsec);
        sums[2 * source.source_class].add(q - of_class.q_total);
        sums[2 * source.source_class + 1].add(q * (1.0 - q));
      }
      sum_(sums);
      for (std::size_t c = 0; c < classes.size(); ++c) {
        const double curvature = slope * sums[2 * c + 1].value();
        if (curvature != 0.0)
          classes[c].pivot += std::clamp(sums[2 * c].value() / curvature, -1.0, 1.0);
      }
    }
    return classes;
  }

  [[nodiscard]] double log_likelihood(const std::vector<ClassModel>& classes) const {
    std::vector<ExactSum> sum(1);
    for (const Source& source : sources_) {
      const double q = classes[source.source_class].q_total_at(source.sigma_arcsec);
      sum[0].add(std::log(std::max(1.0 + q * source.evidence, std::numeric_limits<double>::min())));
    }
    sum_(sum);
    return sum[0].value();
  }

private:
  [[nodiscard]] std::vector<ClassModel> with_mean_pivots() const {
    std::vector<ExactSum> sums(2 * classes_.size()); // of ln sigma_x, and of the sources
    for (const Source& source : sources_) {
      sums[2 * source.source_class].add(std::log(source.sigma_arcsec));
      sums[2 * source.source_class + 1].add(1.0);
    }
    sum_(sums);
    std::vector<ClassModel> classes = classes_;
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const double n = sums[2 * c + 1].value();
      classes[c].pivot = n > 0.0 ? sums[2 * c].value() / n : 0.0;
    }
    return classes;
  }

  SumOverRanks sum_;
  std::vector<ClassModel> classes_;
  std::vector<Source> sources_;
};

// The place of the largest value between `low` and `high`, by the golden section.
template <class Function>
double maximum(double low, double high, Function&& value) {
  const double ratio = 0.5 * (std::sqrt(5.0) - 1.0);
  double left = high - ratio * (high - low);
  double right = low + ratio * (high - low);
  double at_left = value(left);
  double at_right = value(right);
  while (high - low > slope_precision) {
    if (at_left > at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - ratio * (high - low);
      at_left = value(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + ratio * (high - low);
      at_right = value(right);
    }
  }
  return 0.5 * (low + high);
}

} // namespace

double fit_error_slope(const LikelihoodData& data, LikelihoodRatioModel& model) {
  const auto is_certain = [](const ClassModel& of_class) {
    return !(of_class.q_total > 0.0 && of_class.q_total < 1.0);
  };
  if (std::any_of(model.classes.begin(), model.classes.end(), is_certain)) return 0.0;
  const SlopeFit fit{data, model};
  const double without = fit.log_likelihood(model.classes);
  const double slope = maximum(
      -steepest, steepest, [&](double tried) { return fit.log_likelihood(fit.with_slope(tried)); });
  const std::vector<ClassModel> classes = fit.with_slope(slope);
  if (fit.log_likelihood(classes) - without < least_slope_gain) return 0.0;
  model.classes = classes;
  return slope;
}

} // namespace counterpoint
