#pragma once

#include "counterpoint/core/check.hpp"

#include <utility>

namespace counterpoint {

/// An integer conversion that refuses to change the value. \throws InternalError if it would
template <class To, class From>
[[nodiscard]] constexpr To checked_cast(From value) {
  check(std::in_range<To>(value), "an integer does not fit its type");
  return static_cast<To>(value);
}

} // namespace counterpoint
