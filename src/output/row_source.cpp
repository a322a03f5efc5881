#include "output/row_source.hpp"

#include "output/h5_attribute.hpp"
#include "output/shortest_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace counterpoint {

namespace {

ResultType result_type(H5T_class_t kind) {
  switch (kind) {
  case H5T_FLOAT:
    return ResultType::real;
  case H5T_INTEGER:
    return ResultType::integer;
  case H5T_ENUM:
    return ResultType::boolean;
  default:
    return ResultType::text;
  }
}

std::string member_name(hid_t type, unsigned index) {
  char* text = H5Tget_member_name(type, index);
  const std::string name = text == nullptr ? "" : text;
  H5free_memory(text);
  return name;
}

std::vector<hsize_t> dimensions_of(hid_t dataset, const std::string& where) {
  const h5::Dataspace space{H5Dget_space(dataset), where};
  std::vector<hsize_t> dimensions(
      static_cast<std::size_t>(h5::require(H5Sget_simple_extent_ndims(space.get()), where)));
  h5::require(H5Sget_simple_extent_dims(space.get(), dimensions.data(), nullptr), where);
  return dimensions;
}

// Reads a block of a dataset, given by its first element and its size in each dimension.
void read_block(hid_t dataset, hid_t memory_type, std::span<const hsize_t> first,
                std::span<const hsize_t> size, void* into) {
  const char* what = "cannot read a result table";
  const h5::Dataspace in_file{H5Dget_space(dataset), what};
  const h5::Dataspace in_memory{
      H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), what};
  h5::require(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, first.data(), nullptr, size.data(),
                                  nullptr),
              what);
  h5::require(H5Dread(dataset, memory_type, in_memory.get(), in_file.get(), H5P_DEFAULT, into),
              what);
}

// A table as match and align write it.
class CompoundSource : public ResultRowSource {
public:
  CompoundSource(h5::Object dataset, const std::string& where) : dataset_{std::move(dataset)} {
    const h5::Datatype stored{H5Dget_type(dataset_.get()), where};
    const int n_columns = h5::require(H5Tget_nmembers(stored.get()), where);
    std::vector<h5::Datatype> types;
    for (unsigned i = 0; i < static_cast<unsigned>(n_columns); ++i)
      types.push_back(add_member(stored.get(), i, where));
    row_type_ = {H5Tcreate(H5T_COMPOUND, row_size_), where};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      h5::require(
          H5Tinsert(row_type_.get(), columns_[i].name.c_str(), columns_[i].start, types[i].get()),
          where);
    }
    n_rows_ = static_cast<std::int64_t>(dimensions_of(dataset_.get(), where).front());
  }

  [[nodiscard]] ResultRows read(std::int64_t first, std::int64_t count) const override {
    const std::array start{static_cast<hsize_t>(first)};
    const std::array size{static_cast<hsize_t>(count)};
    std::vector<std::byte> bytes(static_cast<std::size_t>(count) * row_size_);
    if (count > 0) read_block(dataset_.get(), row_type_.get(), start, size, bytes.data());
    return {std::move(bytes), row_size_};
  }

private:
  // Adds the column and returns the type that its values have in memory.
  h5::Datatype add_member(hid_t stored, unsigned index, const std::string& where) {
    ResultColumn column;
    column.name = member_name(stored, index);
    column.type = result_type(H5Tget_member_class(stored, index));
    const hid_t type = column.type == ResultType::real      ? H5Tcopy(H5T_NATIVE_DOUBLE)
                       : column.type == ResultType::integer ? H5Tcopy(H5T_NATIVE_INT64)
                                                            : H5Tget_member_type(stored, index);
    h5::Datatype in_memory{type, where};
    column.width = H5Tget_size(in_memory.get());
    column.unit = h5::read_text_attribute(dataset_.get(), column.name + ".unit");
    column.description = h5::read_text_attribute(dataset_.get(), column.name + ".description");
    column.ucd = h5::read_text_attribute(dataset_.get(), column.name + ".ucd");
    add(std::move(column));
    return in_memory;
  }

  h5::Object dataset_;
  h5::Datatype row_type_; // packed, in this machine's byte order
};

// A matrix, each of its values as a row (row, column, value), row by row.
class MatrixSource : public ResultRowSource {
public:
  MatrixSource(h5::Object dataset, const std::string& name, const std::string& where)
      : dataset_{std::move(dataset)} {
    const std::string what = h5::read_text_attribute(dataset_.get(), "description");
    const auto integer = [&](const char* column, const std::string& description) {
      add({column, ResultType::integer, sizeof(std::int64_t), 0, "", description, ""});
    };
    integer("row", "row of the matrix " + name + ", from 0");
    integer("column", "column of the matrix " + name + ", from 0");
    integer("value", what);
    const auto dimensions = dimensions_of(dataset_.get(), where);
    width_ = static_cast<std::int64_t>(dimensions[1]);
    n_rows_ = static_cast<std::int64_t>(dimensions[0]) * width_;
  }

