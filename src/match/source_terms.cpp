#include "match/source_terms.hpp"

#include "match/candidates.hpp"
#include "match/error_quarters.hpp"

#include <memory>
#include <utility>

namespace counterpoint {

namespace {

// Collective.
void class_by_error(SourceTerms& terms) {
  const ErrorQuarters quarters{terms.by_xray_id};
  terms.by_xray_id.change(
      [&](std::size_t, XrayTerms& of_source) { of_source.source_class = quarters.of(of_source); });
  terms.class_names = quarters.names();
}

} // namespace

SourceTerms make_source_terms(const Communicator& comm, const MatchOptions& options,
                              const MatchInputs& inputs, const Candidates& candidates) {
  const NodeArray<XraySource>& xray = inputs.xray.catalogue.sources;
  const Footprint& footprint = inputs.footprint;
  const Angle infrared_error = inputs.infrared.tally.mean_error();
  SourceTerms result;
  std::vector<XrayTerms> mine;
  mine.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const XraySource& source = xray[static_cast<std::size_t>(candidates.xray_id(i))];
    const bool is_inside = source.position && (footprint.contains(*source.position) ||
                                               !candidates.of_source[i].empty());
    const bool is_considered = source.kept && is_inside;
    result.in_footprint.push_back(is_inside ? 1 : 0);
    mine.push_back({source.sigma, options.acceptance.region(source.error, infrared_error),
                    is_inside && options.probability.local_density
                        ? footprint.relative_density(*source.position)
                        : 1.0,
                    is_considered, source.source_class});
    result.n_considered += is_considered ? 1 : 0;
  }
  result.n_considered = comm.sum(result.n_considered);
  // The sources that the ranks write follow one another.
  result.by_xray_id =
      NodeArray<XrayTerms>::gather(std::make_shared<const NodeRanks>(comm), std::move(mine));
  result.class_names = inputs.xray.catalogue.classes;
  if (options.xray.classes.by_error) class_by_error(result);
  return result;
}

std::vector<XrayCandidates> considered_sources(const Candidates& candidates,
                                               std::span<const XrayTerms> terms) {
  const auto of_source = [&](std::size_t i) -> const XrayTerms& {
    return terms[static_cast<std::size_t>(candidates.xray_id(i))];
  };
  std::size_t n_considered = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    n_considered += of_source(i).is_considered ? 1 : 0;
  std::vector<XrayCandidates> sources;
  sources.reserve(n_considered);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (of_source(i).is_considered)
      sources.push_back({candidates.of_source[i], of_source(i), candidates.xray_id(i)});
  }
  return sources;
}

} // namespace counterpoint
