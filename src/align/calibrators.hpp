#pragma once

#include "align/align_sources.hpp"
#include "align/calibrator_options.hpp"
#include "counterpoint/astrometry/frame_offset.hpp"
#include "counterpoint/catalogue/whole_table.hpp"
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

/// Local. The rows to calibrate each observation with, chosen from its distinct sources.
/// \param given  the catalogue of options.files; empty where there is none
/// \throws InputError for a name or position that is no X-ray source
[[nodiscard]] RowsByObservation choose_calibrators(const AlignSources& sources,
                                                   const RowsByObservation& rows,
                                                   const WholeTable& given,
                                                   const CalibratorOptions& options);

/// For messages, after a number: "isolated, well-centred, bright sources were found".
[[nodiscard]] std::string describe_chosen(CalibratorChoice choice);

/// How calibrators are paired with infrared sources, and their offsets measured.
struct PairingOptions {
  const CalibratorOptions& calibrators;
  OffsetMeasure measure;
};

/// Local. Each calibrator with the infrared source nearest to where `guess` puts it, at most
/// the radius away; those that were found, not given, have no second one within the isolation. An
/// infrared source is paired with the nearest of its calibrators only.
[[nodiscard]] std::vector<CalibratorPair> pair_calibrators(const AlignSources& sources,
                                                           std::span<const std::size_t> calibrators,
                                                           const InfraredNeighbours& infrared,
                                                           const PairingOptions& options,
                                                           const FrameGuess& guess);

/// Local. How many pairs pair_calibrators() would find if no calibrator had a counterpart: by the
/// density of the infrared sources farther away than the radius, up to the reach.
[[nodiscard]] double pairs_by_chance(const AlignSources& sources,
                                     std::span<const std::size_t> calibrators,
                                     const InfraredNeighbours& infrared,
                                     const CalibratorOptions& options);

} // namespace counterpoint
