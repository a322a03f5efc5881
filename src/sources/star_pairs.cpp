#include "sources/star_pairs.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/sky/chord.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "sources/rank_of_cell.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// Standard deviations of the separation, beyond which a pair is not looked at: 4e-6 are lost.
constexpr double most_sigmas = 5.0;
constexpr double square(double x) {
  return x * x;
}

// Sorted by cell, so that the rows round a place are found.
class RowsByCell {
public:
  RowsByCell(std::vector<ListedRow>&& rows, const SkyGrid& grid)
      : rows_{std::move(rows)}, grid_{grid} {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      places_.push_back({grid_.cell(rows_[i].row.position), checked_cast<std::uint32_t>(i)});
    std::sort(places_.begin(), places_.end());
    for (const Place& place : places_)
      directions_.push_back(unit_vector(rows_[place.row].row.position));
  }

  struct Hit {
    double separation_arcsec = 0.0;
    const ListedRow* other = nullptr;
  };

  [[nodiscard]] const std::vector<ListedRow>& rows() const { return rows_; }

  [[nodiscard]] std::size_t n_in(const SkyCell& cell) const {
    const auto [first, end] =
        std::equal_range(places_.begin(), places_.end(), Place{cell, 0},
                         [](const Place& a, const Place& b) { return a.cell < b.cell; });
    return static_cast<std::size_t>(end - first);
  }

  // By (separation, ir_id). \param hits  cleared and filled
  void find_within(const SkyPosition& position, Angle radius, std::vector<Hit>& hits) const {
    hits.clear();
    const UnitVector center = unit_vector(position);
    const double limit = squared_chord(radius);
    for (const SkyCell& cell : grid_.cells_touching(position, radius)) {
      auto place = std::lower_bound(places_.begin(), places_.end(), Place{cell, 0});
      for (; place != places_.end() && place->cell == cell; ++place) {
        const UnitVector& direction = directions_.data()[place - places_.begin()];
        const double chord2 = squared_chord(center, direction);
        if (chord2 > limit) continue;
        hits.push_back({separation_of_chord(chord2).arcsec(), &rows_[place->row]});
      }
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
      return std::pair{a.separation_arcsec, a.other->row.ir_id} <
             std::pair{b.separation_arcsec, b.other->row.ir_id};
    });
  }

private:
  struct Place {
    SkyCell cell;
    std::uint32_t row = 0;
    auto operator<=>(const Place&) const = default;
  };

  std::vector<ListedRow> rows_;
  const SkyGrid& grid_;
  std::vector<Place> places_;
  std::vector<UnitVector> directions_; // of the places
};

// What is known of a row of the second catalogue before it is known how many the first lists.
struct Prospect {
  const ListedRow* second = nullptr;
  const ListedRow* best = nullptr; // none where the best row of the first has a better one
  double ratio_of_best = 0.0;      // of its star to an unrelated one; 0 where there is none
  double ratio_of_others = 0.0;    // of all other rows of the first
  bool is_only_one = false;        // of the second that may be the star of the best row

  [[nodiscard]] std::size_t ks_class() const { return FeatureTally::row_of(second->row.ks); }
  [[nodiscard]] std::size_t ks_class_of_best() const { return FeatureTally::row_of(best->row.ks); }
  // That the row lists a star of the first. If not, its best row is missing in the second, where no
  // other row may be that.
  [[nodiscard]] double probability(const ListedParts& listed) const {
    const double in_first = listed[1].part[ks_class()];
    const double missing = is_only_one ? 1.0 - listed[0].part[ks_class_of_best()] : 1.0;
    const double odds = in_first / (1.0 - in_first) * (ratio_of_best / missing + ratio_of_others);
    return odds / (1.0 + odds);
  }
};

// Compares the rows of a part of the sky. The sky is dealt out to the ranks by cells: the rank that
// has the cell of a row of the second catalogue decides on it.
class PairFinder {
public:
  PairFinder(const Communicator& comm, Angle largest_separation)
      : comm_{comm}, largest_{largest_separation}, grid_{SkyGrid::with_cells_of_at_least(std::max(
                                                       Angle::from_arcsec(10.0), reach()))} {}

