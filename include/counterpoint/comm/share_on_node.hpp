#pragma once

#include "counterpoint/comm/node_memory.hpp"
#include "counterpoint/core/fixed_array.hpp"

#include <memory>
#include <span>
#include <type_traits>

namespace counterpoint {

/// Gives the ranks of a node what its first rank made, one copy for all of them. What can be shared
/// so has a function share(move) that replaces each of its arrays by move(array); one that the
/// other ranks made of nothing is replaced on them.
class NodeShare {
public:
  /// Collective.
  explicit NodeShare(const Communicator& all)
      : ranks_{std::make_shared<const NodeRanks>(all.split_by_node())} {}

  /// Local. Is it this rank that makes what is shared?
  [[nodiscard]] bool is_maker() const { return ranks_->all().is_root(); }

  /// Collective.
  template <class Shareable>
  void share(Shareable& value) const {
    if (ranks_->all().size() > 1) value.share(*this);
  }

  /// Collective. For the arrays of what is shared.
  template <class T>
  [[nodiscard]] FixedArray<T> operator()(const FixedArray<T>& array) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto mine = is_maker() ? std::as_bytes(array.values()) : std::span<const std::byte>{};
    const auto memory = std::make_shared<const NodeMemory>(ranks_, mine);
    return {
        {reinterpret_cast<const T*>(memory->bytes().data()), memory->bytes().size() / sizeof(T)},
        memory};
  }

private:
  std::shared_ptr<const NodeRanks> ranks_;
};

} // namespace counterpoint
