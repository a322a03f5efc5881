#include "match/subgroups.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"
#include "match/error_quarters.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace counterpoint {

namespace {

constexpr double conspicuous_deviation = 3.0;

// One way to divide the sources.
struct Division {
  std::string by;
  std::vector<std::string> names;
  std::function<std::size_t(std::size_t)> of_source; // by xray_id, place in names
};

Division by_error(const TermsOfSources& terms) {
  const ErrorQuarters quarters{terms};
  return {"sigma_x", quarters.names(),
          [&terms, quarters](std::size_t id) { return std::size_t{quarters.of(terms[id])}; }};
}

Division by_class(const SourceTerms& terms) {
  return {"class", terms.class_names,
          [&terms](std::size_t id) { return std::size_t{terms.by_xray_id.own(id).source_class}; }};
}

bool are_equal(const Division& a, const Division& b, std::size_t n_sources) {
  for (std::size_t id = 0; id < n_sources; ++id) {
    if (a.of_source(id) != b.of_source(id)) return false;
  }
  return true;
}

// At most four groups of places, the shallowest first, with about as many sources each; faint ends
// that are alike stay together.
Division by_depth(const FittedModel& fitted) {
  constexpr double n_groups = 4.0;
  constexpr double alike = 0.1; // mag
  const DepthMap& map = *fitted.depth;
  std::vector<std::size_t> order(map.regions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return map.faint_end(a) < map.faint_end(b);
  });
  Division division{"depth", {}, {}};
  std::vector<std::size_t> group_of_place(order.size());
  double before = 0.0;
  double last_group = -1.0;
  double shallowest = 0.0;
  double faint_end = -std::numeric_limits<double>::infinity();
  for (const std::size_t place : order) {
    const double of_place = map.model->places[place].of_sources;
    const double group = std::floor(n_groups * std::min(before + 0.5 * of_place, 0.999));
    before += of_place;
    const bool is_deeper = !(map.faint_end(place) < faint_end + alike);
    if (group != last_group && is_deeper) {
      division.names.emplace_back();
      last_group = group;
      shallowest = map.faint_end(place);
    }
    faint_end = map.faint_end(place);
    group_of_place[place] = division.names.size() - 1;
    division.names.back() = format_text("faint end %.1f to %.1f", shallowest, map.faint_end(place));
  }
  division.of_source = [&terms = fitted.terms.by_xray_id, of_place = std::move(group_of_place)](
                           std::size_t id) { return of_place[terms.own(id).depth_place]; };
  return division;
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

// Of a region that the edge of the footprint cuts, what it is expected to hold is not known.
bool is_compared(const TermsOfSources::Own& source) {
  return source.is_considered && !source.is_at_edge;
}

// Collective.
void add_pairs(const Communicator& comm, const Candidates& candidates, const TermsOfSources& terms,
               const Probabilities& probabilities, const Division& division,
               std::span<Subgroup> groups) {
  std::vector<PairSums> sums(groups.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto xray_id = static_cast<std::size_t>(candidates.xray_id(i));
    if (!is_compared(terms.own(xray_id))) continue;
    PairSums& of_group = sums[division.of_source(xray_id)];
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
}

// Sources, range of sigma and chance pairs: the terms of all sources are on every rank.
void add_sources(const TermsOfSources& terms, double mean_density_arcsec2, const Division& division,
                 std::span<Subgroup> groups) {
  std::vector<ExactSum> expected(groups.size());
  for (Subgroup& group : groups)
    group.sigma_low = std::numeric_limits<double>::infinity();
  for (std::size_t id = 0; id < terms.size(); ++id) {
    if (!is_compared(terms.own(id))) continue;
    const XrayTerms of_source = terms[id];
    const std::size_t number = division.of_source(id);
    Subgroup& group = groups[number];
    ++group.n_sources;
    group.sigma_low = std::min(group.sigma_low, of_source.sigma_arcsec());
    group.sigma_high = std::max(group.sigma_high, of_source.sigma_arcsec());
    expected[number].add(expected_stars(of_source, mean_density_arcsec2));
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
  return std::abs(deviation()) > conspicuous_deviation;
}

bool Subgroup::has_more_than_sources() const {
  const double beyond = excess() - static_cast<double>(n_sources);
  return beyond > conspicuous_deviation * std::sqrt(expected + 1.0);
}

std::vector<Subgroup> make_subgroups(const Communicator& comm, const Candidates& candidates,
                                     const FittedModel& fitted, const Probabilities& probabilities,
                                     double mean_density_arcsec2) {
  std::vector<Division> divisions{by_error(fitted.terms.by_xray_id)};
  if (fitted.classes) {
    Division classes = by_class(fitted.terms);
    // Not where the classes are the quarters.
    if (!are_equal(classes, divisions.front(), fitted.terms.by_xray_id.size()))
      divisions.push_back(std::move(classes));
  }
  if (fitted.depth) divisions.push_back(by_depth(fitted));
  std::vector<Subgroup> all;
  for (const Division& division : divisions) {
    std::vector<Subgroup> groups;
    for (const std::string& name : division.names) {
      groups.emplace_back();
      groups.back().by = division.by;
      groups.back().name = name;
    }
    add_sources(fitted.terms.by_xray_id, mean_density_arcsec2, division, groups);
    add_pairs(comm, candidates, fitted.terms.by_xray_id, probabilities, division, groups);
    std::erase_if(groups, [](const Subgroup& group) { return group.n_sources == 0; });
    all.insert(all.end(), groups.begin(), groups.end());
  }
  return all;
}

} // namespace counterpoint
