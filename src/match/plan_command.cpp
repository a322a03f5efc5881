#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/output/run_report.hpp"
#include "match/match_options.hpp"
#include "match/plan/calibration.hpp"
#include "match/plan/plan_text.hpp"

#include <optional>

namespace counterpoint {

namespace {

constexpr std::int64_t most_ranks = 1000000;

// What `plan` is asked for.
struct PlanOptions {
  bool calibrates = false;
  std::filesystem::path rates_file; // "": none is given
  int n_ranks = 0;                  // 0: no plan, only a calibration
  PlanRequest request;
};

PlanOptions plan_options(const Settings& settings) {
  PlanOptions options;
  options.calibrates = settings.boolean("calibrate");
  if (settings.is_given("rates")) options.rates_file = settings.path("rates");
  if (settings.is_given("ranks")) {
    options.n_ranks = checked_cast<int>(settings.integer("ranks", 1, most_ranks));
  } else if (!options.calibrates) {
    throw InputError{"plan needs to know on how many ranks: --ranks N"};
  }
  options.request.n_nodes = checked_cast<int>(settings.integer("nodes", 1, most_ranks));
  if (options.n_ranks > 0 && options.request.n_nodes > options.n_ranks) {
    throw InputError{"nodes = " + settings.text("nodes") + " is more than ranks = " +
                     settings.text("ranks") + ": a node has one rank at least"};
  }
  if (settings.is_given("file-system-rate")) {
    const double rate = settings.number("file-system-rate");
    if (!(rate > 0.0)) {
      throw InputError{"file-system-rate = " + settings.text("file-system-rate") +
                       ": MB per second above 0 were expected"};
    }
    options.request.network.file_system_bytes_per_second = rate * 1e6;
  }
  return options;
}

// Those of the file that is named, else those that a calibration has left, else the program's own.
Rates rates_for(const PlanOptions& options) {
  if (!options.rates_file.empty()) return read_rates(options.rates_file);
  const std::filesystem::path usual = usual_rates_file();
  return !usual.empty() && std::filesystem::exists(usual) ? read_rates(usual) : default_rates();
}

// Of one rank.
std::string make_plan(const Communicator& alone, const Settings& settings, Messages& log) {
  const PlanOptions options = plan_options(settings);
  std::string text;
  std::optional<Rates> rates;
  if (options.calibrates) {
    const std::filesystem::path file =
        options.rates_file.empty() ? usual_rates_file() : options.rates_file;
    if (file.empty()) throw InputError{"there is no HOME to keep the rates in: give --rates FILE"};
    rates = calibrate(alone, log);
    write_rates(file, *rates);
    log.line("wrote " + file.string());
    reset_peak_memory();
    if (options.n_ranks == 0) return "rates of this machine: " + file.string() + "\n";
  }
  if (!rates) rates = rates_for(options);
  const Workload work = expect_workload(alone, match_options(settings), options.n_ranks, log);
  return plan_text(work, *rates, options.request);
}

} // namespace

std::span<const SettingKey> plan_keys() {
  static const std::vector<SettingKey> all = [] {
    const std::vector<SettingKey> own{
        {"ranks", "", "number of ranks that match is to run on"},
        {"nodes", "1", "nodes that they are spread over"},
        {"calibrate", "false",
         "measure the rates of this machine first, on small mock skies; without ranks nothing else",
         KeyKind::toggle},
        {"rates", "",
         "file of the rates that a calibration writes and a plan reads; empty: "
         "~/.cache/counterpoint/rates.json"},
        {"file-system-rate", "",
         "MB per second that the disks give all ranks together; empty: as fast as they parse"},
    };
    std::vector<SettingKey> of_match{match_keys().begin(), match_keys().end()};
    std::erase_if(of_match,
                  [](const SettingKey& key) { return key.name.find('.') == key.name.npos; });
    return joined({own, of_match});
  }();
  return all;
}

void run_plan(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const Communicator alone = comm.split(comm.rank(), 0);
  log.result(run_together(comm, [&]() -> std::string {
    if (!comm.is_root()) return "";
    return make_plan(alone, Settings{plan_keys(), arguments, "plan"}, log);
  }));
}

} // namespace counterpoint
