#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/error_column.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

struct XrayConfig {
  std::string preset; ///< "" for none
  std::vector<std::filesystem::path> files;
  std::string ra;
  std::string dec;
  std::string name;  ///< "" for none
  ErrorColumn error; ///< of an ellipse, the semi-major axis
  std::optional<EllipseColumns> ellipse;
  std::string hardness_column; ///< "" switches the rule off
  bool hardness_is_optional = true;
  HardnessCut hardness;
  /// What the declared errors are multiplied by for the likelihood; fitted where there is none.
  std::optional<double> error_scale;
};

/// Proper motions, and the epochs between which they lead.
struct MotionConfig {
  std::string ra; ///< columns: mu_alpha cos(delta), mu_delta, their errors; "" for none
  std::string dec;
  std::string ra_error;
  std::string dec_error;
  std::optional<double> epoch; ///< of the positions, Julian year; none: epoch_column
  std::string epoch_column;
  double xray_epoch = 0.0; ///< Julian year
  Angle dispersion;        ///< per year: error of a motion that has none or is missing
};

struct InfraredConfig {
  std::vector<std::filesystem::path> files;
  std::string ra;
  std::string dec;
  ErrorColumn error;
  Angle largest_error; ///< rows quoting more are rejected: it bounds every search
  struct Band {
    std::string column; ///< "" for none
    bool is_optional = false;
  };
  Band j;
  Band h;
  Band ks;
  ColourCuts cuts;
  std::optional<MotionConfig> motion; ///< none: positions stay as they are

  /// No row that is kept has a larger quoted error.
  [[nodiscard]] Angle error_bound() const {
    return error.constant && !motion ? *error.constant : largest_error;
  }
};

/// The keys of [xray] and [infrared] that place the sources: files, preset, columns, epochs,
/// motions; the errors of the infrared ones.
[[nodiscard]] std::vector<SettingKey> xray_position_keys();
[[nodiscard]] std::vector<SettingKey> infrared_position_keys();

/// What follows throws InputError naming the key whose value makes no sense.

/// The files of `key`, at least one.
[[nodiscard]] std::vector<std::filesystem::path> catalogue_files(const Settings& settings,
                                                                 const std::string& key);

/// The settings with the columns of xray.preset for those that were not given.
[[nodiscard]] Settings with_preset(const Settings& settings);

/// [xray] of `match`.
[[nodiscard]] XrayConfig xray_config(const Settings& settings);

/// [infrared] of `match`; and the part of it that places the sources, no magnitudes and no cuts.
[[nodiscard]] InfraredConfig infrared_config(const Settings& settings);
[[nodiscard]] InfraredConfig infrared_positions(const Settings& settings);

} // namespace counterpoint
