#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Of how many places how many stars have a value, and how many have none.
class PresenceCounts {
public:
  static constexpr std::size_t most_stars = 100; ///< of a place

  /// \pre at most most_stars in all
  void add(std::size_t n_with, std::size_t n_without) { ++n_places_[place(n_with, n_without)]; }
  [[nodiscard]] std::int64_t n_places(std::size_t n_with, std::size_t n_without) const {
    return n_places_[place(n_with, n_without)];
  }
  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum_sparse(n_places_);
  }
  bool operator==(const PresenceCounts&) const = default;

private:
  static constexpr std::size_t n_each = most_stars + 1;

  [[nodiscard]] static std::size_t place(std::size_t n_with, std::size_t n_without) {
    return n_with * n_each + n_without;
  }

  std::vector<std::int64_t> n_places_ = std::vector<std::int64_t>(n_each * n_each);
};

/// Tells the places where something was measured from those that a survey left out, where hardly
/// any star has a value: two kinds of places, fitted by expectation-maximisation. Where one kind
/// has but fewer values, as where the survey is less deep, all places are measured. \source
/// docs/method.md, section 5
class MeasuredPlaces {
public:
  MeasuredPlaces() = default; ///< measured everywhere
  explicit MeasuredPlaces(const PresenceCounts& counts);

  /// True of a place without stars: nothing speaks against it.
  [[nodiscard]] bool holds(std::size_t n_with, std::size_t n_without) const {
    return are_all() || !is_left_out(n_with, n_without);
  }
  /// False of a place through which the edge of what was measured may run.
  [[nodiscard]] bool is_inside(std::size_t n_with, std::size_t n_without) const;
  /// The part of the stars of measured places that have a value; 0 where no star has one.
  [[nodiscard]] double presence() const { return presence_; }
  /// Was it measured everywhere?
  [[nodiscard]] bool are_all() const { return part_ == 1.0; }
  /// Of the places that have stars, as estimated; 1 where all hold.
  [[nodiscard]] double part() const { return part_; }

private:
  [[nodiscard]] bool is_left_out(std::size_t n_with, std::size_t n_without) const;
  [[nodiscard]] double left_out_probability(std::size_t n_with, std::size_t n_without) const;
  // Have fewer stars a value than `part` of what is usual?
  [[nodiscard]] bool is_below(double part, std::size_t n_with, std::size_t n_without) const;

  double presence_ = 0.0;
  double left_over_ = 0.0; // presence at the places left out
  double left_out_ = 0.0;  // of the places
  double part_ = 1.0;
};

} // namespace counterpoint