  [[nodiscard]] ResultRows read(std::int64_t first, std::int64_t count) const override {
    std::vector<std::byte> bytes(static_cast<std::size_t>(count) * row_size_);
    if (count > 0) {
      const std::int64_t top = first / width_; // whole rows of the matrix are read
      const std::int64_t height = (first + count - 1) / width_ + 1 - top;
      const std::array start{static_cast<hsize_t>(top), hsize_t{0}};
      const std::array size{static_cast<hsize_t>(height), static_cast<hsize_t>(width_)};
      std::vector<std::int64_t> values(static_cast<std::size_t>(height * width_));
      read_block(dataset_.get(), H5T_NATIVE_INT64, start, size, values.data());
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t at = first + i;
        const std::array<std::int64_t, 3> row{at / width_, at % width_,
                                              values[static_cast<std::size_t>(at - top * width_)]};
        std::memcpy(bytes.data() + static_cast<std::size_t>(i) * row_size_, row.data(), row_size_);
      }
    }
    return {std::move(bytes), row_size_};
  }

private:
  h5::Object dataset_;
  std::int64_t width_ = 0;
};

std::string text_of(const OutputAttribute& attribute) {
  if (const auto* text = std::get_if<std::string>(&attribute.value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&attribute.value)) {
    return shortest_text(*integer);
  }
  return shortest_text(std::get<double>(attribute.value));
}

// The attributes of a group as rows (key, value), in the order they were written.
class AttributeSource : public ResultRowSource {
public:
  explicit AttributeSource(const h5::Object& group) {
    std::size_t key_width = 1;
    std::size_t value_width = 1;
    for (const OutputAttribute& attribute : h5::read_all_attributes(group.get())) {
      const auto& [key, value] = rows_.emplace_back(attribute.name, text_of(attribute));
      key_width = std::max(key_width, key.size());
      value_width = std::max(value_width, value.size());
    }
    add({"key", ResultType::text, key_width, 0, "", "what the value is", ""});
    add({"value", ResultType::text, value_width, 0, "", "number or text", ""});
    n_rows_ = std::ssize(rows_);
  }

  [[nodiscard]] ResultRows read(std::int64_t first, std::int64_t count) const override {
    std::vector<std::byte> bytes(static_cast<std::size_t>(count) * row_size_);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      const auto& [key, value] = rows_[static_cast<std::size_t>(first) + i];
      std::memcpy(bytes.data() + i * row_size_, key.data(), key.size());
      std::memcpy(bytes.data() + i * row_size_ + columns_[1].start, value.data(), value.size());
    }
    return {std::move(bytes), row_size_};
  }

private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

enum class Kind { compound, matrix, attributes, other };

Kind kind_of(hid_t object) {
  const char* what = "an object of the result file";
  switch (H5Iget_type(object)) {
  case H5I_GROUP: {
    H5O_info_t info;
    h5::require(H5Oget_info(object, &info), what);
    return info.num_attrs > 0 ? Kind::attributes : Kind::other;
  }
  case H5I_DATASET: {
    const h5::Datatype type{H5Dget_type(object), what};
    const H5T_class_t type_class = H5Tget_class(type.get());
    const std::size_t n_dimensions = dimensions_of(object, what).size();
    if (type_class == H5T_COMPOUND && n_dimensions == 1) return Kind::compound;
    return type_class == H5T_INTEGER && n_dimensions == 2 ? Kind::matrix : Kind::other;
  }
  default:
    return Kind::other;
  }
}

} // namespace

void ResultRowSource::add(ResultColumn column) {
  column.start = row_size_;
  row_size_ += column.width;
  columns_.push_back(std::move(column));
}

bool has_rows(hid_t object) {
  return kind_of(object) != Kind::other;
}

std::unique_ptr<ResultRowSource> row_source(h5::Object object, const std::string& name,
                                            const std::string& where) {
  switch (kind_of(object.get())) {
  case Kind::matrix:
    return std::make_unique<MatrixSource>(std::move(object), name, where);
  case Kind::attributes:
    return std::make_unique<AttributeSource>(object);
  case Kind::compound:
  case Kind::other:
    break;
  }
  return std::make_unique<CompoundSource>(std::move(object), where);
}

} // namespace counterpoint
