#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace counterpoint {

enum class ValueKind { integer, real, text };

/// Finds as what kind of value the texts of a column can be kept without loss.
class ValueKindFinder {
public:
  void add(std::string_view text);
  /// A column of nothing but missing values is real.
  [[nodiscard]] ValueKind kind() const;
  /// Whether there was any value.
  [[nodiscard]] bool has_values() const { return has_integer_ || has_fraction_ || has_text_; }

private:
  bool has_missing_ = false;
  bool has_integer_ = false;
  bool has_large_integer_ = false; // that a double does not hold
  bool has_fraction_ = false;      // or an exponent
  bool has_text_ = false;
};

/// The integer in `text`; nothing where there is none, or where writing it out again would change
/// its digits ("007") or an int64 cannot hold it.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

} // namespace counterpoint
