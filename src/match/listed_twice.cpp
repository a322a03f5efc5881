#include "match/listed_twice.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint {

namespace {

constexpr double same_place_arcsec = 0.01;

bool is_same(const Neighbour& a, const Neighbour& b) {
  const bool same_ks = a.ks == b.ks || (std::isnan(a.ks) && std::isnan(b.ks));
  return same_ks && (a.to_xray - b.to_xray).length().arcsec() <= same_place_arcsec;
}

// Rows at one place are as far from the X-ray source, and the neighbours are ordered by that.
std::int64_t count_repeats(std::span<const Neighbour> neighbours) {
  std::int64_t n = 0;
  for (std::size_t i = 1; i < neighbours.size(); ++i) {
    for (std::size_t before = i; before-- > 0;) {
      if (neighbours[i].separation_arcsec - neighbours[before].separation_arcsec >
          same_place_arcsec)
        break;
      if (!is_same(neighbours[i], neighbours[before])) continue;
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
  for (std::size_t i = 0; found.is_in_first_group && i < found.sky.neighbourhoods.size(); ++i) {
    const std::vector<Neighbour> neighbours = found.sky.neighbourhoods.neighbours_of(i);
    counts.n_rows += std::ssize(neighbours);
    counts.n_repeats += count_repeats(neighbours);
  }
  add_up(comm, counts);
  return counts;
}

} // namespace counterpoint
