#pragma once

#include <string>

namespace counterpoint {

/// Local. Of the machine that this process runs on; "unknown" where it does not tell.
[[nodiscard]] std::string host_name();

} // namespace counterpoint
