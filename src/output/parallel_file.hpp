#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/check.hpp"
#include "output/h5_handle.hpp"
#include "output/partial_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace counterpoint {

/// An HDF5 file that all ranks write together. It grows under a temporary name and has its own only
/// when it is complete.
class ParallelFile {
public:
  /// Collective. \throws JointError as PartialFile does
  ParallelFile(const Communicator& comm, const std::filesystem::path& path, bool overwrite);
  ~ParallelFile();
  ParallelFile(const ParallelFile&) = delete;
  ParallelFile& operator=(const ParallelFile&) = delete;

  /// Local.
  [[nodiscard]] hid_t id() const { return file_.get(); }
  [[nodiscard]] const Communicator& comm() const { return comm_; }

  /// Collective. As run_together(). Each HDF5 call over MPI is collective, and a rank whose call
  /// failed has taken part in it. A second call would be made by the others only; hence one call
  /// that does I/O per together().
  template <class Work>
  auto together(Work&& work) {
    check(file_.is_open(), "a file is written after its commit");
    return run_together(comm_, std::forward<Work>(work));
  }

  /// Collective. Room on the disk for `bytes` and HDF5's own headers. \throws JointError
  void reserve(std::int64_t bytes);

  /// Collective. A new dataset, with room for it and for `extra` bytes of headers.
  /// \throws JointError
  [[nodiscard]] h5::Dataset create(const std::string& path, hid_t type,
                                   std::span<const hsize_t> dimensions, std::int64_t extra);

  /// Collective. Syncs the file to disk and gives it its name. \throws JointError
  void commit();

private:
  Communicator comm_; // its own, so that no other message is taken for one of the destructor
  std::optional<PartialFile> partial_; // on the root
  std::string partial_path_;
  h5::File file_; // closed before the partial file is removed
  std::int64_t reserved_ = 0;
};

} // namespace counterpoint
