#include "counterpoint/output/result_file.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/output/result_reader.hpp"
#include "output/h5_attribute.hpp"
#include "output/h5_handle.hpp"
#include "output/h5_parallel.hpp"
#include "output/partial_file.hpp"
#include "output/row_format.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t round_bytes = std::size_t{64} << 20U;   // packed buffer of a rank
constexpr std::int64_t header_bytes = std::int64_t{16} << 10; // ample room for HDF5's own

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
      : comm_{comm.split(0, comm.rank())} {
    h5::silence();
    partial_path_ = run_together(comm_, [&] {
      if (!comm_.is_root()) return std::string{};
      partial_.emplace(path, overwrite);
      return partial_->path().string();
    });
    comm_.broadcast(partial_path_);
    file_ = run_together(comm_, [&] { return h5::create_file(comm_, partial_path_); });
    reserve(0); // HDF5 writes its headers even when a file is closed that was not completed
  }

  // Closing is collective. If this rank alone failed, the others will not take part: it then leaves
  // the file open, so that its exception can reach main(), which ends all ranks.
  ~Implementation() {
    if (!file_.is_open() || comm_.everybody_arrives()) return;
    file_.release();
    std::error_code ignored;
    fs::remove(partial_path_, ignored); // the root may be ended before it can
  }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  void write(const OutputTable& table);
  void write(const OutputMatrix& matrix);
  void write_attributes(const std::string& path, std::span<const OutputAttribute> attributes);
  void commit();

private:
  // Each HDF5 call over MPI is collective, and a rank whose call failed has taken part in it. A
  // second call would be made by the others only; hence one call that does I/O per run_together().
  template <class Work>
  auto together(Work&& work) {
    check(file_.is_open(), "a result file is written after its commit");
    return run_together(comm_, std::forward<Work>(work));
  }

  // Room on the disk for `bytes` and HDF5's own headers.
  void reserve(std::int64_t bytes) {
    const std::int64_t used = reserved_;
    reserved_ += bytes + header_bytes;
    run_together(comm_, [&] {
      if (partial_) partial_->reserve(used, reserved_);
    });
  }

  // A new dataset, with room for it and for `extra` bytes of headers.
  [[nodiscard]] h5::Dataset create(const std::string& path, hid_t type,
                                   std::span<const hsize_t> dimensions, std::int64_t extra);

  void write_rows(hid_t dataset, const RowFormat& format, std::span<const OutputColumn> columns);
  void write_lines(const std::string& path, const std::vector<std::string>& lines);

  Communicator comm_; // its own, so that no other message is taken for one of the destructor
  std::optional<PartialFile> partial_; // on the root
  std::string partial_path_;
  h5::File file_; // closed before the partial file is removed
  std::int64_t reserved_ = 0;
};

h5::Dataset ResultFile::Implementation::create(const std::string& path, hid_t type,
                                               std::span<const hsize_t> dimensions,
                                               std::int64_t extra) {
  auto size = static_cast<hsize_t>(H5Tget_size(type));
  for (const hsize_t dimension : dimensions)
    size *= dimension;
  reserve(static_cast<std::int64_t>(size) + extra);
  return together([&] {
    h5::Dataset dataset = h5::create_dataset(file_.get(), path, type, dimensions);
    check(size == 0 || H5Dget_offset(dataset.get()) + size <= static_cast<hsize_t>(reserved_),
          "the headers of the result file outgrew their room");
    return dataset;
  });
}

void ResultFile::Implementation::write(const OutputTable& table) {
  together([&] { check_columns(table); });
  const std::vector<std::string> metadata = astropy_column_metadata(table.columns);
  std::string header = table.path;
  for (const std::string& line : metadata)
    header += "\n" + line;
  require_agreement(comm_, "the columns of an output table", header);

  const RowFormat format{comm_, table.columns};
  const std::int64_t total = comm_.sum(checked_cast<std::int64_t>(length(table.columns.front())));
  const std::array<hsize_t, 1> dimensions{static_cast<hsize_t>(total)};
  const h5::Dataset dataset = create(table.path, format.file_type(), dimensions,
                                     4 * std::ssize(header) + 1024 * std::ssize(table.columns));
  write_rows(dataset.get(), format, table.columns);
  together([&] {
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
  const std::int64_t before = comm_.exclusive_prefix_sum(local);
  const auto per_round =
      checked_cast<std::int64_t>(std::max(std::size_t{1}, round_bytes / format.row_size()));
  const std::int64_t n_rounds = (comm_.maximum(local) + per_round - 1) / per_round;
  std::vector<std::byte> rows;
  for (std::int64_t round = 0; round < n_rounds; ++round) {
    const std::int64_t first = std::min(round * per_round, local);
    const std::int64_t count = std::min(per_round, local - first);
    together([&] {
      format.pack(columns, static_cast<std::size_t>(first), static_cast<std::size_t>(count), rows);
    });
    together([&] {
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
  const h5::Dataset dataset = create(path, type.get(), dimensions, 0);
  const std::int64_t count = comm_.is_root() ? std::ssize(lines) : 0;
  together([&] { h5::write_slab(dataset.get(), type.get(), {0, count}, padded.data()); });
}

void ResultFile::Implementation::write(const OutputMatrix& matrix) {
  std::vector<std::int64_t> shape{matrix.rows, matrix.columns};
  std::string description = matrix.description;
  comm_.broadcast(shape);
  comm_.broadcast(description);
  const std::int64_t size = shape[0] * shape[1];
  together([&] {
    check(!comm_.is_root() || std::ssize(matrix.values) == size, "an output matrix of wrong size");
  });
  const std::array<hsize_t, 2> dimensions{static_cast<hsize_t>(shape[0]),
                                          static_cast<hsize_t>(shape[1])};
  const h5::Dataset dataset =
      create(matrix.path, H5T_STD_I64LE, dimensions, 4 * std::ssize(description));
  const std::int64_t count = comm_.is_root() && size > 0 ? shape[0] : 0;
  if (size > 0) {
    together([&] {
      h5::write_slab(dataset.get(), H5T_NATIVE_INT64, {0, count}, matrix.values.data());
    });
  }
  together([&] { h5::write_attribute(dataset.get(), {"description", description}); });
}

void ResultFile::Implementation::write_attributes(const std::string& path,
                                                  std::span<const OutputAttribute> attributes) {
  std::string text = path;
  for (const OutputAttribute& attribute : attributes) {
    text += "\n" + attribute.name + " = ";
    if (const auto* value = std::get_if<std::string>(&attribute.value)) text += *value;
  }
  require_agreement(comm_, "the attributes of " + path, text);
  reserve(4 * std::ssize(text) + 1024 * std::ssize(attributes));
  together([&] {
    const h5::PropertyList list = h5::without_times(H5P_GROUP_CREATE);
    h5::require(
        H5Pset_attr_creation_order(list.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
        "HDF5 attribute order");
    const h5::Group group{
        H5Gcreate2(file_.get(), path.c_str(), H5P_DEFAULT, list.get(), H5P_DEFAULT),
        "cannot create the group " + path};
    for (const OutputAttribute& attribute : attributes) {
      h5::write_attribute(group.get(), attribute);
    }
  });
}

void ResultFile::Implementation::commit() {
  together(
      [&] { h5::require(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "cannot write the results"); });
  run_together(comm_, [&] { file_.close("cannot close the results"); });
  run_together(comm_, [&] {
    if (partial_) partial_->commit();
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
