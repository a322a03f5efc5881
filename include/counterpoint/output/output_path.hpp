#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. Checks that a file may be created at `path`.
/// \throws InputError if it is a folder, a link, a device or anything else but an ordinary file; if
///         it exists and `overwrite` is false; if its name is too long, or its folder is missing or
///         cannot be written to
void require_file_writable(const std::filesystem::path& path, bool overwrite);

/// Local. The path with the numbers of the job under SLURM in its last part, as SLURM writes them:
/// %j is the job, %A the job array and %a the place in it; %% is a %. \throws InputError for one
/// that the environment does not have, or another letter
[[nodiscard]] std::filesystem::path with_job_numbers(const std::filesystem::path& path);

/// Local. \throws InputError if `output` is one of the files that are read, by whatever name: it
///         would replace it
void require_no_input(const std::filesystem::path& output,
                      std::span<const std::filesystem::path> inputs);

/// Local. From now on a signal that ends the program (SIGTERM, SIGINT, SIGHUP, SIGUSR1) first
/// removes the temporary files that are being written.
void remove_partial_files_on_signals();

/// Local. Removes what runs that were ended while they wrote `output` have left in its folder.
/// \return what was removed, and what may be once its run on another host has ended: a line each
[[nodiscard]] std::vector<std::string> remove_abandoned(const std::filesystem::path& output);

} // namespace counterpoint
