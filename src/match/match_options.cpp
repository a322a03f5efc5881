#include "match/match_options.hpp"

#include "counterpoint/match/match.hpp"

#include "counterpoint/core/error.hpp"

#include <array>

namespace counterpoint {

namespace {

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all = joined({
      xray_position_keys(),
      {
          {"xray.error", "ePos", "positional error: a column, or a number in arcsec"},
          {"xray.error-major", "",
           "error ellipse in place of xray.error: semi-major axis, as there"},
          {"xray.error-minor", "", "its semi-minor axis: a column, or a number in arcsec"},
          {"xray.error-angle", "",
           "position angle of its major axis, north through east: a column, or degrees"},
          {"xray.error-level", "sigma",
           "what it means: sigma, or the fraction its radius holds: 0.95"},
          {"xray.error-scale", "1", "factor on the errors in the likelihood, or fit"},
          {"xray.name", "", "identifier column, carried to every output"},
          {"xray.foreground.column", "HR0", "hardness ratio; empty switches the rule off"},
          {"xray.foreground.drop-above", "-1.0", "sources strictly between the two are foreground"},
          {"xray.foreground.drop-below", "-0.175",
           "sources strictly between the two are foreground"},
      },
      infrared_position_keys(),
      acceptance_keys(),
      null_keys(),
      magnitude_keys(),
      probability_keys(),
      layout_keys(),
      {
          {"infrared.mag-j", "Jmag", "column of J; empty for none"},
          {"infrared.mag-h", "Hmag", "column of H; empty for none"},
          {"infrared.mag-ks", "Ksmag", "column of Ks; empty for none"},
          {"infrared.foreground.enabled", "true", "apply the colour cuts"},
          {"infrared.foreground.jh", "2.35", "limit of J - H in mag"},
          {"infrared.foreground.jks", "3.0", "limit of J - Ks in mag"},
          {"infrared.foreground.hks", "1.1", "limit of H - Ks in mag"},
          {"infrared.foreground.keep", "below", "side of the limits that is kept: below or above"},
          {"match.align", "false",
           "bring the X-ray frame onto the infrared one first, by the excess of pairs over chance",
           KeyKind::toggle},
          {"match.align-radius", "3", "arcsec of the largest offset looked for"},
          {"layout.block-rows", "auto", "rows read at a time"},
          {"output.file", "counterpoint.h5", "result file (HDF5)"},
          {"output.overwrite", "false", "replace an existing result", KeyKind::toggle},
      },
  });
  return all;
}

} // namespace

std::span<const SettingKey> match_keys() {
  return keys();
}

MatchOptions match_options(const Settings& given) {
  const Settings settings = with_preset(given);
  MatchOptions options;
  options.xray = xray_config(settings);
  options.infrared = infrared_config(settings);
  options.acceptance = acceptance_of(settings);
  if (settings.boolean("match.align")) {
    options.align_radius = settings.arcsec("match.align-radius");
    if (!(*options.align_radius > Angle{})) {
      throw InputError{"match.align-radius = 0: no offset would be found"};
    }
  }
  options.null = null_options(settings);
  options.bins = magnitude_bins(settings);
  options.probability = probability_options(settings);
  options.layout = layout_options(settings);
  options.block_rows = settings.integer_or_auto("layout.block-rows");
  options.output = settings.path("output.file");
  options.overwrite = settings.boolean("output.overwrite");
  // An ellipse replaces the default of xray.error.
  const Settings used =
      options.xray.ellipse ? settings.with_defaults({{"xray.error", ""}}) : settings;
  options.as_used = used.as_used(std::array<std::string, 2>{"layout", "output"});
  return options;
}

} // namespace counterpoint
