#pragma once

#include "counterpoint/comm/node_array.hpp"
#include "counterpoint/core/text_list.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace counterpoint {

/// Texts that every rank needs, as NodeArray has values.
class NodeTexts {
public:
  NodeTexts() = default;
  /// Local. Texts of this rank alone.
  NodeTexts(TextList texts) // implicit, as of NodeArray
      : characters_{std::move(texts.characters())}, ends_{std::move(texts.ends())} {}

  /// Collective. Everybody's texts, in rank order, the same on every rank.
  [[nodiscard]] static NodeTexts gather(const std::shared_ptr<const NodeRanks>& ranks,
                                        TextList&& mine) {
    const auto first =
        static_cast<std::size_t>(ranks->all().exclusive_prefix_sum(std::ssize(mine.characters())));
    for (std::size_t& end : mine.ends())
      end += first;
    NodeTexts all;
    all.characters_ = NodeArray<char>::gather(ranks, std::move(mine.characters()));
    all.ends_ = NodeArray<std::size_t>::gather(ranks, std::move(mine.ends()));
    return all;
  }

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view{characters_.data(), characters_.size()}.substr(begin, ends_[i] - begin);
  }

private:
  NodeArray<char> characters_;
  NodeArray<std::size_t> ends_;
};

} // namespace counterpoint
