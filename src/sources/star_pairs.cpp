#include "sources/star_pairs.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/sky/chord.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
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
  double likelihood_ratio = 0.0;   // of a star of the first to an unrelated one, of all its rows

  [[nodiscard]] std::size_t ks_class() const { return FeatureTally::row_of(second->row.ks); }
  [[nodiscard]] double probability(const ListedFractions& listed) const {
    const double fraction = listed[ks_class()];
    return fraction * likelihood_ratio / (fraction * likelihood_ratio + 1.0 - fraction);
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
  [[nodiscard]] std::vector<Prospect> prospects(const RowsByCell& first,
                                                const RowsByCell& second) const {
    std::vector<Prospect> found;
    std::vector<RowsByCell::Hit> hits;
    std::vector<RowsByCell::Hit> rivals;
    for (const ListedRow& row : second.rows()) {
      const SkyCell cell = grid_.cell(row.row.position);
      if (rank_of(cell) != comm_.rank()) continue;
      first.find_within(row.row.position, largest_, hits);
      const std::size_t n_around = first.n_in(cell);
      if (hits.empty() && n_around == 0) continue;
      Prospect prospect{&row, best_of(row, hits).other, 0.0};
      for (const RowsByCell::Hit& hit : hits)
        prospect.likelihood_ratio +=
            density_arcsec2(row.row, hit.other->row, hit.separation_arcsec);
      prospect.likelihood_ratio *=
          grid_.area_arcsec2(cell) / static_cast<double>(std::max<std::size_t>(n_around, 1));
      if (prospect.best != nullptr) {
        second.find_within(prospect.best->row.position, largest_, rivals);
        if (best_of(*prospect.best, rivals).other != &row) prospect.best = nullptr;
      }
      found.push_back(prospect);
    }
    return found;
  }

private:
  // A row of the second catalogue, its best of the first, and what may be a better one for that. A
  // little more covers the rounding of positions near the edge of a cell.
  [[nodiscard]] Angle reach() const { return 2.0 * largest_ + Angle::from_arcsec(1e-3); }

  [[nodiscard]] int rank_of(const SkyCell& cell) const {
    constexpr std::uint32_t side = SparseCells<std::int32_t>::page_side;
    const std::uint32_t page = cell.strip / side * 7919U + cell.column / side;
    return static_cast<int>(page % static_cast<std::uint32_t>(comm_.size()));
  }

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

// Collective. By expectation-maximisation; of each class of Ks, drawn to that of all.
ListedFractions fit_listed(const Communicator& comm, std::span<const Prospect> prospects) {
  constexpr double prior_rows = 10.0;
  constexpr double most = 0.99; // never certain
  constexpr double least = 1e-4;
  constexpr int most_rounds = 200;
  constexpr double precision = 1e-4;
  std::array<std::int64_t, FeatureTally::n_rows> n{};
  std::int64_t n_all = 0;
  for (const Prospect& prospect : prospects)
    ++n[prospect.ks_class()];
  comm.sum(std::span{n});
  for (const std::int64_t of_class : n)
    n_all += of_class;
  ListedFractions listed;
  listed.fill(0.5);
  if (n_all == 0) return listed;
  for (int round = 0; round < most_rounds; ++round) {
    std::array<ExactSum, FeatureTally::n_rows> expected{};
    for (const Prospect& prospect : prospects)
      expected[prospect.ks_class()].add(prospect.probability(listed));
    comm.sum(std::span{expected});
    ExactSum of_all;
    for (const ExactSum& of_class : expected)
      of_all.add(of_class);
    const double mean = of_all.value() / static_cast<double>(n_all);
    double change = 0.0;
    for (std::size_t k = 0; k < listed.size(); ++k) {
      const double fraction = std::clamp((expected[k].value() + prior_rows * mean) /
                                             (static_cast<double>(n[k]) + prior_rows),
                                         least, most);
      change = std::max(change, std::abs(fraction - std::exchange(listed[k], fraction)));
    }
    if (change < precision) break;
  }
  return listed;
}

} // namespace

Angle largest_pair_separation(Angle first_sigma, Angle second_sigma) {
  // As of infrared.merge-within: beyond it different stars would be merged.
  return std::min(most_sigmas * hypot(first_sigma, second_sigma), Angle::from_arcsec(5.0));
}

StarPairs find_star_pairs(const Communicator& comm, const InfraredRows& first,
                          const InfraredRows& second, Angle largest_separation) {
  const PairFinder finder{comm, largest_separation};
  const RowsByCell rows_of_first = finder.dealt(first);
  const RowsByCell rows_of_second = finder.dealt(second);
  const std::vector<Prospect> prospects = finder.prospects(rows_of_first, rows_of_second);
  StarPairs found;
  found.n_comparable = std::ssize(prospects);
  found.listed = fit_listed(comm, prospects);
  constexpr double more_likely_than_not = 0.5;
  for (const Prospect& prospect : prospects) {
    if (prospect.best == nullptr || prospect.probability(found.listed) <= more_likely_than_not)
      continue;
    found.pairs.push_back({*prospect.best, *prospect.second});
  }
  return found;
}

} // namespace counterpoint
