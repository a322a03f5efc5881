#pragma once

#include "catalogue/values/binary_field.hpp"
#include "catalogue/values/conversion.hpp"

#include <cstdint>

namespace counterpoint {

/// Numbers of one column of a binary table, in the program's units; NaN where missing or infinite.
/// \param bytes  of its cell in the first row  \param stride  bytes of a row
/// \param numbers  `n_rows` of them
/// \return false where one leaves the range of the conversion
[[nodiscard]] bool decode_column(const BinaryField& field, const Conversion& conversion,
                                 const char* bytes, std::int64_t stride, std::int64_t n_rows,
                                 double* numbers);

} // namespace counterpoint
