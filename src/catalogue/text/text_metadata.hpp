#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// What the comments above a text table declare of each column; "" where they declare nothing.
struct TextMetadata {
  std::vector<std::string> units;
  std::vector<std::string> ucds;
  std::vector<std::string> descriptions;
};

/// Reads what astropy's ECSV and VizieR's "#Column" lines declare for the columns called `names`.
[[nodiscard]] TextMetadata find_text_metadata(std::string_view comments,
                                              const std::vector<std::string>& names);

} // namespace counterpoint
