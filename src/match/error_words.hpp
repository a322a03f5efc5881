#pragma once

#include "match/fitted_model.hpp"

#include <string>

namespace counterpoint {

/// "floor 0.39 arcsec", and what else the error model has beside the factor; classes not.
[[nodiscard]] std::string other_terms(const ErrorModel& model);

/// The lines of the summary.
[[nodiscard]] std::string error_words(const FittedModel& fitted);

} // namespace counterpoint
