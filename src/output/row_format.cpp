#include "output/row_format.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "output/astropy_metadata.hpp"

#include <algorithm>
#include <cstring>

namespace counterpoint {

namespace {

using Reals = std::span<const double>;
using Integers = std::span<const std::int64_t>;
using Booleans = std::span<const std::uint8_t>;
using Texts = std::span<const std::string>;

std::size_t width(const OutputColumn& column, std::int64_t longest) {
  if (std::holds_alternative<Texts>(column.values)) return checked_cast<std::size_t>(longest);
  return std::holds_alternative<Booleans>(column.values) ? 1 : 8;
}

template <class T>
void put(std::byte* at, std::size_t /*width*/, T value) {
  std::memcpy(at, &value, sizeof value);
}
void put(std::byte* at, std::size_t /*width*/, std::uint8_t value) {
  *at = value == 0 ? std::byte{0} : std::byte{1};
}
void put(std::byte* at, std::size_t width, const std::string& value) {
  std::memset(at, 0, width);
  std::memcpy(at, value.data(), value.size());
}

const char* astropy_type(const OutputColumn& column) {
  if (std::holds_alternative<Reals>(column.values)) return "float64";
  if (std::holds_alternative<Integers>(column.values)) return "int64";
  return std::holds_alternative<Booleans>(column.values) ? "bool" : "string";
}

} // namespace

std::int64_t longest_text(const OutputColumn& column) {
  std::size_t longest = 1;
  if (const auto* texts = std::get_if<Texts>(&column.values)) {
    for (const std::string& text : *texts)
      longest = std::max(longest, text.size());
  }
  return checked_cast<std::int64_t>(longest);
}

std::size_t length(const OutputColumn& column) {
  return std::visit([](auto values) { return values.size(); }, column.values);
}

RowFormat::RowFormat(const Communicator& comm, std::span<const OutputColumn> columns,
                     std::vector<std::int64_t> longest) {
  comm.maximum(std::span{longest});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths_.push_back(width(columns[i], longest[i]));
    row_size_ += widths_.back();
  }
  file_type_ = compound(columns, H5T_IEEE_F64LE, H5T_STD_I64LE);
  memory_type_ = compound(columns, H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64);
}

h5::Datatype RowFormat::compound(std::span<const OutputColumn> columns, hid_t real,
                                 hid_t integer) const {
  h5::Datatype type{H5Tcreate(H5T_COMPOUND, row_size_), "HDF5 compound type"};
  const h5::Datatype boolean = h5::boolean_type();
  std::size_t offset = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const h5::Datatype text = h5::text_type(widths_[i]);
    const auto& values = columns[i].values;
    const hid_t member = std::holds_alternative<Reals>(values)      ? real
                         : std::holds_alternative<Integers>(values) ? integer
                         : std::holds_alternative<Booleans>(values) ? boolean.get()
                                                                    : text.get();
    h5::require(H5Tinsert(type.get(), columns[i].name.c_str(), offset, member),
                "HDF5 column " + columns[i].name);
    offset += widths_[i];
  }
  return type;
}

void RowFormat::pack(std::span<const OutputColumn> columns, std::vector<std::byte>& rows) const {
  rows.resize(length(columns.front()) * row_size_);
  std::byte* start = rows.data();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::visit(
        [&](auto values) {
          std::byte* at = start;
          for (const auto& value : values) {
            put(at, widths_[i], value);
            at += row_size_;
          }
        },
        columns[i].values);
    start += widths_[i];
  }
}

std::vector<std::string> astropy_column_metadata(std::span<const OutputColumn> columns) {
  std::vector<std::string> lines{"datatype:"};
  for (const OutputColumn& column : columns) {
    lines.push_back(astropy_column(
        {column.name, astropy_type(column), column.unit, column.description, column.ucd}));
  }
  return lines;
}

} // namespace counterpoint
