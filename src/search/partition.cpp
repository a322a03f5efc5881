#include "search/partition.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <cstdint>
#include <utility>

namespace counterpoint {

namespace {

// Rows of a tile are put in order by bands of declination, so that what lies close on the sky does
// in memory: the index of the tile is then made in the cache. A band is what remains of its number
// in the sky when it is divided by this.
constexpr std::uint32_t n_bands = 32;

std::uint32_t band_of(const SkyPosition& position) {
  constexpr double bands_per_degree = 25.0;
  return static_cast<std::uint32_t>((position.dec().degrees() + 90.0) * bands_per_degree) % n_bands;
}

// A row in a tile that it reaches.
struct Visit {
  std::uint32_t row = 0;
  std::uint32_t place = 0; // of the tile and the band: tile * n_bands + band
};

// The visits of all rows. Nearly all rows make one only.
std::vector<Visit> find_visits(const TileAssignment& to, std::span<const InfraredSource> rows) {
  std::vector<Visit> visits;
  visits.reserve(rows.size() + rows.size() / 8);
  std::vector<int> reached;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    to.tiles.tiles_within(rows[row].position, to.margin, reached);
    const std::uint32_t band = band_of(rows[row].position);
    for (const int tile : reached) {
      visits.push_back(
          {checked_cast<std::uint32_t>(row), static_cast<std::uint32_t>(tile) * n_bands + band});
    }
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
  std::vector<std::size_t> next(to.worker_of_tile.size() * n_bands); // of each place: its visits
  for (const Visit& visit : visits)
    ++next[visit.place];

  std::vector<Message> messages(tiles_of_worker.size());
  for (std::size_t worker = 0; worker < messages.size(); ++worker) {
    std::size_t n_rows = 0;
    for (const int tile : tiles_of_worker[worker]) {
      const std::size_t begin = n_rows;
      for (std::uint32_t band = 0; band < n_bands; ++band) // from here on where the next row goes
        n_rows += std::exchange(next[static_cast<std::size_t>(tile) * n_bands + band], n_rows);
      messages[worker].counts.push_back(static_cast<std::int64_t>(n_rows - begin));
    }
    messages[worker].rows.resize(n_rows);
  }
  for (const Visit& visit : visits) {
    const auto worker = static_cast<std::size_t>(to.worker_of_tile[visit.place / n_bands]);
    messages[worker].rows[next[visit.place]++] = rows[visit.row];
  }
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
  const auto here = static_cast<std::size_t>(comm.rank());
  for (std::size_t worker = 0; worker < messages.size(); ++worker) {
    Message& message = messages[worker];
    for (int group = to.ranks.n_trial_groups - 1; group >= 0; --group) {
      const auto rank = static_cast<std::size_t>(to.ranks.rank(static_cast<int>(worker), group));
      if (rank != here)
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