  // Collective. Sends rows to the ranks that compare them.
  [[nodiscard]] RowsByCell dealt(const InfraredRows& rows) const {
    std::vector<std::vector<ListedRow>> outgoing(static_cast<std::size_t>(comm_.size()));
    std::vector<int> ranks;
    for (std::size_t place = 0; place < rows.size(); ++place) {
      const ListedRow row{rows[place], comm_.rank(), checked_cast<std::int32_t>(place)};
      ranks.clear();
      for (const SkyCell& cell : grid_.cells_touching(row.row.position, reach())) {
        const int rank = rank_of(cell);
        if (std::find(ranks.begin(), ranks.end(), rank) == ranks.end()) ranks.push_back(rank);
      }
      for (const int rank : ranks)
        outgoing[static_cast<std::size_t>(rank)].push_back(row);
    }
    return {comm_.exchange(outgoing), grid_};
  }

  // Of the rows that this rank decides on, those of places that the first catalogue covers.
  [[nodiscard]] std::vector<Prospect> prospects(const RowsByCell& first, const RowsByCell& second,
                                                const Footprint& covered_by_first) const {
    std::vector<Prospect> found;
    std::vector<RowsByCell::Hit> hits;
    std::vector<RowsByCell::Hit> rivals;
    for (const ListedRow& row : second.rows()) {
      const SkyCell cell = grid_.cell(row.row.position);
      if (rank_of(cell) != comm_.rank()) continue;
      first.find_within(row.row.position, largest_, hits);
      if (hits.empty() && !covered_by_first.contains(row.row.position)) continue;
      Prospect prospect{&row, best_of(row, hits).other};
      if (prospect.best != nullptr) {
        second.find_within(prospect.best->row.position, largest_, rivals);
        prospect.is_only_one = n_possible(*prospect.best, rivals) == 1;
        if (best_of(*prospect.best, rivals).other != &row) prospect.best = nullptr;
      }
      prospect.is_only_one = prospect.is_only_one && prospect.best != nullptr;
      const double area_of_row = grid_.area_arcsec2(cell) /
                                 static_cast<double>(std::max<std::size_t>(first.n_in(cell), 1));
      for (const RowsByCell::Hit& hit : hits) {
        double& ratio =
            hit.other == prospect.best ? prospect.ratio_of_best : prospect.ratio_of_others;
        ratio += area_of_row * density_arcsec2(row.row, hit.other->row, hit.separation_arcsec);
      }
      found.push_back(prospect);
    }
    return found;
  }

  // Of the rows that this rank decides on, by Ks, those where the other catalogue covers the sky.
  [[nodiscard]] std::array<std::int64_t, FeatureTally::n_rows>
  n_covered(const RowsByCell& rows, const Footprint& covered_by_other) const {
    std::array<std::int64_t, FeatureTally::n_rows> n{};
    for (const ListedRow& row : rows.rows()) {
      if (rank_of(grid_.cell(row.row.position)) == comm_.rank() &&
          covered_by_other.contains(row.row.position))
        ++n[FeatureTally::row_of(row.row.ks)];
    }
    return n;
  }

private:
  // A row of the second catalogue, its best of the first, and what may be a better one for that. A
  // little more covers the rounding of positions near the edge of a cell.
  [[nodiscard]] Angle reach() const { return 2.0 * largest_ + Angle::from_arcsec(1e-3); }

  [[nodiscard]] int rank_of(const SkyCell& cell) const { return rank_of_cell(cell, comm_.size()); }

  // Density of the offset of two rows of one star; 0 where it is too large.
  [[nodiscard]] double density_arcsec2(const InfraredSource& a, const InfraredSource& b,
                                       double separation_arcsec) const {
    const double variance = square(a.sigma.arcsec()) + square(b.sigma.arcsec());
    const double distance2 = square(separation_arcsec);
    const bool is_near =
        separation_arcsec <= largest_.arcsec() && distance2 <= square(most_sigmas) * variance;
    if (!is_near || !(variance > 0.0)) return 0.0; // errors may be too small to be squared
    return std::exp(-distance2 / (2.0 * variance)) / (2.0 * std::numbers::pi * variance);
  }

