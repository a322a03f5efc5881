#include "counterpoint/sources/presets.hpp"

#include "counterpoint/sources/error_column.hpp"

#include <map>
#include <string>
#include <vector>

namespace counterpoint {

namespace {

using ValueOfKey = std::map<std::string, std::string>;

// What the columns of well-known catalogues mean. No preset drops a source.
const std::map<std::string, ValueOfKey>& presets() {
  static const std::map<std::string, ValueOfKey> all{
      // Muno et al. 2009, ApJS 181, 110
      {"muno2009",
       {{"xray.ra", "RAJ2000"},
        {"xray.dec", "DEJ2000"},
        {"xray.error", "ePos"},
        {"xray.error-level", "0.95"},
        {"xray.name", "CXOGC"},
        {"xray.counts", ""},
        {"xray.theta", ""}}},
      // Evans et al. 2024 (CSC 2); xray.error, the major axis, is for commands without ellipses
      {"csc2",
       {{"xray.ra", ""},
        {"xray.dec", ""},
        {"xray.error", "err_ellipse_r0"},
        {"xray.error-major", "err_ellipse_r0"},
        {"xray.error-minor", "err_ellipse_r1"},
        {"xray.error-angle", "err_ellipse_ang"},
        {"xray.error-level", "0.95"},
        {"xray.name", "name"},
        {"xray.counts", "src_cnts_aper_b"},
        {"xray.theta", "theta_mean"}}},
      // Webb et al. 2020 (4XMM)
      {"4xmm",
       {{"xray.ra", "SC_RA"},
        {"xray.dec", "SC_DEC"},
        {"xray.error", "SC_POSERR"},
        {"xray.error-level", "0.63"},
        {"xray.name", "IAUNAME"},
        {"xray.counts", ""},
        {"xray.theta", ""}}},
      // Merloni et al. 2024 (eRASS1)
      {"erass1",
       {{"xray.ra", "RA"},
        {"xray.dec", "DEC"},
        {"xray.error", "POS_ERR"},
        {"xray.error-level", "sigma"},
        {"xray.name", "IAUNAME"},
        {"xray.counts", ""},
        {"xray.theta", ""}}},
  };
  return all;
}

} // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& [name, unused] : presets())
    names.push_back(name);
  return names;
}

Settings with_preset(const Settings& settings) {
  const std::string& name = settings.text("xray.preset");
  if (name.empty()) return settings;
  ValueOfKey defaults = presets().at(name);
  // Who names a circular error wants no ellipse.
  if (settings.is_given("xray.error")) {
    for (const std::string& key : ellipse_keys())
      defaults.erase(key);
  }
  return settings.with_defaults(defaults);
}

} // namespace counterpoint
