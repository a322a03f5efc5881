#include "counterpoint/comm/communicator.hpp"

#include <gtest/gtest.h>

// Every rank runs every test; a rank that fails makes the whole program fail.
int main(int argc, char** argv) {
  const counterpoint::MpiEnvironment environment{argc, argv};
  testing::InitGoogleTest(&argc, argv);
  int failed = RUN_ALL_TESTS();
  const auto world = counterpoint::Communicator::world();
  failed = static_cast<int>(world.maximum(std::int64_t{failed}));
  return failed;
}
