#include "output/parallel_file.hpp"

#include "output/h5_parallel.hpp"

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t header_bytes = std::int64_t{16} << 10; // ample room for HDF5's own

} // namespace

ParallelFile::ParallelFile(const Communicator& comm, const fs::path& path, bool overwrite)
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
ParallelFile::~ParallelFile() {
  if (!file_.is_open() || comm_.everybody_arrives()) return;
  file_.release();
  std::error_code ignored;
  fs::remove(partial_path_, ignored); // the root may be ended before it can
}

void ParallelFile::reserve(std::int64_t bytes) {
  const std::int64_t used = reserved_;
  reserved_ += bytes + header_bytes;
  run_together(comm_, [&] {
    if (partial_) partial_->reserve(used, reserved_);
  });
}

h5::Dataset ParallelFile::create(const std::string& path, hid_t type,
                                 std::span<const hsize_t> dimensions, std::int64_t extra) {
  auto size = static_cast<hsize_t>(H5Tget_size(type));
  for (const hsize_t dimension : dimensions)
    size *= dimension;
  reserve(static_cast<std::int64_t>(size) + extra);
  return together([&] {
    h5::Dataset dataset = h5::create_dataset(file_.get(), path, type, dimensions);
    check(size == 0 || H5Dget_offset(dataset.get()) + size <= static_cast<hsize_t>(reserved_),
          "the headers of the file outgrew their room");
    return dataset;
  });
}

void ParallelFile::commit() {
  together([&] { h5::require(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "cannot write the file"); });
  run_together(comm_, [&] { file_.close("cannot close the file"); });
  run_together(comm_, [&] {
    if (partial_) partial_->commit();
  });
}

} // namespace counterpoint
