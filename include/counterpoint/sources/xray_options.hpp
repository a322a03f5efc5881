#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/class_rule.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/error_column.hpp"

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// What to make of several rows of one name.
enum class RowsOfOneName {
  are_sources, ///< each is a source of its own
  keep_best,   ///< observations of one source: the best is kept
  are_refused
};

/// The X-ray catalogue: its files, what their columns mean, which sources are kept. A column
/// without a name is not asked for; a position without one is found by UCD or usual name.
struct XrayOptions {
  std::string preset; ///< "" for none
  std::vector<std::filesystem::path> files;
  ColumnRequest ra;
  ColumnRequest dec;
  ColumnRequest name;
  RowsOfOneName rows_of_one_name = RowsOfOneName::are_sources;
  ColumnRequest observation;
  ColumnRequest counts;
  ColumnRequest off_axis;
  ErrorColumn error; ///< of an ellipse, the semi-major axis; neither number nor column: none
  std::optional<EllipseColumns> ellipse;
  bool needs_error = true; ///< a row without a usable error is rejected
  /// Rows that quote a larger one are rejected; of an ellipse, the semi-major axis. It bounds the
  /// acceptance radii, and with them the shifts of the null trials and the work.
  Angle largest_error = Angle::from_degrees(std::numeric_limits<double>::infinity());
  ColumnRequest hardness; ///< ratio; without a name the foreground rule is off
  HardnessCut foreground;
  ClassRule classes;
  CarryRequest carry; ///< columns that go to the results as they are
};

/// The keys of [xray] for matching.
[[nodiscard]] std::vector<SettingKey> xray_keys();

/// The options for matching: every source that is kept has an error.
/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] XrayOptions xray_options(const Settings& settings);

/// The keys of [xray] for aligning frames.
[[nodiscard]] std::vector<SettingKey> xray_keys_for_alignment();

/// The options for aligning frames: the error may be quoted or follow from counts and off-axis
/// angle, and every source that has a position is kept.
/// \throws InputError naming the key whose value makes no sense; if nothing gives the errors
[[nodiscard]] XrayOptions xray_options_for_alignment(const Settings& settings);

} // namespace counterpoint
