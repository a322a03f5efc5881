#include "match/terms_of_sources.hpp"

namespace counterpoint {

XrayTerms TermsOfSources::operator[](std::size_t xray_id) const {
  const Own& own = own_.data()[xray_id];
  const XraySource& source = sources_[xray_id];
  XrayTerms terms{source.sigma,       acceptance_.region(source.error, infrared_error_),
                  own.density_factor, own.is_considered,
                  own.source_class,   own.depth_place};
  if (!listed_.empty() && source.position) terms.depth_factor = listed_[own.depth_place];
  return errors_ ? errors_->applied_to(terms) : terms;
}

} // namespace counterpoint
