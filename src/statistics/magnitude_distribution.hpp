#pragma once

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
/// - the shape over the magnitudes: ln(q / n) is smooth, from class to class its first derivative
///   0 +- 3 per mag and its second 0 +- 0.9 per mag^2 (penalties on differences: Eilers & Marx
///   1996, Stat. Sci. 11, 89). The maximum is unique; where nothing is known, q is as n.
/// \param expected  counterparts, by MagnitudeClasses
/// \param n  infrared sources per arcsec^2, by class: q is 0 outside of the classes they span
/// \param start  q of the step before, positive where it may be
[[nodiscard]] std::vector<double> most_probable_q(const std::vector<double>& expected,
                                                  double n_sources, const std::vector<double>& n,
                                                  const std::vector<double>& start);

} // namespace counterpoint
