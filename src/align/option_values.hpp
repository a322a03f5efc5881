#pragma once

#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/settings.hpp"

#include <string>

namespace counterpoint {

/// \throws InputError naming the key for a number below 0, or anything else
[[nodiscard]] inline double number_not_negative(const Settings& settings, const std::string& key) {
  const double number = settings.number(key);
  if (number < 0.0) {
    throw InputError{key + " = " + settings.text(key) + ": a number not negative was expected"};
  }
  return number;
}

} // namespace counterpoint
