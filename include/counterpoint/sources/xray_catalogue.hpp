#pragma once

#include "counterpoint/comm/node_array.hpp"
#include "counterpoint/comm/node_texts.hpp"
#include "counterpoint/sources/class_rule.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint {

/// The whole X-ray catalogue, equal on every rank, ordered by xray_id.
struct XrayCatalogue {
  NodeArray<XraySource> sources;
  NodeTexts names;                       ///< by xray_id; empty where no name column was given
  NodeArray<XrayDetection> detections;   ///< by xray_id; empty where no columns tell them
  std::vector<std::string> observations; ///< as they first appear; one, "", without such a column
  std::vector<std::string> classes;      ///< names; empty where no column tells them
  std::vector<LikelyFiller> class_fillers = {}; ///< of the column that tells them, as it was read

  /// Without numbers where none are known.
  [[nodiscard]] XrayDetection detection(std::size_t xray_id) const {
    return detections.empty() ? XrayDetection{} : detections[xray_id];
  }

  /// "" where the source has none.
  [[nodiscard]] std::string name(std::size_t xray_id) const {
    return names.empty() ? std::string{} : std::string{names[xray_id]};
  }
};

} // namespace counterpoint
