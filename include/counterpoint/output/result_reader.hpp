#pragma once

#include "counterpoint/output/table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

enum class ResultType { real, integer, boolean, text };

/// A column of a table in a result file.
struct ResultColumn {
  std::string name;
  ResultType type = ResultType::real;
  std::size_t width = 0; ///< bytes of a value
  std::size_t start = 0; ///< of the value in its row, bytes
  std::string unit;
  std::string description;
  std::string ucd;
};

/// Consecutive rows of a table. Values are asked for by the column's own type.
class ResultRows {
public:
  ResultRows(std::vector<std::byte> bytes, std::size_t row_size);

  [[nodiscard]] std::size_t size() const { return bytes_.size() / row_size_; }
  [[nodiscard]] double real(std::size_t row, const ResultColumn& column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, const ResultColumn& column) const;
  [[nodiscard]] bool boolean(std::size_t row, const ResultColumn& column) const;
  /// Without the padding; lives as long as these rows.
  [[nodiscard]] std::string_view text(std::size_t row, const ResultColumn& column) const;

private:
  [[nodiscard]] const std::byte* at(std::size_t row, const ResultColumn& column) const;

  std::vector<std::byte> bytes_;
  std::size_t row_size_;
};

/// Local. A table of a result file, read in blocks by one process. Two other kinds of object are
/// tables too: a matrix ("/null_trials"), each value of which is a row (row, column, value), and a
/// group of attributes ("/summary"), each of which is a row (key, value).
class ResultReader {
public:
  /// \throws InputError if there is no such file, or no such table in it (the message lists those
  ///         there are)
  ResultReader(const std::filesystem::path& file, const std::string& table);
  ~ResultReader();
  ResultReader(ResultReader&&) noexcept;
  ResultReader& operator=(ResultReader&&) noexcept;
  ResultReader(const ResultReader&) = delete;
  ResultReader& operator=(const ResultReader&) = delete;

  [[nodiscard]] const std::vector<ResultColumn>& columns() const;
  [[nodiscard]] std::int64_t n_rows() const;
  /// Rows that fit a buffer of a few MiB.
  [[nodiscard]] std::int64_t block_rows() const;

  /// nullptr where there is none.
  [[nodiscard]] const ResultColumn* find(std::string_view name) const;
  /// \throws InputError naming file, table and column where there is none
  [[nodiscard]] const ResultColumn& column(std::string_view name) const;

  /// Rows [first, first + count), fewer at the end of the table. \throws SystemError
  [[nodiscard]] ResultRows read(std::int64_t first, std::int64_t count) const;

private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Local. Names of the tables in a result file, sorted. \throws InputError if there is no such file
[[nodiscard]] std::vector<std::string> result_tables(const std::filesystem::path& file);

/// Local. Attributes of a group ("/summary") in the order they were written.
/// \throws InputError if there is no such file or group
[[nodiscard]] std::vector<OutputAttribute> read_attributes(const std::filesystem::path& file,
                                                           const std::string& group);

} // namespace counterpoint
