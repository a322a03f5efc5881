#include "align/calibrator_options.hpp"

#include "align/option_values.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/settings/choice.hpp"

namespace counterpoint {

namespace {
const Choices<CalibratorChoice> selections{{"given", CalibratorChoice::given},
                                           {"found", CalibratorChoice::found},
                                           {"none", CalibratorChoice::none}};
} // namespace

std::vector<SettingKey> calibrator_keys() {
  return {
      {"calibrators.select", "",
       "which sources tell the offset (none: all of them, statistically); empty: given where there "
       "are names or positions, else found",
       KeyKind::choice, words_of(selections)},
      {"calibrators.name", "", "X-ray source to calibrate with; repeat the key", KeyKind::repeated},
      {"calibrators.catalogue", "", "positions of calibrators: a region file or any catalogue",
       KeyKind::repeated},
      {"calibrators.radius", "1", "arcsec to the nearest infrared source at most"},
      {"calibrators.isolation", "3", "found: arcsec to any other source at least"},
      {"calibrators.theta-max", "4", "found: arcmin off axis at most"},
      {"calibrators.counts-min", "50", "found: net counts at least"},
      {"calibrators.reject", "3",
       "robust deviations from the median beyond which an offset is "
       "rejected; 0 keeps all"},
  };
}

CalibratorOptions calibrator_options(const Settings& settings) {
  CalibratorOptions options;
  options.names = settings.texts("calibrators.name");
  options.files = settings.paths("calibrators.catalogue");
  const bool are_given = !options.names.empty() || !options.files.empty();
  options.choice = are_given ? CalibratorChoice::given : CalibratorChoice::found;
  if (!settings.text("calibrators.select").empty()) {
    options.choice = choice_of(settings, "calibrators.select", selections);
  }
  if (are_given != (options.choice == CalibratorChoice::given)) {
    throw InputError{"calibrators.select = " + settings.text("calibrators.select") +
                     (are_given ? ": but calibrators are given; leave one of them out"
                                : ": give calibrators.name or calibrators.catalogue")};
  }
  if (!options.names.empty() && settings.text("xray.name").empty()) {
    throw InputError{"calibrators.name is given, but no xray.name: which column holds the names?"};
  }
  options.radius = settings.arcsec("calibrators.radius");
  if (!(options.radius > Angle{})) throw InputError{"calibrators.radius = 0: nothing is that near"};
  options.isolation = settings.arcsec("calibrators.isolation");
  options.largest_off_axis =
      Angle::from_arcmin(number_not_negative(settings, "calibrators.theta-max"));
  options.fewest_counts = settings.number("calibrators.counts-min");
  options.reject = number_not_negative(settings, "calibrators.reject");
  return options;
}

} // namespace counterpoint
