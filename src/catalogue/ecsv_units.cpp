#include "ecsv_units.hpp"

#include "conversion.hpp"

#include <algorithm>
#include <optional>

namespace counterpoint {

namespace {
// Value of "key: value" within a line of YAML, in block style or between braces.
std::optional<std::string> find_value(std::string_view line, std::string_view key) {
  const auto at = line.find(key);
  if (at == line.npos) return std::nullopt;
  if (at > 0 && line[at - 1] != ' ' && line[at - 1] != '{') return std::nullopt;
  std::string_view value = line.substr(at + key.size());
  value = trimmed(value.substr(0, value.find_first_of(",}")));
  if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"')) {
    value = value.substr(1, value.size() - 2);
  }
  return std::string{value};
}
} // namespace

std::vector<std::string> find_ecsv_units(std::string_view comments,
                                         const std::vector<std::string>& names) {
  std::vector<std::string> units(names.size());
  if (comments.find("%ECSV") == comments.npos) return units;
  std::string name;
  while (!comments.empty()) {
    const auto end = std::min(comments.find('\n'), comments.size());
    const std::string_view line = comments.substr(0, end);
    comments.remove_prefix(std::min(end + 1, comments.size()));
    if (const auto found = find_value(line, "name: ")) name = *found;
    const auto unit = find_value(line, "unit: ");
    const auto column = std::find(names.begin(), names.end(), name);
    if (unit && column != names.end()) {
      units[static_cast<std::size_t>(column - names.begin())] = *unit;
    }
  }
  return units;
}

} // namespace counterpoint
