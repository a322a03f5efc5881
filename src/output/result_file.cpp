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
#include <optional>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

// 10 MiB of many columns; on many ranks, which share a node's memory, less.
std::size_t rows_of_block(int n_ranks) {
  constexpr std::size_t of_all = std::size_t{1} << 18U;
  constexpr std::size_t least = std::size_t{1} << 12U;
  constexpr std::size_t most = std::size_t{1} << 15U;
  return std::clamp(of_all / static_cast<std::size_t>(n_ranks), least, most);
}

using RowsOf = std::function<TableBuilder(const RowRange&)>;

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

// The rows of a rank, block by block.
class TableBlocks {
public:
  TableBlocks(std::size_t n_rows, std::size_t rows_of_block, const RowsOf& rows_of)
      : n_rows_{n_rows}, rows_of_block_{rows_of_block}, rows_of_{rows_of} {}

  [[nodiscard]] std::int64_t n_rows() const { return static_cast<std::int64_t>(n_rows_); }
  // At least one: also a rank without rows knows the columns.
  [[nodiscard]] std::int64_t n_blocks() const {
    return static_cast<std::int64_t>(
        n_rows_ == 0 ? 1 : (n_rows_ + rows_of_block_ - 1) / rows_of_block_);
  }

  // Of each column. Where there is one block, it stays.
  [[nodiscard]] std::vector<std::int64_t> longest_texts() {
    std::vector<std::int64_t> longest;
    for (std::int64_t i = 0; i < n_blocks(); ++i) {
      here_.reset();
      here_.emplace(rows_of_(range(i, n_blocks() > 1)));
      longest.resize(any().columns.size(), 1);
      for (std::size_t c = 0; c < longest.size(); ++c)
        longest[c] = std::max(longest[c], longest_text(any().columns[c]));
    }
    return longest;
  }

  // Until the next one is made.
  const OutputTable& make(std::int64_t i) {
    if (n_blocks() > 1) {
      here_.reset();
      here_.emplace(rows_of_(range(i, false)));
    }
    return any();
  }

  // The one at hand, for what is the same of all.
  [[nodiscard]] const OutputTable& any() const { return here_->table(); }

private:
  [[nodiscard]] RowRange range(std::int64_t i, bool is_of_texts) const {
    const std::size_t first = static_cast<std::size_t>(i) * rows_of_block_;
    return {first, std::min(rows_of_block_, n_rows_ - first), is_of_texts};
  }

  std::size_t n_rows_;
  std::size_t rows_of_block_;
  const RowsOf& rows_of_;
  std::optional<TableBuilder> here_;
};

} // namespace

class ResultFile::Implementation {
public:
  Implementation(const Communicator& comm, const fs::path& path, bool overwrite)
      : file_{comm, path, overwrite} {}

  void write(const OutputTable& table);
  void write(const OutputMatrix& matrix);
  void write(std::size_t n_rows, const RowsOf& rows_of);
  void write_attributes(const std::string& path, std::span<const OutputAttribute> attributes);
  void commit() { file_.commit(); }

private:
  void write_rows(hid_t dataset, const RowFormat& format, TableBlocks& blocks);
  void write_lines(const std::string& path, const std::vector<std::string>& lines);

  ParallelFile file_;
};

void ResultFile::Implementation::write(const OutputTable& table) {
  file_.together([&] { check_columns(table); });
  write(length(table.columns.front()), [&](const RowRange& rows) {
    TableBuilder some{table.path, rows};
    for (const OutputColumn& column : table.columns)
      some.column(column);
    return some;
  });
}

void ResultFile::Implementation::write(std::size_t n_rows, const RowsOf& rows_of) {
  TableBlocks blocks{n_rows, rows_of_block(file_.comm().size()), rows_of};
  const std::vector<std::int64_t> longest = file_.together([&] { return blocks.longest_texts(); });
  const OutputTable& table = blocks.any();
  const std::vector<std::string> metadata = astropy_column_metadata(table.columns);
  std::string header = table.path;
  for (const std::string& line : metadata)
    header += "\n" + line;
  require_agreement(file_.comm(), "the columns of an output table", header);

  const RowFormat format{file_.comm(), table.columns, longest};
  const std::int64_t total = file_.comm().sum(checked_cast<std::int64_t>(n_rows));
  const std::array<hsize_t, 1> dimensions{static_cast<hsize_t>(total)};
  const h5::Dataset dataset =
      file_.create(table.path, format.file_type(), dimensions,
                   4 * std::ssize(header) + 1024 * std::ssize(table.columns));
  const std::vector<OutputAttribute> attributes = column_attributes(table);
  const std::string path = table.path; // `table` is gone with its block
  write_rows(dataset.get(), format, blocks);
  file_.together([&] {
    for (const OutputAttribute& attribute : attributes)
      h5::write_attribute(dataset.get(), attribute);
  });
  write_lines(path + ".__table_column_meta__", metadata);
}

// In rounds, the same number on each rank.
void ResultFile::Implementation::write_rows(hid_t dataset, const RowFormat& format,
                                            TableBlocks& blocks) {
  std::int64_t first = file_.comm().exclusive_prefix_sum(blocks.n_rows());
  // A table without any row has no round: HDF5 has no place to write nothing to.
  const std::int64_t n_rounds = file_.comm().maximum(blocks.n_rows() == 0 ? 0 : blocks.n_blocks());
  std::vector<std::byte> rows;
  for (std::int64_t round = 0; round < n_rounds; ++round) {
    std::int64_t count = 0;
    file_.together([&] {
      if (round >= blocks.n_blocks()) return;
      const OutputTable& block = blocks.make(round);
      check_columns(block);
      format.pack(block.columns, rows);
      count = checked_cast<std::int64_t>(length(block.columns.front()));
    });
    file_.together([&] {
      h5::write_slab(dataset, format.memory_type(), {first, count}, rows.data());
    });
    first += count;
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
void ResultFile::write(std::size_t n_rows, const RowsOf& rows_of) {
  implementation_->write(n_rows, rows_of);
}
void ResultFile::write_attributes(const std::string& path,
                                  std::span<const OutputAttribute> attributes) {
  implementation_->write_attributes(path, attributes);
}
void ResultFile::commit() {
  implementation_->commit();
}

} // namespace counterpoint
