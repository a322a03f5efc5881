#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/table.hpp"
#include "counterpoint/output/table_builder.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace counterpoint {

/// The HDF5 file of results. It is written under a temporary name in the folder of the final one
/// and takes that name only in commit(); without a commit the temporary file is removed. Its bytes
/// depend only on what is written: not on the number of ranks or the date.
class ResultFile {
public:
  /// Collective. Checks that `path` may be written, before any work is done on what will go in it.
  /// \throws InputError as require_file_writable(); if it exists and is no result of this program,
  ///         also where `overwrite` is true
  static void require_writable(const Communicator& comm, const std::filesystem::path& path,
                               bool overwrite);

  /// Collective. \throws InputError as above, SystemError if the file cannot be created.
  ResultFile(const Communicator& comm, const std::filesystem::path& path, bool overwrite);
  /// Collective if the file was not committed. A rank that failed alone waits ten seconds for the
  /// others here, and then goes on without them.
  ~ResultFile();
  ResultFile(ResultFile&&) noexcept;
  ResultFile& operator=(ResultFile&&) noexcept;
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// Collective. One compound dataset, readable with units by
  /// astropy.table.Table.read(file, path=...). \throws SystemError (on all ranks), e.g. disk full
  void write(const OutputTable& table);
  void write(const OutputMatrix& matrix);
  /// Collective. The same for a table with too many rows for all its columns to be made at once.
  /// \param n_rows  of this rank
  /// \param rows_of  a range of them, which may be empty; local
  void write(std::size_t n_rows, const std::function<TableBuilder(const RowRange&)>& rows_of);

  /// Collective. Creates the group `path` with these attributes, in this order.
  void write_attributes(const std::string& path, std::span<const OutputAttribute> attributes);

  /// Collective. Flushes, closes, syncs and renames to the final name; nothing can be written
  /// after. \throws SystemError; InputError if another file took the name during the run and
  /// `overwrite` is
  ///         false (the results are then kept under the temporary name, which the message gives)
  void commit();

private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

} // namespace counterpoint
