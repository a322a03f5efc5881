#include "statistics/class_factors.hpp"

#include "statistics/data_part.hpp"
#include "statistics/error_likelihood.hpp"
#include "statistics/error_search.hpp"

#include <cmath>
#include <limits>
#include <memory>

namespace counterpoint {

namespace {

// What the sources of one class say by themselves.
struct OwnFactor {
  double log_factor = 0.0; // over that of all
  double error = std::numeric_limits<double>::infinity();
  double gain = 0.0;

  [[nodiscard]] double weight(double scatter2) const {
    return std::isfinite(error) ? scatter2 / (scatter2 + error * error) : 0.0;
  }
};

// What the fit promises from one step, with the magnitudes of all: a tenth of its work.
OwnFactor promised_factor(const LikelihoodData& of_class, const LikelihoodRatioModel& lr,
                          const ErrorModel& base, Angle typical) {
  OwnFactor own;
  const double n_counterparts = lr.listed_q_total() * static_cast<double>(of_class.n_sources);
  if (n_counterparts < ErrorBounds::fewest_counterparts) return own;
  const ErrorSearch search{lr, of_class, {ErrorParameter::factor}, typical};
  const ErrorSearch::Outlook outlook = search.outlook({base});
  own.log_factor = outlook.value / base.factor - 1.0;
  own.error = outlook.error / base.factor;
  own.gain = outlook.gain;
  return own;
}

OwnFactor own_factor(const LikelihoodData& of_class, const LikelihoodRatioModel& lr,
                     const ErrorModel& base, Angle typical) {
  OwnFactor own;
  const LikelihoodRatioModel own_lr = fit_with(base, of_class, lr);
  const double n_counterparts = own_lr.listed_q_total() * static_cast<double>(of_class.n_sources);
  if (n_counterparts < ErrorBounds::fewest_counterparts) return own;
  const ErrorSearch search{own_lr, of_class, {ErrorParameter::factor}, typical};
  const ErrorSearch::Maximum found = search.maximum({base});
  const ErrorSearch of_base{own_lr, of_class, {}, typical};
  own.log_factor = std::log(found.model.factor / base.factor);
  own.error = found.errors.front() / found.model.factor;
  own.gain = found.log_likelihood - of_base.maximum({base}).log_likelihood;
  return own;
}

// Where the classes lie, and how they scatter about it.
struct Spread {
  double mean = 0.0;
  double scatter2 = 0.0;
};

// Maximum likelihood, by expectation-maximisation.
Spread spread_of(const std::vector<OwnFactor>& own) {
  constexpr int n_rounds = 200;
  Spread spread{0.0, 0.1};
  for (int round = 0; round < n_rounds; ++round) {
    double sum = 0.0;
    double weights = 0.0;
    for (const OwnFactor& of_class : own) {
      if (!std::isfinite(of_class.error)) continue;
      const double weight = 1.0 / (spread.scatter2 + of_class.error * of_class.error);
      sum += weight * of_class.log_factor;
      weights += weight;
    }
    if (!(weights > 0.0)) break;
    spread.mean = sum / weights;
    double squares = 0.0;
    double n = 0.0;
    for (const OwnFactor& of_class : own) {
      if (!std::isfinite(of_class.error)) continue;
      const double w = of_class.weight(spread.scatter2);
      const double shift = w * (of_class.log_factor - spread.mean);
      squares += shift * shift + w * of_class.error * of_class.error;
      n += 1.0;
    }
    spread.scatter2 = squares / n;
  }
  return spread;
}

} // namespace

ClassFactors fit_class_factors(const LikelihoodData& data, const LikelihoodRatioModel& lr,
                               const ErrorModel& base, std::size_t n_classes) {
  // As improbable by chance as any other term of the error model: of 55 honest skies with four
  // classes the largest gain was 7.2.
  constexpr double of_first = 5.0;
  constexpr double hopeless = 0.5; // of the gain needed
  ClassFactors result;
  result.gain_needed = of_first + static_cast<double>(n_classes);
  const Angle typical = typical_error(data);
  std::vector<std::unique_ptr<DataPart>> parts;
  for (std::size_t c = 0; c < n_classes; ++c) {
    parts.push_back(std::make_unique<DataPart>(
        data, [c](const XrayCandidates& source) { return source.terms.source_class == c; }));
  }
  std::vector<OwnFactor> own;
  const auto find = [&](auto&& factor_of) {
    own.clear();
    result.log_likelihood_gain = 0.0;
    for (const auto& part : parts) {
      own.push_back(part->data().n_sources > 0 ? factor_of(part->data(), lr, base, typical)
                                               : OwnFactor{});
      result.log_likelihood_gain += own.back().gain;
    }
  };
  find(promised_factor);
  if (result.log_likelihood_gain > hopeless * result.gain_needed) find(own_factor);
  const Spread spread = spread_of(own);
  for (const OwnFactor& of_class : own) {
    const double w = of_class.weight(spread.scatter2);
    result.factors.push_back(std::exp(spread.mean + w * (of_class.log_factor - spread.mean)));
    result.errors.push_back(w > 0.0 ? std::sqrt(w) * of_class.error : std::sqrt(spread.scatter2));
  }
  return result;
}

} // namespace counterpoint
