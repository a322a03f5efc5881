#pragma once

#include "counterpoint/output/result_reader.hpp"
#include "output/h5_handle.hpp"

#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

/// Where the rows of a ResultReader come from: each kind of object in a result file has its own.
class ResultRowSource {
public:
  virtual ~ResultRowSource() = default;
  ResultRowSource() = default;
  ResultRowSource(const ResultRowSource&) = delete;
  ResultRowSource& operator=(const ResultRowSource&) = delete;

  /// Local. `count` rows from `first` on, all of them in the table. \throws SystemError
  [[nodiscard]] virtual ResultRows read(std::int64_t first, std::int64_t count) const = 0;

  [[nodiscard]] const std::vector<ResultColumn>& columns() const { return columns_; }
  [[nodiscard]] std::int64_t n_rows() const { return n_rows_; }
  [[nodiscard]] std::size_t row_size() const { return row_size_; } ///< bytes

protected:
  /// Puts a column behind those there are; its `start` follows.
  void add(ResultColumn column);

  std::vector<ResultColumn> columns_;
  std::size_t row_size_ = 0;
  std::int64_t n_rows_ = 0;
};

/// Local. May rows be made of this object: a compound dataset, a two-dimensional one of integers,
/// or a group with attributes? \throws SystemError
[[nodiscard]] bool has_rows(hid_t object);

/// Local. The rows of such an object; `name` ("/pairs") is for descriptions, `where` for messages.
/// \throws SystemError
[[nodiscard]] std::unique_ptr<ResultRowSource>
row_source(h5::Object object, const std::string& name, const std::string& where);

} // namespace counterpoint
