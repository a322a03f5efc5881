#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/statistics/fit_sources.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"
#include "match/terms_of_sources.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

struct Candidates;

/// How the candidates of each X-ray source are judged.
struct SourceTerms {
  TermsOfSources by_xray_id;
  std::int64_t n_considered = 0; ///< X-ray sources, of all ranks
  /// Of the sources that this rank writes, also of those that were not kept. A source with a
  /// candidate is in the footprint even if its own cell is empty.
  std::vector<std::uint8_t> in_footprint;
  std::vector<std::string> class_names; ///< empty where no classes were asked for
};

/// Collective. The terms with the errors as declared; they refer to the X-ray sources.
[[nodiscard]] SourceTerms make_source_terms(const Communicator& comm, const MatchOptions& options,
                                            const MatchInputs& inputs,
                                            const Candidates& candidates);

/// Collective. Which of the considered sources lie at the edge of the footprint, and how many of
/// them are covered. \param xray  by xray_id
void find_edges(std::span<const XraySource> xray, const Footprint& footprint,
                TermsOfSources& terms);

/// Local. The sources of this rank that are considered; they refer to both.
[[nodiscard]] FitSources considered_sources(const Candidates& candidates,
                                            const TermsOfSources& terms);

} // namespace counterpoint
