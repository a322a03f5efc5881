#pragma once

#include <span>
#include <string>
#include <string_view>

namespace counterpoint {

/// The word of `known` that `word` is most likely a misspelling of: nearest by edit distance, case
/// ignored; "" where none is near enough to be what was meant.
[[nodiscard]] std::string nearest_word(std::string_view word, std::span<const std::string> known);

/// "a, b, c" for messages; after `limit` words the rest is only counted.
[[nodiscard]] std::string join_words(std::span<const std::string> words, std::size_t limit = 60);

} // namespace counterpoint
