#include "match/subgroups.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace counterpoint {

namespace {

constexpr std::size_t n_quarters = 4;

double sigma_arcsec(const XrayTerms& terms) {
  return std::sqrt(terms.sigma.major.arcsec() * terms.sigma.minor.arcsec());
}

// What can only be summed over the candidates of all ranks.
struct PairSums {
  std::int64_t n_pairs = 0;
  ExactSum lr;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_pairs);
    over_ranks.sum(lr);
  }
};

// The largest sigma of each quarter but the last; equal ones stand once.
std::vector<double> quarter_edges(std::span<const XrayTerms> terms) {
  std::vector<double> sigmas;
  for (const XrayTerms& of_source : terms) {
    if (of_source.is_considered) sigmas.push_back(sigma_arcsec(of_source));
  }
  std::sort(sigmas.begin(), sigmas.end());
  std::vector<double> edges;
  for (std::size_t quarter = 1; quarter < n_quarters && !sigmas.empty(); ++quarter)
    edges.push_back(sigmas[(quarter * sigmas.size() - 1) / n_quarters]);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  if (!edges.empty() && edges.back() == sigmas.back()) edges.pop_back();
  return edges;
}

// By xray_id.
std::vector<std::size_t> quarter_of_source(std::span<const XrayTerms> terms,
                                           const std::vector<double>& edges) {
  std::vector<std::size_t> quarters;
  for (const XrayTerms& of_source : terms) {
    const auto edge = std::lower_bound(edges.begin(), edges.end(), sigma_arcsec(of_source));
    quarters.push_back(static_cast<std::size_t>(edge - edges.begin()));
  }
  return quarters;
}

// Sources, range of sigma and chance pairs: the terms of all sources are on every rank.
void add_sources(std::span<const XrayTerms> terms, std::span<const std::size_t> group_of_source,
                 double mean_density_arcsec2, std::span<Subgroup> groups) {
  std::vector<ExactSum> expected(groups.size());
  for (Subgroup& group : groups)
    group.sigma_low = std::numeric_limits<double>::infinity();
  for (std::size_t id = 0; id < terms.size(); ++id) {
    const XrayTerms& of_source = terms[id];
    if (!of_source.is_considered) continue;
    Subgroup& group = groups[group_of_source[id]];
    ++group.n_sources;
    group.sigma_low = std::min(group.sigma_low, sigma_arcsec(of_source));
    group.sigma_high = std::max(group.sigma_high, sigma_arcsec(of_source));
    const SkyEllipse& region = of_source.acceptance;
    const double area = std::numbers::pi * region.major.arcsec() * region.minor.arcsec();
    expected[group_of_source[id]].add(mean_density_arcsec2 * of_source.density_factor * area);
  }
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups[i].expected = expected[i].value();
}

} // namespace

double Subgroup::deviation() const {
  // If P is right, the two differ by no more than the scatter of the chance pairs: what the number
  // of counterparts scatters is in both. The 1 is for small expectations, which are not normal.
  return (sum_lr - excess()) / std::sqrt(expected + 1.0);
}

bool Subgroup::disagrees() const {
  constexpr double significance = 3.0;
  return std::abs(deviation()) > significance;
}

std::vector<Subgroup> make_subgroups(const Communicator& comm, const Candidates& candidates,
                                     const FittedModel& fitted, const Probabilities& probabilities,
                                     double mean_density_arcsec2) {
  const std::vector<XrayTerms>& terms = fitted.terms.by_xray_id;
  const std::vector<double> edges = quarter_edges(terms);
  const std::vector<std::size_t> group_of_source = quarter_of_source(terms, edges);
  std::vector<Subgroup> groups(edges.size() + 1);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].by = "sigma_x";
    groups[i].name = std::to_string(i + 1);
  }
  add_sources(terms, group_of_source, mean_density_arcsec2, groups);
  std::vector<PairSums> sums(groups.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto xray_id = static_cast<std::size_t>(candidates.xray_id(i));
    if (!terms[xray_id].is_considered) continue;
    PairSums& of_group = sums[group_of_source[xray_id]];
    for (const PairProbabilities& pair : probabilities.of_source[i]) {
      ++of_group.n_pairs;
      of_group.lr.add(pair.lr.p);
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    add_up(comm, sums[i]);
    groups[i].n_pairs = sums[i].n_pairs;
    groups[i].sum_lr = sums[i].lr.value();
  }
  return groups;
}

} // namespace counterpoint
