#include "counterpoint/sources/xray_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/sources/presets.hpp"
#include "sources/option_values.hpp"

namespace counterpoint {

namespace {

std::vector<SettingKey> xray_position_keys() {
  return {
      {"xray.catalogue", "", "X-ray catalogue; repeat the key for several files",
       KeyKind::repeated},
      {"xray.preset", "", "columns and error level of a known catalogue", KeyKind::choice,
       preset_names()},
      {"xray.ra", "",
       "column of right ascension (degrees or sexagesimal hours); empty: by UCD or usual name"},
      {"xray.dec", "", "column of declination; empty: by UCD or usual name"},
      {"xray.epoch", "", "epoch of the X-ray positions, Julian year, for proper motions"},
  };
}

// What both commands ask of the catalogue.
XrayOptions named_positions(const Settings& settings) {
  XrayOptions options;
  options.preset = settings.text("xray.preset");
  options.files = catalogue_files(settings, "xray.catalogue");
  options.ra = column_of(settings, "xray.ra", Quantity::right_ascension);
  options.dec = column_of(settings, "xray.dec", Quantity::declination);
  options.name = column_of(settings, "xray.name", Quantity::text);
  return options;
}

HardnessCut hardness_cut(const Settings& settings) {
  for (const char* key : {"xray.foreground.drop-above", "xray.foreground.drop-below"}) {
    if (!settings.text(key).empty()) continue;
    throw InputError{std::string{key} +
                     " is not given: xray.foreground.column drops the sources whose ratio lies "
                     "between xray.foreground.drop-above and xray.foreground.drop-below (at the "
                     "Galactic centre -1 and -0.175 are in use)"};
  }
  return {settings.number("xray.foreground.drop-above"),
          settings.number("xray.foreground.drop-below")};
}

// The columns from which Kim et al. 2007 compute the positional uncertainty.
void take_counts_and_theta(const Settings& settings, XrayOptions& options) {
  options.counts = optional_column_of(settings, "xray.counts", Quantity::number);
  options.off_axis = optional_column_of(settings, "xray.theta", Quantity::off_axis_angle);
  if (options.counts.name.empty() != options.off_axis.name.empty()) {
    throw InputError{"xray.counts and xray.theta belong together: Kim et al. 2007 needs both"};
  }
}

RowsOfOneName rows_of_one_name(const Settings& settings) {
  const bool is_one_row_per_name = !settings.text("xray.one-row-per").empty();
  const bool are_sources = settings.boolean("xray.rows-are-sources");
  if (is_one_row_per_name && are_sources) {
    throw InputError{"xray.one-row-per = name and xray.rows-are-sources = true exclude each other: "
                     "rows of one name are observations of one source, or sources of their own"};
  }
  if (is_one_row_per_name && settings.text("xray.name").empty()) {
    throw InputError{"xray.one-row-per = name, but no xray.name is given: name the column that is "
                     "equal in all rows of a source"};
  }
  if (is_one_row_per_name) return RowsOfOneName::keep_best;
  return are_sources ? RowsOfOneName::are_sources : RowsOfOneName::are_refused;
}

} // namespace

std::vector<SettingKey> xray_keys() {
  return joined({
      xray_position_keys(),
      {
          {"xray.error", "", "positional error: a column, or a number in arcsec"},
          {"xray.error-major", "",
           "error ellipse in place of xray.error: semi-major axis, as there"},
          {"xray.error-minor", "", "its semi-minor axis: a column, or a number in arcsec"},
          {"xray.error-angle", "",
           "position angle of its major axis, north through east: a column, or degrees"},
          {"xray.error-level", "",
           "what it means: sigma, or the fraction its radius holds: 0.95; no default"},
          {"xray.error-max", "30", "arcsec; rows that quote a larger error are rejected"},
          {"xray.name", "", "identifier column, carried to every output"},
          {"xray.one-row-per",
           "",
           "of the rows of one name the best observation is kept",
           KeyKind::choice,
           {"name"}},
          {"xray.rows-are-sources", "false", "each row is a source, also where names repeat",
           KeyKind::toggle},
          {"xray.counts", "", "column of net counts; with xray.theta, for xray.one-row-per"},
          {"xray.theta", "",
           "column of the off-axis angle (arcmin unless its unit says otherwise)"},
          class_key(),
          carry_key("xray"),
          {"xray.foreground.column", "",
           "column of a hardness ratio by which foreground sources are dropped; empty: none are"},
          {"xray.foreground.drop-above", "",
           "sources with a ratio strictly between the two are foreground"},
          {"xray.foreground.drop-below", "", "the upper of the two"},
      },
  });
}

XrayOptions xray_options(const Settings& settings) {
  XrayOptions options = named_positions(settings);
  options.ellipse = error_ellipse(settings);
  options.error = error_column(settings, "xray", options.ellipse ? "error-major" : "error");
  options.largest_error = largest_error(settings, "xray", options.error);
  options.hardness = column_of(settings, "xray.foreground.column", Quantity::number);
  options.classes = class_rule(settings);
  options.carry = carry_request(settings, "xray");
  options.rows_of_one_name = rows_of_one_name(settings);
  if (options.rows_of_one_name == RowsOfOneName::keep_best)
    take_counts_and_theta(settings, options);
  if (!options.hardness.name.empty()) options.foreground = hardness_cut(settings);
  return options;
}

std::vector<SettingKey> xray_keys_for_alignment() {
  return joined({
      xray_position_keys(),
      {
          {"xray.name", "", "identifier column; rows of one name are observations of one source"},
          {"xray.observation", "", "column of observation or field; each has its own correction"},
          {"xray.counts", "", "column of net counts"},
          {"xray.theta", "",
           "column of the off-axis angle (arcmin unless its unit says otherwise)"},
          {"xray.error", "",
           "quoted positional error, for where Kim et al. 2007 does not hold: a "
           "column, or a number in arcsec; empty for none"},
          {"xray.error-level", "",
           "what xray.error means: sigma, or the fraction its radius holds; no default"},
      },
  });
}

XrayOptions xray_options_for_alignment(const Settings& settings) {
  XrayOptions options = named_positions(settings);
  options.observation = column_of(settings, "xray.observation", Quantity::text);
  take_counts_and_theta(settings, options);
  options.needs_error = false;
  const bool has_error = !settings.text("xray.error").empty();
  if (has_error) options.error = error_column(settings, "xray");
  if (!has_error && options.counts.name.empty()) {
    throw InputError{"nothing tells how well the X-ray positions are known: give xray.counts and "
                     "xray.theta, or xray.error (a column, or a number in arcsec)"};
  }
  return options;
}

} // namespace counterpoint
