#include "counterpoint/sources/features.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/core/vector_widths.hpp"
#include "counterpoint/sources/infrared_options.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

namespace counterpoint {

namespace {

const std::string feature_setting = "probability.feature";

// The bits of a half-precision number (IEEE 754 binary16), without the sign.
constexpr std::uint32_t mantissa_bits = 10;
constexpr std::uint32_t largest_half = 0x7BFF;
constexpr std::uint32_t dropped_bits = 23 - mantissa_bits; // of a float
constexpr std::uint32_t more_in_exponent = (127 - 15) << mantissa_bits;
constexpr double smallest_normal = 0x1p-14;
constexpr double unit_of_subnormals = 0x1p-24;
constexpr double largest_value = 65504.0;
constexpr std::uint32_t code_of_zero = 0x8000;

// A conditional expression would let the compiler compute one of them alone, behind a branch, and
// loops with branches do not become vectors.
[[gnu::always_inline]] inline std::uint32_t either(bool is_first, std::uint32_t first,
                                                   std::uint32_t second) {
  const std::uint32_t mask = 0U - std::uint32_t{is_first};
  return (first & mask) | (second & ~mask);
}

// Without branches, so that many values are encoded at once.
[[gnu::always_inline]] inline std::uint16_t code_of(double value) {
  const double magnitude = std::abs(value);
  // What is added and taken off rounds to the nearest whole number.
  constexpr double to_whole = 0x1p52;
  const double units =
      (magnitude < smallest_normal ? magnitude : smallest_normal) / unit_of_subnormals;
  const auto subnormal =
      static_cast<std::uint32_t>(static_cast<std::int32_t>((units + to_whole) - to_whole));
  const auto clipped = static_cast<float>(magnitude < largest_value ? magnitude : largest_value);
  const std::uint32_t rounded =
      (std::bit_cast<std::uint32_t>(clipped) + (1U << (dropped_bits - 1))) >> dropped_bits;
  const std::uint32_t more = rounded - more_in_exponent;
  const std::uint32_t normal = more < largest_half ? more : largest_half;
  const std::uint32_t bits = either(magnitude < smallest_normal, subnormal, normal);
  const std::uint32_t code = either(value < 0.0, code_of_zero - bits, code_of_zero + bits);
  return static_cast<std::uint16_t>(either(value == value, code, FeatureCode::missing));
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_codes(const double* __restrict values, std::size_t n, std::uint16_t* __restrict codes) {
  for (std::size_t i = 0; i < n; ++i)
    codes[i] = code_of(values[i]);
}

// \param code  of a value
[[gnu::always_inline]] inline double value_of(std::uint16_t code) {
  const std::int32_t signed_bits = std::int32_t{code} - std::int32_t{code_of_zero};
  const std::int32_t bits = std::abs(signed_bits);
  const auto subnormal = static_cast<float>(bits * unit_of_subnormals);
  const std::uint32_t normal = (static_cast<std::uint32_t>(bits) + more_in_exponent)
                               << dropped_bits; // the bits of a float
  const auto magnitude = std::bit_cast<float>(
      either(bits < 1 << mantissa_bits, std::bit_cast<std::uint32_t>(subnormal), normal));
  return std::copysign(magnitude, static_cast<float>(signed_bits));
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void subtract_offsets(const float* __restrict offsets, std::size_t n,
                      std::uint16_t* __restrict codes) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint16_t code = codes[i];
    const float offset = offsets[i];
    const std::uint32_t changed = code_of(value_of(code) - static_cast<double>(offset));
    const bool stays = (offset == 0.0F) | (code <= FeatureCode::not_covered);
    codes[i] = static_cast<std::uint16_t>(
        either(offset == offset, either(stays, code, changed), FeatureCode::not_covered));
  }
}

// Bands go by the names that everybody knows; their columns have keys of their own.
const std::map<std::string, std::string, std::less<>> key_of_band{
    {"J", ".mag-j"}, {"H", ".mag-h"}, {"Ks", ".mag-ks"}};

// One of the columns that a feature is made of.
struct FeatureTerm {
  std::string_view name;
  int catalogue; // 1 or 2; 0: a band of either, or a column of the first
};

// Of two catalogues "1:" or "2:" before a name says which.
FeatureTerm feature_term(std::string_view text, bool has_second, int otherwise) {
  if (has_second && text.starts_with("1:")) return {trimmed(text.substr(2)), 1};
  if (has_second && text.starts_with("2:")) return {trimmed(text.substr(2)), 2};
  return {text, otherwise};
}

// "2:H" would be looked for as a column of that name.
void refuse_prefix(const FeatureTerm& term, std::string_view feature) {
  const std::string_view prefix = term.name.substr(0, 2);
  if (prefix != "1:" && prefix != "2:") return;
  throw InputError{
      feature_setting + " = " + std::string{feature} + ": " + std::string{prefix} + " means the " +
      (prefix == "1:" ? "first" : "second") +
      " of two infrared catalogues, and infrared.2.catalogue is not given: give it, or "
      "leave " +
      std::string{prefix} + " out"};
}

// What makes the features of one infrared catalogue.
class FeatureParser {
public:
  FeatureParser(const Settings& settings, const std::string& section)
      : settings_{settings}, section_{section}, catalogue_{section == second_infrared_section()
                                                               ? 2
                                                               : 1},
        has_second_{!settings.paths(second_infrared_section() + ".catalogue").empty()} {}

