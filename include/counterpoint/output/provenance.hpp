#pragma once

#include <string>
#include <vector>

namespace counterpoint {

/// "0.1.0"
[[nodiscard]] std::string program_version();

/// Short git revision the program was built from, "-dirty" where it had changes, or "unknown".
[[nodiscard]] std::string git_revision();

/// What the program was built from and with, and its version.
struct Component {
  std::string name;
  std::string version;
};
/// Revision, compiler and libraries. May be called before MPI is initialised.
[[nodiscard]] std::vector<Component> components();

/// Version, revision, compiler and library versions, one per line: `counterpoint --version`.
[[nodiscard]] std::string version_text();

} // namespace counterpoint
