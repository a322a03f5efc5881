#include "output/astropy_metadata.hpp"

#include <nlohmann/json.hpp>

namespace counterpoint {

namespace {

using Json = nlohmann::ordered_json;

// On one line. JSON in flow style is YAML.
std::string on_one_line(const Json& json, Letters letters) {
  return json.dump(-1, ' ', letters == Letters::ascii, Json::error_handler_t::replace);
}

} // namespace

std::string astropy_column(const AstropyColumn& column, Letters letters) {
  Json entry{{"name", column.name}, {"datatype", column.datatype}};
  if (!column.unit.empty()) entry["unit"] = column.unit;
  if (!column.description.empty()) entry["description"] = column.description;
  if (!column.ucd.empty()) entry["meta"]["ucd"] = column.ucd;
  return "- " + on_one_line(entry, letters);
}

std::string yaml_text(const std::string& text) {
  return on_one_line(Json{text}.front(), Letters::utf8);
}

} // namespace counterpoint
