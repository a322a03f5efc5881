#pragma once

#include "counterpoint/statistics/likelihood_ratio.hpp"

namespace counterpoint {

/// L_x of an X-ray source: the LR of its candidates and the weight of "none of them".
/// \param ratio  of the model \source docs/method.md, section 5
[[nodiscard]] inline double likelihood_of(const XrayCandidates& source,
                                          const LikelihoodRatioModel& model,
                                          const MagnitudeRatio& ratio) {
  OffsetDensity density{source.terms};
  double likelihood = model.none(source.terms);
  for (const Candidate& candidate : source.candidates)
    likelihood += model.weight(candidate, source.terms, ratio, density);
  return likelihood;
}

} // namespace counterpoint