  // How many rows may be the star of `row`.
  [[nodiscard]] std::ptrdiff_t n_possible(const ListedRow& row,
                                          std::span<const RowsByCell::Hit> hits) const {
    return std::ranges::count_if(hits, [&](const RowsByCell::Hit& hit) {
      return density_arcsec2(row.row, hit.other->row, hit.separation_arcsec) > 0.0;
    });
  }

  // The row that most likely is the star of `row`: the first of several. None: without a row.
  [[nodiscard]] RowsByCell::Hit best_of(const ListedRow& row,
                                        std::span<const RowsByCell::Hit> hits) const {
    RowsByCell::Hit best;
    double highest = 0.0;
    for (const RowsByCell::Hit& hit : hits) {
      const double density = density_arcsec2(row.row, hit.other->row, hit.separation_arcsec);
      if (density <= highest) continue;
      highest = density;
      best = hit;
    }
    return best;
  }

  const Communicator& comm_;
  Angle largest_;
  SkyGrid grid_;
};

using PartnersExpected = std::array<ExactSum, FeatureTally::n_rows>;

// Sets the parts to what is expected, of each class of Ks drawn to that of all; the largest change.
double improve_parts(const PartnersExpected& expected, ListedPart& listed) {
  constexpr double prior_rows = 10.0;
  constexpr double most = 0.99; // never certain
  constexpr double least = 1e-4;
  ExactSum of_all;
  for (const ExactSum& of_class : expected)
    of_all.add(of_class);
  const auto n_all = std::accumulate(listed.n.begin(), listed.n.end(), std::int64_t{0});
  const double mean = n_all > 0 ? of_all.value() / static_cast<double>(n_all) : 0.0;
  double change = 0.0;
  for (std::size_t k = 0; k < listed.part.size(); ++k) {
    const double part = std::clamp((expected[k].value() + prior_rows * mean) /
                                       (static_cast<double>(listed.n[k]) + prior_rows),
                                   least, most);
    change = std::max(change, std::abs(part - std::exchange(listed.part[k], part)));
  }
  return change;
}

// Collective. By expectation-maximisation. \param listed  its numbers of rows are those of a rank
void fit_listed(const Communicator& comm, std::span<const Prospect> prospects,
                ListedParts& listed) {
  constexpr int most_rounds = 200;
  constexpr double precision = 1e-4;
  for (ListedPart& of_catalogue : listed) {
    comm.sum(std::span{of_catalogue.n});
    of_catalogue.part.fill(0.5);
  }
  for (int round = 0; round < most_rounds; ++round) {
    PartnersExpected in_second{};
    PartnersExpected in_first{};
    for (const Prospect& prospect : prospects) {
      const double p = prospect.probability(listed);
      in_first[prospect.ks_class()].add(p);
      if (prospect.best != nullptr) in_second[prospect.ks_class_of_best()].add(p);
    }
    comm.sum(std::span{in_second});
    comm.sum(std::span{in_first});
    const double change =
        std::max(improve_parts(in_second, listed[0]), improve_parts(in_first, listed[1]));
    if (change < precision) break;
  }
}

} // namespace

Angle largest_pair_separation(Angle first_sigma, Angle second_sigma) {
  // As of infrared.merge-within: beyond it different stars would be merged.
  return std::min(most_sigmas * hypot(first_sigma, second_sigma), Angle::from_arcsec(5.0));
}

StarPairs find_star_pairs(const Communicator& comm, const ComparedRows& first,
                          const ComparedRows& second, Angle largest_separation) {
  const PairFinder finder{comm, largest_separation};
  const RowsByCell rows_of_first = finder.dealt(first.rows);
  const RowsByCell rows_of_second = finder.dealt(second.rows);
  const std::vector<Prospect> prospects =
      finder.prospects(rows_of_first, rows_of_second, first.footprint);
  StarPairs found;
  found.n_comparable = std::ssize(prospects);
  found.listed[0].n = finder.n_covered(rows_of_first, second.footprint);
  found.listed[1].n = finder.n_covered(rows_of_second, first.footprint);
  fit_listed(comm, prospects, found.listed);
  constexpr double more_likely_than_not = 0.5;
  for (const Prospect& prospect : prospects) {
    if (prospect.best == nullptr || prospect.probability(found.listed) <= more_likely_than_not)
      continue;
    found.pairs.push_back({*prospect.best, *prospect.second});
  }
  return found;
}

} // namespace counterpoint
