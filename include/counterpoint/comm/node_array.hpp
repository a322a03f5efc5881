#pragma once

#include "counterpoint/comm/node_memory.hpp"
#include "counterpoint/core/check.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace counterpoint {

/// Values that every rank needs. One copy for the ranks of a node where they were gathered; else a
/// vector of this rank. A copy of a gathered one shows the same values.
template <class T>
class NodeArray {
public:
  using value_type = T;

  NodeArray() = default;
  /// Local. Values of this rank alone.
  NodeArray(std::vector<T> values) : own_{std::move(values)} {} // implicit: it is the usual case

  /// Collective. Everybody's values, in rank order, the same on every rank.
  [[nodiscard]] static NodeArray gather(const std::shared_ptr<const NodeRanks>& ranks,
                                        std::vector<T>&& mine) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (ranks->all().size() == 1) return NodeArray{std::move(mine)};
    NodeArray all;
    all.memory_ = std::make_shared<const NodeMemory>(ranks, std::as_bytes(std::span{mine}));
    std::vector<T>{}.swap(mine);
    return all;
  }

  [[nodiscard]] const T* data() const { return view().data(); }
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size(); }
  [[nodiscard]] const T& operator[](std::size_t i) const { return view()[i]; }
  [[nodiscard]] const T& back() const { return view().back(); }

  /// Local. The values, to be changed or added to while they are this rank's alone.
  [[nodiscard]] std::vector<T>& own() {
    check(memory_ == nullptr, "NodeArray: values that the node shares are changed by change()");
    return own_;
  }

  /// Collective where the values are shared. change(i, value) for each value, by one of the ranks
  /// that share it: it must give the same on any of them, look at no other value and not throw.
  template <class Change>
  void change(Change&& change) {
    if (memory_ != nullptr) memory_->wait();
    const std::size_t place = memory_ == nullptr ? 0 : static_cast<std::size_t>(memory_->place());
    const std::size_t n = memory_ == nullptr ? 1 : static_cast<std::size_t>(memory_->n_sharing());
    T* const values = memory_ == nullptr ? own_.data() : shared();
    for (std::size_t i = size() * place / n; i < size() * (place + 1) / n; ++i)
      change(i, values[i]);
    if (memory_ != nullptr) memory_->wait();
  }

private:
  [[nodiscard]] T* shared() const { return reinterpret_cast<T*>(memory_->bytes().data()); }
  [[nodiscard]] std::span<const T> view() const {
    return memory_ == nullptr ? std::span<const T>{own_}
                              : std::span<const T>{shared(), memory_->bytes().size() / sizeof(T)};
  }

  std::vector<T> own_;
  std::shared_ptr<const NodeMemory> memory_; // none: own_
};

} // namespace counterpoint
