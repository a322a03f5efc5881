#include "search/partition.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace counterpoint {

namespace {

using Parts = std::vector<InfraredRows::Part>;

// A row of a round, and a tile on another rank that it reaches.
struct Visit {
  std::uint32_t part = 0;
  std::uint32_t row = 0;
  std::uint32_t tile = 0;
};

// Finds the tiles that a row reaches. Nearly all rows reach one only, and so do all others of their
// cell of the sky: that is remembered.
class TilesReached {
public:
  explicit TilesReached(const TileAssignment& to) : to_{to} {}

  std::span<const int> by(const SkyPosition& position) {
    std::int32_t& known = of_cell_.at(grid_.cell(position));
    if (known == unknown) known = of_whole_cell(grid_.cell(position));
    if (known == several) {
      to_.tiles.tiles_within(position, to_.margin, reached_);
    } else {
      reached_.assign(1, known - 1);
    }
    return reached_;
  }

private:
  static constexpr std::int32_t unknown = 0;
  static constexpr std::int32_t several = -1;

  // The tile that every position of the cell reaches alone, counted from 1; `several` where there
  // is none.
  std::int32_t of_whole_cell(const SkyCell& cell) {
    // No corner of a cell is farther from its centre than its height.
    to_.tiles.tiles_within(grid_.center(cell), to_.margin + grid_.cell_height(), reached_);
    return reached_.size() == 1 ? reached_.front() + 1 : several;
  }

  const TileAssignment& to_;
  SkyGrid grid_{13};                     // cells of 1.3 arcmin: few beside rows, small beside tiles
  SparseCells<std::int32_t, 8> of_cell_; // small pages, for rows that lie scattered
  std::vector<int> reached_;
};

// Rows for one worker, tile by tile.
struct Message {
  std::vector<std::int64_t> counts; // of each of its tiles
  InfraredRows::Part part;
};

// The rounds of messages in which the rows travel, and what has arrived of them.
class Exchange {
public:
  // \param like  rows that have values of their own, or not, as those to come
  Exchange(const Communicator& comm, const TileAssignment& to, const InfraredRows& like)
      : comm_{comm}, to_{to}, has_own_values_{like.has_own_values()},
        has_features_{like.has_features()}, tiles_{to}, own_tiles_(to.worker_of_tile.size()) {
    tiles_of_worker_.resize(static_cast<std::size_t>(to.ranks.n_tile_workers));
    for (std::size_t tile = 0; tile < to.worker_of_tile.size(); ++tile) {
      const auto worker = static_cast<std::size_t>(to.worker_of_tile[tile]);
      tiles_of_worker_[worker].push_back(static_cast<int>(tile));
    }
    if (!to.ranks.contains(comm.rank())) return;
    const auto own_worker = static_cast<std::size_t>(to.ranks.tile_worker(comm.rank()));
    for (const int tile : tiles_of_worker_[own_worker])
      arrived_.tiles.push_back({tile, InfraredRows::none_like(like)});
    for (TileRows& tile : arrived_.tiles)
      own_tiles_[static_cast<std::size_t>(tile.tile)] = &tile.infrared;
  }

  // Collective. One round.
  void send(const Parts& of_round) {
    const std::vector<Visit> visits = keep_own(of_round);
    if (comm_.size() == 1) return;
    make_messages(of_round, visits);
    const auto n_ranks = static_cast<std::size_t>(comm_.size());
    std::vector<std::span<const std::int64_t>> counts(n_ranks);
    std::vector<std::span<const InfraredRow>> rows(n_ranks);
    std::vector<std::span<const OwnValues>> own(n_ranks);
    std::vector<std::span<const FeatureCodes>> features(n_ranks);
    for (std::size_t worker = 0; worker < messages_.size(); ++worker) {
      const auto& [counts_of_worker, part] = messages_[worker];
      for (int group = 0; group < to_.ranks.n_trial_groups; ++group) {
        const auto rank = static_cast<std::size_t>(to_.ranks.rank(static_cast<int>(worker), group));
        if (static_cast<int>(rank) == comm_.rank()) continue; // it has kept them
        arrived_.bytes_sent += std::ssize(part.rows) * std::int64_t{sizeof(InfraredRow)} +
                               std::ssize(part.own) * std::int64_t{sizeof(OwnValues)} +
                               std::ssize(part.features) * std::int64_t{sizeof(FeatureCodes)};
        counts[rank] = counts_of_worker;
        rows[rank] = part.rows;
        own[rank] = part.own;
        features[rank] = part.features;
      }
    }
    const std::vector<std::int64_t> counts_of_others = comm_.exchange(counts);
    const std::vector<InfraredRow> rows_of_others = comm_.exchange(rows);
    const auto own_of_others = has_own_values_ ? comm_.exchange(own) : std::vector<OwnValues>{};
    const auto features_of_others =
        has_features_ ? comm_.exchange(features) : std::vector<FeatureCodes>{};
    receive(counts_of_others, {rows_of_others, own_of_others, features_of_others});
  }

