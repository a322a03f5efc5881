#include "counterpoint/core/suggestion.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterpoint {

namespace {
// Levenshtein 1966, one row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
    }
  }
  return row.back();
}
} // namespace

std::string nearest_word(std::string_view word, std::span<const std::string> known) {
  std::string nearest;
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(lower_case(word), lower_case(candidate));
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string join_words(std::span<const std::string> words, std::size_t limit) {
  std::string joined;
  for (std::size_t i = 0; i < std::min(limit, words.size()); ++i) {
    if (i > 0) joined += ", ";
    joined += words[i];
  }
  if (words.size() > limit) joined += " and " + std::to_string(words.size() - limit) + " more";
  return joined;
}

} // namespace counterpoint
