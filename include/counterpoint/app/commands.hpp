#pragma once

#include "counterpoint/comm/communicator.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Collective. Carries out the command line behind the program's name.
/// \return the exit code of interface.md; errors are told on stderr, once
[[nodiscard]] int run_command(const Communicator& comm, std::span<const std::string> arguments);

/// Collective. `counterpoint match`: the whole pipeline, catalogues to HDF5.
void run_match(const Communicator& comm, std::span<const std::string> arguments);

/// Collective. `counterpoint align`: the X-ray frame onto the infrared one, positional
/// uncertainties, best observations, region files.
void run_align(const Communicator& comm, std::span<const std::string> arguments);

/// Collective. `counterpoint validate`: reads the inputs and says what is wrong with them.
void run_validate(const Communicator& comm, std::span<const std::string> arguments);

/// Collective. `counterpoint mock`: a sky with known counterparts.
void run_mock(const Communicator& comm, std::span<const std::string> arguments);

/// Collective; rank 0 works. `counterpoint explain ID`: all that a result says of an X-ray source.
void run_explain(const Communicator& comm, std::span<const std::string> arguments);

/// Collective; rank 0 works. `counterpoint export`: a table of a result in another format.
void run_export(const Communicator& comm, std::span<const std::string> arguments);

} // namespace counterpoint
