#include "match/stage/stop_request.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace counterpoint {
namespace {

// A job's script and its launcher may both pass SIGUSR1 on, one of them as the program ends.
TEST(StopRequest, a_signal_that_comes_after_the_end_kills_nobody) {
  StageOptions options;
  options.checkpoint = "a.stage";
  { const StopRequest request{options}; }
  EXPECT_EQ(std::raise(SIGUSR1), 0);
  { const StopRequest next{options}; }
  EXPECT_EQ(std::raise(SIGUSR1), 0);
}

} // namespace
} // namespace counterpoint
