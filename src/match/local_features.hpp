#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/statistics/feature_model.hpp"
#include "counterpoint/statistics/measured_places.hpp"
#include "counterpoint/statistics/place_variation.hpp"
#include "match/candidates.hpp"
#include "match/match_inputs.hpp"
#include "match/source_terms.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
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

/// How features of stars change from place to place, as colours do with the dust, or are not there:
/// seen in the stars nearest to the X-ray sources, without their candidates.
class PlacesOfFeatures {
public:
  PlacesOfFeatures() = default; ///< of no features
  /// Collective. Looks at the neighbours of the considered X-ray sources.
  /// \param all  the features of the catalogue
  PlacesOfFeatures(const Communicator& comm, const FeatureTally& all, const SearchResult& found,
                   const TermsOfSources& terms);

  /// Features that vary; equal on all ranks.
  [[nodiscard]] std::size_t n_varying() const;
  /// Features that were not measured everywhere; equal on all ranks.
  [[nodiscard]] std::size_t n_measured_in_part() const;
  /// Where feature `f` was measured; equal on all ranks.
  [[nodiscard]] const MeasuredPlaces& measured(std::size_t f) const { return measured_[f]; }
  /// Is there nothing to do: does no feature vary, and was all measured everywhere?
  [[nodiscard]] bool are_alike() const { return n_varying() + n_measured_in_part() == 0; }
  /// The part of the stars that has a value of feature `f`, of those that could, where it was
  /// measured; equal on all ranks.
  [[nodiscard]] const PlaceVariation& presence(std::size_t f) const { return presences_[f]; }
  /// What feature `f` is compared with. \param all  of the catalogue; both are referred to
  [[nodiscard]] FeatureStars stars(const FeatureTally& all, std::size_t f) const {
    const bool is_in_part = !measured_[f].are_all();
    return {all, varies(f) || is_in_part ? &around_ : nullptr, is_in_part};
  }
  /// What `stars` refers to is needed no more.
  void forget_stars() { around_ = FeatureTally{}; }

  /// Local. What the stars around X-ray source i of the neighbourhoods have more.
  [[nodiscard]] LocalFeatures of_source(std::size_t i) const { return local(seen_[i]); }
  /// Local. The same of one without a star around: that of all places.
  [[nodiscard]] LocalFeatures of_others() const { return local({}); }
  /// Local. The features of all neighbours of X-ray source i, each less what the others around have
  /// more: as a trial has it, where a star that is a candidate now is one of those around.
  void find_without_own(const Neighbourhoods& sky, std::size_t i,
                        std::vector<FeatureCodes>& features) const;

private:
  // Of a feature, in the stars around an X-ray source.
  struct Seen {
    ValuesOfPlace values; // in classes
    std::uint8_t n_missing = 0;

    [[nodiscard]] std::size_t n_with() const { return static_cast<std::size_t>(values.n); }
  };
  using SeenFeatures = std::array<Seen, most_features>;

  [[nodiscard]] bool varies(std::size_t f) const { return variations_[f].is_conspicuous; }
  // \param is_in_first_group  the trial groups hold the same sources: one of them counts
  void compare_places(const Communicator& comm, bool is_in_first_group);
  [[nodiscard]] float local(std::size_t f, const Seen& seen) const;
  [[nodiscard]] LocalFeatures local(const SeenFeatures& seen) const;
  // \param neighbours  of a source, all or the first \param seen  in the stars around
  // \param around  these, by their places among the neighbours
  void find_without_own(const KeptNeighbours& neighbours, const SeenFeatures& seen,
                        std::span<const std::uint32_t> around,
                        std::vector<FeatureCodes>& features) const;

  std::vector<FeatureDeviation> deviations_; // of each feature; none where places are alike
  std::vector<MeasuredPlaces> measured_;     // of each feature
  std::vector<PlaceVariation> variations_;   // in classes
  std::vector<PlaceVariation> presences_;    // of each feature
  std::vector<SeenFeatures> seen_;           // by each source of the neighbourhoods; likewise
  FeatureTally around_;                      // FeatureStars::around, of all features
};

/// Collective. Puts into the terms of each X-ray source what the stars around have more of the
/// features that vary, and which were not measured there. \param candidates  that this rank writes
void apply_places(const Communicator& comm, const PlacesOfFeatures& places,
                  const SearchResult& found, const Candidates& candidates, TermsOfSources& terms);

} // namespace counterpoint
