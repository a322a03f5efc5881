#pragma once

#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// In order.
[[nodiscard]] double sum_of(std::span<const double> values);

/// The q that is most probable where so many counterparts are expected: the step of maximisation
/// of a fit. Three things are independent of each other:
/// - their fraction: all of them over n_sources, and a tenth of a counterpart, so that none seen is
///   not the certainty that there are none;
/// - among them, the fraction f without a magnitude: ln(f / (1 - f)) is that of the infrared
///   catalogue, give or take ln 2;
/// - the shape over the magnitudes: ln(q / n) is smooth (penalties on differences from class to
///   class: Eilers & Marx 1996, Stat. Sci. 11, 89). MagnitudePrior::flat: its first derivative is
///   0 +- 3 per mag and its second 0 +- 0.9 per mag^2; ::parabolic: its first is 0 +- 4 per mag and
///   its third 0 +- 0.2 per mag^3; ::peaked: 0 +- 30 per mag and 0 +- 1 per mag^3; ::rough: its
///   first is 0 +- 15 per mag and its second 0 +- 6 per mag^2. The maximum is unique; where nothing
///   is known, q is as n.
/// \param expected  counterparts, by MagnitudeClasses
/// \param n  infrared sources per arcsec^2, by class: q is 0 outside of the classes they span
/// \param start  q of the step before, positive where it may be
[[nodiscard]] std::vector<double> most_probable_q(const std::vector<double>& expected,
                                                  double n_sources, const std::vector<double>& n,
                                                  const std::vector<double>& start,
                                                  MagnitudePrior prior);

/// How well a prior on the shape agrees with the data.
struct PriorAgreement {
  /// ln of how much of the prior lies where the data put q, by Laplace's approximation: added to ln
  /// L at the most probable q, it is ln of the probability of the data under this prior, but for a
  /// constant that is common to all priors.
  double log_mass = 0.0;
  /// Half of the squares of what the derivatives of theta are, each in units of what the prior
  /// lets them be: where it is large, the prior holds q away from where the data want it.
  double strain = 0.0;
};

/// \param q  the most probable one
/// \param information  of the data in ln q, by class; what they say of two classes together is
///   left out: it is the same for all priors
[[nodiscard]] PriorAgreement agreement_of(MagnitudePrior prior, const std::vector<double>& q,
                                          const std::vector<double>& n,
                                          const std::vector<double>& information);

} // namespace counterpoint
