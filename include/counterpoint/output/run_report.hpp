#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/memory_watch.hpp"
#include "counterpoint/core/messages.hpp"

#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// What a run takes on this rank: wall time of its phases, in the order they were entered, and
/// memory.
class PhaseClock {
public:
  /// \param log  that is told of each phase when it begins
  explicit PhaseClock(Messages* log = nullptr) : log_{log} {}

  /// Local. Ends the current phase, if any, and begins `name`; a phase entered again goes on.
  void enter(const std::string& name);
  /// Local. Ends the current phase.
  void stop();

  struct Phase {
    std::string name;
    double work_seconds = 0.0;
    double waiting_seconds = 0.0; ///< in communication: for other ranks, or for data
  };
  /// Local. When the clock was made.
  [[nodiscard]] std::time_t started() const { return started_; }

  /// Local. In the order first entered; without the time of a phase that still runs.
  [[nodiscard]] const std::vector<Phase>& phases() const { return phases_; }
  /// Local. Of all phases.
  [[nodiscard]] const MemoryWatch& memory() const { return memory_; }

private:
  Messages* log_;
  MemoryWatch memory_;
  std::time_t started_ = std::time(nullptr);
  std::vector<Phase> phases_;
  std::size_t current_ = 0;
  std::chrono::steady_clock::time_point entered_;
  std::chrono::duration<double> waited_before_{};
  bool running_ = false;
};

/// What depends on the run and not on the result: goes to FILE.run.json.
struct RunReport {
  struct Tile {
    std::int64_t tile = 0;
    std::int64_t xray_sources = 0;
    std::int64_t infrared_rows = 0; ///< those of the margin too
    std::int64_t neighbours = 0;
  };

  std::string command_line;
  std::vector<std::filesystem::path> inputs; ///< of rank 0; size, time and checksum are added
  int tile_ranks = 1;
  int trial_groups = 1;
  std::int64_t n_tiles = 0;
  std::vector<Tile> tiles = {};         ///< of this rank; each tile on one rank
  std::int64_t bytes_read = 0;          ///< by this rank
  std::int64_t rows_read = 0;           ///< by this rank
  std::int64_t neighbourhood_pairs = 0; ///< on this rank: the measure of its work
  std::int64_t bytes_exchanged = 0;     ///< sent by this rank to others
};

/// Local. Where the report on a run is written: beside its result.
[[nodiscard]] std::filesystem::path run_report_path(const std::filesystem::path& result);

/// Local. \throws InputError as require_file_writable(); if the file exists and is no report of
/// this
///   program, also where `overwrite` is true
void require_report_writable(const std::filesystem::path& path, bool overwrite);

/// Local. RunReport::command_line of a command and the arguments behind it.
[[nodiscard]] std::string command_line(const std::string& command,
                                       std::span<const std::string> arguments);

/// Collective. Gathers the phases (work and waiting apart), peak resident memory, hosts, I/O rates
/// and balance of all ranks, and the numbers of each; rank 0 writes `path` (JSON) through a
/// temporary name, over any earlier report. The read rate is over the phases whose names begin with
/// "read". \throws SystemError or InputError if it cannot be written
void write_run_report(const Communicator& comm, const std::filesystem::path& path,
                      const RunReport& report, const PhaseClock& clock);

/// Collective. The phase table for the log: seconds of work (mean and max over ranks, and their
/// ratio) and of waiting (mean); share of the mean total in percent; "" on all ranks but 0.
[[nodiscard]] std::string phase_table(const Communicator& comm, const PhaseClock& clock);

/// Local. Peak resident memory of this process so far, in bytes.
[[nodiscard]] std::int64_t peak_memory_bytes();

/// Local. Counts the peak anew from here on, where the system can (Linux).
void reset_peak_memory();

/// Local. A cheap fingerprint of a file that may be very large: the CRC-32 (of zlib) of its first
/// and last MiB, all of it where it is not larger than two, as eight hexadecimal digits.
/// \throws SystemError if it cannot be read
[[nodiscard]] std::string crc32_of_ends(const std::filesystem::path& path);

} // namespace counterpoint