  [[nodiscard]] FeatureRequest request(const std::string& text) const {
    const std::string_view whole = trimmed(text);
    // A column may have "-" in its name: with blanks round it, it is certainly a difference.
    const std::size_t blanks = whole.find(" - ");
    const std::size_t minus = blanks != std::string_view::npos ? blanks + 1 : whole.find('-');
    FeatureRequest request;
    request.name = std::string{whole};
    const FeatureTerm first = feature_term(trimmed(whole.substr(0, minus)), has_second_, 0);
    if (minus == std::string_view::npos) {
      request.column = column(first, whole);
      request.is_magnitude = key_of_band.contains(first.name);
      return request;
    }
    // 2:H-Ks: both of the second; J-2:Ks: one of each.
    const FeatureTerm second =
        feature_term(trimmed(whole.substr(minus + 1)), has_second_, first.catalogue);
    if (first.name.empty() || second.name.empty()) {
      throw InputError{feature_setting + " = " + text +
                       ": Ks, a colour like H-Ks, a column, or the difference of two was expected"};
    }
    if (first.catalogue != second.catalogue && first.catalogue + second.catalogue != 1) {
      const FeatureTerm minuend{first.name, std::max(first.catalogue, 1)};
      request.column = column(minuend.catalogue == catalogue_ ? minuend : second, whole);
      request.of_both = minuend.catalogue == 1 ? OfBothCatalogues::first_less_second
                                               : OfBothCatalogues::second_less_first;
      return request;
    }
    request.column = column(first, whole);
    request.subtracted = column(second, whole);
    // Of a difference this catalogue has both columns, or no value.
    if (request.column.name.empty() || request.subtracted.name.empty())
      request.column = request.subtracted = {};
    return request;
  }

private:
  // Without a name where this catalogue has none: its stars have no value then.
  [[nodiscard]] ColumnRequest column(const FeatureTerm& term, std::string_view feature) const {
    if (!has_second_) refuse_prefix(term, feature);
    const bool is_anothers = std::max(term.catalogue, 1) != catalogue_;
    const auto band = key_of_band.find(term.name);
    if (band == key_of_band.end()) {
      if (is_anothers) return {};
      return {std::string{term.name}, Quantity::number, feature_setting, false};
    }
    if (is_anothers && term.catalogue != 0) return {};
    const std::string key = section_ + band->second;
    const std::string& column = settings_.text(key);
    if (!column.empty()) return {column, Quantity::number, key, is_anothers};
    if (is_anothers) return {}; // a band of both catalogues: that of the first will do
    throw InputError{feature_setting + " = " + std::string{feature} + " needs " +
                     std::string{term.name} + ": " + key + " has to name its column" +
                     way_by_second(term, band->second)};
  }

  // What to ask for where the first catalogue lacks a band that the second names.
  [[nodiscard]] std::string way_by_second(const FeatureTerm& term,
                                          const std::string& band_key) const {
    if (catalogue_ == 2 || !has_second_ ||
        settings_.text(second_infrared_section() + band_key).empty())
      return "";
    return ", or ask for that of the second catalogue: 2:" + std::string{term.name};
  }

  const Settings& settings_;
  const std::string& section_;
  int catalogue_;
  bool has_second_; // are there two catalogues?
};

} // namespace

std::string FeatureRequest::output_name() const {
  std::string text = "feature_";
  for (const char letter : name) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(letter)) != 0;
    if (is_plain || text.back() != '_') text += is_plain ? letter : '_';
  }
  return text;
}

std::uint16_t FeatureCode::of(double value) {
  return code_of(value);
}

void FeatureCode::of(std::span<const double> values, std::span<std::uint16_t> codes) {
  check(values.size() == codes.size(), "FeatureCode: a code for each value");
  find_codes(values.data(), values.size(), codes.data());
}

double FeatureCode::value(std::uint16_t code) {
  if (!has_value(code)) return std::numeric_limits<double>::quiet_NaN();
  return value_of(code);
}

void FeatureCode::subtract(std::span<const float> offsets, std::span<std::uint16_t> codes) {
  check(offsets.size() == codes.size(), "FeatureCode: an offset for each code");
  subtract_offsets(offsets.data(), codes.size(), codes.data());
}

SettingKey feature_key() {
  return {
      feature_setting, "Ks",
      "what tells counterparts from other stars besides Ks, which always counts: a colour like "
      "H-Ks or J-H, a column, or the difference of two columns; 2:H-Ks: of [infrared.2], J-2:Ks: "
      "of both",
      KeyKind::repeated};
}

std::vector<FeatureRequest> feature_requests(const Settings& settings, const std::string& section) {
  const FeatureParser parser{settings, section};
  std::vector<FeatureRequest> requests;
  for (const std::string& text : settings.texts(feature_setting)) {
    if (trimmed(text) == "Ks" || trimmed(text).empty()) continue;
    FeatureRequest request = parser.request(text);
    for (const FeatureRequest& other : requests) {
      if (other.output_name() == request.output_name())
        throw InputError{feature_setting + " is given twice for " + text};
    }
    requests.push_back(std::move(request));
  }
  if (requests.size() > most_features) {
    throw InputError{feature_setting + " is given " + std::to_string(requests.size()) +
                     " times: at most " + std::to_string(most_features) +
                     " features besides Ks are possible"};
  }
  return requests;
}

} // namespace counterpoint
