#pragma once

#include <limits>

namespace counterpoint::test_support {

/// A number that is not there.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

} // namespace counterpoint::test_support
