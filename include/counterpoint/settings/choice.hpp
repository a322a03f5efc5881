#pragma once

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/settings/settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace counterpoint {

/// The value of `choices` whose word is given for `key`.
/// \throws InputError that lists the words, for any other
template <class Value>
[[nodiscard]] Value choice_of(const Settings& settings, const std::string& key,
                              const std::map<std::string, Value>& choices) {
  const std::string& word = settings.text(key);
  const auto choice = choices.find(word);
  if (choice != choices.end()) return choice->second;
  std::vector<std::string> words;
  for (const auto& [known, unused] : choices)
    words.push_back(known);
  throw InputError{key + " = " + word + ": one of " + join_words(words) + " was expected"};
}

} // namespace counterpoint
