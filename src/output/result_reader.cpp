#include "counterpoint/output/result_reader.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "output/h5_attribute.hpp"
#include "output/h5_handle.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t block_bytes = std::int64_t{4} << 20;

h5::File open_file(const fs::path& path) {
  h5::silence();
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    throw InputError{"there is no file " + path.string() + "; run `counterpoint match` first"};
  }
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (id < 0) {
    throw InputError{"cannot read " + path.string() + " as HDF5 (" + h5::error_text() +
                     "); give the file that `counterpoint match` wrote"};
  }
  return {id, "HDF5 file"};
}

bool is_table(hid_t dataset) {
  const h5::Datatype type{H5Dget_type(dataset), "HDF5 type"};
  return H5Tget_class(type.get()) == H5T_COMPOUND;
}

std::vector<std::string> table_names(hid_t file) {
  const char* what = "cannot list the tables";
  H5G_info_t root;
  h5::require(H5Gget_info(file, &root), what);
  std::vector<std::string> names;
  for (hsize_t i = 0; i < root.nlinks; ++i) {
    const h5::Object object{H5Oopen_by_idx(file, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT),
                            what};
    if (H5Iget_type(object.get()) != H5I_DATASET || !is_table(object.get())) continue;
    std::string name(
        static_cast<std::size_t>(h5::require(H5Iget_name(object.get(), nullptr, 0), what)), ' ');
    H5Iget_name(object.get(), name.data(), name.size() + 1);
    names.push_back(name);
  }
  return names;
}

h5::Dataset open_table(hid_t file, const fs::path& path, const std::string& table) {
  if (H5Lexists(file, table.c_str(), H5P_DEFAULT) > 0) {
    const hid_t id = H5Dopen2(file, table.c_str(), H5P_DEFAULT);
    if (id >= 0) {
      h5::Dataset dataset{id, table};
      if (is_table(id)) return dataset;
    }
  }
  throw InputError{"there is no table " + table + " in " + path.string() +
                   "; it has: " + join_words(table_names(file))};
}

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

} // namespace

ResultRows::ResultRows(std::vector<std::byte> bytes, std::size_t row_size)
    : bytes_{std::move(bytes)}, row_size_{row_size} {}

const std::byte* ResultRows::at(std::size_t row, const ResultColumn& column) const {
  return bytes_.data() + row * row_size_ + column.start;
}

double ResultRows::real(std::size_t row, const ResultColumn& column) const {
  double value = 0.0;
  std::memcpy(&value, at(row, column), sizeof value);
  return value;
}

std::int64_t ResultRows::integer(std::size_t row, const ResultColumn& column) const {
  std::int64_t value = 0;
  std::memcpy(&value, at(row, column), sizeof value);
  return value;
}

bool ResultRows::boolean(std::size_t row, const ResultColumn& column) const {
  return *at(row, column) != std::byte{0};
}

std::string_view ResultRows::text(std::size_t row, const ResultColumn& column) const {
  const std::byte* start = at(row, column);
  const std::byte* end = std::find(start, start + column.width, std::byte{0});
  return {reinterpret_cast<const char*>(start), static_cast<std::size_t>(end - start)};
}

class ResultReader::Implementation {
public:
  Implementation(const fs::path& path, const std::string& table)
      : where_{"the table " + table + " of " + path.string()}, file_{open_file(path)},
        dataset_{open_table(file_.get(), path, table)} {
    describe_columns();
    const h5::Dataspace space{H5Dget_space(dataset_.get()), where_};
    n_rows_ = h5::require(H5Sget_simple_extent_npoints(space.get()), where_);
  }

  [[nodiscard]] ResultRows read(std::int64_t first, std::int64_t count) const;

  std::string where_;
  h5::File file_;
  h5::Dataset dataset_;
  h5::Datatype row_type_; // packed, in this machine's byte order
  std::size_t row_size_ = 0;
  std::vector<ResultColumn> columns_;
  std::int64_t n_rows_ = 0;

private:
  void describe_columns();
};

