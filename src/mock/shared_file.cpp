#include "mock/shared_file.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <mpi.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace counterpoint::mock {

namespace {

SystemError write_error(const std::filesystem::path& path, const std::string& doing,
                        const std::string& why) {
  return SystemError{"cannot " + doing + " " + path.string() + ": " + why +
                     "; is the folder writable and the disk not full?"};
}

} // namespace

SharedFile::SharedFile(const Communicator& comm, std::filesystem::path path)
    : comm_{comm.split(0, comm.rank())}, path_{std::move(path)} {
  run_together(comm_, [&] {
    std::error_code code;
    if (comm_.is_root()) std::filesystem::remove(path_, code);
    if (code) throw write_error(path_, "replace", code.message());
  });
  agree(MPI_File_open(comm_.handle(), path_.c_str(), MPI_MODE_CREATE | MPI_MODE_WRONLY,
                      MPI_INFO_NULL, &file_),
        "create");
}

SharedFile::~SharedFile() {
  if (file_ != MPI_FILE_NULL && comm_.everybody_arrives()) MPI_File_close(&file_);
}

void SharedFile::agree(int code, const char* doing) const {
  std::optional<Error> failure;
  if (code != MPI_SUCCESS) failure = write_error(path_, doing, mpi_error_text(code));
  throw_if_any_rank(comm_, failure);
}

void SharedFile::append(std::string_view mine) {
  const auto n_bytes = static_cast<std::int64_t>(mine.size());
  const std::int64_t offset = size_ + comm_.exclusive_prefix_sum(n_bytes);
  // Each rank writes a few MB in one piece, so collecting them on fewer ranks would gain nothing;
  // and an independent write reports a failure to the rank that made it.
  MPI_Status status;
  int written = 0;
  int code = MPI_SUCCESS;
  if (n_bytes > 0) {
    code = MPI_File_write_at(file_, offset, mine.data(), checked_cast<int>(n_bytes), MPI_BYTE,
                             &status);
    if (code == MPI_SUCCESS) MPI_Get_count(&status, MPI_BYTE, &written);
    if (code == MPI_SUCCESS && written != n_bytes) code = MPI_ERR_NO_SPACE;
  }
  agree(code, "write");
  size_ += comm_.sum(n_bytes);
}

void SharedFile::close() {
  agree(MPI_File_close(&file_), "close");
}

void write_rows(const Communicator& comm, const std::filesystem::path& path, const FileFrame& frame,
                std::int64_t n_rows, const AppendRows& append_rows) {
  constexpr std::int64_t block = 32768;
  SharedFile file{comm, path};
  file.append(comm.is_root() ? std::string_view{frame.header} : std::string_view{});
  std::string bytes;
  // Block after block, each to the next rank in turn: what all ranks write at a time is one
  // contiguous part of the file.
  for (std::int64_t round = 0; round < n_rows; round += block * comm.size()) {
    const std::int64_t begin = std::min(n_rows, round + block * comm.rank());
    const std::int64_t end = std::min(n_rows, begin + block);
    run_together(comm, [&] {
      bytes.clear();
      append_rows(begin, end, bytes);
    });
    file.append(bytes);
  }
  const std::int64_t padding = (frame.unit - file.size() % frame.unit) % frame.unit;
  const std::string zeros(static_cast<std::size_t>(comm.is_root() ? padding : 0), '\0');
  file.append(zeros);
  file.close();
}

void write_small_file(const Communicator& comm, const std::filesystem::path& path,
                      const std::string& text) {
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    std::ofstream file{path, std::ios::binary};
    if (!file) throw write_error(path, "create", "the system refused it");
    file << text;
    file.close();
    if (!file) throw write_error(path, "write", "the system refused it");
  });
}

} // namespace counterpoint::mock
