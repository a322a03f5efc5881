#include "counterpoint/output/output_path.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "output/descriptor.hpp"
#include "output/host_name.hpp"
#include "output/partial_name.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <random>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

// With its own name a temporary one has to fit the 255 bytes that file systems allow.
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_host = 24;

std::string host_in_name() {
  return host_name().substr(0, longest_host);
}

std::string partial_stem(const fs::path& final_path) {
  return std::string{"."}.append(final_path.filename().string()) + ".partial-";
}

// The name of a program that runs, as the system knows it; "" where it does not tell.
std::string name_of_process(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/comm"};
  std::string name;
  std::getline(file, name);
  return name;
}

// Has it ended, and nobody has asked for its exit code yet?
bool is_zombie(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/stat"};
  std::string line;
  std::getline(file, line);
  const std::size_t behind_name = line.rfind(") "); // a name may hold both
  return behind_name != line.npos && line.compare(behind_name + 2, 1, "Z") == 0;
}

// Who made a temporary file.
struct Owner {
  std::string host;
  pid_t process = 0;

  [[nodiscard]] bool is_here() const { return host == host_in_name(); }
  // Numbers of processes are given again: what runs under this one now may be another program.
  [[nodiscard]] bool is_gone() const {
    if (::kill(process, 0) != 0 && errno == ESRCH) return true;
    const std::string number = std::to_string(process);
    const std::string name = name_of_process(number);
    return (!name.empty() && name != name_of_process("self")) || is_zombie(number);
  }
};

// From what follows the stem of the name: "HOST-PROCESS-RANDOM".
std::optional<Owner> owner_of(const std::string& ending) {
  const std::size_t before_random = ending.rfind('-');
  if (before_random == ending.npos || before_random == 0) return std::nullopt;
  const std::size_t before_process = ending.rfind('-', before_random - 1);
  if (before_process == ending.npos) return std::nullopt;
  const auto process = parse_number<pid_t>(
      std::string_view{ending}.substr(before_process + 1, before_random - before_process - 1));
  if (!process || *process <= 0) return std::nullopt;
  return Owner{ending.substr(0, before_process), *process};
}

void require_ordinary_file(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(path, ignored);
  if (!fs::exists(status)) return;
  const std::string name = "the output " + path.string();
  if (fs::is_symlink(status)) {
    throw InputError{name + " is a symbolic link, to " + fs::read_symlink(path, ignored).string() +
                     "; give the name of the file itself"};
  }
  if (fs::is_directory(status)) {
    throw InputError{name + " is a folder; give the name of a file in it"};
  }
  if (!fs::is_regular_file(status)) {
    throw InputError{name + " is a device, a pipe or a socket, not a file; choose a file"};
  }
}

} // namespace

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path{"."};
}

fs::path create_partial(const fs::path& final_path) {
  const std::string stem =
      partial_stem(final_path) + host_in_name() + "-" + std::to_string(::getpid()) + "-";
  std::random_device random;
  for (;;) {
    std::array<char, 9> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "%08x", random());
    const fs::path path = folder_of(final_path) / (stem + suffix.data());
    if (Descriptor{path, O_CREAT | O_EXCL | O_WRONLY}.get() >= 0) return path;
    if (errno == EEXIST) continue;
    if (errno == ENOSPC || errno == EDQUOT || errno == EIO) {
      throw SystemError{"cannot create " + path.string() + ": " + std::strerror(errno)};
    }
    throw InputError{"the folder " + folder_of(final_path).string() + " of the output " +
                     final_path.string() + " cannot be written to (" + std::strerror(errno) +
                     "); choose a file elsewhere"};
  }
}

void require_file_writable(const fs::path& path, bool overwrite) {
  const std::string name = path.string();
  std::error_code ignored;
  if (path.empty()) throw InputError{"the name of the output file is empty; give one"};
  require_ordinary_file(path);
  if (fs::exists(path, ignored) && !overwrite) {
    throw InputError{"the output " + name +
                     " exists; set [output] overwrite = true or choose another file"};
  }
  const std::size_t length = path.filename().string().size();
  if (length > longest_name) {
    throw InputError{"the name of the output " + name + " has " + std::to_string(length) +
                     " characters; give one of at most " + std::to_string(longest_name)};
  }
  const fs::path folder = folder_of(path);
  if (!fs::is_directory(folder, ignored)) {
    throw InputError{"the folder " + folder.string() + " of the output " + name +
                     " does not exist; create it or choose a file elsewhere"};
  }
  // Permission bits say nothing for root, or on a file system with rules of its own: try it.
  fs::remove(create_partial(path), ignored);
}

fs::path with_job_numbers(const fs::path& path) {
  struct Field {
    char letter;
    const char* variable;
  };
  constexpr std::array fields{Field{'j', "SLURM_JOB_ID"}, Field{'A', "SLURM_ARRAY_JOB_ID"},
                              Field{'a', "SLURM_ARRAY_TASK_ID"}};
  const std::string pattern = path.filename().string();
  std::string expanded;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      expanded += pattern[i];
      continue;
    }
    const char letter = ++i < pattern.size() ? pattern[i] : '\0';
    if (letter == '%') {
      expanded += '%';
      continue;
    }
    const auto field = std::ranges::find(fields, letter, &Field::letter);
    if (field == fields.end()) {
      throw InputError{"the output " + pattern +
                       ": %j, %A and %a stand for the numbers of a SLURM job; write %% for a %"};
    }
    const char* value = std::getenv(field->variable);
    if (value == nullptr) {
      throw InputError{"the output " + pattern + ": %" + letter + " stands for " + field->variable +
                       ", which is not set: this is no such job of SLURM"};
    }
    expanded += value;
  }
  return fs::path{path}.replace_filename(expanded);
}

void require_no_input(const fs::path& output, std::span<const fs::path> inputs) {
  std::error_code ignored; // of files that are not there
  for (const fs::path& input : inputs) {
    if (!fs::equivalent(output, input, ignored)) continue;
    throw InputError{"the output " + output.string() + " is a file that this run reads (" +
                     input.string() + "): it would be lost; choose another file"};
  }
}

std::vector<std::string> remove_abandoned(const fs::path& output) {
  const std::string stem = partial_stem(output);
  std::vector<std::string> lines;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator{folder_of(output), failed}) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(stem)) continue;
    const auto owner = owner_of(name.substr(stem.size()));
    if (!owner) continue;
    if (!owner->is_here()) {
      lines.push_back(entry.path().string() + " belongs to a run on " + owner->host + ", process " +
                      std::to_string(owner->process) + ": remove it if that run has ended");
    } else if (owner->is_gone() && fs::remove(entry.path(), failed)) {
      lines.push_back("removed " + entry.path().string() +
                      ", which a run that was ended has left behind");
    }
  }
  return lines;
}

} // namespace counterpoint
