#pragma once

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/settings/settings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace counterpoint {

/// The words that a key takes, in the order of --help, and what each stands for.
template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

/// The words alone: SettingKey::choices.
template <class Value>
[[nodiscard]] std::vector<std::string> words_of(const Choices<Value>& choices) {
  std::vector<std::string> words;
  for (const auto& [word, unused] : choices)
    words.push_back(word);
  return words;
}

/// What the word that `key` is given stands for.
/// \throws InputError that lists the words, for any other
template <class Value>
[[nodiscard]] Value choice_of(const Settings& settings, const std::string& key,
                              const Choices<Value>& choices) {
  const std::string& given = settings.text(key);
  for (const auto& [word, value] : choices) {
    if (word == given) return value;
  }
  throw InputError{key + " = " + given + ": one of " + join_words(words_of(choices)) +
                   " was expected"};
}

} // namespace counterpoint
