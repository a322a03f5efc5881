#include "counterpoint/sources/catalogue_config.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"

#include <map>

namespace counterpoint {

std::vector<SettingKey> xray_position_keys() {
  return {
      {"xray.catalogue", "", "X-ray catalogue; repeat the key for several files",
       KeyKind::repeated},
      {"xray.preset", "", "columns and error level of muno2009, csc2, 4xmm or erass1"},
      {"xray.ra", "",
       "column of right ascension (degrees or sexagesimal hours); empty: by UCD or usual name"},
      {"xray.dec", "", "column of declination; empty: by UCD or usual name"},
      {"xray.epoch", "", "epoch of the X-ray positions, Julian year, for proper motions"},
  };
}

std::vector<SettingKey> infrared_position_keys() {
  return {
      {"infrared.catalogue", "",
       "infrared catalogue (or another that defines the frame); repeat the key for "
       "several files",
       KeyKind::repeated},
      {"infrared.ra", "", "column of right ascension; empty: by UCD or usual name"},
      {"infrared.dec", "", "column of declination; empty: by UCD or usual name"},
      {"infrared.error", "0.1", "positional error: a column, or a number in arcsec"},
      {"infrared.error-level", "sigma", "what it means: sigma, or a fraction"},
      {"infrared.error-max", "5", "arcsec; rows that quote a larger error are rejected"},
      {"infrared.epoch", "", "epoch of the positions, Julian year or a column of them"},
      {"infrared.pm-ra", "",
       "column of mu_alpha cos(delta); mas/yr unless its unit says otherwise"},
      {"infrared.pm-dec", "", "column of mu_delta"},
      {"infrared.pm-ra-error", "", "column of its standard deviation"},
      {"infrared.pm-dec-error", "", "column of its standard deviation"},
      {"infrared.pm-dispersion", "0", "mas/yr; error of a motion that has none or is missing"},
  };
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

// What the columns of well-known catalogues mean: Muno et al. 2009, ApJS 181, 110; Evans et al.
// 2024 (CSC 2); Webb et al. 2020 (4XMM); Merloni et al. 2024 (eRASS1).
Settings with_preset(const Settings& settings) {
  using Columns = std::map<std::string, std::string>;
  static const auto columns = [](const char* ra, const char* dec, const char* error,
                                 const char* level, const char* name, const char* hardness,
                                 const char* counts = "", const char* theta = "") {
    return Columns{{"xray.ra", ra},         {"xray.dec", dec},
                   {"xray.error", error},   {"xray.error-level", level},
                   {"xray.name", name},     {"xray.foreground.column", hardness},
                   {"xray.counts", counts}, {"xray.theta", theta}};
  };
  static const auto csc2 = [] { // for commands that know no ellipses, the major axis
    Columns with_ellipse =
        columns("", "", "err_ellipse_r0", "0.95", "name", "", "src_cnts_aper_b", "theta_mean");
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

namespace {

std::optional<MotionConfig> motion_config(const Settings& settings) {
  const auto text = [&](const char* key) { return settings.text(std::string{"infrared."} + key); };
  MotionConfig config;
  config.ra = text("pm-ra");
  config.dec = text("pm-dec");
  config.ra_error = text("pm-ra-error");
  config.dec_error = text("pm-dec-error");
  constexpr double mas_per_arcsec = 1000.0;
  config.dispersion = settings.arcsec("infrared.pm-dispersion") / mas_per_arcsec;
  if (config.ra.empty() != config.dec.empty() ||
      config.ra_error.empty() != config.dec_error.empty() ||
      (config.ra.empty() && !config.ra_error.empty())) {
    throw InputError{"infrared.pm-ra and infrared.pm-dec belong together, and so do their errors"};
  }
  if (config.ra.empty() && config.dispersion == Angle{}) return std::nullopt;
  const std::string& epoch = text("epoch");
  if (epoch.empty() || settings.text("xray.epoch").empty()) {
    throw InputError{"proper motions need two epochs: xray.epoch, a Julian year, and "
                     "infrared.epoch, a Julian year or a column of them"};
  }
  config.xray_epoch = settings.number("xray.epoch");
  config.epoch = as_number(epoch);
  if (!config.epoch) config.epoch_column = epoch;
  return config;
}

} // namespace

InfraredConfig infrared_positions(const Settings& settings) {
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
  config.motion = motion_config(settings);
  return config;
}

InfraredConfig infrared_config(const Settings& settings) {
  InfraredConfig config = infrared_positions(settings);
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

} // namespace counterpoint
