#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace counterpoint {

/// Texts that follow one another in memory: 8 bytes each beside their characters, where a
/// std::string takes 32 and often a piece of memory of its own.
class TextList {
public:
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view{characters_.data(), characters_.size()}.substr(begin, ends_[i] - begin);
  }

  void push_back(std::string_view text) {
    characters_.insert(characters_.end(), text.begin(), text.end());
    ends_.push_back(characters_.size());
  }

  /// Of all texts, one after the other.
  [[nodiscard]] std::vector<char>& characters() { return characters_; }
  /// Of each text, the number of characters up to its end.
  [[nodiscard]] std::vector<std::size_t>& ends() { return ends_; }

private:
  std::vector<char> characters_;
  std::vector<std::size_t> ends_;
};

} // namespace counterpoint
