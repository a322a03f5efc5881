#pragma once

#include "catalogue/values/binary_field.hpp"
#include "catalogue/values/conversion.hpp"

#include <cstdint>

namespace counterpoint {

/// The cells of one column in the rows of a binary table.
struct BinaryColumn {
  const char* bytes;   ///< of the cell in the first row
  std::int64_t stride; ///< bytes of a row
  std::int64_t n_rows;
};

/// Its numbers, in the program's units; NaN where missing or infinite. \param numbers  as many as
/// there are rows
/// \return false where one leaves the range of the conversion
[[nodiscard]] bool decode_column(const BinaryField& field, const Conversion& conversion,
                                 const BinaryColumn& column, double* numbers);

} // namespace counterpoint
