#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/fit_sources.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"
#include "statistics/unlisted_counterparts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// What of the likelihood of some X-ray sources does not change while q is fitted: p(phi) / n of
/// each candidate; C and place of each source. Kept for loops over it to be vectors: sources with
/// about as many candidates are beside one another in lanes, their first candidates, their second
/// ones, and so on. Sums over the sources are exact, so that the order of these is free.
class FixedTerms {
public:
  /// \param model  with features: what they say is left out, for these functions to be asked for
  FixedTerms(const LikelihoodRatioModel& model, const FitSources& sources);
  /// The same with an error model applied to the errors of the sources.
  FixedTerms(const LikelihoodRatioModel& model, const FitSources& sources,
             const ErrorModel& errors);

  /// Those of the sources for which `is_wanted(xray_id, source_class)`.
  template <class IsWanted>
  [[nodiscard]] FixedTerms part(IsWanted&& is_wanted) const {
    FixedTerms some{depth_, by_source_};
    for (const std::uint32_t i : source_in_lanes_) { // in the order that a part has too
      const Source& source = by_source_->sources[i];
      if (is_wanted(std::int64_t{source.xray_id}, std::size_t{source.source_class}))
        some.source_in_lanes_.push_back(i);
    }
    some.make_lanes();
    return some;
  }
  /// The same with what the features of the model say in p(phi) / n.
  [[nodiscard]] FixedTerms with_features(const LikelihoodRatioModel& model) const;

  [[nodiscard]] std::size_t n_sources() const { return source_in_lanes_.size(); }

  /// Memory that a part of about as many sources takes.
  [[nodiscard]] std::size_t bytes_in_lanes() const {
    const std::size_t of_candidate =
        sizeof(double) + (1 + lane_place_of_feature_.size()) * sizeof(std::uint32_t);
    return n_sources() * sizeof(std::uint32_t) + lane_ratio_.size() * of_candidate;
  }

  /// Sums over the sources, beginning at 0.
  struct Expected {
    std::vector<ExactSum> listed;                // counterparts among the candidates, by class
    std::vector<std::vector<ExactSum>> features; // the same of each feature, [row][class]
    UnlistedCounterparts unlisted;
  };
  /// \param features  whose ratios count beside q; none: nothing does
  [[nodiscard]] Expected expected_counterparts(const std::vector<double>& q, double q_total,
                                               std::span<const FeatureModel> features = {}) const;
  /// By class: sum over the candidates of P^2, minus the second derivative of ln L with the ln q of
  /// this class, but for what is the same whatever the shape of q.
  [[nodiscard]] std::vector<ExactSum> information(const std::vector<double>& q,
                                                  double q_total) const;
  [[nodiscard]] ExactSum log_likelihood(const std::vector<double>& q, double q_total) const;
  /// Of each source, in any order: e of its likelihood 1 + Q e. \param shape  q / Q
  [[nodiscard]] std::vector<double> evidence(const std::vector<double>& shape) const;
  /// Sum over the sources of (d ln L / dQ)^2; with L = 1 + Q s, of (s / L)^2.
  [[nodiscard]] ExactSum q_information(const std::vector<double>& q, double q_total) const;

private:
  static constexpr std::size_t n_lanes = 8;

  struct Source {
    double completeness;
    std::uint32_t end; // one past its last candidate
    std::uint32_t xray_id;
    std::uint32_t place;
    std::uint16_t source_class;
  };
  static_assert(sizeof(Source) <= 24, "a fit has one of each X-ray source");
  // Source by source; parts see those of the whole.
  struct BySource {
    std::vector<Source> sources;
    std::vector<std::uint32_t> magnitude; // class of each candidate
    std::vector<double> density_ratio;
    std::vector<std::vector<std::uint32_t>> place_of_feature; // of each feature, of each candidate

    [[nodiscard]] std::size_t first_candidate(std::size_t source) const {
      return source == 0 ? 0 : sources[source - 1].end;
    }
    [[nodiscard]] std::size_t n_candidates(std::size_t source) const {
      return sources[source].end - first_candidate(source);
    }
  };
  // Of n_lanes sources, from the `first` of those in lanes on.
  struct Group {
    std::size_t first; // candidate in lanes
    std::size_t n_rows;
  };

  FixedTerms(const DepthModel* depth, std::shared_ptr<const BySource> by_source)
      : depth_{depth}, by_source_{std::move(by_source)} {}
  // \param densities  of the candidates; terms_of(source) has its errors
  template <class TermsOf>
  void take_all(const LikelihoodRatioModel& model, const FitSources& sources,
                std::span<const double> densities, TermsOf&& terms_of);
  // Puts the numbers of all sources into source_in_lanes_, by the number of their candidates.
  void order_sources();
  // Of the sources whose numbers are in source_in_lanes_.
  void make_lanes();
  void fill_lanes();
  // What of Q is listed at each place; one of all where there is no depth.
  [[nodiscard]] std::vector<double> q_totals_of_places(const std::vector<double>& q,
                                                       double q_total) const;
  // visit(likelihood) of each source, in any order: sum of weights + none.
  template <class Visit>
  void for_each_likelihood(const std::vector<double>& q, double q_total, Visit&& visit) const;
  // Of a group: the weights of its candidates, and of each of its sources the likelihood, which is
  // infinite where there is none, and the part of the acceptance region that is left out.
  struct Weighed {
    std::vector<double> weights;
    std::array<double, n_lanes> likelihoods{};
    std::array<double, n_lanes> beyond{};
  };
  void weigh(std::size_t group, const std::vector<double>& q, const std::vector<double>& q_totals,
             std::span<const FeatureModel> features, Weighed& weighed) const;

  const DepthModel* depth_;
  std::shared_ptr<const BySource> by_source_;
  // In lanes, filled up with candidates of no weight.
  std::vector<std::uint32_t> source_in_lanes_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> lane_magnitude_;
  std::vector<double> lane_ratio_;
  std::vector<std::vector<std::uint32_t>> lane_place_of_feature_;
};

} // namespace counterpoint
