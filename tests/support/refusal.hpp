#pragma once

#include "counterpoint/core/error.hpp"

#include <functional>
#include <optional>
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

/// The Error that `work` throws on this rank, if any.
inline std::optional<Error> failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

} // namespace counterpoint::test_support
