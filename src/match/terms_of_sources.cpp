#include "match/terms_of_sources.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

double expected_stars(const XrayTerms& terms, double density_arcsec2) {
  const SkyEllipse& region = terms.acceptance;
  const double area = std::numbers::pi * region.major.arcsec() * region.minor.arcsec();
  return density_arcsec2 * terms.listed_density_factor() * area;
}

XrayTerms TermsOfSources::declared(std::size_t xray_id) const {
  const Own& own = own_.data()[xray_id];
  const XraySource& source = sources_[xray_id];
  XrayTerms terms{source.sigma,       acceptance_.region(source.error, infrared_error_),
                  own.density_factor, own.is_considered,
                  own.source_class,   own.depth_place};
  if (!listed_.empty() && source.position) terms.depth_factor = listed_[own.depth_place];
  if (!local_features_.empty()) terms.local_features = local_features_.data()[xray_id];
  return terms;
}

double TermsOfSources::chance_of_candidates(const XrayTerms& terms) const {
  const double of_unrelated = -std::expm1(-expected_stars(terms, density_arcsec2_));
  return std::min(1.0, edges_.with_candidates * of_unrelated);
}

XrayTerms TermsOfSources::operator[](std::size_t xray_id) const {
  XrayTerms terms = declared(xray_id);
  const Own& own = own_.data()[xray_id];
  if (own.is_at_edge && !own.has_candidates && edges_.covered < 1.0) {
    const double chance = chance_of_candidates(terms);
    terms.coverage = edges_.covered * (1.0 - chance) / (1.0 - edges_.covered * chance);
  }
  return errors_ ? errors_->applied_to(terms) : terms;
}

void TermsOfSources::find_coverage(double density_arcsec2) {
  density_arcsec2_ = density_arcsec2;
  edges_ = {};
  // Sources with candidates over those to be expected; `n_before` as many as expected come first.
  const auto part_with_candidates = [&](bool at_edge, double n_before) {
    double seen = n_before;
    double expected = n_before;
    for (std::size_t id = 0; id < size(); ++id) {
      const Own& own = own_.data()[id];
      if (!own.is_considered || own.is_at_edge != at_edge) continue;
      seen += own.has_candidates ? 1.0 : 0.0;
      expected += chance_of_candidates(declared(id));
    }
    return expected > 0.0 ? seen / expected : 1.0;
  };
  // Where hardly a source is away from the edges, few of them must not decide on all others.
  constexpr double n_as_expected = 10.0;
  edges_.with_candidates = part_with_candidates(false, n_as_expected);
  edges_.covered = std::min(1.0, part_with_candidates(true, 0.0));
}

} // namespace counterpoint
