#include "catalogue/fits/rice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace counterpoint {

namespace {
class BitReader {
public:
  explicit BitReader(std::span<const char> bytes) : bytes_{bytes} {}

  // The next n bits, at most 32; nothing at the end.
  std::optional<std::uint32_t> take(unsigned n) {
    while (n_bits_ < n) {
      if (next_ == bytes_.size()) return std::nullopt;
      bits_ = bits_ << 8U | static_cast<unsigned char>(bytes_[next_++]);
      n_bits_ += 8;
    }
    n_bits_ -= n;
    return static_cast<std::uint32_t>(bits_ >> n_bits_ & ((std::uint64_t{1} << n) - 1));
  }

  // The number of zeros before the next one, which is taken too.
  std::optional<std::uint32_t> take_zeros() {
    for (std::uint32_t n = 0;; ++n) {
      const auto bit = take(1);
      if (!bit) return std::nullopt;
      if (*bit == 1) return n;
    }
  }

private:
  std::span<const char> bytes_;
  std::size_t next_ = 0;
  std::uint64_t bits_ = 0; // the lowest n_bits_ of them are still to be taken
  unsigned n_bits_ = 0;
};

struct Code {
  unsigned value_bits;
  unsigned split_bits;      // that say how a block is coded
  std::uint32_t most_split; // this one: values as they are
};

Code code_of(std::size_t bytes_of_value) {
  if (bytes_of_value == 1) return {8, 3, 6};
  return bytes_of_value == 2 ? Code{16, 4, 14} : Code{32, 5, 25};
}

// A difference to the value before, folded so that small ones of either sign are small.
std::optional<std::uint32_t> take_folded(BitReader& bits, const Code& code, std::uint32_t split) {
  if (split == code.most_split) return bits.take(code.value_bits);
  const auto zeros = bits.take_zeros();
  const auto low = zeros ? bits.take(split) : std::nullopt;
  return low ? std::optional{*zeros << split | *low} : std::nullopt;
}

void store_big_endian(std::uint32_t value, std::span<char> target) {
  for (std::size_t i = target.size(); i > 0; --i, value >>= 8U)
    target[i - 1] = static_cast<char>(value & 0xffU);
}
} // namespace

bool decode_rice(std::span<const char> code, std::size_t bytes_of_value, std::span<char> target) {
  constexpr std::size_t block = 32;
  const Code form = code_of(bytes_of_value);
  BitReader bits{code};
  const auto first = bits.take(form.value_bits);
  if (!first) return target.empty();
  std::uint32_t value = *first;
  const std::size_t n_values = target.size() / bytes_of_value;
  for (std::size_t begin = 0; begin < n_values; begin += block) {
    const auto split = bits.take(form.split_bits); // one more than the bits; 0: no differences
    if (!split) return false;
    for (std::size_t i = begin; i < std::min(begin + block, n_values); ++i) {
      if (*split > 0) {
        const auto folded = take_folded(bits, form, std::min(*split - 1, form.most_split));
        if (!folded) return false;
        value += (*folded & 1U) != 0 ? ~(*folded >> 1U) : *folded >> 1U;
      }
      store_big_endian(value, target.subspan(i * bytes_of_value, bytes_of_value));
    }
  }
  return true;
}

} // namespace counterpoint
