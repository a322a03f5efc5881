#pragma once

#include "counterpoint/sources/sources.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// Rows of a block that have something in common. Its memory is used again for the next block.
class SelectedRows {
public:
  /// \param most  rows that may be added
  void clear(std::size_t most) {
    size_ = 0;
    if (most <= sources_.size()) return;
    sources_.resize(most);
    positions_.resize(most);
    rows_.resize(most);
  }
  /// Without a check of the room: it is called for every row of a catalogue.
  void add(const InfraredSource& source, std::size_t row) {
    sources_.data()[size_] = source;
    positions_.data()[size_] = source.position;
    rows_.data()[size_] = row;
    ++size_;
  }

  [[nodiscard]] std::span<const InfraredSource> sources() const {
    return std::span{sources_}.first(size_);
  }
  [[nodiscard]] std::span<const SkyPosition> positions() const {
    return std::span{positions_}.first(size_);
  }
  /// Their places in the block.
  [[nodiscard]] std::span<const std::size_t> rows() const { return std::span{rows_}.first(size_); }

private:
  std::size_t size_ = 0;
  std::vector<InfraredSource> sources_;
  std::vector<SkyPosition> positions_;
  std::vector<std::size_t> rows_;
};

} // namespace counterpoint
