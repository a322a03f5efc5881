#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/statistics/feature_model.hpp"
#include "counterpoint/statistics/place_variation.hpp"
#include "match/candidates.hpp"
#include "match/match_inputs.hpp"
#include "match/source_terms.hpp"

#include <cstddef>
#include <vector>

namespace counterpoint {

/// How features of stars change from place to place, as colours do with the dust: seen in the stars
/// round the X-ray sources, without their candidates. Equal on all ranks.
struct PlacesOfFeatures {
  std::vector<PlaceVariation> variations; ///< of each feature, in its own unit
  FeatureTally around{}; ///< FeatureStars::around, of all features; none where none varies

  [[nodiscard]] std::size_t n_varying() const;
  /// What feature `f` is compared with. \param all  of the catalogue; both are referred to
  [[nodiscard]] FeatureStars stars(const FeatureTally& all, std::size_t f) const {
    return {all, variations[f].is_conspicuous ? &around : nullptr};
  }
};

/// Collective. Looks at the neighbours of the considered X-ray sources, and puts into the terms of
/// each what the stars around have more of the features that vary.
/// \param candidates  that this rank writes
[[nodiscard]] PlacesOfFeatures see_places_of_features(const Communicator& comm,
                                                      const MatchInputs& inputs,
                                                      const SearchResult& found,
                                                      const Candidates& candidates,
                                                      TermsOfSources& terms);

} // namespace counterpoint
