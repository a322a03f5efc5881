#include "counterpoint/statistics/measured_places.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

template <class Visit>
void for_each_kind(const PresenceCounts& counts, Visit&& visit) {
  for (std::size_t n_with = 0; n_with <= PresenceCounts::most_stars; ++n_with) {
    for (std::size_t n_without = 0; n_with + n_without <= PresenceCounts::most_stars; ++n_without) {
      const std::int64_t n = counts.n_places(n_with, n_without);
      if (n > 0 && n_with + n_without > 0) visit(n_with, n_without, static_cast<double>(n));
    }
  }
}

// What the stars that have a value see around them: hardly less than it is where they are, however
// small a part of the places that is.
double presence_around_measured(const PresenceCounts& counts) {
  double sum = 0.0;
  double n_measured = 0.0;
  for_each_kind(counts, [&](std::size_t n_with, std::size_t n_without, double n_places) {
    const auto n = static_cast<double>(n_with);
    sum += n_places * n * n / static_cast<double>(n_with + n_without);
    n_measured += n_places * n;
  });
  return n_measured > 0.0 ? sum / n_measured : 0.0;
}

// Sums over the places of one kind, each as far as it is of that kind.
struct KindSums {
  double places = 0.0;
  double with = 0.0;
  double stars = 0.0;

  void add(double n_places, std::size_t n_with, std::size_t n_without) {
    places += n_places;
    with += n_places * static_cast<double>(n_with);
    stars += n_places * static_cast<double>(n_with + n_without);
  }
  [[nodiscard]] double presence() const { return stars > 0.0 ? with / stars : 0.0; }
};

} // namespace

MeasuredPlaces::MeasuredPlaces(const PresenceCounts& counts)
    : presence_{presence_around_measured(counts)}, left_over_{0.02 * presence_} {
  constexpr int n_rounds = 100;
  constexpr double most_left_over = 0.1; // of the presence; or fewer have a value there, not none
  if (!(presence_ > 0.0)) return;
  left_out_ = 0.5;
  for (int round = 0; round < n_rounds; ++round) {
    KindSums measured;
    KindSums left_out;
    for_each_kind(counts, [&](std::size_t n_with, std::size_t n_without, double n_places) {
      const double p = left_out_probability(n_with, n_without);
      measured.add((1.0 - p) * n_places, n_with, n_without);
      left_out.add(p * n_places, n_with, n_without);
    });
    left_out_ = left_out.places / (left_out.places + measured.places);
    presence_ = measured.presence();
    left_over_ = left_out.presence();
  }
  if (left_over_ > most_left_over * presence_) return;
  for_each_kind(counts, [&](std::size_t n_with, std::size_t n_without, double) {
    if (is_left_out(n_with, n_without)) part_ = 1.0 - left_out_;
  });
}

double MeasuredPlaces::left_out_probability(std::size_t n_with, std::size_t n_without) const {
  // A few values may be missing everywhere, and a few be there beyond the edge.
  constexpr double few = 1e-3;
  const double measured = std::clamp(presence_, few, 1.0 - few);
  const double left_out = std::clamp(left_over_, few * measured, 1.0 - few);
  const double log_odds =
      static_cast<double>(n_with) * std::log(left_out / measured) +
      static_cast<double>(n_without) * std::log((1.0 - left_out) / (1.0 - measured));
  const double odds = left_out_ * std::exp(std::min(log_odds, 500.0));
  return odds / (odds + 1.0 - left_out_);
}

bool MeasuredPlaces::is_left_out(std::size_t n_with, std::size_t n_without) const {
  return is_below(0.25, n_with, n_without) && left_out_probability(n_with, n_without) > 0.5;
}

bool MeasuredPlaces::is_inside(std::size_t n_with, std::size_t n_without) const {
  return are_all() || !is_below(0.75, n_with, n_without);
}

bool MeasuredPlaces::is_below(double part, std::size_t n_with, std::size_t n_without) const {
  return static_cast<double>(n_with) < part * presence_ * static_cast<double>(n_with + n_without);
}

} // namespace counterpoint
