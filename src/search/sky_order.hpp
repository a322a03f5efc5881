#pragma once

#include "counterpoint/sources/infrared_rows.hpp"

#include <vector>

namespace counterpoint {

/// Local. The same rows, field by field of some hundred: what lies close on the sky then does in
/// memory, so that an index over them is made and searched in the cache.
[[nodiscard]] std::vector<InfraredSource> in_sky_order(InfraredRows&& rows);

} // namespace counterpoint
