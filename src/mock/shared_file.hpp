#pragma once

#include "counterpoint/comm/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace counterpoint::mock {

/// A file that all ranks write together, through MPI-IO.
class SharedFile {
public:
  /// Collective. Creates the file, empty; one that was there is replaced.
  /// \throws SystemError on all ranks
  SharedFile(const Communicator& comm, std::filesystem::path path);
  /// Collective where close() was not reached. A rank that unwinds alone leaves the file open, so
  /// that its exception can reach main() and end the others.
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  SharedFile(SharedFile&&) = delete;
  SharedFile& operator=(SharedFile&&) = delete;

  /// Collective. Appends the bytes of all ranks, in rank order.
  /// \throws SystemError on all ranks, e.g. for a full disk
  void append(std::string_view mine);

  /// Collective. \throws SystemError on all ranks
  void close();

  /// Local. Bytes appended so far.
  [[nodiscard]] std::int64_t size() const { return size_; }

private:
  void agree(int code, const char* doing) const;

  Communicator comm_; // its own: nobody else's messages meet those of the destructor
  std::filesystem::path path_;
  MPI_File file_ = MPI_FILE_NULL;
  std::int64_t size_ = 0;
};

/// Appends the bytes of the rows from `begin` to before `end` to `out`.
using AppendRows = std::function<void(std::int64_t begin, std::int64_t end, std::string& out)>;

/// What surrounds the rows of a file.
struct FileFrame {
  std::string header;
  std::int64_t unit = 1; ///< zero bytes at the end fill the file up to a multiple of it
};

/// Collective. The header, then rows 0 to n_rows - 1, each formatted by one rank. The bytes do not
/// depend on the number of ranks; memory is a block of rows. \throws SystemError on all ranks
void write_rows(const Communicator& comm, const std::filesystem::path& path, const FileFrame& frame,
                std::int64_t n_rows, const AppendRows& append_rows);

/// Collective. Rank 0 writes `text` to a file of its own.
/// \throws SystemError on all ranks
void write_small_file(const Communicator& comm, const std::filesystem::path& path,
                      const std::string& text);

} // namespace counterpoint::mock
