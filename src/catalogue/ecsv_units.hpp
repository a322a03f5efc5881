#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// Units that astropy's ECSV declares in the comments above its header, in the order of `names`; ""
/// where there is none.
[[nodiscard]] std::vector<std::string> find_ecsv_units(std::string_view comments,
                                                       const std::vector<std::string>& names);

} // namespace counterpoint
