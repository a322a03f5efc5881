#include "match/colour_check.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace counterpoint {

namespace {

// Of the candidates of a class of Ks.
struct ClassSums {
  enum Term : std::size_t {
    others,
    colour_of_others,
    square_of_others,
    counterparts,
    colour,
    squares,
    n_terms
  };
  std::array<ExactSum, n_terms> terms;

  void add(double p, double value) {
    terms[others].add(1.0 - p);
    terms[colour_of_others].add((1.0 - p) * value);
    terms[square_of_others].add((1.0 - p) * value * value);
    terms[counterparts].add(p);
    terms[colour].add(p * value);
    terms[squares].add(p * p);
  }
};

struct ColourSums {
  std::vector<ClassSums> classes = std::vector<ClassSums>(MagnitudeClasses::n_measured);

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    for (ClassSums& of_class : classes)
      over_ranks.sum(of_class.terms);
  }
};

bool names(const ColumnRequest& column) {
  return !column.name.empty();
}

// The redder one of those that the columns make.
std::string colour_of(const InfraredOptions& infrared) {
  if (!infrared.features.empty() || !names(infrared.ks)) return "";
  return names(infrared.h) ? "H-Ks" : names(infrared.j) ? "J-Ks" : "";
}

// Of one class of Ks; weights count as numbers of stars.
struct ClassMeans {
  double n_others = 0.0;
  double mean_of_others = 0.0;
  double squares_of_others = 0.0; // of what each is off the mean, summed
  double n_counterparts = 0.0;
  double mean = 0.0;
  double own_part = 0.0; // of the variance of the mean, over that of one star

  explicit ClassMeans(const ClassSums& sums) {
    const auto value = [&](ClassSums::Term term) { return sums.terms[term].value(); };
    n_others = value(ClassSums::others);
    n_counterparts = value(ClassSums::counterparts);
    if (!is_told()) return;
    mean_of_others = value(ClassSums::colour_of_others) / n_others;
    squares_of_others =
        value(ClassSums::square_of_others) - n_others * mean_of_others * mean_of_others;
    mean = value(ClassSums::colour) / n_counterparts;
    own_part = value(ClassSums::squares) / (n_counterparts * n_counterparts);
  }
  [[nodiscard]] bool is_told() const { return n_others > 1.0 && n_counterparts > 0.01; }
};

// The differences of all classes, weighed by how well each is known.
ColourCheck compared(const std::string& colour, const ColourSums& sums) {
  ColourCheck check{colour};
  std::vector<ClassMeans> classes;
  double squares = 0.0;
  double n_free = 0.0;
  for (const ClassSums& of_one : sums.classes) {
    const ClassMeans of_class{of_one};
    if (!of_class.is_told()) continue;
    classes.push_back(of_class);
    squares += of_class.squares_of_others;
    n_free += of_class.n_others - 1.0;
  }
  constexpr double fewest = 10.0; // that tell a spread
  if (n_free < fewest || !(squares > 0.0)) return check;
  const double variance_of_star = squares / n_free;
  double sum = 0.0;
  double weight = 0.0;
  for (const ClassMeans& of_class : classes) {
    const double of_this = 1.0 / (variance_of_star * (of_class.own_part + 1.0 / of_class.n_others));
    sum += of_this * (of_class.mean - of_class.mean_of_others);
    weight += of_this;
  }
  check.difference = sum / weight;
  check.error = 1.0 / std::sqrt(weight);
  return check;
}

} // namespace

bool ColourCheck::is_conspicuous() const {
  constexpr double least_difference = 0.03;
  constexpr double significance = 4.0;
  return std::abs(difference) > least_difference && std::abs(difference) > significance * error;
}

ColourCheck check_colour(const Communicator& comm, const MatchOptions& options,
                         const Candidates& candidates, const TableDetails& details,
                         const Probabilities& probabilities) {
  const std::string colour = colour_of(options.infrared);
  if (colour.empty()) return {};
  ColourSums sums;
  std::size_t star = 0;
  for (std::size_t source = 0; source < candidates.size(); ++source) {
    const auto of_source = candidates.of_source[source];
    for (std::size_t i = 0; i < of_source.size(); ++i, ++star) {
      const double ks = of_source[i].ks;
      const double blue = colour == "H-Ks" ? details.stars[star].h : details.stars[star].j;
      if (std::isnan(blue - ks)) continue;
      sums.classes[static_cast<std::size_t>(MagnitudeClasses::of(ks))].add(
          probabilities.of_source[source][i].lr.p, blue - ks);
    }
  }
  add_up(comm, sums);
  return compared(colour, sums);
}

} // namespace counterpoint