  [[nodiscard]] Partition result() && {
    std::erase_if(arrived_.tiles, [](const TileRows& tile) { return tile.infrared.empty(); });
    return std::move(arrived_);
  }

private:
  // Takes the rows of this rank's tiles over; returns what other ranks are to have.
  [[nodiscard]] std::vector<Visit> keep_own(const Parts& of_round) {
    std::vector<Visit> leaving;
    for (std::uint32_t part = 0; part < of_round.size(); ++part) {
      const LargeVector<InfraredRow>& rows = of_round[part].rows;
      for (std::uint32_t row = 0; row < rows.size(); ++row) {
        for (const int tile : tiles_.by(rows.data()[row].position)) {
          InfraredRows* const own = own_tiles_.data()[tile];
          if (own != nullptr) own->push_back(of_round[part], row);
          if (own == nullptr || to_.ranks.n_trial_groups > 1)
            leaving.push_back({part, row, static_cast<std::uint32_t>(tile)});
        }
      }
    }
    return leaving;
  }

  void make_messages(const Parts& of_round, std::span<const Visit> visits) {
    std::vector<std::size_t> next(to_.worker_of_tile.size()); // of each tile: its visits
    for (const Visit& visit : visits)
      ++next[visit.tile];
    messages_.resize(tiles_of_worker_.size());
    for (std::size_t worker = 0; worker < messages_.size(); ++worker) {
      std::size_t n_rows = 0;
      messages_[worker].counts.clear();
      for (const int tile : tiles_of_worker_[worker]) {
        const std::size_t begin = n_rows;
        n_rows += std::exchange(next[static_cast<std::size_t>(tile)], begin); // its next row
        messages_[worker].counts.push_back(static_cast<std::int64_t>(n_rows - begin));
      }
      messages_[worker].part.rows.resize(n_rows);
      if (has_own_values_) messages_[worker].part.own.resize(n_rows);
      if (has_features_) messages_[worker].part.features.resize(n_rows);
    }
    for (const Visit& visit : visits) {
      const auto worker = static_cast<std::size_t>(to_.worker_of_tile[visit.tile]);
      InfraredRows::Part& part = messages_[worker].part;
      const std::size_t place = next[visit.tile]++;
      const InfraredRows::Part& from = of_round[visit.part];
      part.rows[place] = from.rows[visit.row];
      if (has_own_values_) part.own[place] = from.own[visit.row];
      if (has_features_) part.features[place] = from.features[visit.row];
    }
  }

  // \param counts  rows of each of the tiles in each message, one message after the other
  void receive(std::span<const std::int64_t> counts, InfraredRows::View all) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto n_rows = static_cast<std::size_t>(counts[i]);
      const std::size_t n_own = has_own_values_ ? n_rows : 0;
      const std::size_t n_features = has_features_ ? n_rows : 0;
      arrived_.tiles[i % arrived_.tiles.size()].infrared.append(
          {all.rows.first(n_rows), all.own.first(n_own), all.features.first(n_features)});
      all = {all.rows.subspan(n_rows), all.own.subspan(n_own), all.features.subspan(n_features)};
    }
  }

  const Communicator& comm_;
  const TileAssignment& to_;
  bool has_own_values_;
  bool has_features_;
  TilesReached tiles_;
  std::vector<std::vector<int>> tiles_of_worker_;
  std::vector<Message> messages_; // of a round, to each worker
  Partition arrived_;
  std::vector<InfraredRows*> own_tiles_; // by tile: in arrived_; none where others have it
};

// The parts of a round: few enough that the messages are small beside what is in memory, many
// enough that a round of a thousand ranks is worth its while.
constexpr std::size_t parts_of_round = 4;
constexpr std::size_t rows_of_round = parts_of_round * InfraredRows::rows_of_part;

// Collective. Rows have the same errors on all ranks, or values of their own on all of them.
void agree_on_values(const Communicator& comm, InfraredRows& rows) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const InfraredErrors& errors = rows.common_errors();
  const double differ = rows.has_own_values() ? 1.0 : 0.0;
  std::array least{infinity, infinity};
  std::array most{-infinity, -infinity, differ};
  if (!rows.empty()) {
    least = {errors.error.degrees(), errors.sigma.degrees()};
    most = {errors.error.degrees(), errors.sigma.degrees(), differ};
  }
  comm.minimum(std::span{least});
  comm.maximum(std::span{most});
  const bool are_common = most[2] == 0.0 && least[0] == most[0] && least[1] == most[1];
  if (!are_common) rows.keep_own_values();
  // One without rows takes over what the others have.
  if (are_common && rows.empty())
    rows.set_common_errors({Angle::from_degrees(least[0]), Angle::from_degrees(least[1])});
}

} // namespace

Partition partition_rows(const Communicator& comm, const TileAssignment& to, InfraredRows&& rows) {
  agree_on_values(comm, rows);
  Exchange exchange{comm, to, rows};
  const auto wanted = (rows.size() + rows_of_round - 1) / rows_of_round;
  const std::int64_t n_rounds = comm.maximum(checked_cast<std::int64_t>(wanted));
  for (std::int64_t round = 0; round < n_rounds; ++round) {
    Parts of_round;
    while (!rows.empty() && of_round.size() < parts_of_round)
      of_round.push_back(rows.take_part());
    exchange.send(of_round);
  }
  return std::move(exchange).result();
}

} // namespace counterpoint
