#pragma once

#include "counterpoint/statistics/error_model.hpp"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace counterpoint {

/// A normal distribution of what a number of an error model may be, before the data are seen.
struct ErrorPrior {
  double mean;
  double deviation;
};

/// How far an error model may go.
struct ErrorBounds {
  static constexpr double smallest_factor = 0.2;
  static constexpr double largest_factor = 5.0;
  // Of the tail: ln(f / (1 - f)) of its fraction, ln of its width. A tail so wide that the
  // acceptance region holds little of it could be any part of the counterparts.
  static constexpr ErrorPrior tail_logit{-1.4, 1.5};     // f = 0.2
  static constexpr ErrorPrior tail_log_width{0.9, 0.35}; // w = 2.5
  static constexpr double farthest = 4.0;                // deviations
  // Of the logit of Q: its slope with ln sigma_x, and what a range of sigma_x has beside.
  static constexpr ErrorPrior q_slope{0.0, 2.0};
  static constexpr ErrorPrior q_of_range{0.0, 1.0};
  static constexpr double fewest_counterparts = 25.0; // that tell anything
};

/// Collective, as LikelihoodData::sum is. ln L with the model applied to the errors, q and Q held.
[[nodiscard]] double log_likelihood_with(const ErrorModel& errors, const LikelihoodRatioModel& lr,
                                         const LikelihoodData& data);

/// Collective, as LikelihoodData::sum is. q and Q where the model is applied to the errors.
[[nodiscard]] LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                                            const LikelihoodRatioModel& start);

/// Collective, as LikelihoodData::sum is. Mean of the X-ray errors, along the major axes.
[[nodiscard]] Angle typical_error(const LikelihoodData& data);

/// A number of an error model that can be searched for.
enum class ErrorParameter { factor, floor, tail_fraction, tail_width };

/// The number, in its own unit (arcsec for the floor), and the name that tables have for it.
[[nodiscard]] double value_of(const ErrorModel& model, ErrorParameter parameter);
[[nodiscard]] const char* name_of(ErrorParameter parameter);

/// Maximum likelihood of some numbers of an error model, the others and the shape of q held. Q is
/// searched for with them, as a function of the declared error: ln(Q / (1 - Q)) = a + b ln sigma_x
/// + c, with a c for each of ten ranges of the error. Else a fraction with a counterpart that goes
/// with the error would look like wrong errors. All calls are collective, as LikelihoodData::sum
/// is.
class ErrorSearch {
public:
  /// \param typical  X-ray error: the unit of the floor, which is twice that at most
  ErrorSearch(const LikelihoodRatioModel& lr, const LikelihoodData& data,
              std::vector<ErrorParameter> free, Angle typical);

  /// The most probable model, with ErrorPrior for the tail. From `start` uphill: steps of the sum
  /// of the scores of the sources over their scatter (Berndt, Hall, Hall & Hausman 1974, Ann. Econ.
  /// Soc. Meas. 3, 653), halved where ln L would fall.
  struct Maximum {
    ErrorModel model;
    double log_likelihood = 0.0; ///< without that of the prior
  };
  [[nodiscard]] Maximum maximum(const ErrorModel& start) const;

  /// Of the numbers searched for, from the curvature of ln L at their maximum with Q held; infinite
  /// where it is none.
  [[nodiscard]] std::vector<double> standard_errors(const ErrorModel& model) const;

private:
  // Coordinates that know no unit, by the free parameters; in a search a (over that of the
  // magnitude model), b and those c follow.
  using Point = std::vector<double>;
  struct Scores {
    double log_likelihood = 0.0; // with the prior
    Point gradient;
    std::vector<Point> scatter; // sum over the sources of gradient times gradient
  };

  [[nodiscard]] Point point_of(const ErrorModel& model) const; // without those of Q
  [[nodiscard]] ErrorModel at(const ErrorModel& model, const Point& point) const;
  [[nodiscard]] std::optional<ErrorPrior> prior(std::size_t coordinate) const;
  [[nodiscard]] std::pair<double, double> range(std::size_t coordinate) const;
  [[nodiscard]] double log_prior(const Point& point) const;
  [[nodiscard]] Point bounded(Point point) const;
  [[nodiscard]] Scores scores(const ErrorModel& model, const Point& point) const;
  [[nodiscard]] Point step(const Scores& scores, const Point& from) const;
  [[nodiscard]] std::vector<Point> curvature(const ErrorModel& model) const;

  const LikelihoodRatioModel& lr_;
  const LikelihoodData& data_;
  std::vector<ErrorParameter> free_;
  Angle typical_;
};

} // namespace counterpoint
