#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/statistics/depth_model.hpp"
#include "match/depth_check.hpp"
#include "match/depth_regions.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"
#include "match/source_terms.hpp"

#include <memory>
#include <optional>

namespace counterpoint {

/// How deep the infrared catalogue is, place by place; equal on all ranks. The places of `model`
/// are the regions.
struct DepthMap {
  DepthRegions regions;
  DepthCounts counts;
  std::vector<std::int64_t> n_sources; ///< considered X-ray sources, by place
  std::shared_ptr<const DepthModel> model;

  /// Of the stars of counts, those with a magnitude.
  [[nodiscard]] std::int64_t n_measured(std::size_t place) const;
  /// Ks than which 95 % of them are brighter; NaN without any.
  [[nodiscard]] double faint_end(std::size_t place) const;
};

/// How sources are judged, each at its place.
struct TermsOfPlaces {
  SourceTerms terms;
  DepthCheck check;
  std::optional<DepthMap> depth; ///< none where all places count as equally deep
};

/// What the stars within reach of the considered X-ray sources tell of depth; equal on all ranks.
struct DepthStars {
  DepthCheck check;
  std::optional<StarsOfCells> of_cells; ///< none where it does not vary, or may not be used
};

/// Collective. Takes the neighbours of the X-ray sources.
[[nodiscard]] DepthStars see_depth(const Communicator& comm, const MatchOptions& options,
                                   const MatchInputs& inputs, const SearchResult& found,
                                   const SourceTerms& terms);

/// Collective. Where the infrared catalogue is not equally deep, and the
/// options allow, finds the places that are and puts into the terms of each X-ray source its place,
/// and the local density that there would be if all were alike. Where stars are so few that covered
/// cells are empty by chance, sources in these count as in the footprint too. From the stars, and
/// the rows of the whole catalogue.
[[nodiscard]] TermsOfPlaces find_places(const Communicator& comm, const MatchOptions& options,
                                        const MatchInputs& inputs, const DepthStars& stars,
                                        SourceTerms&& terms);

} // namespace counterpoint
