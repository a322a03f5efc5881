#include "search/partition.hpp"

#include <cstdint>

namespace counterpoint {

namespace {
struct Parcel {
  std::int64_t tile = 0;
  InfraredSource source;
};
} // namespace

Partition partition_rows(const Communicator& comm, const TileAssignment& to,
                         std::vector<InfraredSource>&& rows) {
  Partition result;
  std::vector<std::vector<Parcel>> outgoing(static_cast<std::size_t>(comm.size()));
  std::vector<int> reached;
  const auto here = static_cast<std::size_t>(comm.rank());
  for (const InfraredSource& row : rows) {
    to.tiles.tiles_within(row.position, to.margin, reached);
    for (const int tile : reached) {
      const int worker = to.worker_of_tile[static_cast<std::size_t>(tile)];
      for (int group = 0; group < to.ranks.n_trial_groups; ++group) {
        const auto rank = static_cast<std::size_t>(to.ranks.rank(worker, group));
        outgoing[rank].push_back({tile, row});
        if (rank != here) result.bytes_sent += static_cast<std::int64_t>(sizeof(Parcel));
      }
    }
  }
  std::vector<InfraredSource>{}.swap(rows);

  const std::vector<Parcel> parcels = comm.exchange(outgoing);
  std::vector<std::vector<Parcel>>{}.swap(outgoing);
  std::vector<std::int64_t> n_rows(static_cast<std::size_t>(to.tiles.n_tiles()));
  for (const Parcel& parcel : parcels)
    ++n_rows[static_cast<std::size_t>(parcel.tile)];
  std::vector<std::size_t> place(n_rows.size()); // in result.tiles
  for (std::size_t tile = 0; tile < n_rows.size(); ++tile) {
    if (n_rows[tile] == 0) continue;
    place[tile] = result.tiles.size();
    result.tiles.push_back({static_cast<int>(tile), {}});
    result.tiles.back().infrared.reserve(static_cast<std::size_t>(n_rows[tile]));
  }
  for (const Parcel& parcel : parcels)
    result.tiles[place[static_cast<std::size_t>(parcel.tile)]].infrared.push_back(parcel.source);
  return result;
}

} // namespace counterpoint
