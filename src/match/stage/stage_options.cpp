#include "match/stage/stage_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/output_path.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string_view>

namespace counterpoint {

namespace {

// "90s", "55m" or "11.5h".
std::chrono::duration<double> duration_of(const std::string& text) {
  constexpr std::array<std::pair<char, double>, 3> units{{{'s', 1.0}, {'m', 60.0}, {'h', 3600.0}}};
  for (const auto& [unit, seconds] : units) {
    if (!text.ends_with(unit)) continue;
    const auto number = parse_number<double>(std::string_view{text}.substr(0, text.size() - 1));
    if (number && *number > 0.0 && *number * seconds < 1e9)
      return std::chrono::duration<double>{*number * seconds};
  }
  throw InputError{"time-budget = " + text + ": a time like 90s, 55m or 11.5h was expected"};
}

// By key; of one that is given several times, its values one behind the other.
std::map<std::string, std::string> by_key(const std::string& as_used) {
  std::map<std::string, std::string> values;
  std::istringstream lines{as_used};
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find(" = ");
    std::string& value = values[line.substr(0, equals)];
    value += (value.empty() ? "" : ", ") + line.substr(equals + 3);
  }
  return values;
}

// What the stages behind the search look at, and nothing before it.
bool is_behind_search(const std::string& key) {
  constexpr std::array<std::string_view, 10> keys{"null.",
                                                  "sweep.",
                                                  "probability.method",
                                                  "probability.density",
                                                  "probability.depth",
                                                  "probability.chance-ks",
                                                  "xray.error-scale",
                                                  "xray.error-terms",
                                                  "match.completeness",
                                                  "match.radius-factor"};
  return std::ranges::any_of(keys, [&](std::string_view one) {
    return one.ends_with('.') ? key.starts_with(one) : key == one;
  });
}

template <class IsFree>
void require_same(const std::string& of_stage, const std::string& now, IsFree&& is_free,
                  const std::filesystem::path& stage, const std::string& way_out) {
  const auto before = by_key(of_stage);
  for (const auto& [key, value] : by_key(now)) {
    const auto earlier = before.find(key);
    const std::string was = earlier == before.end() ? "" : earlier->second;
    if (value == was || is_free(key)) continue;
    throw InputError{key + " = " + value + ", but the stage " + stage.string() + " was made with " +
                     key + " = " + was + ": " + way_out};
  }
}

} // namespace

std::vector<SettingKey> stage_keys() {
  return {
      {"save-stage", "",
       "file for all that the search finds; match --from-stage starts from it, without the "
       "catalogues"},
      {"from-stage", "",
       "such a file: trials, model and probabilities are made again, with its settings where no "
       "others are given"},
      {"resume", "false",
       "go on where a run that was stopped has left its stage (save-stage, or output.file with "
       ".stage behind it); from the start where there is none",
       KeyKind::toggle},
      {"time-budget", "",
       "time after which the run leaves its stage and ends with exit code 75, as on SIGUSR1, "
       "SIGTERM or SIGINT: 90s, 55m, 11.5h"},
  };
}

StageOptions stage_options(const Settings& settings, const std::filesystem::path& output) {
  StageOptions options;
  options.from = settings.path("from-stage");
  options.checkpoint = with_job_numbers(settings.path("save-stage"));
  options.is_kept = !options.checkpoint.empty();
  options.resumes = settings.boolean("resume");
  const std::string& budget = settings.text("time-budget");
  if (!budget.empty()) options.time_budget = duration_of(budget);
  if (options.checkpoint.empty() && (options.resumes || options.time_budget)) {
    options.checkpoint = output;
    options.checkpoint += ".stage";
  }
  return options;
}

std::vector<std::string> changed_keys(const std::string& of_stage, const std::string& now) {
  auto before = by_key(of_stage);
  std::vector<std::string> changed;
  for (const auto& [key, value] : by_key(now)) {
    const auto earlier = before.extract(key);
    if (earlier.empty() || earlier.mapped() != value) changed.push_back(key);
  }
  for (const auto& [key, value] : before) // that are not asked for any more
    changed.push_back(key);
  return changed;
}

void require_same_search(const std::string& of_stage, const std::string& now,
                         const std::filesystem::path& stage) {
  require_same(of_stage, now, is_behind_search, stage,
               "this reaches before the stage; leave it as it was, or run match without the stage");
}

void require_same_settings(const std::string& of_stage, const std::string& now,
                           const std::filesystem::path& stage) {
  require_same(
      of_stage, now, [](const std::string&) { return false; }, stage,
      "a run goes on with the settings that it began with; with others --from-stage starts from "
      "this stage");
}

} // namespace counterpoint
