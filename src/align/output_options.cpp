#include "align/output_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"

#include <map>
#include <string>

namespace counterpoint {

namespace {

void require_distinct_files(const Settings& settings) {
  std::map<std::filesystem::path, std::string> key_of;
  for (const char* key : {"output.file", "output.fits", "output.csv", "output.regions-1sigma",
                          "output.regions-2sigma"}) {
    const std::filesystem::path path = settings.path(key).lexically_normal();
    if (path.empty()) continue;
    const auto [entry, is_new] = key_of.try_emplace(path, key);
    if (is_new) continue;
    throw InputError{std::string{key} + " = " + path.string() + " is the file of " + entry->second +
                     " too: each needs one of its own"};
  }
}

} // namespace

std::vector<SettingKey> align_output_keys() {
  return {
      {"output.file", "aligned.h5",
       "result file (HDF5); %j, %A, %a: numbers of the SLURM job, its array, its place there"},
      {"output.fits", "", "best row of each source as FITS; empty for none"},
      {"output.csv", "", "the same as CSV"},
      {"output.regions-1sigma", "", "DS9 regions with the radius sig1; empty for none"},
      {"output.regions-2sigma", "", "DS9 regions with the radius sig2; empty for none"},
      {"output.overwrite", "false", "replace existing files", KeyKind::toggle},
  };
}

AlignOutputOptions align_output_options(const Settings& settings) {
  require_distinct_files(settings);
  const auto path = [&](const char* key) { return with_job_numbers(settings.path(key)); };
  return {.file = path("output.file"),
          .fits = path("output.fits"),
          .csv = path("output.csv"),
          .regions_1sigma = path("output.regions-1sigma"),
          .regions_2sigma = path("output.regions-2sigma"),
          .overwrite = settings.boolean("output.overwrite")};
}

} // namespace counterpoint
