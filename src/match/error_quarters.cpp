#include "match/error_quarters.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>

namespace counterpoint {

ErrorQuarters::ErrorQuarters(const TermsOfSources& terms) {
  constexpr std::size_t n_quarters = 4;
  std::vector<double> sigmas;
  for (std::size_t id = 0; id < terms.size(); ++id) {
    if (terms.own(id).is_considered) sigmas.push_back(terms[id].sigma_arcsec());
  }
  std::sort(sigmas.begin(), sigmas.end());
  for (std::size_t quarter = 1; quarter < n_quarters && !sigmas.empty(); ++quarter)
    edges_.push_back(sigmas[(quarter * sigmas.size() - 1) / n_quarters]);
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  if (!edges_.empty() && edges_.back() == sigmas.back()) edges_.pop_back();
}

std::uint16_t ErrorQuarters::of(const XrayTerms& terms) const {
  const auto edge = std::lower_bound(edges_.begin(), edges_.end(), terms.sigma_arcsec());
  return static_cast<std::uint16_t>(edge - edges_.begin());
}

std::vector<std::string> ErrorQuarters::names() const {
  if (edges_.empty()) return {of_equal_errors};
  std::vector<std::string> names{format_text("sigma_x <= %.3g", edges_.front())};
  for (std::size_t i = 1; i < edges_.size(); ++i)
    names.push_back(format_text("%.3g < sigma_x <= %.3g", edges_[i - 1], edges_[i]));
  names.push_back(format_text("sigma_x > %.3g", edges_.back()));
  return names;
}

} // namespace counterpoint
