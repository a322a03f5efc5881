#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/candidate_filter.hpp"
#include "counterpoint/sources/prefilter.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <optional>
#include <span>

namespace counterpoint {

/// What decides which rows of the infrared catalogue are kept, and how much of them: once for the
/// ranks of a node.
class RowFilters {
public:
  /// Collective. \param places  whose surroundings are asked for
  RowFilters(const Communicator& comm, const MatchOptions& options, const XrayCatalogue& xray,
             const MatchPlan& plan, std::span<const ListedPlace> places);

  [[nodiscard]] const Prefilter& prefilter() const { return prefilter_; }
  /// It refers to these filters.
  [[nodiscard]] InfraredSelection selection() const;
  /// Local. Lets the memory of all that only the reading of rows needs go.
  void keep_prefilter_alone();

private:
  Prefilter prefilter_;
  /// None: every row that is kept may be a candidate.
  std::optional<CandidateFilter> candidates_;
};

/// How far beyond the acceptance region of an X-ray source a row may be that counts as a candidate
/// while the rows are read: the source may be displaced, and the star of two rows lies between
/// them.
[[nodiscard]] Angle reach_beyond_acceptance(const MatchOptions& options);

/// How far two rows of the infrared catalogues may be from each other and yet become one star; 0
/// where none do.
[[nodiscard]] Angle reach_of_merging(const MatchOptions& options);

} // namespace counterpoint
