#pragma once

#include "counterpoint/sky/position.hpp"

namespace counterpoint {

/// All places within `radius` of `center`.
struct SkyDisc {
  SkyPosition center;
  Angle radius;
};

} // namespace counterpoint
