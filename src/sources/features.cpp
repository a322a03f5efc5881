#include "counterpoint/sources/features.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

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
constexpr double smallest_normal = 0x1p-14;
constexpr double unit_of_subnormals = 0x1p-24;
constexpr std::uint32_t code_of_zero = 0x8000;

std::uint32_t half_bits(double magnitude) {
  if (magnitude < smallest_normal)
    return static_cast<std::uint32_t>(std::lrint(magnitude / unit_of_subnormals));
  constexpr float largest = 65504.0F;
  const float clipped = std::min(static_cast<float>(std::min(magnitude, 1e30)), largest);
  constexpr std::uint32_t dropped_bits = 23 - mantissa_bits;
  constexpr std::uint32_t exponent_shift = 127 - 15;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(clipped);
  const std::uint32_t rounded = (bits + (1U << (dropped_bits - 1))) >> dropped_bits;
  return std::min(rounded - (exponent_shift << mantissa_bits), largest_half);
}

double half_value(std::uint32_t bits) {
  constexpr std::uint32_t hidden_bit = 1U << mantissa_bits;
  if (bits < hidden_bit) return bits * unit_of_subnormals;
  const std::uint32_t mantissa = hidden_bit | (bits & (hidden_bit - 1));
  constexpr int bias = 15 + static_cast<int>(mantissa_bits);
  return std::ldexp(mantissa, static_cast<int>(bits >> mantissa_bits) - bias);
}

// Bands go by the names that everybody knows; their columns have keys of their own.
const std::map<std::string, std::string, std::less<>> key_of_band{
    {"J", "infrared.mag-j"}, {"H", "infrared.mag-h"}, {"Ks", "infrared.mag-ks"}};

ColumnRequest column_of(const Settings& settings, std::string_view name) {
  const auto band = key_of_band.find(name);
  if (band == key_of_band.end())
    return {std::string{name}, Quantity::number, feature_setting, false};
  const std::string& column = settings.text(band->second);
  if (column.empty()) {
    throw InputError{feature_setting + " needs " + std::string{name} + ": " + band->second +
                     " has to name its column"};
  }
  return {column, Quantity::number, band->second, false};
}

FeatureRequest request_of(const Settings& settings, const std::string& text) {
  // A column may have "-" in its name: with blanks round it, it is certainly a difference.
  const std::size_t blanks = text.find(" - ");
  const std::size_t minus = blanks != std::string::npos ? blanks + 1 : text.find('-');
  const std::string_view whole = trimmed(text);
  FeatureRequest request;
  request.name = std::string{whole};
  if (minus == std::string::npos) {
    request.column = column_of(settings, whole);
    request.is_magnitude = key_of_band.contains(whole);
    return request;
  }
  const std::string_view first = trimmed(std::string_view{text}.substr(0, minus));
  const std::string_view second = trimmed(std::string_view{text}.substr(minus + 1));
  if (first.empty() || second.empty()) {
    throw InputError{feature_setting + " = " + text +
                     ": Ks, a colour like H-Ks, a column, or the difference of two was expected"};
  }
  request.column = column_of(settings, first);
  request.subtracted = column_of(settings, second);
  return request;
}

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
  if (std::isnan(value)) return missing;
  const std::uint32_t bits = half_bits(std::abs(value));
  return static_cast<std::uint16_t>(std::signbit(value) ? code_of_zero - bits
                                                        : code_of_zero + bits);
}

double FeatureCode::value(std::uint16_t code) {
  if (code == missing) return std::numeric_limits<double>::quiet_NaN();
  return code < code_of_zero ? -half_value(code_of_zero - code) : half_value(code - code_of_zero);
}

SettingKey feature_key() {
  return {feature_setting, "Ks",
          "what tells counterparts from other stars besides Ks, which always counts: a colour like "
          "H-Ks or J-H, a column, or the difference of two columns",
          KeyKind::repeated};
}

std::vector<FeatureRequest> feature_requests(const Settings& settings) {
  std::vector<FeatureRequest> requests;
  for (const std::string& text : settings.texts(feature_setting)) {
    if (trimmed(text) == "Ks" || trimmed(text).empty()) continue;
    FeatureRequest request = request_of(settings, text);
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
