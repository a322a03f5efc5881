#pragma once

#include "candidate_at.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <vector>

namespace counterpoint::test_support::model_sky {

// A sky made by the model itself: Q and the magnitudes of the counterparts come back.
struct ModelSky {
  std::vector<std::vector<Candidate>> candidates;
  std::vector<bool> has_counterpart;
  std::vector<std::int64_t> infrared_counts;
  double area_arcsec2 = 1e6;
};

inline constexpr double sky_sigma_arcsec = 0.5;
inline constexpr double sky_radius_arcsec = 2.0;
// With an infrared sigma of 0.3 and an X-ray sigma of sqrt(1 - 0.09) in units of the total.
inline const XrayTerms sky_terms{Angle::from_arcsec(0.5 * std::sqrt(0.91)),
                                 Angle::from_arcsec(sky_radius_arcsec), 1.0, true};

/// \param sigma_arcsec  of the offset of each source's counterpart; none: sky_sigma_arcsec
/// \param q_of_source  chance of a counterpart of each source; none: `q`
inline ModelSky make_model_sky(std::size_t n_xray, double q, std::uint64_t seed,
                               double ks_mean = 15.5,
                               const std::function<double(std::uint64_t)>& sigma_arcsec = {},
                               const std::function<double(std::uint64_t)>& q_of_source = {}) {
  ModelSky sky;
  sky.infrared_counts.assign(MagnitudeClasses::n_classes, 0);
  // Background: 0.05 per arcsec^2, Ks uniform over 14 to 18.
  const double background = 0.05 * std::numbers::pi * sky_radius_arcsec * sky_radius_arcsec;
  for (int c = 56; c < 72; ++c)
    sky.infrared_counts[static_cast<std::size_t>(c)] = 50000 / 16;
  for (std::uint64_t i = 0; i < n_xray; ++i) {
    std::vector<Candidate> pairs;
    const auto [u, v] = random_uniforms({.seed = seed, .id = i});
    double chance = std::exp(-background);
    for (std::uint32_t k = 1; v > chance && k < 20; ++k) { // Poisson by inversion
      const auto [r, m] = random_uniforms({.seed = seed, .id = i, .step = k});
      pairs.push_back(
          candidate_at(sky_radius_arcsec * std::sqrt(r), 14.0 + 4.0 * m, sky_sigma_arcsec));
      double term = std::exp(-background);
      double sum = term;
      for (std::uint32_t j = 1; j <= k; ++j)
        sum += term *= background / j;
      chance = sum;
    }
    bool has = u < (q_of_source ? q_of_source(i) : q);
    if (has) {
      const auto [x, y] = random_normals({.seed = seed, .id = i, .step = 100});
      const double ks = ks_mean + 0.8 * random_normals({.seed = seed, .id = i, .step = 101})[0];
      const double phi = (sigma_arcsec ? sigma_arcsec(i) : sky_sigma_arcsec) * std::hypot(x, y);
      has = phi <= sky_radius_arcsec;
      if (has) pairs.push_back(candidate_at(phi, ks, sky_sigma_arcsec));
    }
    sky.candidates.push_back(pairs);
    sky.has_counterpart.push_back(has);
  }
  return sky;
}

/// They refer to the sky and to the terms.
inline std::vector<XrayCandidates> candidates_of(const ModelSky& sky,
                                                 const XrayTerms& terms = sky_terms) {
  std::vector<XrayCandidates> sources;
  for (const auto& pairs : sky.candidates)
    sources.push_back({pairs, terms, std::ssize(sources)});
  return sources;
}

/// The same with terms of each source.
inline std::vector<XrayCandidates> candidates_of(const ModelSky& sky,
                                                 const std::vector<XrayTerms>& terms) {
  std::vector<XrayCandidates> sources;
  for (std::size_t i = 0; i < terms.size(); ++i)
    sources.push_back({sky.candidates[i], terms[i], static_cast<std::int64_t>(i)});
  return sources;
}

inline LikelihoodData data_of(const ModelSky& sky, std::span<const XrayCandidates> sources) {
  return {sources,          std::ssize(sources),      sky.infrared_counts,
          sky.area_arcsec2, Angle::from_arcsec(0.15), [](std::span<ExactSum>) {}};
}

inline LikelihoodRatioModel fit(const ModelSky& sky) {
  const auto sources = candidates_of(sky);
  return fit_likelihood_ratio(data_of(sky, sources));
}

} // namespace counterpoint::test_support::model_sky
