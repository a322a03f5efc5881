#pragma once

#include "align/align_config.hpp"
#include "align/align_xray.hpp"
#include "counterpoint/astrometry/frame_offset.hpp"
#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// An X-ray source and the infrared source taken for the same.
struct CalibratorPair {
  std::size_t row = 0; ///< of the X-ray catalogue
  std::int64_t ir_id = 0;
  SkyPosition xray;
  SkyPosition infrared;
  std::optional<Angle> xray_sigma; ///< one-dimensional standard deviations
  Angle infrared_sigma;
  SkyOffset offset; ///< brings the X-ray source onto the infrared one
};

/// Where a source is taken to be while its partner is looked for.
using FrameGuess = std::function<SkyPosition(const SkyPosition&)>;

/// The infrared sources near X-ray sources, found by distance.
class InfraredNeighbours {
public:
  explicit InfraredNeighbours(std::vector<InfraredSource> sources);

  /// Local. The nearest within `radius`, of equals the first; nullptr where there is none.
  [[nodiscard]] const InfraredSource* nearest(const SkyPosition& position, Angle radius) const;
  [[nodiscard]] std::size_t count(const SkyPosition& position, Angle radius) const;

private:
  std::vector<InfraredSource> sources_;
  KdIndex index_;
};

/// Local. Rows to calibrate each observation with, from its distinct sources. `given` is the
/// catalogue of config.files, empty where there is none.
/// \throws InputError for a name or position that is no X-ray source
[[nodiscard]] std::vector<std::vector<std::size_t>>
choose_calibrators(const AlignXray& xray, const std::vector<std::vector<std::size_t>>& sources,
                   const WholeTable& given, const CalibratorConfig& config);

/// Local. Each calibrator with the infrared source nearest to where `guess` puts it, at most
/// config.radius away; those that were found, not given, have no second one within
/// config.isolation. An infrared source serves the nearest of its calibrators only.
[[nodiscard]] std::vector<CalibratorPair>
pair_calibrators(const AlignXray& xray, std::span<const std::size_t> calibrators,
                 const InfraredNeighbours& infrared, const CalibratorConfig& config,
                 OffsetMeasure measure, const FrameGuess& guess);

} // namespace counterpoint
