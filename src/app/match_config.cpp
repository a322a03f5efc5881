#include "counterpoint/app/match_config.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <array>
#include <map>

namespace counterpoint {

namespace {

SettingKey key(std::string name, std::string value, std::string description) {
  return {std::move(name), std::move(value), std::move(description), false, false, false};
}
SettingKey files(std::string name, std::string description) {
  return {std::move(name), "", std::move(description), true, true, false};
}

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all{
      files("xray.catalogue", "X-ray catalogue; repeat the key for several files"),
      key("xray.preset", "", "columns and error level of muno2009, csc2, 4xmm or erass1"),
      key("xray.ra", "RAJ2000", "column of right ascension (degrees or sexagesimal hours)"),
      key("xray.dec", "DEJ2000", "column of declination"),
      key("xray.error", "ePos", "positional error: a column, or a number in arcsec"),
      key("xray.error-major", "",
          "error ellipse in place of xray.error: semi-major axis, as there"),
      key("xray.error-minor", "", "its semi-minor axis: a column, or a number in arcsec"),
      key("xray.error-angle", "",
          "position angle of its major axis, north through east: a column, or degrees"),
      key("xray.error-level", "sigma",
          "what it means: sigma, or the fraction its radius holds: 0.95"),
      key("xray.error-scale", "1", "factor on the errors in the likelihood, or fit"),
      key("xray.name", "", "identifier column, carried to every output"),
      key("xray.foreground.column", "HR0", "hardness ratio; empty switches the rule off"),
      key("xray.foreground.drop-above", "-1.0", "sources strictly between the two are foreground"),
      key("xray.foreground.drop-below", "-0.175",
          "sources strictly between the two are foreground"),
      files("infrared.catalogue", "infrared catalogue; repeat the key for several files"),
      key("infrared.ra", "RAJ2000", "column of right ascension"),
      key("infrared.dec", "DEJ2000", "column of declination"),
      key("infrared.error", "0.1", "positional error: a column, or a number in arcsec"),
      key("infrared.error-level", "sigma", "what it means: sigma, or a fraction"),
      key("infrared.error-max", "5", "arcsec; rows that quote a larger error are rejected"),
      key("infrared.mag-j", "Jmag", "column of J; empty for none"),
      key("infrared.mag-h", "Hmag", "column of H; empty for none"),
      key("infrared.mag-ks", "Ksmag", "column of Ks; empty for none"),
      key("infrared.foreground.enabled", "true", "apply the colour cuts"),
      key("infrared.foreground.jh", "2.35", "limit of J - H in mag"),
      key("infrared.foreground.jks", "3.0", "limit of J - Ks in mag"),
      key("infrared.foreground.hks", "1.1", "limit of H - Ks in mag"),
      key("infrared.foreground.keep", "below", "side of the limits that is kept: below or above"),
      key("match.radius-factor", "1.0", "acceptance radius / hypot(X-ray error, infrared error)"),
      key("null.mode", "disc", "disc, annulus or rigid"),
      key("null.trials", "30", "number of null trials"),
      key("null.shift-min", "0", "arcsec, for annulus and rigid"),
      key("null.shift-max", "10", "arcsec"),
      key("null.seed", "1", "seed of all shifts"),
      key("sweep.radii", "0:20:2.5", "shift radii in arcsec, start:stop:step or a list"),
      key("sweep.trials", "10", "trials per radius"),
      key("magnitude.min", "6.0", "brightest Ks of the grid"),
      key("magnitude.max", "17.5", "faintest Ks of the grid"),
      key("magnitude.step", "0.5", "mag"),
      key("probability.method", "lr", "picks the best match: lr, mauerhan or notebook"),
      key("probability.density", "local", "infrared surface density of lr: local or global"),
      key("probability.chance-ks", "", "Ks limit of p_chance; empty: each candidate's own Ks"),
      key("layout.tiles", "auto", "number of tiles"),
      key("layout.trial-groups", "auto", "groups of ranks that share the trials"),
      key("layout.block-rows", "auto", "rows read at a time"),
      key("layout.margin", "auto", "arcsec; width of the tiles' margins"),
      {"output.file", "counterpoint.h5", "result file (HDF5)", true, false, false},
      {"output.overwrite", "false", "replace an existing result", false, false, true},
  };
  return all;
}

std::vector<std::filesystem::path> catalogue_files(const Settings& settings,
                                                   const std::string& key) {
  auto paths = settings.paths(key);
  if (paths.empty()) {
    throw InputError{"no " + key + " is given: name the file in the configuration ([" +
                     key.substr(0, key.find('.')) + "] catalogue = FILE) or by --" + key + " FILE"};
  }
  return paths;
}

// What the columns of well-known catalogues mean (science.md, section 1): Muno et al. 2009, ApJS
// 181, 110; Evans et al. 2024 (CSC 2); Webb et al. 2020 (4XMM); Merloni et al. 2024 (eRASS1).
Settings with_preset(const Settings& settings) {
  using Columns = std::map<std::string, std::string>;
  static const auto columns = [](const char* ra, const char* dec, const char* error,
                                 const char* level, const char* name, const char* hardness) {
    return Columns{{"xray.ra", ra},       {"xray.dec", dec},
                   {"xray.error", error}, {"xray.error-level", level},
                   {"xray.name", name},   {"xray.foreground.column", hardness}};
  };
  static const auto csc2 = [] {
    Columns with_ellipse = columns("ra", "dec", "", "0.95", "name", "");
    with_ellipse.insert({{"xray.error-major", "err_ellipse_r0"},
                         {"xray.error-minor", "err_ellipse_r1"},
                         {"xray.error-angle", "err_ellipse_ang"}});
    return with_ellipse;
  };
  static const std::map<std::string, Columns> presets{
      {"muno2009", columns("RAJ2000", "DEJ2000", "ePos", "0.95", "CXOGC", "HR0")},
      {"csc2", csc2()},
      {"4xmm", columns("SC_RA", "SC_DEC", "SC_POSERR", "0.63", "IAUNAME", "")},
      {"erass1", columns("RA", "DEC", "POS_ERR", "sigma", "IAUNAME", "")},
  };
  const std::string& name = settings.text("xray.preset");
  if (name.empty()) return settings;
  if (const auto preset = presets.find(name); preset != presets.end()) {
    Columns defaults = preset->second;
    // Who names a circular error wants no ellipse.
    if (settings.is_given("xray.error")) {
      for (const std::string& key : ellipse_keys())
        defaults.erase(key);
    }
    return settings.with_defaults(defaults);
  }
  std::vector<std::string> names;
  for (const auto& [known, unused] : presets)
    names.push_back(known);
  throw InputError{"xray.preset = " + name + " is not known: use one of " + join_words(names) +
                   ", or name the columns yourself"};
}

XrayConfig xray_config(const Settings& settings) {
  XrayConfig config;
  config.preset = settings.text("xray.preset");
  config.files = catalogue_files(settings, "xray.catalogue");
  config.ra = settings.text("xray.ra");
  config.dec = settings.text("xray.dec");
  config.name = settings.text("xray.name");
  config.ellipse = error_ellipse(settings);
  config.error = error_column(settings, "xray", config.ellipse ? "error-major" : "error");
  config.hardness_column = settings.text("xray.foreground.column");
  config.hardness_is_optional = !settings.is_given("xray.foreground.column");
  if (settings.text("xray.error-scale") != "fit") {
    config.error_scale = settings.number("xray.error-scale");
    if (!(*config.error_scale > 0.0)) {
      throw InputError{"xray.error-scale = " + settings.text("xray.error-scale") +
                       ": a positive number or fit was expected"};
    }
  }
  config.hardness = {settings.number("xray.foreground.drop-above"),
                     settings.number("xray.foreground.drop-below")};
  return config;
}

InfraredConfig infrared_config(const Settings& settings) {
  InfraredConfig config;
  config.files = catalogue_files(settings, "infrared.catalogue");
  config.ra = settings.text("infrared.ra");
  config.dec = settings.text("infrared.dec");
  config.error = error_column(settings, "infrared");
  config.largest_error = settings.arcsec("infrared.error-max");
  if (config.error.constant && *config.error.constant > config.largest_error) {
    throw InputError{"infrared.error = " + settings.text("infrared.error") +
                     " is larger than infrared.error-max = " + settings.text("infrared.error-max") +
                     ": every row would be rejected"};
  }
  const auto band = [&](const std::string& name) {
    return InfraredConfig::Band{settings.text(name), !settings.is_given(name)};
  };
  config.j = band("infrared.mag-j");
  config.h = band("infrared.mag-h");
  config.ks = band("infrared.mag-ks");
  config.ks.is_optional = false; // without it no statement on magnitudes: leave out only knowingly
  config.cuts.enabled = settings.boolean("infrared.foreground.enabled");
  config.cuts.jh = settings.number("infrared.foreground.jh");
  config.cuts.jks = settings.number("infrared.foreground.jks");
  config.cuts.hks = settings.number("infrared.foreground.hks");
  const std::string& keep = settings.text("infrared.foreground.keep");
  if (keep != "below" && keep != "above") {
    throw InputError{"infrared.foreground.keep = " + keep + ": below or above was expected"};
  }
  config.cuts.keep = keep == "below" ? ColourCuts::Side::below : ColourCuts::Side::above;
  return config;
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
