#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// How the X-ray errors have to be changed to agree with the separations seen. The true variance
/// along an axis is (factor * sigma)^2 + floor^2, or minus floor^2 where the floor is negative, and
/// some offsets are wider still. \source docs/method.md, section 1
struct ErrorModel {
  double factor = 1.0;
  Angle floor =
      {}; ///< negative: what the declared errors hold in quadrature, but the true ones do not
  ErrorTail tail = {};
  /// Of each class of X-ray sources, in units of `factor`; empty: 1 for all.
  std::vector<double> class_factors = {};

  /// The standard deviations of most offsets, both axes alike.
  [[nodiscard]] SkyEllipse sigma(const SkyEllipse& declared, std::size_t source_class = 0) const;
  /// Of a source whose sigma is as declared, with the true one and the tail.
  [[nodiscard]] XrayTerms applied_to(XrayTerms terms) const;
};

/// One number of an error model, and what says so.
struct ErrorTerm {
  std::string name;                        ///< factor, floor, tail_fraction, tail_width
  std::optional<std::size_t> source_class; ///< none: of all X-ray sources
  double value = 0.0;               ///< found, be it significant or not; arcsec for the floor
  double error = 0.0;               ///< standard error; infinite where it is unknown
  double log_likelihood_gain = 0.0; ///< over the model without it
  bool is_significant = false;      ///< large enough a gain for it to be in the model
};

/// A fitted model and what it rests on.
struct ErrorModelFit {
  ErrorModel model;                 ///< of the factor and the significant ones of the other terms
  double factor_error = 0.0;        ///< standard error from the curvature; infinite where unknown
  double lone_factor_error = 0.0;   ///< relative, of the factor of a model without other terms
  double log_likelihood_gain = 0.0; ///< over the errors as declared
  double n_counterparts = 0.0;      ///< expected number of counterparts that it rests on
  std::vector<ErrorTerm> terms;     ///< every one that was tried; the factor for all comes first

  /// Are the declared errors off: by more than a tenth and more than three standard errors of the
  /// factor, or by another term that gains more than one in two hundred does by chance?
  [[nodiscard]] bool is_off() const;
  /// Is the factor as small or as large as any that is tried?
  [[nodiscard]] bool is_at_bound() const;
  /// Is the width of the offsets known well enough to be applied: one factor for all to a fifth,
  /// from at least 25 counterparts? Beside a tail the factor is that of the core alone.
  [[nodiscard]] bool is_usable() const;
};

/// Which terms a fit may use beside the factor.
struct ErrorTermChoice {
  bool by_class = true;
  bool floor = true;
  bool tail = true;
};

/// Collective, as LikelihoodData::sum is. Maximum likelihood of the error model together with q(m),
/// over the same responsibilities as the magnitude model: fits q, then the factor, and again with
/// the factor found; then takes of the other terms one after another, as long as one raises ln L by
/// more than it does by chance.
/// \param n_classes  of XrayTerms::source_class; below 2, none
[[nodiscard]] ErrorModelFit fit_error_model(const LikelihoodData& data,
                                            const ErrorTermChoice& choice, std::size_t n_classes);

/// What is to become of the declared errors.
struct ErrorModelOptions {
  std::optional<double> factor = 1.0; ///< on the errors in the likelihood; none: as fitted
  ErrorTermChoice terms;              ///< of the fit
};

/// The keys of ErrorModelOptions.
[[nodiscard]] std::vector<SettingKey> error_model_keys();

/// \throws InputError naming the key
[[nodiscard]] ErrorModelOptions error_model_options(const Settings& settings);

} // namespace counterpoint
