#include "counterpoint/statistics/feature_correlation.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// Weighed moments of two values.
class Moments {
public:
  enum Term : std::size_t {
    weights,
    first,
    second,
    first_squared,
    second_squared,
    product,
    n_terms
  };

  explicit Moments(std::span<ExactSum> sums) : sums_{sums} {}

  void add(double weight, double a, double b) {
    sums_[weights].add(weight);
    sums_[first].add(weight * a);
    sums_[second].add(weight * b);
    sums_[first_squared].add(weight * a * a);
    sums_[second_squared].add(weight * b * b);
    sums_[product].add(weight * a * b);
  }

  [[nodiscard]] double n() const { return sums_[weights].value(); }
  [[nodiscard]] double correlation() const {
    const double mean_a = sums_[first].value() / n();
    const double mean_b = sums_[second].value() / n();
    const double variance_a = sums_[first_squared].value() / n() - mean_a * mean_a;
    const double variance_b = sums_[second_squared].value() / n() - mean_b * mean_b;
    const double covariance = sums_[product].value() / n() - mean_a * mean_b;
    return variance_a > 0.0 && variance_b > 0.0 ? covariance / std::sqrt(variance_a * variance_b)
                                                : 0.0;
  }

private:
  std::span<ExactSum> sums_;
};

// Of the deviations of two features, to be compared: they may go together on both sides of the
// mean.
constexpr std::size_t n_powers = 4;
constexpr std::array<std::pair<int, int>, n_powers> powers{{{1, 1}, {2, 1}, {1, 2}, {2, 2}}};

double power(double deviation, int exponent) {
  return exponent == 1 ? deviation : deviation * deviation;
}

// The probability of each candidate; none where no weight is left.
void find_probabilities(const LikelihoodRatioModel& model, const MagnitudeRatio& ratio,
                        const XrayCandidates& source, std::vector<double>& probabilities) {
  OffsetDensity density{source.terms};
  double total = model.none(source.terms);
  probabilities.clear();
  for (const Candidate& candidate : source.candidates) {
    probabilities.push_back(model.weight(candidate, source.terms, ratio, density));
    total += probabilities.back();
  }
  for (double& p : probabilities)
    p = total > 0.0 ? p / total : 0.0;
}

// Values of features as so much more than stars of the same magnitude have, in classes.
class Deviations {
public:
  explicit Deviations(const LikelihoodRatioModel& model) : features_{model.features} {
    for (const FeatureModel& feature : features_)
      mean_classes_.push_back(feature.mean_classes());
  }

  // Of feature `f`; NaN where the value is missing.
  [[nodiscard]] double of(std::size_t f, const Candidate& candidate, const XrayTerms& terms) const {
    const std::size_t row = FeatureTally::row_of(candidate.ks);
    const std::size_t c = features_[f].classes.of(
        row, FeatureCode::less(candidate.features.of[f], terms.local_features.of[f]));
    if (c == FeatureClasses::missing) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(c) - mean_classes_[f][row];
  }

private:
  const std::vector<FeatureModel>& features_;
  std::vector<std::vector<double>> mean_classes_; // [feature][row of magnitudes]
};

} // namespace

bool FeatureCorrelation::is_conspicuous() const {
  constexpr double tolerance = 0.3;
  constexpr double significance = 4.0;
  return std::abs(coefficient) > tolerance && std::abs(coefficient) * std::sqrt(n) > significance;
}

FeatureCorrelation largest_correlation(const LikelihoodData& data,
                                       const LikelihoodRatioModel& model) {
  const Deviations deviations{model};
  const MagnitudeRatio ratio{model};
  std::vector<double> probabilities;
  FeatureCorrelation largest;
  for (std::size_t a = 0; a < model.features.size(); ++a) {
    for (std::size_t b = a + 1; b < model.features.size(); ++b) {
      std::vector<ExactSum> sums(2 * n_powers * Moments::n_terms);
      std::vector<Moments> counterparts; // of each of the powers
      std::vector<Moments> stars;
      for (std::size_t i = 0; i < n_powers; ++i) {
        const auto of_next = std::span{sums}.subspan(2 * i * Moments::n_terms);
        counterparts.emplace_back(of_next.first(Moments::n_terms));
        stars.emplace_back(of_next.subspan(Moments::n_terms, Moments::n_terms));
      }
      for (const XrayCandidates& source : data.sources) {
        find_probabilities(model, ratio, source, probabilities);
        for (std::size_t k = 0; k < source.candidates.size(); ++k) {
          const double of_a = deviations.of(a, source.candidates[k], source.terms);
          const double of_b = deviations.of(b, source.candidates[k], source.terms);
          if (std::isnan(of_a) || std::isnan(of_b)) continue;
          for (std::size_t i = 0; i < n_powers; ++i) {
            const double power_a = power(of_a, powers[i].first);
            const double power_b = power(of_b, powers[i].second);
            counterparts[i].add(probabilities[k], power_a, power_b);
            stars[i].add(1.0 - probabilities[k], power_a, power_b);
          }
        }
      }
      data.sum(sums);
      for (std::size_t i = 0; i < n_powers; ++i) {
        for (const Moments& moments : {counterparts[i], stars[i]}) {
          if (!(moments.n() > 1.0)) continue;
          const FeatureCorrelation found{a, b, moments.correlation(), moments.n(), i > 0};
          const bool is_larger = std::abs(found.coefficient) > std::abs(largest.coefficient);
          if (found.is_conspicuous() == largest.is_conspicuous() ? is_larger
                                                                 : found.is_conspicuous())
            largest = found;
        }
      }
    }
  }
  return largest;
}

} // namespace counterpoint
