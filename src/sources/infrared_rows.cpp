#include "counterpoint/sources/infrared_rows.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace counterpoint {

InfraredRows::InfraredRows(std::span<const InfraredSource> rows) {
  for (const InfraredSource& row : rows)
    push_back(row);
}

InfraredRows::Part& InfraredRows::open_part() {
  if (parts_.empty() || parts_.back().rows.size() == rows_of_part) {
    parts_.emplace_back();
  }
  // The first one grows as it is needed: a list may hold a few rows.
  Part& part = parts_.back();
  if (part.rows.size() == part.rows.capacity()) {
    constexpr std::size_t few = 64;
    const bool is_first = parts_.size() == 1;
    const std::size_t room =
        is_first ? std::clamp(2 * part.rows.size(), few, rows_of_part) : rows_of_part;
    part.rows.reserve(room);
    if (has_own_values_) part.own.reserve(room);
    if (has_features_) part.features.reserve(room);
  }
  return part;
}

void InfraredRows::push_back(const InfraredSource& row) {
  const InfraredErrors errors{row.error, row.sigma};
  const std::optional<std::uint32_t> code = StarWord::code_of(row.ks);
  if (parts_.empty() && !has_own_values_) common_ = errors;
  if (errors != common_ || !code) keep_own_values();
  Part& part = open_part();
  part.rows.push_back({row.position, {row.ir_id, code.value_or(StarWord::missing)}});
  if (has_own_values_) part.own.push_back({errors, row.ks});
  if (has_features_) part.features.push_back(row.features);
}

void InfraredRows::push_back(const Part& from, std::size_t row) {
  Part& part = open_part();
  part.rows.push_back(from.rows[row]);
  if (has_own_values_) part.own.push_back(from.own[row]);
  if (has_features_) part.features.push_back(from.features[row]);
}

void InfraredRows::keep_own_values() {
  if (std::exchange(has_own_values_, true)) return;
  for (Part& part : parts_) {
    part.own.reserve(part.rows.capacity());
    for (const InfraredRow& row : part.rows)
      part.own.push_back({common_, row.star.ks()});
  }
}

std::vector<InfraredSource> InfraredRows::copied() const {
  std::vector<InfraredSource> rows;
  rows.reserve(size());
  for (const InfraredSource& row : each())
    rows.push_back(row);
  return rows;
}

void InfraredRows::renumber(std::int64_t first) {
  for (Part& part : parts_) {
    for (InfraredRow& row : part.rows)
      row.star = row.star.counted_from(first);
  }
}

void InfraredRows::erase(std::span<const std::size_t> places) {
  InfraredRows left = none_like(*this);
  auto next = places.begin();
  for (std::size_t i = 0; i < size(); ++i) {
    if (next != places.end() && *next == i) {
      ++next;
    } else {
      left.push_back((*this)[i]);
    }
  }
  *this = std::move(left);
}

InfraredRows InfraredRows::none_like(const InfraredRows& like) {
  InfraredRows none;
  none.common_ = like.common_;
  none.has_own_values_ = like.has_own_values_;
  none.has_features_ = like.has_features_;
  return none;
}

namespace {
// Moves the first `n` of `from` to the end of `to`.
template <class T>
void move_first(std::span<const T>& from, std::size_t n, LargeVector<T>& to) {
  const auto first = from.first(n);
  to.insert(to.end(), first.begin(), first.end());
  from = from.subspan(n);
}
} // namespace

void InfraredRows::append(View more) {
  check(more.own.size() == (has_own_values_ ? more.rows.size() : 0),
        "InfraredRows: values of each row");
  check(more.features.size() == (has_features_ ? more.rows.size() : 0),
        "InfraredRows: features of each row");
  while (!more.rows.empty()) {
    Part& part = open_part();
    const std::size_t n = std::min(more.rows.size(), part.rows.capacity() - part.rows.size());
    move_first(more.rows, n, part.rows);
    if (has_own_values_) move_first(more.own, n, part.own);
    if (has_features_) move_first(more.features, n, part.features);
  }
}

InfraredRows::Part InfraredRows::take_part() {
  if (parts_.empty()) return {};
  Part part = std::move(parts_.back());
  parts_.pop_back();
  return part;
}

} // namespace counterpoint
