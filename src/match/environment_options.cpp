#include "match/environment_options.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

namespace counterpoint {

namespace {

constexpr double widest_radius_arcsec = 3600.0;

// A list need not have the columns that are there by default; those that are named it must have.
ColumnRequest column_unless_absent(const Settings& settings, const std::string& key,
                                   Quantity quantity) {
  return {settings.text(key), quantity, key, !settings.is_given(key)};
}

} // namespace

std::vector<SettingKey> environment_keys() {
  return {
      {"candidates.catalogue", "",
       "list of places whose infrared environment is shown; repeat the key for several files",
       KeyKind::repeated},
      {"candidates.best", "0",
       "in place of a list: so many X-ray sources, those with the best matches"},
      {"candidates.radius", "180", "arcsec round each place"},
      {"candidates.name", "name", "identifier column of the list"},
      {"candidates.ra", "",
       "column of right ascension (degrees or sexagesimal hours); empty: by UCD or usual name"},
      {"candidates.dec", "", "column of declination; empty: by UCD or usual name"},
      {"candidates.error-major", "err_ellipse_r0",
       "column of the error ellipse's semi-major axis; shown, not used"},
      {"candidates.error-minor", "err_ellipse_r1", "its semi-minor axis"},
      {"candidates.error-angle", "err_ellipse_ang",
       "position angle of its major axis, north through east"},
  };
}

EnvironmentOptions environment_options(const Settings& settings) {
  EnvironmentOptions options;
  options.files = settings.paths("candidates.catalogue");
  options.name = column_unless_absent(settings, "candidates.name", Quantity::text);
  options.ra = {settings.text("candidates.ra"), Quantity::right_ascension, "candidates.ra"};
  options.dec = {settings.text("candidates.dec"), Quantity::declination, "candidates.dec"};
  options.error_major =
      column_unless_absent(settings, "candidates.error-major", Quantity::angular_error);
  options.error_minor =
      column_unless_absent(settings, "candidates.error-minor", Quantity::angular_error);
  options.error_angle =
      column_unless_absent(settings, "candidates.error-angle", Quantity::position_angle);
  options.n_best = settings.integer("candidates.best", 0);
  if (options.n_best > 0 && !options.files.empty()) {
    throw InputError{"candidates.best and candidates.catalogue exclude each other: the places are "
                     "listed, or they are those of the best matches"};
  }
  options.radius = settings.arcsec("candidates.radius");
  if (!(options.radius > Angle{}) || options.radius.arcsec() > widest_radius_arcsec) {
    throw InputError{format_text("candidates.radius = %s: give arcsec above 0, and at most %g",
                                 settings.text("candidates.radius").c_str(), widest_radius_arcsec)};
  }
  return options;
}

} // namespace counterpoint
