#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/stage/stage_options.hpp"

#include <chrono>

namespace counterpoint {

/// Tells a run when it is time to leave its work for another: after a signal, or when its time is
/// used up. One at a time.
class StopRequest {
public:
  /// Local. Where a checkpoint is wanted, SIGUSR1 asks to stop from here on.
  explicit StopRequest(const StageOptions& options);
  /// Where SIGUSR1 asked to stop, it does nothing from here on.
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// Local. There is something to be kept now: SIGTERM and SIGINT ask to stop from here on, the
  /// second of a kind ends the program as ever.
  void keep_on_termination();

  /// Collective. Has any rank been asked? False where no checkpoint is wanted.
  [[nodiscard]] bool is_made(const Communicator& comm) const;

private:
  const StageOptions& options_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace counterpoint
