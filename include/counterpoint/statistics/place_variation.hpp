#pragma once

#include "counterpoint/core/exact_sum.hpp"

#include <array>
#include <cstdint>

namespace counterpoint {

/// The values of some stars at one place.
struct ValuesOfPlace {
  double n = 0.0;
  double sum = 0.0;
  double sum_of_squares = 0.0;

  void add(double value) {
    n += 1.0;
    sum += value;
    sum_of_squares += value * value;
  }
  /// The same without one of them, which was added.
  [[nodiscard]] ValuesOfPlace without(double value) const {
    return {n - 1.0, sum - value, sum_of_squares - value * value};
  }
};

/// What the values of all places together say of how these differ. A value is less than 2^20.
struct PlaceMoments {
  enum Term : std::size_t {
    places,
    stars,
    squares_of_stars,
    values,
    squares,
    within_means,
    n_terms
  };
  std::array<ExactSum, n_terms> terms;

  /// A place without stars says nothing.
  void add(const ValuesOfPlace& place);
  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(terms);
  }
};

/// Means of places that scatter about one of their own: with `between` from place to place, where
/// each star scatters with `within` about the mean of its place. Both from the moments, as
/// DerSimonian & Laird 1986, Controlled Clinical Trials 7, 177 have them.
/// \source docs/method.md, section 5
struct PlaceVariation {
  double mean = 0.0;            ///< of the stars of all places
  double between_squared = 0.0; ///< variance
  double within_squared = 0.0;  ///< variance
  /// Are the means of the places other than 0 by more than chance brings, and by a tenth of the
  /// scatter of a star? Many of them by a little, or all of them alike.
  bool is_conspicuous = false;

  PlaceVariation() = default;
  explicit PlaceVariation(const PlaceMoments& moments);

  /// The most probable mean of a place: between that of its stars and that of all places.
  [[nodiscard]] double of(const ValuesOfPlace& place) const {
    const double own = between_squared * place.n;
    return own > 0.0 ? mean + (place.sum / place.n - mean) * own / (own + within_squared) : mean;
  }
};

} // namespace counterpoint
