#pragma once

namespace counterpoint {

/// Gives memory that is free back to the system, as far as the C library can: what was let go in
/// small pieces among others that are still in use stays with the process otherwise.
void return_free_memory();

} // namespace counterpoint
