#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/input_doubts.hpp"
#include "match/join_words.hpp"
#include "match/match_inputs.hpp"

#include <cstdio>

namespace counterpoint {

namespace {

std::string describe_files(const std::string& what,
                           const std::vector<std::filesystem::path>& files) {
  std::string text = what + "\n";
  for (const auto& file : files)
    text += "  " + describe_file(file) + "\n";
  return text;
}

template <class Reason>
std::string describe_cleaning(const CleaningSummary& cleaning) {
  std::string text = "  positions from " + cleaning.position_columns + "\n  rows " +
                     with_commas(cleaning.n_rows) + "\n";
  for (std::size_t i = 0; i < cleaning.by_reason.size(); ++i) {
    if (cleaning.by_reason[i] == 0) continue;
    text += "    " + std::string{name(static_cast<Reason>(i))} + " " +
            with_commas(cleaning.by_reason[i]) + "\n";
  }
  for (const std::string& place : cleaning.rejected_places) {
    text += "    without a usable position: " + place + "\n";
  }
  for (const std::string& note : cleaning.notes)
    text += "    note: " + note + "\n";
  return text;
}

std::string describe_second(const MatchOptions& options, const MatchInputs& inputs) {
  if (!inputs.second) return "";
  return describe_files(options.second_infrared->title(), options.second_infrared->files) +
         describe_cleaning<InfraredReason>(inputs.second->cleaning) + "  " +
         words_on_join(inputs.second->join) + "\n";
}

std::string describe_overlap(const MatchOptions& options, const MatchInputs& inputs) {
  const auto [n_kept, n_inside] = overlap_of(inputs);
  std::string text =
      format_text("  X-ray sources in the infrared footprint: %s of %s (%.4f deg^2 occupied)\n",
                  with_commas(n_inside).c_str(), with_commas(n_kept).c_str(),
                  inputs.footprint.area_arcsec2() / (3600.0 * 3600.0));
  const std::vector<std::string> doubts = input_doubts(options, inputs);
  text += doubts.empty() ? "  nothing looks wrong\n" : "please check\n";
  for (const std::string& doubt : doubts)
    text += "  " + doubt + "\n";
  return text;
}

// Collective. What `match` would refuse before it reads anything is no fault of the inputs.
std::string describe_output(const Communicator& comm, const MatchOptions& options) {
  std::string text = "output\n  " + options.output.string() + "\n";
  try {
    ResultFile::require_writable(comm, options.output, options.overwrite);
  } catch (const JointError& obstacle) {
    text += std::string{"    note: match would stop: "} + obstacle.what() + "\n";
  }
  return text;
}

} // namespace

void run_validate(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const MatchOptions options = run_together(comm, [&] {
    return match_options(Settings{match_keys(), arguments, "validate"});
  });
  const std::string output = describe_output(comm, options);

  PhaseClock clock{&log};
  const MatchInputs inputs = read_inputs(comm, options, log, clock);

  const std::string text = run_together(comm, [&]() -> std::string {
    if (!comm.is_root()) return "";
    return describe_files("X-ray catalogue", options.xray.files) +
           describe_cleaning<XrayReason>(inputs.xray.cleaning) +
           describe_files("infrared catalogue", options.infrared.files) +
           describe_cleaning<InfraredReason>(inputs.infrared.cleaning) +
           describe_second(options, inputs) + "overlap\n" + describe_overlap(options, inputs) +
           output;
  });
  log.result(text);
}

} // namespace counterpoint
