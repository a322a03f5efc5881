#include "app/commands.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/output_path.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
  const counterpoint::MpiEnvironment environment{argc, argv};
  counterpoint::remove_partial_files_on_signals(); // after MPI, which may have handlers of its own
  const std::vector<std::string> arguments{argv + 1, argv + argc};
  return counterpoint::run_command(counterpoint::Communicator::world(), arguments);
}
