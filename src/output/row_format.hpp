#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/table.hpp"
#include "output/h5_handle.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// How the rows of a table are stored in memory and in the file: a packed compound type. Without
/// padding, every byte of the file is one that was written on purpose.
class RowFormat {
public:
  /// Collective. The width of a text column is that of its longest value on any rank.
  /// \param longest  of each column, longest_text() of all its values on this rank
  RowFormat(const Communicator& comm, std::span<const OutputColumn> columns,
            std::vector<std::int64_t> longest);

  /// Local. Bytes of a row.
  [[nodiscard]] std::size_t row_size() const { return row_size_; }
  /// Local. The compound type as stored (little-endian), and as pack() lays it out here.
  [[nodiscard]] hid_t file_type() const { return file_type_.get(); }
  [[nodiscard]] hid_t memory_type() const { return memory_type_.get(); }

  /// Local. The rows, packed; `rows` is resized to hold them.
  void pack(std::span<const OutputColumn> columns, std::vector<std::byte>& rows) const;

private:
  [[nodiscard]] h5::Datatype compound(std::span<const OutputColumn> columns, hid_t real,
                                      hid_t integer) const;

  std::vector<std::size_t> widths_; // bytes of each column
  std::size_t row_size_ = 0;
  h5::Datatype file_type_;
  h5::Datatype memory_type_;
};

/// Local. Bytes of the longest text of a column; at least 1, as HDF5 has no texts of size 0.
[[nodiscard]] std::int64_t longest_text(const OutputColumn& column);

/// Local. Number of values in a column on this rank.
[[nodiscard]] std::size_t length(const OutputColumn& column);

/// Local. The lines of YAML from which astropy takes units, descriptions and UCDs when it reads the
/// table (dataset "<path>.__table_column_meta__").
[[nodiscard]] std::vector<std::string>
astropy_column_metadata(std::span<const OutputColumn> columns);

} // namespace counterpoint
