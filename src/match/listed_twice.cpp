#include "match/listed_twice.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint {

namespace {

constexpr double same_place_arcsec = 0.01;

bool have_one_ks(const StoredNeighbour& a, const StoredNeighbour& b) {
  return a.ks == b.ks || (std::isnan(a.ks) && std::isnan(b.ks));
}

// \param unit_deg  of their offsets
bool have_one_place(const StoredNeighbour& a, const StoredNeighbour& b, double unit_deg) {
  const SkyOffset of_a{Angle::from_degrees(a.east * unit_deg),
                       Angle::from_degrees(a.north * unit_deg)};
  const SkyOffset of_b{Angle::from_degrees(b.east * unit_deg),
                       Angle::from_degrees(b.north * unit_deg)};
  return (of_a - of_b).length().arcsec() <= same_place_arcsec;
}

// Hardly any rows have one Ks and are as far from the X-ray source: no others repeat one another.
// Neighbours are ordered by that, so they are compared with the one before, the second before, and
// so on.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
bool may_repeat(const StoredNeighbour* __restrict of, const double* __restrict separation_arcsec,
                std::size_t n) {
  int n_near = 1;
  int n_alike = 0;
  for (std::size_t before = 1; before < n && n_near > 0; ++before) {
    n_near = 0;
    for (std::size_t i = before; i < n; ++i) {
      const double a = of[i].ks;
      const double b = of[i - before].ks;
      const bool is_near =
          separation_arcsec[i] - separation_arcsec[i - before] <= same_place_arcsec;
      const bool has_one_ks = (a == b) | ((a != a) & (b != b));
      n_near += is_near ? 1 : 0;
      n_alike += (is_near & has_one_ks) ? 1 : 0;
    }
  }
  return n_alike > 0;
}

// Rows at one place are as far from the X-ray source.
std::int64_t count_repeats(std::span<const StoredNeighbour> neighbours, double unit_deg,
                           const std::vector<double>& separations_arcsec) {
  const StoredNeighbour* const of = neighbours.data();
  const double* const separation = separations_arcsec.data();
  if (!may_repeat(of, separation, neighbours.size())) return 0;
  std::int64_t n = 0;
  for (std::size_t i = 1; i < neighbours.size(); ++i) {
    for (std::size_t before = i; before-- > 0;) {
      if (separation[i] - separation[before] > same_place_arcsec) break;
      if (!have_one_ks(of[i], of[before]) || !have_one_place(of[i], of[before], unit_deg)) continue;
      ++n;
      break;
    }
  }
  return n;
}

} // namespace

bool ListedTwice::is_conspicuous() const {
  constexpr double fraction = 0.005;
  constexpr double number = 10.0;
  return static_cast<double>(n_repeats) > std::max(number, fraction * static_cast<double>(n_rows));
}

std::string ListedTwice::warning() const {
  return "of " + with_commas(n_rows) + " infrared rows near X-ray sources, " +
         with_commas(n_repeats) +
         " have the position and the Ks of another row: if they list the same stars again, each "
         "listing counts as a star and lowers the probability of the others. To merge them, name "
         "the column that identifies a star (infrared.id), or a distance below which two rows are "
         "one star (infrared.merge-within, arcsec)";
}

ListedTwice count_listed_twice(const Communicator& comm, const SearchResult& found) {
  ListedTwice counts;
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  std::vector<double> separations_arcsec;
  for (std::size_t i = 0; found.is_in_first_group && i < sky.size(); ++i) {
    sky.find_separations(i, separations_arcsec);
    counts.n_rows += std::ssize(separations_arcsec);
    counts.n_repeats += count_repeats(sky.stored[i], sky.units_deg[i], separations_arcsec);
  }
  add_up(comm, counts);
  return counts;
}

} // namespace counterpoint
