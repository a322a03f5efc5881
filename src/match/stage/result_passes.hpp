#pragma once

#include "counterpoint/null_trials/expectation.hpp"
#include "match/clustering.hpp"
#include "match/depth_map.hpp"
#include "match/fitted_model.hpp"
#include "match/stage/state_archive.hpp"
#include "match/trials.hpp"

#include <cstdint>
#include <vector>

/// How the results that KeptResults keeps go through an archive. The names of all members are bound
/// where there are some, so that a member that is added is not forgotten here.
namespace counterpoint {

template <class Archive>
void pass(Archive& archive, std::vector<std::int64_t>& counts) {
  pass_values(archive, counts);
}

template <class Archive>
void pass(Archive& archive, ClusteringCheck& check) {
  archive.value(check);
}

template <class Archive>
void pass(Archive& archive, DepthStars& stars) {
  auto& [check, of_cells] = stars;
  archive.value(check);
  bool has_cells = of_cells.has_value();
  archive.value(has_cells);
  if (!has_cells) return;
  if (!of_cells) of_cells.emplace();
  auto& [centers, by_class] = *of_cells;
  pass_values(archive, centers);
  pass_values(archive, by_class);
}

template <class Archive>
void pass(Archive& archive, ErrorTerm& term) {
  auto& [name, source_class, value, error, gain, is_significant] = term;
  archive.text(name);
  archive.value(source_class);
  archive.value(value);
  archive.value(error);
  archive.value(gain);
  archive.value(is_significant);
}

template <class Archive>
void pass(Archive& archive, SlowFits& fits) {
  auto& [errors, q_errors] = fits;
  auto& [model, factor_error, lone_factor_error, gain, n_counterparts, terms] = errors;
  auto& [factor, floor, tail, class_factors] = model;
  archive.value(factor);
  archive.value(floor);
  archive.value(tail);
  pass_values(archive, class_factors);
  archive.value(factor_error);
  archive.value(lone_factor_error);
  archive.value(gain);
  archive.value(n_counterparts);
  pass_each(archive, terms);
  auto& [q, q_total] = q_errors;
  pass_values(archive, q);
  archive.value(q_total);
}

template <class Archive>
void pass(Archive& archive, NullExpectation& expected) {
  archive.size(expected.mean);
  archive.size(expected.variance);
  archive.size(expected.matched_sources);
  expected.add_up(PassState{archive});
}

template <class Archive>
void pass(Archive& archive, TrialProgress& trials) {
  auto& [n_null, n_sweep, counts] = trials;
  archive.value(n_null);
  archive.value(n_sweep);
  archive.size(counts.null.matches);
  archive.size(counts.null.best);
  counts.null.add_up(PassState{archive});
  pass_values(archive, counts.sweep);
}

} // namespace counterpoint
