#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace counterpoint {

/// One column of an output table. The values are this rank's rows and are not copied: they must
/// live until the table is written.
struct OutputColumn {
  using Values = std::variant<std::span<const double>, std::span<const std::int64_t>,
                              std::span<const std::uint8_t>, ///< written as booleans
                              std::span<const std::string>>; ///< UTF-8, fixed width over all ranks
  std::string name;
  Values values;
  std::string unit; ///< as FITS and astropy write it: "deg", "arcsec", "mag", "arcsec-2"; may be ""
  std::string description;
  std::string ucd; ///< IVOA UCD1+; may be ""
};

/// Some of this rank's rows of a table that is made block by block.
struct RowRange {
  std::size_t first = 0;
  std::size_t count = 0;
  bool is_of_texts = false; ///< wanted for how long its texts are: no other values are looked at
};

/// A table whose global rows are the concatenation of the ranks' rows in rank order.
struct OutputTable {
  std::string path; ///< "/pairs"
  std::vector<OutputColumn> columns;
};

/// A two-dimensional integer dataset; on rank 0 all of it, empty elsewhere.
struct OutputMatrix {
  std::string path;
  std::span<const std::int64_t> values; ///< row-major
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::string description;
};

/// An attribute of a group, equal on all ranks.
struct OutputAttribute {
  std::string name;
  std::variant<double, std::int64_t, std::string> value;
};

} // namespace counterpoint
