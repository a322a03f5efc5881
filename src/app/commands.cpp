#include "app/commands.hpp"

#include "app/help.hpp"
#include "app/log.hpp"
#include "counterpoint/align/align.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/launch.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/output/provenance.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace counterpoint {

namespace {

void run_help(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

std::span<const SettingKey> help_keys() {
  static const std::vector<SettingKey> keys{
      {"command", "", "the command whose keys are told; empty: what the commands do",
       KeyKind::positional},
      {"format",
       "text",
       "json has all commands with all keys, for other programs",
       KeyKind::choice,
       {"text", "json"}},
  };
  return keys;
}

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"match", "", "the whole pipeline: catalogues to counterparts with probabilities, in HDF5",
       run_match, match_keys},
      {"align", "",
       "the X-ray frame onto the infrared one, positional uncertainties, best observations",
       run_align, align_keys},
      {"validate", "", "reads the inputs of match and says what is wrong with them", run_validate,
       match_keys},
      {"plan", "", "what match would take on N ranks: memory, time by phase, lines for SLURM",
       run_plan, plan_keys},
      {"explain", "ID|NAME",
       "everything about one X-ray source: its row in the catalogue, counted from 0, or its name",
       run_explain, explain_keys},
      {"export", "FILE", "a table of a result as FITS, CSV, ECSV, VOTable or DS9 regions",
       run_export, export_keys},
      {"mock", "", "writes a sky with known counterparts", run_mock, mock_keys},
      {"help", "[COMMAND]", "what the commands do, and the keys of one", run_help, help_keys},
  };
  return all;
}

const Command& find_command(const std::string& wanted) {
  if (wanted.empty()) throw InputError{"no command is given; counterpoint --help lists them"};
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == wanted) return command;
    names.push_back(command.name);
  }
  const std::string nearest = nearest_word(wanted, names);
  throw InputError{"unknown command '" + wanted + "'; " +
                   (nearest.empty() ? "the commands are " + join_words(names)
                                    : "did you mean '" + nearest + "'?")};
}

std::string help_text(const Settings& settings) {
  if (settings.text("format") == "json") return json_help(commands());
  const std::string& wanted = settings.text("command");
  return wanted.empty() ? general_help(commands()) : command_help(find_command(wanted));
}

// Collective.
void run_help(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  log.result(run_together(comm, [&] { return help_text({help_keys(), arguments, "help"}); }));
}

// How much is said belongs to every command and to no result: it is no key of a configuration.
Verbosity take_verbosity(std::vector<std::string>& arguments) {
  const bool is_quiet = std::erase(arguments, "--quiet") > 0;
  const bool is_verbose = std::erase(arguments, "--verbose") > 0;
  if (is_quiet && is_verbose) {
    throw InputError{"--quiet and --verbose exclude each other; leave one of them out"};
  }
  if (is_quiet) return Verbosity::quiet;
  return is_verbose ? Verbosity::verbose : Verbosity::usual;
}

void print_on_root(const Communicator& comm, const std::string& text) {
  if (comm.is_root()) std::fputs(text.c_str(), stdout);
}

// Collective. What was printed may still be on its way, to a disk that is full.
void require_printed(const Communicator& comm) {
  run_together(comm, [] {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
    throw SystemError{"cannot write to the standard output; is the disk full, or its reader gone?"};
  });
}

void dispatch(const Communicator& comm, std::span<const std::string> arguments) {
  const auto asks = [](const std::string& argument, const char* option) {
    return argument == option;
  };
  const std::string first = arguments.empty() ? "" : arguments[0];
  if (asks(first, "--version")) return print_on_root(comm, version_text());
  if (asks(first, "--help") || asks(first, "-h")) {
    return print_on_root(comm, general_help(commands()));
  }
  const Command& command = *run_together(comm, [&] { return &find_command(first); });
  const auto rest = arguments.subspan(1);
  const bool wants_help = std::any_of(rest.begin(), rest.end(), [&](const std::string& argument) {
    return asks(argument, "--help") || asks(argument, "-h");
  });
  if (wants_help) return print_on_root(comm, command_help(command));
  run_together(comm, [&] { require_launched_together(comm.size()); });
  std::vector<std::string> for_command{rest.begin(), rest.end()};
  const Verbosity verbosity = run_together(comm, [&] { return take_verbosity(for_command); });
  Log log{comm.is_root(), verbosity};
  command.run(comm, for_command, log);
}

} // namespace

int run_command(const Communicator& comm, std::span<const std::string> arguments) {
  try {
    dispatch(comm, arguments);
    require_printed(comm);
    return static_cast<int>(ExitCode::done);
  } catch (const JointError& error) {
    // Every rank is here, and the first speaks.
    const char* kind = error.code() == ExitCode::checkpoint ? "" : "error: ";
    if (comm.is_root()) std::fprintf(stderr, "counterpoint: %s%s\n", kind, error.what());
    return static_cast<int>(error.code());
  } catch (...) {
    // One rank's alone: the others cannot know, so all are ended.
    const Error error = as_error(std::current_exception());
    std::fprintf(stderr, "counterpoint: error: rank %d: %s\n", comm.rank(), error.what());
    MpiEnvironment::abort(static_cast<int>(error.code()));
  }
}

} // namespace counterpoint
