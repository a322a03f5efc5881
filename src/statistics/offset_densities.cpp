#include "statistics/offset_densities.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

// What of offset_density_arcsec2() can be in vectors.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_exponents(const double* __restrict separation_arcsec, const double* __restrict xray_deg,
                    const double* __restrict infrared_deg, std::size_t n,
                    double* __restrict exponent, double* __restrict area_arcsec2) {
  for (std::size_t k = 0; k < n; ++k) {
    const double sigma_deg =
        std::sqrt(xray_deg[k] * xray_deg[k] + infrared_deg[k] * infrared_deg[k]);
    const double sigma = Angle::from_degrees(sigma_deg).arcsec();
    const double variance = sigma * sigma;
    exponent[k] = -separation_arcsec[k] * separation_arcsec[k] / (2.0 * variance);
    area_arcsec2[k] = 2.0 * std::numbers::pi * variance;
  }
}

} // namespace

OffsetDensities::OffsetDensities(const FitSources& sources) : sources_{sources} {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const XrayCandidates source = sources[i];
    if (!source.candidates.empty()) with_candidates_.push_back(checked_cast<std::uint32_t>(i));
    for (const Candidate& candidate : source.candidates) {
      separation_arcsec_.push_back(candidate.separation.arcsec());
      infrared_deg_.push_back(candidate.infrared_sigma.degrees());
    }
  }
  for (auto* column : {&xray_deg_, &exponents_, &areas_arcsec2_, &densities_})
    column->resize(separation_arcsec_.size());
}

std::span<const double> OffsetDensities::find() {
  return find([](const XrayCandidates& source) -> const XrayTerms& { return source.terms; });
}

std::span<const double> OffsetDensities::find_with(const ErrorModel& errors) {
  return find([&](const XrayCandidates& source) { return errors.applied_to(source.terms); });
}

void OffsetDensities::find_normal(std::vector<double>& densities) {
  const std::size_t n = separation_arcsec_.size();
  find_exponents(separation_arcsec_.data(), xray_deg_.data(), infrared_deg_.data(), n,
                 exponents_.data(), areas_arcsec2_.data());
  densities.resize(n);
  std::transform(exponents_.begin(), exponents_.end(), areas_arcsec2_.begin(), densities.begin(),
                 [](double exponent, double area) { return std::exp(exponent) / area; });
}

template <class TermsOf>
std::span<const double> OffsetDensities::find(TermsOf&& terms_of) {
  const auto for_each_source = [&](auto&& visit) {
    std::size_t first = 0;
    for (const std::uint32_t i : with_candidates_) {
      const XrayCandidates source = sources_[i];
      visit(source, first);
      first += source.candidates.size();
    }
  };
  const auto set_errors = [&](auto&& factor) {
    for_each_source([&](const XrayCandidates& source, std::size_t first) {
      const XrayTerms& terms = terms_of(source);
      std::fill_n(xray_deg_.data() + first, source.candidates.size(),
                  (terms.sigma.major * factor(terms)).degrees());
    });
  };
  bool has_tails = false;
  bool has_ellipses = false;
  set_errors([&](const XrayTerms& terms) {
    has_tails = has_tails || terms.tail.fraction != 0.0;
    has_ellipses = has_ellipses || !terms.sigma.is_circle();
    return 1.0;
  });
  find_normal(densities_);
  if (has_tails) {
    set_errors([](const XrayTerms& terms) { return terms.tail.width; });
    find_normal(of_tails_);
  }
  if (!has_tails && !has_ellipses) return densities_;
  for_each_source([&](const XrayCandidates& source, std::size_t first) {
    const XrayTerms& terms = terms_of(source);
    for (std::size_t k = 0; k < source.candidates.size(); ++k) {
      double& density = densities_[first + k];
      if (!terms.sigma.is_circle()) {
        density = offset_density_arcsec2(source.candidates[k], terms);
      } else if (terms.tail.fraction != 0.0) {
        density =
            (1.0 - terms.tail.fraction) * density + terms.tail.fraction * of_tails_[first + k];
      }
    }
  });
  return densities_;
}

} // namespace counterpoint
