#include "match/error_words.hpp"

#include "counterpoint/core/text.hpp"

#include <cmath>

namespace counterpoint {

std::string other_terms(const ErrorModel& model) {
  std::string text = model.floor < Angle{}
                         ? format_text("floor %.2f arcsec to be subtracted", -model.floor.arcsec())
                         : format_text("floor %.2f arcsec", model.floor.arcsec());
  if (model.tail.fraction > 0.0) {
    text += format_text(", a fraction %.2f of the offsets %.2f times as wide", model.tail.fraction,
                        model.tail.width);
  }
  return text;
}

std::string error_words(const FittedModel& fitted) {
  const ErrorModelFit& fit = fitted.errors;
  if (fit.is_at_bound() || !std::isfinite(fit.factor_error)) {
    return "X-ray errors: the separations do not tell how true they are\n";
  }
  std::string text = format_text("X-ray errors: true / declared = %.3f +- %.3f, ", fit.model.factor,
                                 fit.factor_error) +
                     other_terms(fit.model) + "\n";
  for (const ErrorTerm& term : fit.terms) {
    if (!term.source_class || !term.is_significant) continue;
    text += "  class " + fitted.terms.class_names[*term.source_class] +
            format_text(": true / declared = %.3f +- %.3f\n", term.value, term.error);
  }
  return text;
}

} // namespace counterpoint
