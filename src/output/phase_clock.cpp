#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/run_report.hpp"

#include <algorithm>

namespace counterpoint {

void PhaseClock::enter(const std::string& name) {
  stop();
  if (log_ != nullptr) log_->phase(name);
  memory_.look();
  const auto known = std::ranges::find(phases_, name, &Phase::name);
  current_ = static_cast<std::size_t>(known - phases_.begin());
  if (known == phases_.end()) phases_.push_back({name, 0.0, 0.0});
  entered_ = std::chrono::steady_clock::now();
  waited_before_ = time_in_communication();
  running_ = true;
}

void PhaseClock::stop() {
  if (!running_) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - entered_;
  const std::chrono::duration<double> waiting = time_in_communication() - waited_before_;
  phases_[current_].work_seconds += (elapsed - waiting).count();
  phases_[current_].waiting_seconds += waiting.count();
  running_ = false;
}

} // namespace counterpoint
