#include "counterpoint/output/result_reader.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "output/h5_attribute.hpp"
#include "output/h5_handle.hpp"
#include "output/row_source.hpp"

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

// The root group itself is none, though it may have attributes.
h5::Object open_table(hid_t file, const fs::path& path, const std::string& table) {
  if (table != "/" && H5Lexists(file, table.c_str(), H5P_DEFAULT) > 0) {
    const hid_t id = H5Oopen(file, table.c_str(), H5P_DEFAULT);
    if (id >= 0) {
      h5::Object object{id, table};
      if (has_rows(id)) return object;
    }
  }
  throw InputError{"there is no table " + table + " in " + path.string() +
                   "; it has: " + join_words(result_tables(path))};
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
        source_{row_source(open_table(file_.get(), path, table), table, where_)} {}

  std::string where_;
  h5::File file_;
  std::unique_ptr<ResultRowSource> source_; // closed before the file
};

ResultReader::ResultReader(const fs::path& file, const std::string& table)
    : implementation_{std::make_unique<Implementation>(file, table)} {}
ResultReader::~ResultReader() = default;
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;

const std::vector<ResultColumn>& ResultReader::columns() const {
  return implementation_->source_->columns();
}

std::int64_t ResultReader::n_rows() const {
  return implementation_->source_->n_rows();
}

std::int64_t ResultReader::block_rows() const {
  return std::max(std::int64_t{1},
                  block_bytes / static_cast<std::int64_t>(implementation_->source_->row_size()));
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
  check(first >= 0 && count >= 0, "rows of a result table before its beginning");
  first = std::min(first, n_rows());
  return implementation_->source_->read(first, std::min(count, n_rows() - first));
}

std::vector<std::string> result_tables(const fs::path& file) {
  const char* what = "cannot list the tables";
  const h5::File opened = open_file(file);
  H5G_info_t root;
  h5::require(H5Gget_info(opened.get(), &root), what);
  std::vector<std::string> names;
  for (hsize_t i = 0; i < root.nlinks; ++i) {
    const h5::Object object{
        H5Oopen_by_idx(opened.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT), what};
    if (!has_rows(object.get())) continue;
    std::string name(
        static_cast<std::size_t>(h5::require(H5Iget_name(object.get(), nullptr, 0), what)), ' ');
    H5Iget_name(object.get(), name.data(), name.size() + 1);
    names.push_back(name);
  }
  return names;
}

std::vector<OutputAttribute> read_attributes(const fs::path& file, const std::string& group) {
  const h5::File opened = open_file(file);
  const hid_t id = H5Oopen(opened.get(), group.c_str(), H5P_DEFAULT);
  if (id < 0) throw InputError{"there is no group " + group + " in " + file.string()};
  const h5::Object object{id, group};
  return h5::read_all_attributes(object.get());
}

} // namespace counterpoint
