#include "match/source_terms.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "match/candidates.hpp"
#include "match/error_quarters.hpp"

#include <memory>
#include <utility>

namespace counterpoint {

namespace {

// Collective.
void class_by_error(SourceTerms& terms) {
  const ErrorQuarters quarters{terms.by_xray_id};
  terms.by_xray_id.change([&](std::size_t id, TermsOfSources::Own& own) {
    own.source_class = quarters.of(terms.by_xray_id[id]);
  });
  terms.class_names = quarters.names();
}

} // namespace

SourceTerms make_source_terms(const Communicator& comm, const MatchOptions& options,
                              const MatchInputs& inputs, const Candidates& candidates) {
  const NodeArray<XraySource>& xray = inputs.xray.catalogue.sources;
  const Footprint& footprint = inputs.footprint;
  SourceTerms result;
  std::vector<TermsOfSources::Own> mine;
  mine.reserve(candidates.size());
  result.in_footprint.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const XraySource& source = xray[static_cast<std::size_t>(candidates.xray_id(i))];
    const bool is_inside = source.position && (footprint.contains(*source.position) ||
                                               !candidates.of_source[i].empty());
    const bool is_considered = source.kept && is_inside;
    result.in_footprint.push_back(is_inside ? 1 : 0);
    mine.push_back({is_inside && options.probability.local_density
                        ? footprint.relative_density(*source.position)
                        : 1.0,
                    0, source.source_class, is_considered, !candidates.of_source[i].empty(),
                    false});
    result.n_considered += is_considered ? 1 : 0;
  }
  result.n_considered = comm.sum(result.n_considered);
  // The sources that the ranks write follow one another.
  result.by_xray_id = {xray, options.acceptance, inputs.infrared.tally.mean_error(),
                       NodeArray<TermsOfSources::Own>::gather(
                           std::make_shared<const NodeRanks>(comm), std::move(mine))};
  find_edges(xray, footprint, result.by_xray_id);
  result.class_names = inputs.xray.catalogue.classes;
  if (options.xray.classes.by_error) class_by_error(result);
  return result;
}

void find_edges(std::span<const XraySource> xray, const Footprint& footprint,
                TermsOfSources& terms) {
  terms.change([&](std::size_t id, TermsOfSources::Own& own) {
    if (!own.is_considered) return;
    const XrayTerms of_source = terms[id];
    own.is_at_edge = footprint.is_at_edge(*xray[id].position, of_source.acceptance.major,
                                          of_source.listed_density_factor());
  });
  terms.find_coverage(static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2());
}

FitSources considered_sources(const Candidates& candidates, const TermsOfSources& terms) {
  const auto id_of = [&](std::size_t i) { return static_cast<std::size_t>(candidates.xray_id(i)); };
  std::size_t n_considered = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    n_considered += terms.own(id_of(i)).is_considered ? 1 : 0;
  std::vector<std::uint32_t> places; // among the candidates
  places.reserve(n_considered);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (terms.own(id_of(i)).is_considered) places.push_back(checked_cast<std::uint32_t>(i));
  }
  const FitSources all{candidates.size(), [&candidates, &terms](std::size_t i) {
                         const std::int64_t xray_id = candidates.xray_id(i);
                         return XrayCandidates{candidates.of_source[i],
                                               terms[static_cast<std::size_t>(xray_id)], xray_id};
                       }};
  return all.part(std::move(places));
}

} // namespace counterpoint
