#include "match/match_options.hpp"

#include "counterpoint/match/match.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/sources/presets.hpp"
#include "match/stage/stage_options.hpp"

#include <string>
#include <vector>

namespace counterpoint {

namespace {

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all = joined({
      xray_keys(),
      infrared_keys(),
      second_infrared_keys(),
      acceptance_keys(),
      null_keys(),
      magnitude_keys(),
      probability_keys(),
      {feature_key()},
      error_model_keys(),
      environment_keys(),
      layout_keys(),
      {
          {"match.align", "false",
           "bring the X-ray frame onto the infrared one first, by the excess of pairs over chance",
           KeyKind::toggle},
          {"match.align-radius", "3", "arcsec of the largest offset looked for"},
          {"output.file", "counterpoint.h5",
           "result file (HDF5); %j, %A, %a: numbers of the SLURM job, its array, its place there"},
          {"output.overwrite", "false", "replace an existing result", KeyKind::toggle},
      },
      stage_keys(),
  });
  return all;
}

// What the second infrared catalogue has of the first.
void complete_second(const Settings& settings, MatchOptions& options) {
  InfraredOptions& second = *options.second_infrared;
  options.infrared.is_one_of_two = true;
  second.common_level = options.infrared.error.level;
  second.features = feature_requests(settings, second.section);
}

} // namespace

std::span<const SettingKey> match_keys() {
  return keys();
}

std::vector<std::vector<std::filesystem::path>> MatchOptions::catalogues() const {
  std::vector<std::vector<std::filesystem::path>> all{xray.files, infrared.files};
  if (second_infrared) all.push_back(second_infrared->files);
  all.push_back(environments.files);
  return all;
}

MatchOptions match_options(const Settings& given) {
  const Settings settings = with_preset(given);
  MatchOptions options;
  options.xray = xray_options(settings);
  options.infrared = infrared_options(settings);
  options.infrared.features = feature_requests(settings, options.infrared.section);
  options.second_infrared = second_infrared_options(settings);
  if (options.second_infrared) complete_second(settings, options);
  options.acceptance =
      acceptance_of(settings, options.xray.error.level, options.infrared.error.level);
  if (settings.boolean("match.align")) {
    options.align_radius = settings.arcsec("match.align-radius");
    constexpr Angle largest = Angle::from_arcsec(60.0);
    if (!(*options.align_radius > Angle{}) || *options.align_radius > largest) {
      throw InputError{"match.align-radius = " + settings.text("match.align-radius") +
                       ": arcsec above 0, and at most 60, were expected"};
    }
  }
  options.null = null_request(settings);
  options.magnitudes = magnitude_range(settings);
  options.probability = probability_options(settings);
  options.errors = error_model_options(settings);
  options.environments = environment_options(settings);
  options.layout = layout_options(settings);
  options.inputs = settings.files();
  for (const auto& files : options.catalogues())
    options.inputs.insert(options.inputs.end(), files.begin(), files.end());
  options.output = with_job_numbers(settings.path("output.file"));
  options.overwrite = settings.boolean("output.overwrite");
  // A radius that is given leaves no fraction to be held.
  const bool has_factor = !settings.text("match.radius-factor").empty();
  const Settings used =
      has_factor ? settings.with_defaults({{"match.completeness", ""}}) : settings;
  // Nor do how the work is laid out, where it goes and where it starts change the result.
  std::vector<std::string> others{"layout", "output"};
  for (const SettingKey& key : stage_keys())
    others.push_back(key.name);
  if (!options.second_infrared) others.push_back(second_infrared_section());
  options.as_used = used.as_used(others);
  return options;
}

} // namespace counterpoint
