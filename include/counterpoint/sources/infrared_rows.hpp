#pragma once

#include "counterpoint/sources/sources.hpp"

#include <cstddef>
#include <ranges>
#include <span>
#include <vector>

namespace counterpoint {

/// Infrared rows that are as many as memory holds: in parts, so that nothing is copied as they
/// grow, and that those behind whom the work is done can be let go.
class InfraredRows {
public:
  static constexpr std::size_t rows_of_part = 65536; ///< 3 MiB

  InfraredRows() = default;
  explicit InfraredRows(std::span<const InfraredSource> rows) { append(rows); }

  void push_back(const InfraredSource& row) {
    if (parts_.empty() || parts_.back().size() == rows_of_part) {
      // The first one grows as it is needed: a list may hold a few rows.
      const std::size_t expected = parts_.empty() ? 0 : rows_of_part;
      parts_.emplace_back().reserve(expected);
    }
    parts_.back().push_back(row);
  }
  void append(std::span<const InfraredSource> rows) {
    for (const InfraredSource& row : rows)
      push_back(row);
  }

  [[nodiscard]] std::size_t size() const {
    return parts_.empty() ? 0 : (parts_.size() - 1) * rows_of_part + parts_.back().size();
  }
  [[nodiscard]] bool empty() const { return parts_.empty(); }
  [[nodiscard]] InfraredSource& operator[](std::size_t i) {
    return parts_[i / rows_of_part][i % rows_of_part];
  }
  [[nodiscard]] const InfraredSource& operator[](std::size_t i) const {
    return parts_[i / rows_of_part][i % rows_of_part];
  }

  /// The rows in turn.
  [[nodiscard]] auto each() { return parts_ | std::views::join; }
  [[nodiscard]] auto each() const { return parts_ | std::views::join; }

  /// All of them once more, in one piece.
  [[nodiscard]] std::vector<InfraredSource> copied() const {
    std::vector<InfraredSource> rows;
    rows.reserve(size());
    for (const std::vector<InfraredSource>& part : parts_)
      rows.insert(rows.end(), part.begin(), part.end());
    return rows;
  }

  /// Leaves the first n rows.
  void truncate(std::size_t n) {
    parts_.resize((n + rows_of_part - 1) / rows_of_part);
    if (!parts_.empty()) parts_.back().resize(n - (parts_.size() - 1) * rows_of_part);
  }

  /// Takes out the last part: rows that stood together, at most rows_of_part; none where no rows
  /// are left.
  [[nodiscard]] std::vector<InfraredSource> take_part() {
    if (parts_.empty()) return {};
    std::vector<InfraredSource> part = std::move(parts_.back());
    parts_.pop_back();
    return part;
  }

private:
  std::vector<std::vector<InfraredSource>> parts_; // all but the last are full
};

} // namespace counterpoint
