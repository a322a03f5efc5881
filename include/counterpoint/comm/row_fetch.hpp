#pragma once

#include "counterpoint/comm/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// Brings what ranks know of single rows to the ranks that ask for it. The rows of all ranks, in
/// rank order, make one sequence, and a row is asked for by its number in it. Every rank sends and
/// receives only what was asked for.
class RowFetch {
public:
  /// Collective. Tells the ranks which of their rows are asked for.
  /// \param n_rows  of the sequence that this rank holds
  /// \param wanted  rows of the sequence, in any order, also repeatedly
  RowFetch(const Communicator& comm, std::int64_t n_rows, std::span<const std::int64_t> wanted);

  /// Collective. \param value_of  of a row of this rank, counted from 0
  /// \return the values of the rows that were wanted, in their order
  template <class T, class ValueOfRow>
  [[nodiscard]] std::vector<T> values(ValueOfRow&& value_of) const {
    std::vector<std::vector<T>> outgoing;
    for (const std::vector<std::int64_t>& rows : asked_) {
      std::vector<T>& list = outgoing.emplace_back();
      for (const std::int64_t row : rows)
        list.push_back(value_of(row));
    }
    const std::vector<T> received = comm_.exchange(outgoing);
    std::vector<T> in_order(received.size());
    for (std::size_t i = 0; i < received.size(); ++i)
      in_order[place_[i]] = received[i];
    return in_order;
  }

  /// Collective. The same for text. \param text_of  gives a text that lasts until the call returns
  template <class TextOfRow>
  [[nodiscard]] std::vector<std::string> texts(TextOfRow&& text_of) const {
    std::vector<std::vector<char>> outgoing;
    for (const std::vector<std::int64_t>& rows : asked_) {
      std::vector<char>& characters = outgoing.emplace_back();
      for (const std::int64_t row : rows) {
        const std::string_view text = text_of(row);
        characters.insert(characters.end(), text.begin(), text.end());
      }
    }
    const auto lengths = values<std::int64_t>(
        [&](std::int64_t row) { return std::ssize(std::string_view{text_of(row)}); });
    return cut(comm_.exchange(outgoing), lengths);
  }

private:
  // The texts in the order in which they were wanted, out of their characters as they arrived.
  [[nodiscard]] std::vector<std::string> cut(const std::vector<char>& characters,
                                             const std::vector<std::int64_t>& lengths) const;

  const Communicator& comm_;
  std::vector<std::vector<std::int64_t>> asked_; // by rank: this rank's rows, counted from 0
  std::vector<std::size_t> place_; // among the wanted rows, in the order in which they arrive
};

} // namespace counterpoint
