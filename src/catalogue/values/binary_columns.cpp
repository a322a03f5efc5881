#include "catalogue/values/binary_columns.hpp"

#include "catalogue/values/binary_cells.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

namespace counterpoint {

namespace {

// The numbers of cells whose bytes were loaded as they are in the file. True where all are in
// range.
template <class T>
[[gnu::always_inline]] inline bool
convert_words(const WordOf<T>* __restrict words, std::int64_t n, const BinaryField& field,
              const Conversion& conversion, double* __restrict numbers) {
  // Copies: what is written may not be taken for a change of them.
  const BinaryField of = field;
  const Conversion to = conversion;
  std::int64_t n_beyond = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    double value = number_of(value_of_word<T>(words[i]), of);
    n_beyond += convert(to, value) ? 0 : 1;
    numbers[i] = value;
  }
  return n_beyond == 0;
}

// Most catalogues have positions, errors and magnitudes in these two types.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
bool convert_doubles(const std::uint64_t* words, std::int64_t n, const BinaryField& field,
                     const Conversion& conversion, double* numbers) {
  return convert_words<double>(words, n, field, conversion, numbers);
}
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
bool convert_floats(const std::uint32_t* words, std::int64_t n, const BinaryField& field,
                    const Conversion& conversion, double* numbers) {
  return convert_words<float>(words, n, field, conversion, numbers);
}

template <class T>
bool convert_any(const WordOf<T>* words, std::int64_t n, const BinaryField& field,
                 const Conversion& conversion, double* numbers) {
  if constexpr (std::is_same_v<T, double>) {
    return convert_doubles(words, n, field, conversion, numbers);
  } else if constexpr (std::is_same_v<T, float>) {
    return convert_floats(words, n, field, conversion, numbers);
  } else {
    return convert_words<T>(words, n, field, conversion, numbers);
  }
}

} // namespace

bool decode_column(const BinaryField& field, const Conversion& conversion, const char* bytes,
                   std::int64_t stride, std::int64_t n_rows, double* numbers) {
  return with_type(field.type, [&](auto type) {
    using T = decltype(type);
    constexpr std::int64_t at_once = 256;
    std::array<WordOf<T>, at_once> words; // side by side: in the file they lie a row apart
    bool all_in_range = true;
    for (std::int64_t first = 0; first < n_rows; first += at_once) {
      const std::int64_t n = std::min(at_once, n_rows - first);
      for (std::int64_t i = 0; i < n; ++i, bytes += stride)
        std::memcpy(words.data() + i, bytes, sizeof(T));
      all_in_range &= convert_any<T>(words.data(), n, field, conversion, numbers + first);
    }
    return all_in_range;
  });
}

} // namespace counterpoint
