#pragma once

#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/fit_sources.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// p(phi) of all candidates of some X-ray sources, in vectors: what does not change with the X-ray
/// errors is kept, since the fit of these asks again and again.
class OffsetDensities {
public:
  /// \param sources  what they refer to is not copied
  explicit OffsetDensities(const FitSources& sources);

  /// Goes to the errors of the sources' terms; offset_density_arcsec2() of each candidate, source
  /// by source, until the next call.
  std::span<const double> find();
  /// The same with the model applied to the errors.
  std::span<const double> find_with(const ErrorModel& errors);

private:
  // \param terms_of  a source
  template <class TermsOf>
  std::span<const double> find(TermsOf&& terms_of);
  // Of the X-ray errors that are set.
  void find_normal(std::vector<double>& densities);

  FitSources sources_;
  std::vector<std::uint32_t> with_candidates_; // of the sources; over the whole sky a small part
  // Of each candidate.
  std::vector<double> separation_arcsec_;
  std::vector<double> infrared_deg_; // standard deviation
  std::vector<double> xray_deg_;     // of its source
  std::vector<double> exponents_;
  std::vector<double> areas_arcsec2_; // 2 pi sigma^2
  std::vector<double> densities_;
  std::vector<double> of_tails_;
};

} // namespace counterpoint
