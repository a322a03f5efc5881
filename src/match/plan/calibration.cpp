#include "match/plan/calibration.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/silence.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/mock/mock.hpp"
#include "counterpoint/output/run_report.hpp"
#include "match/plan/cost_model.hpp"
#include "match/plan/nonnegative_fit.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>

namespace counterpoint {

namespace {

class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "counterpoint-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw SystemError{"cannot make a temporary folder for the calibration: set TMPDIR"};
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

// Skies and options that differ in what the terms of the model count.
struct Trial {
  const char* name;
  const char* preset;
  const char* format;
  std::int64_t n_xray;
  std::int64_t n_infrared;
  std::vector<std::string> options;
};

const std::vector<Trial>& trials() {
  static const std::vector<Trial> all{
      {"dense", "galactic-center", "fits", 9017, 800000, {}},
      {"text", "galactic-center", "vizier", 9017, 300000, {}},
      {"few neighbours", "galactic-center", "fits", 9017, 500000, {"--null.shift-max", "2"}},
      {"few trials", "galactic-center", "fits", 9017, 300000, {"--null.trials", "4"}},
      {"wide", "bulge", "fits", 800, 160000, {}},
      {"many sources", "galactic-center", "csv", 30000, 50000, {}},
  };
  return all;
}

std::vector<std::string> arguments_of(const Trial& trial, const std::filesystem::path& folder) {
  std::vector<std::string> arguments{"--config", (folder / "mock.ini").string(),
                                     "--output.overwrite", "--output.file",
                                     (folder / "result.h5").string()};
  arguments.insert(arguments.end(), trial.options.begin(), trial.options.end());
  return arguments;
}

void write_sky(const Communicator& alone, const Trial& trial, const std::filesystem::path& folder) {
  MockOptions sky;
  sky.preset = trial.preset;
  sky.format = trial.format;
  sky.n_xray = trial.n_xray;
  sky.n_infrared = trial.n_infrared;
  sky.folder = folder;
  write_mock_sky(alone, sky);
}

// Adds what a run report says to the least so far.
// \param processor_seconds  of the run: where other programs had the processor, it is less than the
//   time that passed, and the phases are that much shorter
void take_report(const std::filesystem::path& file, double processor_seconds, MeasuredRun& run) {
  std::ifstream stream{file};
  const auto report = nlohmann::json::parse(stream);
  const double undisturbed =
      std::min(1.0, processor_seconds / report.at("wall_seconds").get<double>());
  for (const auto& phase : report.at("phases")) {
    const double seconds = undisturbed * phase.at("seconds").get<double>();
    const auto [entry, is_new] = run.seconds.try_emplace(phase.at("name"), seconds);
    if (!is_new) entry->second = std::min(entry->second, seconds);
  }
}

MeasuredRun measure(const Communicator& alone, const Trial& trial,
                    const std::filesystem::path& folder) {
  constexpr int repetitions = 3; // other programs only ever make a run longer
  Silence silence;
  write_sky(alone, trial, folder);
  const std::vector<std::string> arguments = arguments_of(trial, folder);
  MeasuredRun run;
  run.work =
      expect_workload(alone, match_options(Settings{match_keys(), arguments, "match"}), 1, silence);
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const std::clock_t started = std::clock();
    run_match(alone, arguments, silence);
    const double seconds = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    take_report(run_report_path(folder / "result.h5"), seconds, run);
  }
  return run;
}

// Fits the coefficients of a sum of terms. \param terms  of each run, in the same order
void fit_terms(const std::vector<std::vector<Term>>& terms, const std::vector<double>& measured,
               Rates& rates) {
  std::vector<std::vector<double>> amounts;
  for (const std::vector<Term>& of_run : terms) {
    std::vector<double>& row = amounts.emplace_back();
    for (const Term& term : of_run)
      row.push_back(term.amount);
  }
  const std::vector<double> fitted = nonnegative_fit(amounts, measured);
  for (std::size_t term = 0; term < fitted.size(); ++term) {
    const bool is_told = std::ranges::any_of(
        amounts, [term](const std::vector<double>& row) { return row[term] > 0.0; });
    if (is_told) rates.of[terms[0][term].rate] = fitted[term];
  }
}

} // namespace

Rates fit_rates(const std::vector<MeasuredRun>& runs, const Rates& otherwise) {
  Rates rates = otherwise;
  const std::size_t n_phases = phase_terms(runs[0].work).size();
  for (std::size_t phase = 0; phase < n_phases; ++phase) {
    std::vector<std::vector<Term>> terms;
    std::vector<double> seconds;
    for (const MeasuredRun& run : runs) {
      const PhaseTerms of_run = phase_terms(run.work)[phase];
      terms.push_back(of_run.terms);
      seconds.push_back(std::max(1e-6, run.seconds.at(of_run.phase)));
    }
    fit_terms(terms, seconds, rates);
  }
  return rates;
}

Rates calibrate(const Communicator& alone, Messages& log) {
  const TemporaryFolder folder;
  std::vector<MeasuredRun> runs;
  for (const Trial& trial : trials()) {
    log.line(std::string{"calibration: "} + trial.name);
    runs.push_back(measure(alone, trial, folder.path() / trial.name));
  }
  Rates rates = fit_rates(runs, default_rates());
  rates.origin = "measured just now";
  return rates;
}

} // namespace counterpoint
