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
  [[nodiscard]] bool has_values() const { return has_integer_ + has_fraction_ + has_text_ > 0; }

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    for (std::int64_t* const flag :
         {&has_missing_, &has_integer_, &has_large_integer_, &has_fraction_, &has_text_})
      over_ranks.maximum(*flag);
  }

private:
  // 0 or 1, in a type that the largest over ranks can be taken of.
  std::int64_t has_missing_ = 0;
  std::int64_t has_integer_ = 0;
  std::int64_t has_large_integer_ = 0; // that a double does not hold
  std::int64_t has_fraction_ = 0;      // or an exponent
  std::int64_t has_text_ = 0;
};

/// The integer in `text`; nothing where there is none, or where writing it out again would change
/// its digits ("007") or an int64 cannot hold it.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

} // namespace counterpoint
