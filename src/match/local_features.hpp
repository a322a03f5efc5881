#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/statistics/feature_model.hpp"
#include "counterpoint/statistics/place_variation.hpp"
#include "match/candidates.hpp"
#include "match/match_inputs.hpp"
#include "match/source_terms.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// A feature's value as so much more than stars of this magnitude have in the mean; in classes, for
/// values far off are to count as those of the outermost.
class FeatureDeviation {
public:
  /// \param tally  of the catalogue
  FeatureDeviation(const FeatureTally& tally, std::size_t feature);

  /// What one class is, in the unit of the feature.
  [[nodiscard]] double unit() const { return unit_; }
  /// \param code  of a value
  [[nodiscard]] double of(double ks, std::uint16_t code) const {
    const std::size_t row = FeatureTally::row_of(ks);
    const std::size_t place = row * FeatureTally::n_bins + FeatureTally::bin_of(code);
    return static_cast<double>(class_of_bin_.data()[place]) - mean_classes_.data()[row];
  }

private:
  double unit_ = 1.0;
  std::vector<std::uint8_t> class_of_bin_; // [row][bin]
  std::vector<double> mean_classes_;       // of each row
};

/// How features of stars change from place to place, as colours do with the dust: seen in the stars
/// nearest to the X-ray sources, without their candidates.
class PlacesOfFeatures {
public:
  PlacesOfFeatures() = default; ///< of no features
  /// Collective. Looks at the neighbours of the considered X-ray sources.
  /// \param all  the features of the catalogue
  PlacesOfFeatures(const Communicator& comm, const FeatureTally& all, const SearchResult& found,
                   const TermsOfSources& terms);

  /// Features that vary; equal on all ranks.
  [[nodiscard]] std::size_t n_varying() const;
  /// The part of the stars that has a value of feature `f`, of those that could; equal on all
  /// ranks.
  [[nodiscard]] const PlaceVariation& presence(std::size_t f) const { return presences_[f]; }
  /// What feature `f` is compared with. \param all  of the catalogue; both are referred to
  [[nodiscard]] FeatureStars stars(const FeatureTally& all, std::size_t f) const {
    return {all, varies(f) ? &around_ : nullptr};
  }
  /// What `stars` refers to is needed no more.
  void forget_stars() { around_ = FeatureTally{}; }

  /// Local. What the stars around X-ray source i of the neighbourhoods have more.
  [[nodiscard]] LocalFeatures of_source(std::size_t i) const { return local(values_[i]); }
  /// Local. The same of one without a star around: that of all places.
  [[nodiscard]] LocalFeatures of_others() const { return local({}); }
  /// Local. The features of all neighbours of X-ray source i, each less what the others around have
  /// more: as a trial has it, where a star that is a candidate now is one of those around.
  void find_without_own(const Neighbourhoods& sky, std::size_t i,
                        std::vector<FeatureCodes>& features) const;

private:
  using ValuesOfFeatures = std::array<ValuesOfPlace, most_features>; // in classes

  [[nodiscard]] bool varies(std::size_t f) const { return variations_[f].is_conspicuous; }
  [[nodiscard]] float local(std::size_t f, const ValuesOfPlace& values) const;
  [[nodiscard]] LocalFeatures local(const ValuesOfFeatures& values) const;
  // \param values  those of the stars around, this one among them
  [[nodiscard]] FeatureCodes without_own(double ks, FeatureCodes features,
                                         const ValuesOfFeatures& values) const;

  std::vector<FeatureDeviation> deviations_; // of each feature; none where none varies
  std::vector<PlaceVariation> variations_;   // in classes
  std::vector<PlaceVariation> presences_;    // of each feature
  std::vector<ValuesOfFeatures> values_;     // of each source of the neighbourhoods; likewise
  FeatureTally around_;                      // FeatureStars::around, of all features
};

/// Collective. Puts into the terms of each X-ray source what the stars around have more of the
/// features that vary. \param candidates  that this rank writes
void apply_places(const Communicator& comm, const PlacesOfFeatures& places,
                  const SearchResult& found, const Candidates& candidates, TermsOfSources& terms);

} // namespace counterpoint
