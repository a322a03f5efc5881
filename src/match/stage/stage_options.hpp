#pragma once

#include "counterpoint/settings/settings.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// Whether a run starts from a stage, and keeps one to go on from.
struct StageOptions {
  std::filesystem::path from; ///< in place of the catalogues; empty: none
  /// Where a run that has to stop leaves its stage; empty: it does not stop before its end.
  std::filesystem::path checkpoint;
  bool is_kept = false; ///< the stage is written as soon as the search is done, and stays
  bool resumes = false; ///< goes on from the checkpoint, if there is one
  std::optional<std::chrono::duration<double>> time_budget;
};

/// The keys of StageOptions.
[[nodiscard]] std::vector<SettingKey> stage_keys();

/// \param output  the result: a checkpoint without a name of its own stands beside it
/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] StageOptions stage_options(const Settings& settings,
                                         const std::filesystem::path& output);

/// Local. The keys by which two MatchOptions::as_used differ.
[[nodiscard]] std::vector<std::string> changed_keys(const std::string& of_stage,
                                                    const std::string& now);

/// Local. Both as MatchOptions::as_used. \throws InputError naming the first key by which they
/// differ, if it is not one of the stages behind the search
/// \param stage  its name, for the message
void require_same_search(const std::string& of_stage, const std::string& now,
                         const std::filesystem::path& stage);

/// Local. \throws InputError naming the first key by which they differ
void require_same_settings(const std::string& of_stage, const std::string& now,
                           const std::filesystem::path& stage);

} // namespace counterpoint
