#include "counterpoint/sources/infrared_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/choice.hpp"
#include "sources/julian_year.hpp"
#include "sources/option_values.hpp"

#include <string>

namespace counterpoint {

namespace {

const Choices<ColourCuts::Side> sides{{"below", ColourCuts::Side::below},
                                      {"above", ColourCuts::Side::above}};

const std::string the_one = "infrared";
const std::string the_second = "infrared.2";

std::vector<SettingKey> position_keys(const std::string& section, const std::string& catalogue) {
  return {
      {section + ".catalogue", "", catalogue + "; repeat the key for several files",
       KeyKind::repeated},
      {section + ".ra", "", "column of right ascension; empty: by UCD or usual name"},
      {section + ".dec", "", "column of declination; empty: by UCD or usual name"},
      {section + ".error", "0.1", "positional error: a column, or a number in arcsec"},
      {section + ".error-level", "sigma", "what it means: sigma, or a fraction"},
      {section + ".error-max", "5", "arcsec; rows that quote a larger error are rejected"},
      {section + ".epoch", "", "epoch of the positions, Julian year or a column of them"},
      {section + ".pm-ra", "",
       "column of mu_alpha cos(delta); mas/yr unless its unit says otherwise"},
      {section + ".pm-dec", "", "column of mu_delta"},
      {section + ".pm-ra-error", "", "column of its standard deviation"},
      {section + ".pm-dec-error", "", "column of its standard deviation"},
      {section + ".pm-dispersion", "0", "mas/yr; error of a motion that has none or is missing"},
  };
}

std::vector<SettingKey> infrared_position_keys() {
  return position_keys(the_one, "infrared catalogue (or another that defines the frame)");
}

std::vector<SettingKey> magnitude_and_star_keys(const std::string& section,
                                                const std::string& name) {
  return {
      {section + ".mag-j", "Jmag", "column of J; empty for none"},
      {section + ".mag-h", "Hmag", "column of H; empty for none"},
      {section + ".mag-ks", "Ksmag", "column of Ks; empty for none"},
      {section + ".id", "",
       "identifier column, carried to /counterparts and /pairs as " + name +
           "; rows with the same one within 2 arcsec are one star, and the first row stands for "
           "it"},
      {section + ".merge-within", "",
       "arcsec; rows that close to each other are one star, and the first row stands for it; "
       "empty: position alone merges nothing"},
  };
}

// A number is looked at also where nothing moves: motions may be given later.
void require_julian_year(const Settings& settings, const std::string& key) {
  const std::string& text = settings.text(key);
  const std::optional<double> epoch = as_number(text);
  if (epoch && !is_julian_year(*epoch))
    throw InputError{words_on_epoch(key + " = " + text, *epoch)};
}

// None where neither motions nor a dispersion are given.
std::optional<MotionOptions> motion_options(const Settings& settings, const std::string& section) {
  const auto motion = [&](const char* key) {
    return column_of(settings, section + key, Quantity::proper_motion);
  };
  require_julian_year(settings, "xray.epoch");
  require_julian_year(settings, section + ".epoch");
  MotionOptions options;
  options.ra = motion(".pm-ra");
  options.dec = motion(".pm-dec");
  options.ra_error = motion(".pm-ra-error");
  options.dec_error = motion(".pm-dec-error");
  constexpr double mas_per_arcsec = 1000.0;
  options.dispersion = settings.arcsec(section + ".pm-dispersion") / mas_per_arcsec;
  const bool has_motions = !options.ra.name.empty();
  const bool has_errors = !options.ra_error.name.empty();
  if (has_motions == options.dec.name.empty() || has_errors == options.dec_error.name.empty() ||
      (has_errors && !has_motions)) {
    throw InputError{section + ".pm-ra and " + section +
                     ".pm-dec belong together, and so do their errors"};
  }
  if (!has_motions && options.dispersion == Angle{}) return std::nullopt;
  ColumnRequest epoch = column_of(settings, section + ".epoch", Quantity::number);
  if (epoch.name.empty() || settings.text("xray.epoch").empty()) {
    throw InputError{"proper motions need two epochs: xray.epoch, a Julian year, and " + section +
                     ".epoch, a Julian year or a column of them"};
  }
  options.xray_epoch = settings.number("xray.epoch");
  options.epoch = as_number(epoch.name);
  if (!options.epoch) options.epoch_column = std::move(epoch);
  return options;
}

// What both commands ask of the catalogue.
InfraredOptions positions(const Settings& settings, const std::string& section) {
  InfraredOptions options;
  options.section = section;
  options.files = catalogue_files(settings, section + ".catalogue");
  options.ra = column_of(settings, section + ".ra", Quantity::right_ascension);
  options.dec = column_of(settings, section + ".dec", Quantity::declination);
  options.error = error_column(settings, section);
  options.largest_error = largest_error(settings, section, options.error);
  options.motion = motion_options(settings, section);
  return options;
}

RepeatRules repeat_rules(const Settings& settings, const std::string& section) {
  const std::string within = section + ".merge-within";
  RepeatRules rules;
  rules.by_identifier = !settings.text(section + ".id").empty();
  if (settings.text(within).empty()) return rules;
  rules.within = settings.arcsec(within);
  constexpr Angle largest = Angle::from_arcsec(5.0);
  if (rules.within > largest) {
    throw InputError{within + " = " + settings.text(within) +
                     ": beyond 5 arcsec it would merge different stars; about three times the "
                     "positional error is enough"};
  }
  return rules;
}

ColourCuts colour_cuts(const Settings& settings) {
  ColourCuts cuts;
  cuts.enabled = settings.boolean("infrared.foreground.enabled");
  if (!cuts.enabled) return cuts;
  for (const char* key : {"infrared.foreground.jh", "infrared.foreground.jks",
                          "infrared.foreground.hks", "infrared.foreground.keep"}) {
    if (!settings.text(key).empty()) continue;
    throw InputError{std::string{key} +
                     " is not given: infrared.foreground.enabled = true needs the limits jh, jks, "
                     "hks (mag) and the side to keep: above keeps the redder stars (behind the "
                     "dust), below the bluer ones"};
  }
  cuts.jh = settings.number("infrared.foreground.jh");
  cuts.jks = settings.number("infrared.foreground.jks");
  cuts.hks = settings.number("infrared.foreground.hks");
  cuts.keep = choice_of(settings, "infrared.foreground.keep", sides);
  return cuts;
}

} // namespace

std::vector<SettingKey> infrared_keys() {
  return joined({
      infrared_position_keys(),
      magnitude_and_star_keys(the_one, "ir_name"),
      {
          carry_key("infrared"),
          {"infrared.foreground.enabled", "false", "drop foreground stars by their colours"},
          {"infrared.foreground.jh", "", "limit of J - H in mag"},
          {"infrared.foreground.jks", "", "limit of J - Ks in mag"},
          {"infrared.foreground.hks", "", "limit of H - Ks in mag"},
          {"infrared.foreground.keep", "",
           "side of the limits that is kept; below: bluer, above: redder", KeyKind::choice,
           words_of(sides)},
          {"layout.block-rows", "auto", "rows read at a time"},
      },
  });
}

namespace {

// What is asked of each catalogue that is matched.
InfraredOptions options_of(const Settings& settings, const std::string& section) {
  InfraredOptions options = positions(settings, section);
  options.j = optional_column_of(settings, section + ".mag-j", Quantity::number);
  options.h = optional_column_of(settings, section + ".mag-h", Quantity::number);
  // Without Ks magnitudes count for nothing: the user has to leave them out knowingly.
  options.ks = column_of(settings, section + ".mag-ks", Quantity::number);
  options.id = column_of(settings, section + ".id", Quantity::text);
  options.repeats = repeat_rules(settings, section);
  constexpr std::int64_t most_rows = 10000000; // that a block holds in memory
  options.block_rows = settings.integer_or_auto("layout.block-rows", most_rows);
  return options;
}

} // namespace

InfraredOptions infrared_options(const Settings& settings) {
  InfraredOptions options = options_of(settings, the_one);
  options.carry = carry_request(settings, "infrared");
  options.cuts = colour_cuts(settings);
  return options;
}

const std::string& second_infrared_section() {
  return the_second;
}

std::vector<SettingKey> second_infrared_keys() {
  return joined({
      position_keys(the_second, "a second infrared catalogue, of the same frame: rows of the two "
                                "that list one star become one"),
      magnitude_and_star_keys(the_second, "ir2_name"),
      {carry_key(the_second)},
  });
}

std::optional<InfraredOptions> second_infrared_options(const Settings& settings) {
  if (settings.paths(the_second + ".catalogue").empty()) {
    for (const SettingKey& key : second_infrared_keys()) {
      if (!settings.is_given(key.name)) continue;
      throw InputError{key.name + " is given, but no " + the_second +
                       ".catalogue: name the file of the second infrared catalogue, or leave its "
                       "keys out"};
    }
    return std::nullopt;
  }
  InfraredOptions options = options_of(settings, the_second);
  options.carry = carry_request(settings, the_second);
  options.cuts = colour_cuts(settings);
  options.is_one_of_two = true;
  return options;
}

std::vector<SettingKey> infrared_keys_for_alignment() {
  return joined({
      infrared_position_keys(),
      {{"infrared.mag-ks", "", "column of magnitude, any band; helps without calibrators"}},
  });
}

InfraredOptions infrared_options_for_alignment(const Settings& settings) {
  InfraredOptions options = positions(settings, the_one);
  options.ks = column_of(settings, "infrared.mag-ks", Quantity::number);
  options.cuts.enabled = false;
  return options;
}

} // namespace counterpoint
