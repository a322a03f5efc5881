#include "counterpoint/settings/settings.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"
#include "settings/command_line.hpp"
#include "settings/ini_file.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace counterpoint {

namespace {

// Of "infrared.2.ra" the section "infrared.2", that of a further catalogue; of other keys none.
std::string numbered_section(const std::string& key) {
  const std::size_t dot = key.find('.');
  if (dot == key.npos || dot + 2 >= key.size()) return "";
  const char number = key[dot + 1];
  const bool is_numbered = number >= '0' && number <= '9' && key[dot + 2] == '.';
  return is_numbered ? key.substr(0, dot + 2) : "";
}

// The way out. A key of a section that the command lacks is not one of the section before it.
std::string instead_of(const std::string& key, std::span<const std::string> names,
                       const std::string& command) {
  const std::string further = numbered_section(key);
  const auto is_in_further = [&](const std::string& name) {
    return name.starts_with(further + ".");
  };
  if (!further.empty() && std::none_of(names.begin(), names.end(), is_in_further)) {
    return command + " takes no [" + further + "] besides [" +
           further.substr(0, further.find('.')) + "]: leave it out";
  }
  const std::string nearest = nearest_word(key, names);
  return nearest.empty() ? "counterpoint " + command + " --help lists the keys"
                         : "did you mean '" + nearest + "'?";
}

// One line: the nearest key, or those of that name in a section, or where all of them are listed.
[[noreturn]] void refuse_unknown_key(const Assignment& given, std::span<const SettingKey> keys,
                                     const std::string& command) {
  std::vector<std::string> names;
  std::vector<std::string> of_sections;
  for (const SettingKey& known : keys) {
    names.push_back(known.name);
    if (known.name.ends_with("." + given.key)) of_sections.push_back(known.name);
  }
  throw InputError{(given.origin.empty() ? "command line: " : given.origin) + "unknown key '" +
                   given.key + "'; " +
                   (of_sections.empty() ? instead_of(given.key, names, command)
                                        : "did you mean '" + join_words(of_sections) + "'?")};
}

// As a line of a configuration that reads back as the same value.
std::string quoted_if_need_be(const std::string& text) {
  const bool is_plain = text.find_first_of("#\"'") == text.npos && trimmed(text) == text;
  if (is_plain) return text;
  const char quote = text.find('"') == text.npos ? '"' : '\'';
  return quote + text + quote;
}

} // namespace

