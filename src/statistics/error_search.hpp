#pragma once

#include "counterpoint/statistics/error_model.hpp"
#include "statistics/error_parameters.hpp"
#include "statistics/offset_densities.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace counterpoint {

/// Maximum likelihood of some numbers of an error model, the others and the shape of q held. Q is
/// searched for with them, as a function of the declared error: ln(Q / (1 - Q)) = a + b ln sigma_x
/// + c, with a c for each of ten ranges of the error. Else a fraction with a counterpart that goes
/// with the error would look like wrong errors.
class ErrorSearch {
public:
  /// \param typical  X-ray error: the unit of the floor
  ErrorSearch(const LikelihoodRatioModel& lr, const LikelihoodData& data,
              std::vector<ErrorParameter> free, Angle typical);

  struct Maximum {
    ErrorModel model;
    std::vector<double> of_q = {};   ///< a, b and c; empty: where the magnitude model has Q
    std::vector<double> errors = {}; ///< standard errors of what was free; infinite where unknown
    double log_likelihood = 0.0;     ///< without the priors
  };
  /// Collective, as LikelihoodData::sum is. The most probable model, from `start` uphill: steps of
  /// the sum of the scores of the sources over their scatter (Berndt, Hall, Hall & Hausman 1974,
  /// Ann. Econ. Soc. Meas. 3, 653), halved where ln L would fall.
  [[nodiscard]] Maximum maximum(const Maximum& start) const;

  /// What one such step promises.
  struct Outlook {
    double value = 0.0; ///< of the last number that is free, and its standard error
    double error = 0.0;
    double gain = 0.0; ///< in ln L, of that number alone
  };
  /// Collective, as LikelihoodData::sum is. \param start  a maximum but for the last number
  [[nodiscard]] Outlook outlook(const Maximum& start) const;

private:
  // By the free parameters their coordinates, then a (over that of the magnitude model), b, and c.
  using Point = std::vector<double>;

  // What of a source does not change with the errors.
  struct Source {
    double log_sigma;  // of the declared error over the typical one
    std::size_t range; // of the error, as a coordinate
    double listed;     // of Q, the part that is listed at its place
  };

  struct Scores {
    double log_likelihood = 0.0; // with the priors
    Point gradient;
    std::vector<Point> scatter; // sum over the sources of gradient times gradient
  };

  [[nodiscard]] ErrorModel at(const ErrorModel& model, const Point& point) const;
  [[nodiscard]] std::optional<NormalPrior> prior(std::size_t coordinate) const;
  [[nodiscard]] std::pair<double, double> range(std::size_t coordinate) const;
  [[nodiscard]] Point bounded(Point point) const;
  [[nodiscard]] double log_prior(const Point& point) const;
  [[nodiscard]] std::vector<double> evidence(const ErrorModel& errors) const;
  [[nodiscard]] Scores scores(const ErrorModel& model, const Point& point) const;
  [[nodiscard]] Point start_point(const Maximum& start) const;
  [[nodiscard]] Point step(const Scores& scores, const Point& from) const;
  [[nodiscard]] std::vector<double> errors(const ErrorModel& model, const Scores& scores) const;

  const LikelihoodRatioModel& lr_;
  const LikelihoodData& data_;
  std::vector<ErrorParameter> free_;
  Angle typical_;
  std::vector<Source> sources_;
  mutable OffsetDensities offsets_;
  std::vector<double> magnitude_terms_; // of each candidate: q / (n Q), with the local density
};

} // namespace counterpoint
