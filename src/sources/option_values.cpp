#include "sources/option_values.hpp"

#include "counterpoint/core/error.hpp"

namespace counterpoint {

std::vector<std::filesystem::path> catalogue_files(const Settings& settings,
                                                   const std::string& key) {
  auto paths = settings.paths(key);
  if (paths.empty()) {
    throw InputError{"no " + key + " is given: name the file in the configuration ([" +
                     key.substr(0, key.find('.')) + "] catalogue = FILE) or by --" + key + " FILE"};
  }
  return paths;
}

ColumnRequest column_of(const Settings& settings, const std::string& key, Quantity quantity) {
  return {settings.text(key), quantity, key, false};
}

ColumnRequest optional_column_of(const Settings& settings, const std::string& key,
                                 Quantity quantity) {
  return {settings.text(key), quantity, key, !settings.is_given(key)};
}

} // namespace counterpoint