std::vector<SettingKey> joined(const std::vector<std::vector<SettingKey>>& lists) {
  std::vector<SettingKey> all;
  for (const std::vector<SettingKey>& list : lists)
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

Settings::Settings(std::span<const SettingKey> keys, std::span<const std::string> arguments,
                   const std::string& command) {
  for (const SettingKey& key : keys) {
    values_[key.name] = {{key.default_value, {}, {}}};
    if (key.kind == KeyKind::repeated && key.default_value.empty()) values_[key.name].clear();
  }
  const auto take = [&](const std::vector<Assignment>& assignments,
                        const std::filesystem::path& folder) {
    std::map<std::string, std::vector<Value>> given;
    for (const Assignment& one : assignments) {
      if (!values_.contains(one.key)) refuse_unknown_key(one, keys, command);
      given[one.key].push_back({one.value, folder, one.origin});
    }
    for (auto& [key, values] : given)
      set(key, std::move(values));
  };
  std::vector<Assignment> of_line = read_command_line(arguments, keys);
  const auto is_file = [](const Assignment& one) { return one.key == "config"; };
  for (const Assignment& one : of_line) {
    if (!is_file(one)) continue;
    files_.emplace_back(one.value);
    take(read_ini(one.value), files_.back().parent_path());
  }
  std::erase_if(of_line, is_file);
  take(of_line, {});
  require_one_value_each(keys);
  require_choices(keys);
}

void Settings::require_one_value_each(std::span<const SettingKey> keys) const {
  for (const SettingKey& key : keys) {
    const std::vector<Value>& given = values(key.name);
    if (key.kind == KeyKind::repeated || given.size() <= 1) continue;
    throw InputError{given.back().origin + key.name + " is given " + std::to_string(given.size()) +
                     " times; it takes one value" +
                     (key.kind == KeyKind::positional ? " (quotes keep words together)" : "")};
  }
}

void Settings::require_choices(std::span<const SettingKey> keys) const {
  for (const SettingKey& key : keys) {
    const std::string& word = text(key.name);
    if (key.kind != KeyKind::choice || word == key.default_value ||
        std::find(key.choices.begin(), key.choices.end(), word) != key.choices.end()) {
      continue;
    }
    const std::string nearest = nearest_word(word, key.choices);
    throw InputError{values(key.name).front().origin + key.name + " = " + word + ": one of " +
                     join_words(key.choices) + " was expected" +
                     (nearest.empty() ? "" : "; did you mean '" + nearest + "'?")};
  }
}

void Settings::refuse(const std::string& key, const std::string& expected) const {
  const std::string origin = values(key).empty() ? "" : values(key).front().origin;
  throw InputError{origin + key + " = " + text(key) + ": " + expected + " was expected"};
}

Settings Settings::with_defaults(const std::map<std::string, std::string>& defaults) const {
  Settings changed = *this;
  for (const auto& [key, text] : defaults) {
    const auto value = changed.values_.find(key);
    if (value != changed.values_.end() && !is_given(key)) value->second = {{text, {}, {}}};
  }
  return changed;
}

Settings Settings::with_earlier(const std::string& lines, const std::string& origin) const {
  std::map<std::string, std::vector<Value>> earlier;
  for (const Assignment& one : parse_ini(lines, origin)) {
    if (values_.contains(one.key) && !is_given(one.key))
      earlier[one.key].push_back({one.value, {}, one.origin});
  }
  Settings changed = *this;
  for (auto& [key, values] : earlier) {
    const bool is_default = values.size() == 1 && values.front().text == text(key);
    if (!is_default) changed.set(key, std::move(values));
  }
  return changed;
}

void Settings::set(const std::string& key, std::vector<Value> values) {
  values_[key] = std::move(values);
  given_[key] = true;
}

const std::vector<Settings::Value>& Settings::values(const std::string& key) const {
  return values_.at(key);
}

const std::string& Settings::text(const std::string& key) const {
  static const std::string nothing;
  return values(key).empty() ? nothing : values(key).front().text;
}

std::vector<std::string> Settings::texts(const std::string& key) const {
  std::vector<std::string> texts;
  for (const Value& value : values(key))
    texts.push_back(value.text);
  return texts;
}

namespace {
std::string whole_number(std::int64_t least, std::int64_t most) {
  if (most == std::numeric_limits<std::int64_t>::max())
    return "a whole number of at least " + std::to_string(least);
  return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}
} // namespace

double Settings::number(const std::string& key) const {
  const auto value = parse_number<double>(text(key));
  if (!value || !std::isfinite(*value)) refuse(key, "a number");
  return *value;
}

std::int64_t Settings::integer(const std::string& key, std::int64_t least,
                               std::int64_t most) const {
  const auto value = parse_number<std::int64_t>(text(key));
  if (!value || *value < least || *value > most) refuse(key, whole_number(least, most));
  return *value;
}

bool Settings::boolean(const std::string& key) const {
  const std::string& value = text(key);
  if (value == "true" || value == "yes" || value == "on" || value == "1") return true;
  if (value == "false" || value == "no" || value == "off" || value == "0") return false;
  refuse(key, "true or false");
}

Angle Settings::arcsec(const std::string& key) const {
  const auto value = parse_number<double>(text(key));
  if (!value || !std::isfinite(*value) || *value < 0.0) {
    refuse(key, "an angle in arcsec, not negative,");
  }
  return Angle::from_arcsec(*value);
}

std::filesystem::path Settings::path(const std::string& key) const {
  const auto all = paths(key);
  return all.empty() ? std::filesystem::path{} : all.front();
}

std::vector<std::filesystem::path> Settings::paths(const std::string& key) const {
  std::vector<std::filesystem::path> paths;
  for (const Value& value : values(key)) {
    if (!value.text.empty()) paths.push_back(value.folder / value.text);
  }
  return paths;
}

std::int64_t Settings::integer_or_auto(const std::string& key, std::int64_t most) const {
  if (text(key) == "auto") return 0;
  const auto value = parse_number<std::int64_t>(text(key));
  if (!value || *value < 1 || *value > most) refuse(key, "auto, or " + whole_number(1, most) + ",");
  return *value;
}

std::vector<double> Settings::range(const std::string& key) const {
  const std::string& value = text(key);
  const bool is_range = value.find(':') != std::string::npos;
  std::vector<double> numbers;
  std::stringstream stream{value};
  for (std::string part; std::getline(stream, part, is_range ? ':' : ',');) {
    const auto number = parse_number<double>(trimmed(part));
    if (!number || !std::isfinite(*number)) {
      refuse(key, "start:stop:step or a list of numbers");
    }
    numbers.push_back(*number);
  }
  if (!is_range) return numbers;
  constexpr double most_steps = 100000.0;
  if (numbers.size() != 3 || !(numbers[2] > 0.0) || numbers[1] < numbers[0] ||
      (numbers[1] - numbers[0]) / numbers[2] > most_steps) {
    refuse(key, "start:stop:step with start <= stop and a positive step");
  }
  const double rounding = 1e-9;
  const auto n = static_cast<int>(std::floor((numbers[1] - numbers[0]) / numbers[2] + rounding));
  std::vector<double> steps;
  for (int i = 0; i <= n; ++i)
    steps.push_back(numbers[0] + i * numbers[2]);
  return steps;
}

std::string Settings::as_used(std::span<const std::string> without) const {
  std::string lines;
  for (const auto& [key, values] : values_) {
    bool is_left_out = false;
    for (const std::string& one : without) {
      is_left_out = is_left_out || key == one || key.starts_with(one + ".");
    }
    if (is_left_out) continue;
    for (const Value& value : values)
      lines += key + " = " + quoted_if_need_be(value.text) + "\n";
  }
  return lines;
}

} // namespace counterpoint
