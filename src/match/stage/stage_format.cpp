#include "match/stage/stage_format.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/output/provenance.hpp"
#include "counterpoint/output/result_reader.hpp"
#include "match/stage/stage_file.hpp"

#include <map>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

constexpr const char* kind_of_stage = "counterpoint stage";

// Values lie in the file as they do in memory: another build may have them otherwise.
std::string this_build() {
  return program_version() + " (" + git_revision() + ")";
}

// Of any file, also one that is not HDF5 at all: empty.
std::map<std::string, std::string> text_attributes(const fs::path& file) {
  std::map<std::string, std::string> texts;
  try {
    for (const OutputAttribute& attribute : read_attributes(file, "/")) {
      if (const auto* text = std::get_if<std::string>(&attribute.value))
        texts[attribute.name] = *text;
    }
  } catch (const Error&) { // then it is something else
  }
  return texts;
}

} // namespace

std::vector<OutputAttribute> stage_attributes(const std::string& settings) {
  return {{"kind", kind_of_stage}, {"build", this_build()}, {"settings", settings}};
}

void require_same_inputs(const fs::path& stage, const std::vector<FileState>& files) {
  for (const FileState& before : files) {
    const FileState now = describe_file(before.path);
    if (!now.is_there() || now == before) continue; // a stage does without its catalogues
    throw InputError{stage.string() + " was made from " + before.path +
                     ", which has changed since: run match without the stage"};
  }
}

bool is_stage(const fs::path& file) {
  return text_attributes(file)["kind"] == kind_of_stage;
}

std::string settings_of_stage(const Communicator& comm, const fs::path& file) {
  std::string settings = run_together(comm, [&] {
    if (!comm.is_root()) return std::string{};
    std::error_code ignored;
    if (!fs::exists(file, ignored)) throw InputError{"there is no stage file " + file.string()};
    std::map<std::string, std::string> texts = text_attributes(file);
    if (texts["kind"] != kind_of_stage) {
      throw InputError{file.string() + " is no stage: --save-stage writes one"};
    }
    if (texts["build"] != this_build()) {
      throw InputError{file.string() + " was written by counterpoint " + texts["build"] +
                       ", this is " + this_build() +
                       ": only the same build reads it; run match without the stage"};
    }
    return texts["settings"];
  });
  comm.broadcast(settings);
  return settings;
}

} // namespace counterpoint
