#pragma once

#include "match/terms_of_sources.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// The considered X-ray sources by quarters of sigma_x, the smallest first. Sources of equal error
/// stay together, so that there may be fewer than four.
class ErrorQuarters {
public:
  explicit ErrorQuarters(const TermsOfSources& terms);

  [[nodiscard]] std::size_t n() const { return edges_.size() + 1; }
  [[nodiscard]] std::uint16_t of(const XrayTerms& terms) const;
  /// The one name where all have the same error.
  static constexpr const char* of_equal_errors = "all";
  /// "sigma_x <= 0.3", "0.3 < sigma_x <= 0.5", ...
  [[nodiscard]] std::vector<std::string> names() const;

private:
  std::vector<double> edges_; // the largest of each quarter but the last
};

} // namespace counterpoint
