#include "counterpoint/output/result_file.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/output/result_reader.hpp"
#include "output/h5_attribute.hpp"
#include "output/h5_handle.hpp"
#include "output/h5_parallel.hpp"
#include "output/parallel_file.hpp"
#include "output/row_format.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t round_bytes = std::size_t{64} << 20U; // packed buffer of a rank

void check_columns(const OutputTable& table) {
  check(table.path.starts_with('/') && !table.columns.empty(), "an output table without columns");
  for (const OutputColumn& column : table.columns) {
    check(length(column) == length(table.columns.front()), "output columns of different length");
  }
}

std::vector<OutputAttribute> column_attributes(const OutputTable& table) {
  std::vector<OutputAttribute> attributes;
  for (const OutputColumn& column : table.columns) {
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) attributes.push_back({column.name + "." + key, value});
    };
    add("unit", column.unit);
    add("description", column.description);
    add("ucd", column.ucd);
  }
  return attributes;
}

} // namespace

class ResultFile::Implementation {
public:
  Implementation(const Communicator& comm, const fs::path& path, bool overwrite)
      : file_{comm, path, overwrite} {}

  void write(const OutputTable& table);
  void write(const OutputMatrix& matrix);
  void write_attributes(const std::string& path, std::span<const OutputAttribute> attributes);
  void commit() { file_.commit(); }

private:
  void write_rows(hid_t dataset, const RowFormat& format, std::span<const OutputColumn> columns);
  void write_lines(const std::string& path, const std::vector<std::string>& lines);

  ParallelFile file_;
};

void ResultFile::Implementation::write(const OutputTable& table) {
  file_.together([&] { check_columns(table); });
  const std::vector<std::string> metadata = astropy_column_metadata(table.columns);
  std::string header = table.path;
  for (const std::string& line : metadata)
    header += "\n" + line;
  require_agreement(file_.comm(), "the columns of an output table", header);

  const RowFormat format{file_.comm(), table.columns};
  const std::int64_t total =
      file_.comm().sum(checked_cast<std::int64_t>(length(table.columns.front())));
  const std::array<hsize_t, 1> dimensions{static_cast<hsize_t>(total)};
  const h5::Dataset dataset =
      file_.create(table.path, format.file_type(), dimensions,
                   4 * std::ssize(header) + 1024 * std::ssize(table.columns));
  write_rows(dataset.get(), format, table.columns);
  file_.together([&] {
    for (const OutputAttribute& attribute : column_attributes(table)) {
      h5::write_attribute(dataset.get(), attribute);
    }
  });
  write_lines(table.path + ".__table_column_meta__", metadata);
}

// In rounds, the same number on each rank, so that the packed copy of the rows is small.
void ResultFile::Implementation::write_rows(hid_t dataset, const RowFormat& format,
                                            std::span<const OutputColumn> columns) {
  const auto local = checked_cast<std::int64_t>(length(columns.front()));
  const std::int64_t before = file_.comm().exclusive_prefix_sum(local);
  const auto per_round =
      checked_cast<std::int64_t>(std::max(std::size_t{1}, round_bytes / format.row_size()));
  const std::int64_t n_rounds = (file_.comm().maximum(local) + per_round - 1) / per_round;
  std::vector<std::byte> rows;
  for (std::int64_t round = 0; round < n_rounds; ++round) {
    const std::int64_t first = std::min(round * per_round, local);
    const std::int64_t count = std::min(per_round, local - first);
    file_.together([&] {
      format.pack(columns, static_cast<std::size_t>(first), static_cast<std::size_t>(count), rows);
    });
    file_.together([&] {
      h5::write_slab(dataset, format.memory_type(), {before + first, count}, rows.data());
    });
  }
}

