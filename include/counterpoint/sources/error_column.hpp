#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/error_level.hpp"

#include <array>
#include <optional>
#include <string>

namespace counterpoint {

/// An angle: the same for all rows, or a column.
struct AngleColumn {
  std::optional<Angle> constant;
  std::string column; ///< "" for none
};

/// A positional error, and what its figure means.
struct ErrorColumn : AngleColumn {
  ErrorLevel level;
};

/// What makes an error an ellipse, beside the semi-major axis.
struct EllipseColumns {
  AngleColumn minor;          ///< semi-minor axis
  AngleColumn position_angle; ///< of the major axis, north through east
};

/// The text as a number; none where it is something else, which names a column.
[[nodiscard]] std::optional<double> as_number(const std::string& text);

/// The keys of an error ellipse, given in place of xray.error.
[[nodiscard]] const std::array<std::string, 3>& ellipse_keys();

/// SECTION.error (or another `name` of that section) and SECTION.error-level.
/// \throws InputError naming the key of a value that makes no sense
[[nodiscard]] ErrorColumn error_column(const Settings& settings, const std::string& section,
                                       const std::string& name = "error");

/// SECTION.error-max. \throws InputError if the error is a number that is larger
[[nodiscard]] Angle largest_error(const Settings& settings, const std::string& section,
                                  const ErrorColumn& error);

/// xray.error-minor and xray.error-angle; none where the errors are circles.
/// \throws InputError unless all three keys of an ellipse are given, or none of them; if xray.error
///   is given beside them; naming the key of a value that makes no sense
[[nodiscard]] std::optional<EllipseColumns> error_ellipse(const Settings& settings);

} // namespace counterpoint
