#pragma once

#include "counterpoint/comm/node_array.hpp"
#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/sources/sources.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// The terms of all X-ray sources, by xray_id; equal on all ranks. Most of them follow from the
/// errors of the source and from what is the same for all, so they are made when they are asked
/// for.
class TermsOfSources {
public:
  /// What a source has of its own.
  struct Own {
    double density_factor = 1.0; ///< as of XrayTerms, and so on
    std::uint32_t depth_place = 0;
    std::uint16_t source_class = 0;
    bool is_considered : 1 = false;
    bool has_candidates : 1 = false;
    bool is_at_edge : 1 = false; ///< Footprint::is_at_edge() of its acceptance region
  };
  static_assert(sizeof(Own) <= 16, "of all X-ray sources there is one on every node");

  TermsOfSources() = default;
  /// Local. With the errors as declared, at places that are all alike.
  /// \param sources  not copied \param infrared_error  mean, as quoted
  TermsOfSources(std::span<const XraySource> sources, const Acceptance& acceptance,
                 Angle infrared_error, NodeArray<Own>&& own)
      : sources_{sources}, acceptance_{acceptance}, infrared_error_{infrared_error}, own_{std::move(
                                                                                         own)} {}

  [[nodiscard]] std::size_t size() const { return own_.size(); }
  [[nodiscard]] const NodeArray<Own>& own() const { return own_; }
  [[nodiscard]] const Own& own(std::size_t xray_id) const { return own_.data()[xray_id]; }
  [[nodiscard]] XrayTerms operator[](std::size_t xray_id) const;

  /// Collective. As NodeArray::change(), of what the sources have of their own.
  template <class Change>
  void change(Change&& change) {
    own_.change(change);
  }
  /// Local. From now on with the errors that the model makes of the declared ones.
  void apply(const ErrorModel& errors) { errors_ = errors; }
  /// Local. From now on sources at the edge of the footprint are covered with a probability: see
  /// XrayTerms::coverage. \param density_arcsec2  mean of the infrared sources
  void find_coverage(double density_arcsec2);
  /// Local. What the stars round each source have more of the features. \param local  by xray_id
  void set_local_features(NodeArray<LocalFeatures>&& local) { local_features_ = std::move(local); }
  /// Local. From now on each place has its part that is listed. \param listed  of each place
  void set_listed(std::vector<double>&& listed) { listed_ = std::move(listed); }

private:
  [[nodiscard]] XrayTerms declared(std::size_t xray_id) const;
  // Where the acceptance region is covered.
  [[nodiscard]] double chance_of_candidates(const XrayTerms& terms) const;

  std::span<const XraySource> sources_;
  Acceptance acceptance_;
  Angle infrared_error_;
  NodeArray<Own> own_;
  NodeArray<LocalFeatures> local_features_; // empty: features are the same at all places
  std::vector<double> listed_;              // empty: all places are alike
  std::optional<ErrorModel> errors_;
  double density_arcsec2_ = 0.0;
  struct Edges {
    // Sources away from the edges that have candidates, over those that would with unrelated stars
    // alone.
    double with_candidates = 1.0;
    double covered = 1.0; // part of the sources at edges
  };
  Edges edges_;
};

/// Unrelated infrared sources in the acceptance region, where it is covered.
/// \param density_arcsec2  mean over the footprint
[[nodiscard]] double expected_stars(const XrayTerms& terms, double density_arcsec2);

} // namespace counterpoint
