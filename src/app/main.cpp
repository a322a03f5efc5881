#include "app/commands.hpp"
#include "counterpoint/comm/communicator.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
  const counterpoint::MpiEnvironment environment{argc, argv};
  const std::vector<std::string> arguments{argv + 1, argv + argc};
  return counterpoint::run_command(counterpoint::Communicator::world(), arguments);
}
