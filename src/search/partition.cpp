#include "search/partition.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <cstdint>
#include <utility>

namespace counterpoint {

namespace {

// A row in a tile that it reaches.
struct Visit {
  std::uint32_t row = 0;
  std::int32_t tile = 0;
};

// The visits of all rows. Nearly all rows make one only.
std::vector<Visit> find_visits(const TileAssignment& to, std::span<const InfraredSource> rows) {
  std::vector<Visit> visits;
  visits.reserve(rows.size() + rows.size() / 8);
  std::vector<int> reached;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    to.tiles.tiles_within(rows[row].position, to.margin, reached);
    for (const int tile : reached)
      visits.push_back({checked_cast<std::uint32_t>(row), tile});
  }
  return visits;
}

// Rows for one worker, tile by tile.
struct Message {
  std::vector<std::int64_t> counts; // of each of its tiles
  std::vector<InfraredSource> rows;
};

std::vector<Message> make_messages(const TileAssignment& to,
                                   std::span<const std::vector<int>> tiles_of_worker,
                                   std::span<const InfraredSource> rows) {
  const std::vector<Visit> visits = find_visits(to, rows);
  std::vector<std::int64_t> n_visits(to.worker_of_tile.size());
  for (const Visit& visit : visits)
    ++n_visits[static_cast<std::size_t>(visit.tile)];

  std::vector<Message> messages(tiles_of_worker.size());
  std::vector<InfraredSource*> next(n_visits.size()); // place of the next row of each tile
  for (std::size_t worker = 0; worker < messages.size(); ++worker) {
    Message& message = messages[worker];
    std::int64_t total = 0;
    for (const int tile : tiles_of_worker[worker]) {
      message.counts.push_back(n_visits[static_cast<std::size_t>(tile)]);
      total += message.counts.back();
    }
    message.rows.resize(static_cast<std::size_t>(total));
    InfraredSource* place = message.rows.data();
    for (const int tile : tiles_of_worker[worker]) {
      next[static_cast<std::size_t>(tile)] = place;
      place += n_visits[static_cast<std::size_t>(tile)];
    }
  }
  for (const Visit& visit : visits)
    *next[static_cast<std::size_t>(visit.tile)]++ = rows[visit.row];
  return messages;
}

// The rows of tiles, of messages in which each has its rows in turn.
// \param counts  rows of each of the tiles in each message, one message after the other
std::vector<TileRows> by_tile(std::span<const int> tiles, std::span<const std::int64_t> counts,
                              std::span<const InfraredSource> messages) {
  std::vector<std::size_t> n_rows(tiles.size());
  for (std::size_t i = 0; i < counts.size(); ++i)
    n_rows[i % tiles.size()] += static_cast<std::size_t>(counts[i]);
  std::vector<TileRows> result;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    result.push_back({tiles[i], {}});
    result.back().infrared.reserve(n_rows[i]);
  }
  auto next = messages.begin();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::vector<InfraredSource>& rows = result[i % tiles.size()].infrared;
    rows.insert(rows.end(), next, next + counts[i]);
    next += counts[i];
  }
  std::erase_if(result, [](const TileRows& tile) { return tile.infrared.empty(); });
  return result;
}

} // namespace

Partition partition_rows(const Communicator& comm, const TileAssignment& to,
                         std::vector<InfraredSource>&& rows) {
  std::vector<std::vector<int>> tiles_of_worker(static_cast<std::size_t>(to.ranks.n_tile_workers));
  for (std::size_t tile = 0; tile < to.worker_of_tile.size(); ++tile) {
    const auto worker = static_cast<std::size_t>(to.worker_of_tile[tile]);
    tiles_of_worker[worker].push_back(static_cast<int>(tile));
  }
  std::vector<Message> messages = make_messages(to, tiles_of_worker, rows);
  std::vector<InfraredSource>{}.swap(rows);

  Partition result;
  std::vector<std::vector<std::int64_t>> counts(static_cast<std::size_t>(comm.size()));
  std::vector<std::vector<InfraredSource>> outgoing(counts.size());
  for (std::size_t worker = 0; worker < messages.size(); ++worker) {
    Message& message = messages[worker];
    for (int group = to.ranks.n_trial_groups - 1; group >= 0; --group) {
      const auto rank = static_cast<std::size_t>(to.ranks.rank(static_cast<int>(worker), group));
      result.bytes_sent += std::ssize(message.rows) * std::int64_t{sizeof(InfraredSource)};
      counts[rank] = message.counts;
      outgoing[rank] = group == 0 ? std::move(message.rows) : message.rows;
    }
  }
  const std::vector<std::int64_t> counts_here = comm.exchange(counts);
  const std::vector<InfraredSource> rows_here =
      comm.size() == 1 ? std::move(outgoing.front()) : comm.exchange(outgoing);
  std::vector<std::vector<InfraredSource>>{}.swap(outgoing);
  if (to.ranks.contains(comm.rank())) {
    const auto worker = static_cast<std::size_t>(to.ranks.tile_worker(comm.rank()));
    result.tiles = by_tile(tiles_of_worker[worker], counts_here, rows_here);
  }
  return result;
}

} // namespace counterpoint
