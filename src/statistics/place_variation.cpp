#include "counterpoint/statistics/place_variation.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

void PlaceMoments::add(const ValuesOfPlace& place) {
  if (!(place.n > 0.0)) return;
  terms[places].add(1.0);
  terms[stars].add(place.n);
  terms[squares_of_stars].add(place.n * place.n);
  terms[values].add(place.sum);
  terms[squares].add(place.sum_of_squares);
  terms[within_means].add(place.sum * place.sum / place.n);
}

PlaceVariation::PlaceVariation(const PlaceMoments& moments) {
  constexpr double significance = 5.0;
  constexpr double often = 2.0; // a star is counted for each X-ray source near it
  constexpr double least_part_of_within = 0.1;
  const auto value = [&](PlaceMoments::Term term) { return moments.terms[term].value(); };
  const double n_places = value(PlaceMoments::places);
  const double n_stars = value(PlaceMoments::stars);
  const double of_means = value(PlaceMoments::within_means);
  if (!(n_stars > n_places)) return;
  within_squared = (value(PlaceMoments::squares) - of_means) / (n_stars - n_places);
  mean = value(PlaceMoments::values) / n_stars;
  if (!(within_squared > 0.0)) return;
  // Cochran's Q about 0, and about the mean; by chance, the number of places.
  const double about_zero = of_means / within_squared;
  const double about_mean = (of_means - n_stars * mean * mean) / within_squared;
  const double weight = n_stars - value(PlaceMoments::squares_of_stars) / n_stars;
  if (weight > 0.0)
    between_squared = std::max(0.0, (about_mean - (n_places - 1.0)) * within_squared / weight);
  const double more = about_zero - n_places;
  is_conspicuous = more > significance * std::sqrt(2.0 * often * n_places) &&
                   more / n_stars > least_part_of_within * least_part_of_within;
}

} // namespace counterpoint