void ResultReader::Implementation::describe_columns() {
  const h5::Datatype stored{H5Dget_type(dataset_.get()), where_};
  const int n_columns = h5::require(H5Tget_nmembers(stored.get()), where_);
  std::vector<h5::Datatype> types;
  for (unsigned i = 0; i < static_cast<unsigned>(n_columns); ++i) {
    ResultColumn column;
    column.name = member_name(stored.get(), i);
    column.type = result_type(H5Tget_member_class(stored.get(), i));
    if (column.type == ResultType::real) {
      types.emplace_back(H5Tcopy(H5T_NATIVE_DOUBLE), where_);
    } else if (column.type == ResultType::integer) {
      types.emplace_back(H5Tcopy(H5T_NATIVE_INT64), where_);
    } else {
      types.emplace_back(H5Tget_member_type(stored.get(), i), where_);
    }
    column.width = H5Tget_size(types.back().get());
    column.start = row_size_;
    row_size_ += column.width;
    column.unit = h5::read_text_attribute(dataset_.get(), column.name + ".unit");
    column.description = h5::read_text_attribute(dataset_.get(), column.name + ".description");
    column.ucd = h5::read_text_attribute(dataset_.get(), column.name + ".ucd");
    columns_.push_back(std::move(column));
  }
  row_type_ = {H5Tcreate(H5T_COMPOUND, row_size_), where_};
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    h5::require(
        H5Tinsert(row_type_.get(), columns_[i].name.c_str(), columns_[i].start, types[i].get()),
        where_);
  }
}

ResultRows ResultReader::Implementation::read(std::int64_t first, std::int64_t count) const {
  check(first >= 0 && count >= 0, "rows of a result table before its beginning");
  first = std::min(first, n_rows_);
  const hsize_t start = static_cast<hsize_t>(first);
  const hsize_t size = static_cast<hsize_t>(std::min(count, n_rows_ - first));
  std::vector<std::byte> bytes(size * row_size_);
  if (size > 0) {
    const h5::Dataspace in_file{H5Dget_space(dataset_.get()), where_};
    const h5::Dataspace in_memory{H5Screate_simple(1, &size, nullptr), where_};
    h5::require(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, &start, nullptr, &size, nullptr),
                where_);
    h5::require(H5Dread(dataset_.get(), row_type_.get(), in_memory.get(), in_file.get(),
                        H5P_DEFAULT, bytes.data()),
                "cannot read " + where_);
  }
  return {std::move(bytes), row_size_};
}

ResultReader::ResultReader(const fs::path& file, const std::string& table)
    : implementation_{std::make_unique<Implementation>(file, table)} {}
ResultReader::~ResultReader() = default;
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;

const std::vector<ResultColumn>& ResultReader::columns() const {
  return implementation_->columns_;
}

std::int64_t ResultReader::n_rows() const {
  return implementation_->n_rows_;
}

std::int64_t ResultReader::block_rows() const {
  return std::max(std::int64_t{1},
                  block_bytes / static_cast<std::int64_t>(implementation_->row_size_));
}

const ResultColumn* ResultReader::find(std::string_view name) const {
  const auto found = std::ranges::find(columns(), name, &ResultColumn::name);
  return found == columns().end() ? nullptr : &*found;
}

const ResultColumn& ResultReader::column(std::string_view name) const {
  if (const ResultColumn* found = find(name)) return *found;
  throw InputError{"there is no column " + std::string{name} + " in " + implementation_->where_};
}

ResultRows ResultReader::read(std::int64_t first, std::int64_t count) const {
  return implementation_->read(first, count);
}

std::vector<OutputAttribute> read_attributes(const fs::path& file, const std::string& group) {
  const h5::File opened = open_file(file);
  const hid_t id = H5Oopen(opened.get(), group.c_str(), H5P_DEFAULT);
  if (id < 0) throw InputError{"there is no group " + group + " in " + file.string()};
  const h5::Object object{id, group};
  return h5::read_all_attributes(object.get());
}

} // namespace counterpoint