void ResultFile::Implementation::write_lines(const std::string& path,
                                             const std::vector<std::string>& lines) {
  std::size_t width = 1;
  for (const std::string& line : lines)
    width = std::max(width, line.size());
  std::string padded;
  for (const std::string& line : lines)
    padded += line + std::string(width - line.size(), '\0');
  const h5::Datatype type = h5::text_type(width);
  const std::array<hsize_t, 1> dimensions{lines.size()};
  const h5::Dataset dataset = file_.create(path, type.get(), dimensions, 0);
  const std::int64_t count = file_.comm().is_root() ? std::ssize(lines) : 0;
  file_.together([&] { h5::write_slab(dataset.get(), type.get(), {0, count}, padded.data()); });
}

void ResultFile::Implementation::write(const OutputMatrix& matrix) {
  std::vector<std::int64_t> shape{matrix.rows, matrix.columns};
  std::string description = matrix.description;
  file_.comm().broadcast(shape);
  file_.comm().broadcast(description);
  const std::int64_t size = shape[0] * shape[1];
  file_.together([&] {
    check(!file_.comm().is_root() || std::ssize(matrix.values) == size,
          "an output matrix of wrong size");
  });
  const std::array<hsize_t, 2> dimensions{static_cast<hsize_t>(shape[0]),
                                          static_cast<hsize_t>(shape[1])};
  const h5::Dataset dataset =
      file_.create(matrix.path, H5T_STD_I64LE, dimensions, 4 * std::ssize(description));
  const std::int64_t count = file_.comm().is_root() && size > 0 ? shape[0] : 0;
  if (size > 0) {
    file_.together([&] {
      h5::write_slab(dataset.get(), H5T_NATIVE_INT64, {0, count}, matrix.values.data());
    });
  }
  file_.together([&] { h5::write_attribute(dataset.get(), {"description", description}); });
}

void ResultFile::Implementation::write_attributes(const std::string& path,
                                                  std::span<const OutputAttribute> attributes) {
  std::string text = path;
  for (const OutputAttribute& attribute : attributes) {
    text += "\n" + attribute.name + " = ";
    if (const auto* value = std::get_if<std::string>(&attribute.value)) text += *value;
  }
  require_agreement(file_.comm(), "the attributes of " + path, text);
  file_.reserve(4 * std::ssize(text) + 1024 * std::ssize(attributes));
  file_.together([&] {
    const h5::PropertyList list = h5::without_times(H5P_GROUP_CREATE);
    h5::require(
        H5Pset_attr_creation_order(list.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "HDF5 attribute order");
    const h5::Group group{
        H5Gcreate2(file_.id(), path.c_str(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        "cannot create the group " + path};
    for (const OutputAttribute& attribute : attributes) {
      h5::write_attribute(group.get(), attribute);
    }
  });
}

namespace {

// Of any file, also one that is not HDF5 at all.
bool is_own_result(const fs::path& path) {
  try {
    for (const OutputAttribute& attribute : read_attributes(path, "/summary")) {
      const auto* text = std::get_if<std::string>(&attribute.value);
      if (attribute.name == "program") return text != nullptr && text->starts_with("counterpoint");
    }
  } catch (const Error&) { // then it is something else
  }
  return false;
}

void require_own_result(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored) || is_own_result(path)) return;
  throw InputError{"the output " + path.string() +
                   " exists and is no result of this program: it is not replaced; choose another "
                   "file, or remove it"};
}

} // namespace

void ResultFile::require_writable(const Communicator& comm, const fs::path& path, bool overwrite) {
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    require_own_result(path);
    require_file_writable(path, overwrite);
  });
}

ResultFile::ResultFile(const Communicator& comm, const fs::path& path, bool overwrite)
    : implementation_{std::make_unique<Implementation>(comm, path, overwrite)} {}
ResultFile::~ResultFile() = default;
ResultFile::ResultFile(ResultFile&&) noexcept = default;
ResultFile& ResultFile::operator=(ResultFile&&) noexcept = default;

void ResultFile::write(const OutputTable& table) {
  implementation_->write(table);
}
void ResultFile::write(const OutputMatrix& matrix) {
  implementation_->write(matrix);
}
void ResultFile::write_attributes(const std::string& path,
                                  std::span<const OutputAttribute> attributes) {
  implementation_->write_attributes(path, attributes);
}
void ResultFile::commit() {
  implementation_->commit();
}

} // namespace counterpoint
