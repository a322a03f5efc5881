#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <optional>
#include <vector>

namespace counterpoint {

/// How the X-ray errors have to be changed to agree with the separations seen: the true standard
/// deviation is hypot(factor * sigma, floor).
struct ErrorScale {
  double factor = 1.0;
  Angle floor;
  [[nodiscard]] SkyEllipse sigma(const SkyEllipse& declared) const {
    return hypot(factor * declared, floor); // both axes alike
  }
};

/// A fitted scale and what it rests on.
struct ErrorScaleFit {
  ErrorScale scale;
  double factor_error = 0.0;        ///< standard error from the curvature; infinite where unknown
  double log_likelihood_gain = 0.0; ///< over factor 1, floor 0
  double n_counterparts = 0.0;      ///< expected number of counterparts that it rests on

  /// Are the declared errors off, by more than a tenth and more than three standard errors?
  [[nodiscard]] bool is_off() const;
  /// Is the factor as small or as large as any that is tried?
  [[nodiscard]] bool is_at_bound() const;
  /// Is the factor known well enough to be applied: to a fifth, from at least 25 counterparts?
  [[nodiscard]] bool is_usable() const;
};

/// The sources with their errors changed by `scale`.
[[nodiscard]] std::vector<XrayCandidates>
with_scaled_errors(std::span<const XrayCandidates> sources, const ErrorScale& scale);

/// Maximum likelihood of factor and floor together with q(m), over the same responsibilities as the
/// magnitude model: fits q, then the scale, and again with the scale found. The floor is taken only
/// where it raises ln L by more than 5.
[[nodiscard]] ErrorScaleFit fit_error_scale(const LikelihoodData& data);

/// The key of the scale that is applied.
[[nodiscard]] std::vector<SettingKey> error_scale_keys();

/// What the declared errors are multiplied by for the likelihood; none: what is fitted.
/// \throws InputError naming the key
[[nodiscard]] std::optional<double> error_scale_of(const Settings& settings);

} // namespace counterpoint
