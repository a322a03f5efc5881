#pragma once

#include "counterpoint/core/error.hpp"

#include <functional>
#include <string>

namespace counterpoint::test_support {

/// What the user is told of the input that `action` refuses; "accepted" if it does not.
inline std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

} // namespace counterpoint::test_support
