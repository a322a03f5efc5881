#pragma once

#include "counterpoint/astrometry/frame_fit.hpp"
#include "counterpoint/astrometry/kim2007.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/catalogue_config.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// A column that may be left out, or missing from the catalogue where a preset names it.
struct OptionalColumn {
  std::string column; ///< "" for none
  bool is_optional = false;
};

struct AlignXrayConfig {
  std::string preset; ///< "" for none
  std::vector<std::filesystem::path> files;
  std::string ra;
  std::string dec;
  std::string name;        ///< "" for none: then each row is a source of its own
  std::string observation; ///< "" for none: then one correction holds for all rows
  OptionalColumn counts;
  OptionalColumn off_axis;
  std::optional<ErrorColumn> error;
};

/// Which X-ray sources tell the frames' offset.
enum class CalibratorChoice {
  given, ///< those named, or at the positions given
  found, ///< isolated, well-centred, bright ones
  none   ///< all of them, statistically: by the excess of pairs over chance
};

struct CalibratorConfig {
  CalibratorChoice choice = CalibratorChoice::found;
  std::vector<std::string> names;
  std::vector<std::filesystem::path> files; ///< catalogues of positions
  Angle radius;
  Angle isolation;
  Angle largest_off_axis;
  double fewest_counts = 0.0;
  double reject = 0.0;
};

/// When the frame is corrected.
enum class CorrectionRule { significant, above_scatter, always, never };

struct FrameConfig {
  CorrectionRule rule = CorrectionRule::significant;
  double significance = 3.0;
  OffsetMeasure measure = OffsetMeasure::sky;
  enum class Model { automatic, median, fitted };
  Model model = Model::automatic;
  FrameModel fitted = FrameModel::shift; ///< where model is fitted
  Angle search_radius;                   ///< largest offset looked for without calibrators
};

/// The frame's part of the positional uncertainty.
struct FrameErrorConfig {
  enum class From { automatic, scatter, fit, number };
  From from = From::automatic;
  SkyOffset number; ///< standard deviations east and north
};

struct AlignOutput {
  std::filesystem::path file;
  std::filesystem::path fits; ///< "" for none, as those below
  std::filesystem::path csv;
  std::filesystem::path regions_1sigma;
  std::filesystem::path regions_2sigma;
  bool overwrite = false;
};

/// Everything `align` is asked to do.
struct AlignConfig {
  AlignXrayConfig xray;
  InfraredConfig infrared;
  CalibratorConfig calibrators;
  FrameConfig frame;
  OutOfRange out_of_range = OutOfRange::quoted;
  FrameErrorConfig frame_error;
  AlignOutput output;
  std::string as_used; ///< the settings that the result depends on, as text
};

/// \throws InputError naming the key of the first value that makes no sense
[[nodiscard]] AlignConfig make_align_config(const Settings& settings);

} // namespace counterpoint
