#include "counterpoint/comm/launch.hpp"

#include "counterpoint/core/error.hpp"

#include <mpi.h>

#include <array>
#include <cstdlib>
#include <string>

namespace counterpoint {

namespace {

struct Launcher {
  const char* variable; // number of processes that it started
  const char* name;
};

// The innermost first: mpirun may itself be started by srun.
constexpr std::array launchers{Launcher{"OMPI_COMM_WORLD_SIZE", "Open MPI's mpirun"},
                               Launcher{"PMI_SIZE", "the launcher (PMI)"},
                               Launcher{"SLURM_STEP_NUM_TASKS", "srun"}};

std::string mpi_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  if (MPI_Get_library_version(text.data(), &length) != MPI_SUCCESS) return "its MPI library";
  const std::string version{text.data(), static_cast<std::size_t>(length)};
  return version.substr(0, version.find_first_of(",\n"));
}

} // namespace

void require_launched_together(int n_ranks) {
  for (const Launcher& launcher : launchers) {
    const char* value = std::getenv(launcher.variable);
    if (value == nullptr) continue;
    const long n_started = std::strtol(value, nullptr, 10);
    if (n_started <= n_ranks) return;
    throw InputError{std::string{launcher.name} + " started " + std::to_string(n_started) +
                     " processes (" + launcher.variable + "), but MPI connects " +
                     std::to_string(n_ranks) +
                     " of them: each would be a run of its own, and all would write the same "
                     "result. The program was built with " +
                     mpi_version() +
                     ": start it with the mpirun of that library, or with srun and the --mpi that "
                     "it understands (srun --mpi=list; pmix for Open MPI, pmi2 for MPICH)"};
  }
}

} // namespace counterpoint
