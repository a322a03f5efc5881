#include "counterpoint/app/match_config.hpp"

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
      {
          {"infrared.mag-j", "Jmag", "column of J; empty for none"},
          {"infrared.mag-h", "Hmag", "column of H; empty for none"},
          {"infrared.mag-ks", "Ksmag", "column of Ks; empty for none"},
          {"infrared.foreground.enabled", "true", "apply the colour cuts"},
          {"infrared.foreground.jh", "2.35", "limit of J - H in mag"},
          {"infrared.foreground.jks", "3.0", "limit of J - Ks in mag"},
          {"infrared.foreground.hks", "1.1", "limit of H - Ks in mag"},
          {"infrared.foreground.keep", "below", "side of the limits that is kept: below or above"},
          {"match.radius-factor", "1.0", "acceptance radius / hypot(X-ray error, infrared error)"},
          {"match.align", "false",
           "bring the X-ray frame onto the infrared one first, by the excess of pairs over chance",
           KeyKind::toggle},
          {"match.align-radius", "3", "arcsec of the largest offset looked for"},
          {"null.mode", "disc", "disc, annulus or rigid"},
          {"null.trials", "30", "number of null trials"},
          {"null.shift-min", "0", "arcsec, for annulus and rigid"},
          {"null.shift-max", "10", "arcsec"},
          {"null.seed", "1", "seed of all shifts"},
          {"sweep.radii", "0:20:2.5", "shift radii in arcsec, start:stop:step or a list"},
          {"sweep.trials", "10", "trials per radius"},
          {"magnitude.min", "6.0", "brightest Ks of the grid"},
          {"magnitude.max", "17.5", "faintest Ks of the grid"},
          {"magnitude.step", "0.5", "mag"},
          {"probability.method", "lr", "picks the best match: lr, mauerhan or notebook"},
          {"probability.density", "local", "infrared surface density of lr: local or global"},
          {"probability.chance-ks", "", "Ks limit of p_chance; empty: each candidate's own Ks"},
          {"layout.tiles", "auto", "number of tiles"},
          {"layout.trial-groups", "auto", "groups of ranks that share the trials"},
          {"layout.block-rows", "auto", "rows read at a time"},
          {"layout.margin", "auto", "arcsec; width of the tiles' margins"},
          {"output.file", "counterpoint.h5", "result file (HDF5)"},
          {"output.overwrite", "false", "replace an existing result", KeyKind::toggle},
      },
  });
  return all;
}

NullOptions null_options(const Settings& settings) {
  NullOptions null;
  null.mode = parse_shift_mode(settings.text("null.mode"));
  constexpr std::int64_t most_trials = 1000000;
  const auto trials = [&](const std::string& name) {
    const std::int64_t n = settings.integer(name, 0);
    if (n > most_trials) throw InputError{name + ": at most 1000000 trials"};
    return static_cast<int>(n);
  };
  null.trials = trials("null.trials");
  null.shift_min = settings.arcsec("null.shift-min");
  null.shift_max = settings.arcsec("null.shift-max");
  if (!(null.shift_max > Angle{}) || null.shift_min > null.shift_max) {
    throw InputError{"null.shift-min = " + settings.text("null.shift-min") +
                     ", null.shift-max = " + settings.text("null.shift-max") +
                     ": 0 <= shift-min <= shift-max and a positive shift-max were expected"};
  }
  null.seed = static_cast<std::uint64_t>(settings.integer("null.seed", 0));
  for (const double radius_arcsec : settings.range("sweep.radii")) {
    if (radius_arcsec < 0.0) throw InputError{"sweep.radii: radii must not be negative"};
    null.sweep_radii.push_back(Angle::from_arcsec(radius_arcsec));
  }
  null.sweep_trials = trials("sweep.trials");
  constexpr double largest_shift_arcsec = 600.0;
  if (null.largest_shift().arcsec() > largest_shift_arcsec) {
    throw InputError{
        "null.shift-max and sweep.radii: shifts beyond 600 arcsec would make every star "
        "a neighbour of every source; are they meant in arcsec?"};
  }
  return null;
}

} // namespace

std::span<const SettingKey> match_keys() {
  return keys();
}

MatchConfig make_match_config(const Settings& given) {
  const Settings settings = with_preset(given);
  MatchConfig config;
  config.xray = xray_config(settings);
  config.infrared = infrared_config(settings);
  config.acceptance.radius_factor = settings.number("match.radius-factor");
  if (!(config.acceptance.radius_factor > 0.0)) {
    throw InputError{"match.radius-factor = " + settings.text("match.radius-factor") +
                     ": a positive number was expected"};
  }
  if (settings.boolean("match.align")) {
    config.align_radius = settings.arcsec("match.align-radius");
    if (!(*config.align_radius > Angle{})) {
      throw InputError{"match.align-radius = 0: no offset would be found"};
    }
  }
  config.null = null_options(settings);
  config.bins = MagnitudeBins{settings.number("magnitude.min"), settings.number("magnitude.max"),
                              settings.number("magnitude.step")};
  config.estimator = parse_estimator(settings.text("probability.method"));
  const std::string& density = settings.text("probability.density");
  if (density != "global" && density != "local") {
    throw InputError{"probability.density = " + density + ": global or local was expected"};
  }
  config.local_density = density == "local";
  if (!settings.text("probability.chance-ks").empty()) {
    config.chance_ks = settings.number("probability.chance-ks");
  }
  config.layout.tiles = settings.integer_or_auto("layout.tiles");
  config.layout.trial_groups = settings.integer_or_auto("layout.trial-groups");
  config.layout.block_rows = settings.integer_or_auto("layout.block-rows");
  if (settings.text("layout.margin") != "auto") {
    config.layout.margin = settings.arcsec("layout.margin");
  }
  config.output = settings.path("output.file");
  config.overwrite = settings.boolean("output.overwrite");
  // An ellipse stands in place of the default of xray.error.
  const Settings used =
      config.xray.ellipse ? settings.with_defaults({{"xray.error", ""}}) : settings;
  config.as_used = used.as_used(std::array<std::string, 2>{"layout", "output"});
  return config;
}

} // namespace counterpoint
