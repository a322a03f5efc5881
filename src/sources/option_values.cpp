#include "sources/option_values.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <string_view>

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

SettingKey carry_key(const std::string& section) {
  return {section + ".carry", "",
          "columns that go to /counterparts and /pairs as they are, separated by commas; * is all",
          KeyKind::repeated};
}

CarryRequest carry_request(const Settings& settings, const std::string& section) {
  CarryRequest request{{}, section + ".carry"};
  for (const std::string& list : settings.texts(request.key)) {
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find(',', begin), list.size());
      const std::string_view name = trimmed(std::string_view{list}.substr(begin, end - begin));
      if (!name.empty()) request.names.emplace_back(name);
      begin = end + 1;
    }
  }
  return request;
}

} // namespace counterpoint
