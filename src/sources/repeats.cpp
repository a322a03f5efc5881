#include "sources/repeats.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "sources/rank_of_cell.hpp"

#include <algorithm>

namespace counterpoint {

namespace {

// A row as it travels to the ranks that compare it.
struct Entry {
  std::int64_t ir_id = 0;
  std::uint64_t identifier = 0;
  SkyPosition position;
  std::int32_t rank = 0; // that read it
  std::int32_t place = 0;
};

// Compares rows. The sky is dealt out to the ranks by cells: the rank that has a row's cell decides
// on the row, and is sent all rows that the decision needs.
class Comparison {
public:
  Comparison(const RepeatRules& rules, int n_ranks)
      : rules_{rules}, n_ranks_{n_ranks}, grid_{SkyGrid::with_cells_of_at_least(reach())} {}

  // The ranks that need a row: it may be what a row of theirs repeats.
  void ranks_of(const SkyPosition& position, std::vector<int>& ranks) const {
    ranks.clear();
    for (const SkyCell& cell : grid_.cells_touching(position, reach())) {
      const int rank = rank_of(cell);
      if (std::find(ranks.begin(), ranks.end(), rank) == ranks.end()) ranks.push_back(rank);
    }
  }

  // Those of `entries` that `rank` decides on and that repeat another.
  [[nodiscard]] std::vector<Entry> repeats(std::span<const Entry> entries, int rank) const {
    std::vector<Place> places;
    for (std::size_t i = 0; i < entries.size(); ++i)
      places.push_back({grid_.cell(entries[i].position), checked_cast<std::uint32_t>(i)});
    std::sort(places.begin(), places.end());
    std::vector<Entry> found;
    for (const Place& place : places) {
      if (rank_of(place.cell) == rank && is_repeat(entries[place.entry], entries, places))
        found.push_back(entries[place.entry]);
    }
    return found;
  }

private:
  struct Place {
    SkyCell cell;
    std::uint32_t entry = 0;
    auto operator<=>(const Place&) const = default;
  };

  // A little more than the rules say covers the rounding of positions near the edge of a cell.
  [[nodiscard]] Angle reach() const { return rules_.reach() + Angle::from_arcsec(1e-3); }

  [[nodiscard]] int rank_of(const SkyCell& cell) const { return rank_of_cell(cell, n_ranks_); }

  [[nodiscard]] bool is_repeat(const Entry& entry, std::span<const Entry> entries,
                               std::span<const Place> places) const {
    for (const SkyCell& cell : grid_.cells_touching(entry.position, reach())) {
      auto place = std::lower_bound(places.begin(), places.end(), Place{cell, 0});
      for (; place != places.end() && place->cell == cell; ++place) {
        if (repeats_other(entry, entries[place->entry])) return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool repeats_other(const Entry& entry, const Entry& other) const {
    if (other.ir_id >= entry.ir_id) return false;
    Angle largest = rules_.within;
    if (entry.identifier != 0 && entry.identifier == other.identifier)
      largest = std::max(largest, RepeatRules::largest_of_one_identifier);
    return largest > Angle{} && separation(entry.position, other.position) <= largest;
  }

  RepeatRules rules_;
  int n_ranks_;
  SkyGrid grid_;
};

} // namespace

std::uint64_t hash_of_identifier(std::string_view text) {
  if (text.empty()) return 0;
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash == 0 ? 1 : hash;
}

std::vector<std::size_t> find_repeats(const Communicator& comm, const RepeatRules& rules,
                                      const InfraredRows& rows,
                                      std::span<const std::uint64_t> identifiers) {
  const Comparison comparison{rules, comm.size()};
  std::vector<std::vector<Entry>> outgoing(static_cast<std::size_t>(comm.size()));
  std::vector<int> ranks;
  for (std::size_t place = 0; place < rows.size(); ++place) {
    comparison.ranks_of(rows[place].position, ranks);
    const Entry entry{rows[place].ir_id, identifiers.empty() ? 0 : identifiers[place],
                      rows[place].position, comm.rank(), checked_cast<std::int32_t>(place)};
    for (const int rank : ranks)
      outgoing[static_cast<std::size_t>(rank)].push_back(entry);
  }
  const std::vector<Entry> entries = comm.exchange(outgoing);

  std::vector<std::vector<std::int32_t>> answers(outgoing.size());
  std::vector<std::vector<Entry>>{}.swap(outgoing);
  for (const Entry& repeat : comparison.repeats(entries, comm.rank()))
    answers[static_cast<std::size_t>(repeat.rank)].push_back(repeat.place);
  const std::vector<std::int32_t> mine = comm.exchange(answers);
  std::vector<std::size_t> places(mine.begin(), mine.end());
  std::sort(places.begin(), places.end());
  return places;
}

std::string note_on_merged(const InfraredOptions& options, std::int64_t n_merged) {
  const RepeatRules& rules = options.repeats;
  std::string how =
      rules.by_identifier ? "the same " + options.section + ".id within 2 arcsec" : "";
  if (rules.within > Angle{}) {
    how += (how.empty() ? "" : ", or ") + ("within " + options.section) + ".merge-within" +
           format_text(" = %g arcsec", rules.within.arcsec());
  }
  return with_commas(n_merged) + " infrared rows near X-ray sources repeat a star (" + how +
         "): its first row stands for it";
}

} // namespace counterpoint
