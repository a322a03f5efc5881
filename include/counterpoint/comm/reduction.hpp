#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/exact_sum.hpp"

#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <type_traits>
#include <vector>

namespace counterpoint {

class Reduction;

/// Collective. Adds up the parts of `value` that the ranks hold; afterwards each holds the whole.
/// The type says once, next to its members, how it adds up, and needs no header of comm for that:
///
///     template <class OverRanks>
///     void add_up(OverRanks&& over_ranks) {
///       over_ranks.sum(counts);
///       over_ranks.minimum(faintest);
///       nested.add_up(over_ranks);
///     }
///
/// `add_up` is called twice: first to read the values, then to replace them by those of all ranks.
/// So it must visit the same members both times, and the same number of values on every rank.
/// Members that are equal on all ranks are left out.
/// \throws JointError if the ranks do not hold the same number of values
template <class T>
void add_up(const Communicator& comm, T& value);

/// True for what Reduction::sum() takes. Not for double: a sum of doubles depends on their order,
/// hence on the number of ranks; ExactSum does not.
template <class T>
inline constexpr bool is_exactly_summable =
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, ExactSum>;
template <std::ranges::range T>
inline constexpr bool is_exactly_summable<T> = is_exactly_summable<std::ranges::range_value_t<T>>;

/// True for what Reduction::minimum() and maximum() take.
template <class T>
inline constexpr bool is_comparable_over_ranks =
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, double>;
template <std::ranges::range T>
inline constexpr bool is_comparable_over_ranks<T> =
    is_comparable_over_ranks<std::ranges::range_value_t<T>>;

/// What `add_up(over_ranks)` of a type is called with. Each function takes one value, or a range of
/// values (vector, array, span), or a range of such ranges. All values of a kind travel in one
/// message, however many members they come from.
class Reduction {
public:
  void sum(std::int64_t& value) { visit(sums_, value); }
  void sum(ExactSum& value);
  /// The same of many values of which most are 0 on all ranks: the blocks of them in which all are
  /// do not travel.
  void sum_sparse(std::span<std::int64_t> values) {
    if (!is_reduced_) sparse_.push_back(values);
  }
  /// Of values that are not NaN.
  void minimum(double& value) { visit(minima_, value); }
  void minimum(std::int64_t& value) { visit(integer_minima_, value); }
  void maximum(double& value) { visit(maxima_, value); }
  void maximum(std::int64_t& value) { visit(integer_maxima_, value); }

  template <std::ranges::range Range>
  requires is_exactly_summable<std::remove_cvref_t<Range>>
  void sum(Range&& values) {
    for (auto& value : values)
      sum(value);
  }
  template <std::ranges::range Range>
  requires is_comparable_over_ranks<std::remove_cvref_t<Range>>
  void minimum(Range&& values) {
    for (auto& value : values)
      minimum(value);
  }
  template <std::ranges::range Range>
  requires is_comparable_over_ranks<std::remove_cvref_t<Range>>
  void maximum(Range&& values) {
    for (auto& value : values)
      maximum(value);
  }

private:
  template <class T>
  friend void add_up(const Communicator& comm, T& value);

  // The values of one kind, in the order in which they are visited.
  template <class T>
  struct Batch {
    std::vector<T> values;
    std::size_t next = 0;
  };

  Reduction() = default;

  // Collective. Between the two visits: replaces the values read by those of all ranks.
  void reduce(const Communicator& comm);

  template <class T>
  void visit(Batch<T>& batch, T& value) {
    if (is_reduced_) {
      value = batch.values[batch.next++];
    } else {
      batch.values.push_back(value);
    }
  }

  bool is_reduced_ = false;
  Batch<std::int64_t> sums_;
  std::vector<std::span<std::int64_t>> sparse_;
  Batch<double> minima_;
  Batch<double> maxima_;
  Batch<std::int64_t> integer_minima_;
  Batch<std::int64_t> integer_maxima_;
};

template <class T>
void add_up(const Communicator& comm, T& value) {
  Reduction over_ranks;
  value.add_up(over_ranks);
  over_ranks.reduce(comm);
  value.add_up(over_ranks);
}

} // namespace counterpoint
