#include "counterpoint/partition/partition.hpp"

#include <algorithm>
#include <tuple>

namespace counterpoint {

namespace {
struct Parcel {
  std::int64_t tile = 0;
  InfraredSource source;
};
} // namespace

Partition partition_rows(const Communicator& comm, const TileGrid& tiles,
                         std::span<const int> worker_of_tile, const RankGrid& ranks,
                         std::vector<InfraredSource>&& rows, Angle margin) {
  Partition result;
  std::vector<std::vector<Parcel>> outgoing(static_cast<std::size_t>(comm.size()));
  std::vector<int> reached;
  for (const InfraredSource& row : rows) {
    tiles.tiles_within(row.position, margin, reached);
    for (const int tile : reached) {
      const int worker = worker_of_tile[static_cast<std::size_t>(tile)];
      for (int group = 0; group < ranks.n_trial_groups; ++group) {
        const auto rank = static_cast<std::size_t>(ranks.rank(worker, group));
        outgoing[rank].push_back({tile, row});
        result.bytes_sent += static_cast<std::int64_t>(sizeof(Parcel));
      }
    }
  }
  std::vector<InfraredSource>{}.swap(rows);

  std::vector<Parcel> parcels = comm.exchange(std::move(outgoing));
  std::sort(parcels.begin(), parcels.end(), [](const Parcel& a, const Parcel& b) {
    return std::tie(a.tile, a.source.ir_id) < std::tie(b.tile, b.source.ir_id);
  });
  for (const Parcel& parcel : parcels) {
    if (result.tiles.empty() || result.tiles.back().tile != parcel.tile) {
      result.tiles.push_back({static_cast<int>(parcel.tile), {}});
    }
    result.tiles.back().infrared.push_back(parcel.source);
  }
  return result;
}

} // namespace counterpoint
