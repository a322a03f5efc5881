#pragma once

namespace counterpoint {

/// Local. Refuses to be one of several runs that were meant to be one: where MPI and the launcher
/// do not know each other, each process is a world of its own, and all write the same result.
/// \param n_ranks  of MPI's world
/// \throws InputError if the environment says that the launcher started more processes than that
void require_launched_together(int n_ranks);

} // namespace counterpoint
