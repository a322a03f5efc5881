#pragma once

#include "counterpoint/comm/communicator.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// The ranks of a communicator by the nodes whose memory they share.
class NodeRanks {
public:
  /// Collective.
  explicit NodeRanks(const Communicator& all);
  /// Collective. \param within  takes the place of the ranks of a node, in rank order
  NodeRanks(const Communicator& all, Communicator within);

  [[nodiscard]] const Communicator& all() const { return all_; }
  [[nodiscard]] const Communicator& within() const { return within_; } ///< those of this node
  /// The first of each node; of use to these alone.
  [[nodiscard]] const Communicator& leaders() const { return leaders_; }
  /// The node of a rank of all(), as its leader is numbered in leaders().
  [[nodiscard]] int node_of(std::size_t rank) const { return node_of_rank_[rank]; }

private:
  Communicator all_;
  Communicator within_;
  Communicator leaders_;
  std::vector<int> node_of_rank_;
};

/// Bytes that every rank needs, which the ranks of a node have once together: a file of POSIX
/// shared memory without a name. Not a window of MPI, which is freed by all ranks at once: a rank
/// that ends alone for an exception would wait in the destructor.
class NodeMemory {
public:
  /// Collective. Everybody's bytes, in rank order. Where a node has no room for shared memory, each
  /// rank has them for itself.
  NodeMemory(std::shared_ptr<const NodeRanks> ranks, std::span<const std::byte> mine);
  ~NodeMemory();
  NodeMemory(const NodeMemory&) = delete;
  NodeMemory& operator=(const NodeMemory&) = delete;
  NodeMemory(NodeMemory&&) = delete;
  NodeMemory& operator=(NodeMemory&&) = delete;

  [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }
  /// Ranks that see a change of the bytes, and the place of this one among them.
  [[nodiscard]] int n_sharing() const { return is_shared() ? ranks_->within().size() : 1; }
  [[nodiscard]] int place() const { return is_shared() ? ranks_->within().rank() : 0; }
  /// Collective. Waits for those that share the bytes.
  void wait() const;

  /// Local. The most that this process has had together with other ranks at a time, in bytes.
  [[nodiscard]] static std::size_t most_shared();

private:
  [[nodiscard]] bool is_shared() const { return own_.empty(); }
  // Collective. Makes room that the node shares. \return whether all nodes could
  [[nodiscard]] bool map(std::size_t size);

  std::shared_ptr<const NodeRanks> ranks_;
  std::span<std::byte> bytes_; // shared, or own_
  std::vector<std::byte> own_; // empty where they are shared
};

} // namespace counterpoint
