#include "match/listed_twice.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint {

namespace {

constexpr double same_place_arcsec = 0.01;

bool are_one_ks(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

// \param unit_deg  of their offsets
bool have_one_place(const StoredNeighbour& a, const StoredNeighbour& b, double unit_deg) {
  const SkyOffset of_a{Angle::from_degrees(a.east * unit_deg),
                       Angle::from_degrees(a.north * unit_deg)};
  const SkyOffset of_b{Angle::from_degrees(b.east * unit_deg),
                       Angle::from_degrees(b.north * unit_deg)};
  return (of_a - of_b).length().arcsec() <= same_place_arcsec;
}

// Rows at one place are as far from the X-ray source, and the neighbours are ordered by that.
std::int64_t count_repeats(const KeptNeighbours& neighbours,
                           const std::vector<double>& separations_arcsec) {
  std::int64_t n = 0;
  const StoredNeighbour* const of = neighbours.stored.data();
  const double* const separation = separations_arcsec.data();
  for (std::size_t i = 1; i < neighbours.size(); ++i) {
    for (std::size_t before = i; before-- > 0;) {
      if (separation[i] - separation[before] > same_place_arcsec) break;
      if (!are_one_ks(neighbours.ks(i), neighbours.ks(before)) ||
          !have_one_place(of[i], of[before], neighbours.unit_deg))
        continue;
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

std::string ListedTwice::warning(bool of_two_catalogues) const {
  return "of " + with_commas(n_rows) + " infrared rows near X-ray sources, " +
         with_commas(n_repeats) +
         " have the position and the Ks of another row: if they list the same stars again, each "
         "listing counts as a star and lowers the probability of the others. To merge them, name "
         "the column that identifies a star (infrared.id), or a distance below which two rows are "
         "one star (infrared.merge-within, arcsec)" +
         (of_two_catalogues
              ? "; of rows of the second catalogue infrared.2.id or infrared.2.merge-within"
              : "");
}

ListedTwice count_listed_twice(const Communicator& comm, const SearchResult& found) {
  ListedTwice counts;
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  std::vector<double> separations_arcsec;
  for (std::size_t i = 0; found.is_in_first_group && i < sky.size(); ++i) {
    sky.find_separations(i, separations_arcsec);
    counts.n_rows += std::ssize(separations_arcsec);
    counts.n_repeats += count_repeats(sky.kept(i), separations_arcsec);
  }
  add_up(comm, counts);
  return counts;
}

} // namespace counterpoint
