#include "statistics/error_slope.hpp"

#include "statistics/source_likelihood.hpp"

#include <boost/math/tools/minima.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr double steepest = 5.0; // of the slopes that are tried
constexpr int slope_bits = 10;
constexpr double least_slope_gain = 2.0; // in ln L: two standard errors
// A slope that promises less is not searched for.
constexpr double hopeless_slope_gain = 0.5;
constexpr int most_pivot_steps = 8;
constexpr double pivot_precision = 1e-6;

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
    const MagnitudeRatio ratio{model};
    for (const XrayCandidates& source : data.sources) {
      sources_.push_back(
          {source.terms.source_class, source.terms.sigma_arcsec(),
           (likelihood_of(source, model, ratio) - 1.0) / model.q_total_of(source.terms)});
    }
    find_mean_pivots();
  }

  // In ln L: of a step from no slope, the score over its scatter.
  [[nodiscard]] double promised_gain() const {
    std::vector<ExactSum> sums(2); // of the scores, and of their squares
    for (const Source& source : sources_) {
      const ClassModel& of_class = classes_[source.source_class];
      const double q = of_class.q_total;
      const double likelihood =
          std::max(1.0 + q * source.evidence, std::numeric_limits<double>::min());
      const double score =
          (1.0 - 1.0 / likelihood) * (1.0 - q) * (std::log(source.sigma_arcsec) - of_class.pivot);
      sums[0].add(score);
      sums[1].add(score * score);
    }
    sum_(sums);
    const double information = sums[1].value();
    return information > 0.0 ? 0.5 * sums[0].value() * sums[0].value() / information : 0.0;
  }

  // The classes with this slope; Newton's method for the pivots, from the mean of ln sigma_x.
  [[nodiscard]] std::vector<ClassModel> with_slope(double slope) const {
    std::vector<ClassModel> classes = classes_;
    for (ClassModel& of_class : classes)
      of_class.slope = slope;
    double moved = 1.0;
    for (int step = 0; step < most_pivot_steps && moved > pivot_precision; ++step) {
      std::vector<ExactSum> sums(2 * classes.size()); // of Q too large, and of Q (1 - Q)
      for (const Source& source : sources_) {
        const ClassModel& of_class = classes[source.source_class];
        const double q = of_class.q_total_at(source.sigma_arcsec);
        sums[2 * source.source_class].add(q - of_class.q_total);
        sums[2 * source.source_class + 1].add(q * (1.0 - q));
      }
      sum_(sums);
      moved = 0.0;
      for (std::size_t c = 0; c < classes.size(); ++c) {
        const double curvature = slope * sums[2 * c + 1].value();
        if (curvature == 0.0) continue;
        const double change = std::clamp(sums[2 * c].value() / curvature, -1.0, 1.0);
        classes[c].pivot += change;
        moved = std::max(moved, std::abs(change));
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
  void find_mean_pivots() {
    std::vector<ExactSum> sums(2 * classes_.size()); // of ln sigma_x, and of the sources
    for (const Source& source : sources_) {
      sums[2 * source.source_class].add(std::log(source.sigma_arcsec));
      sums[2 * source.source_class + 1].add(1.0);
    }
    sum_(sums);
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const double n = sums[2 * c + 1].value();
      classes_[c].pivot = n > 0.0 ? sums[2 * c].value() / n : 0.0;
    }
  }

  SumOverRanks sum_;
  std::vector<ClassModel> classes_;
  std::vector<Source> sources_;
};

} // namespace

double fit_error_slope(const LikelihoodData& data, LikelihoodRatioModel& model) {
  const auto is_certain = [](const ClassModel& of_class) {
    return !(of_class.q_total > 0.0 && of_class.q_total < 1.0);
  };
  if (std::any_of(model.classes.begin(), model.classes.end(), is_certain)) return 0.0;
  const SlopeFit fit{data, model};
  if (fit.promised_gain() < hopeless_slope_gain) return 0.0;
  const double without = fit.log_likelihood(model.classes);
  const auto minus_log_likelihood = [&](double tried) {
    return -fit.log_likelihood(fit.with_slope(tried));
  };
  const double slope =
      boost::math::tools::brent_find_minima(minus_log_likelihood, -steepest, steepest, slope_bits)
          .first;
  const std::vector<ClassModel> classes = fit.with_slope(slope);
  if (fit.log_likelihood(classes) - without < least_slope_gain) return 0.0;
  model.classes = classes;
  return slope;
}

} // namespace counterpoint
