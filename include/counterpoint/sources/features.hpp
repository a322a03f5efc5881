#pragma once

#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/settings/settings.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Is a feature the difference of what two infrared catalogues say of a star?
enum class OfBothCatalogues : std::uint8_t { no, first_less_second, second_less_first };

/// A property of infrared sources beside Ks that tells counterparts from other stars: a column, or
/// the difference of two.
struct FeatureRequest {
  std::string name; ///< as the configuration has it: "H-Ks"
  ColumnRequest column;
  ColumnRequest subtracted; ///< without a name: the column alone
  bool is_magnitude = true; ///< 0 and fillers beyond +-90 are missing values
  /// If so, `column` is what this catalogue has of the difference.
  OfBothCatalogues of_both = OfBothCatalogues::no;

  /// Has this catalogue what the feature is made of, or its part of that?
  [[nodiscard]] bool is_here() const { return !column.name.empty(); }

  /// Of the tables, without blanks and signs: "feature_H_Ks".
  [[nodiscard]] std::string output_name() const;
};

/// Features of a run, besides Ks.
inline constexpr std::size_t most_features = 4;

/// A value in 16 bits, rounded to 11 binary digits (0.05 %); codes are in the order of the values.
/// What is beyond +-65504 counts as that.
class FeatureCode {
public:
  static constexpr std::uint16_t missing = 0;
  /// Where the feature was not measured: by one of two catalogues that does not cover the sky, or
  /// at a place where hardly any star has it. That the value is missing says nothing.
  static constexpr std::uint16_t not_covered = 1;

  /// \param value  NaN where missing
  [[nodiscard]] static std::uint16_t of(double value);
  /// Of many, into as many codes: much faster than one by one.
  static void of(std::span<const double> values, std::span<std::uint16_t> codes);
  /// The value that a code stands for; NaN for `missing` and `not_covered`.
  [[nodiscard]] static double value(std::uint16_t code);
  [[nodiscard]] static bool has_value(std::uint16_t code) {
    return code != missing && code != not_covered;
  }
  /// The code of the value less `offset`; a code without a value stays. \param offset  NaN:
  /// not_covered
  [[nodiscard]] static std::uint16_t less(std::uint16_t code, float offset) {
    if (offset != offset) return not_covered;
    if (offset == 0.0F || !has_value(code)) return code;
    return of(value(code) - static_cast<double>(offset));
  }
  /// The same of many, each with an offset of its own, in their places: much faster than one by
  /// one.
  static void subtract(std::span<const float> offsets, std::span<std::uint16_t> codes);
};

/// The features of one infrared source, in the order in which they were asked for.
struct FeatureCodes {
  std::array<std::uint16_t, most_features> of{};
  bool operator==(const FeatureCodes&) const = default;
};

/// How much larger the features of the stars at a place are than those of the whole catalogue, as
/// where there is more dust; NaN where a feature was not measured. In the order in which they were
/// asked for.
struct LocalFeatures {
  std::array<float, most_features> of{};
  bool operator==(const LocalFeatures&) const = default;
};

/// The features less what the stars at their place have more.
[[nodiscard]] inline FeatureCodes less(FeatureCodes features, const LocalFeatures& local) {
  for (std::size_t f = 0; f < most_features; ++f)
    features.of[f] = FeatureCode::less(features.of[f], local.of[f]);
  return features;
}

/// The key that asks for features.
[[nodiscard]] SettingKey feature_key();

/// \param section  of the infrared catalogue whose rows are to have them: features that it has no
///   columns for are without values there
/// \throws InputError
///   for more than most_features, one given twice, a band without a column;
///   for "1:" or "2:" where there is one catalogue
[[nodiscard]] std::vector<FeatureRequest> feature_requests(const Settings& settings,
                                                           const std::string& section);

} // namespace counterpoint
