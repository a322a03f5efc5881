#include "counterpoint/settings/settings.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>

namespace counterpoint {

namespace po = boost::program_options;

namespace {

[[noreturn]] void refuse(const std::string& key, const std::string& value,
                         const std::string& expected) {
  throw InputError{key + " = " + value + ": " + expected + " was expected"};
}

po::options_description describe(std::span<const SettingKey> keys) {
  po::options_description description;
  for (const SettingKey& key : keys) {
    description.add_options()(key.name.c_str(), po::value<std::vector<std::string>>()->composing(),
                              key.description.c_str());
  }
  return description;
}

// The command line with "true" behind each switch that stands without a value.
std::vector<std::string> with_switch_values(std::span<const std::string> arguments,
                                            std::span<const SettingKey> keys) {
  std::vector<std::string> complete;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    complete.push_back(arguments[i]);
    const bool is_toggle = std::any_of(keys.begin(), keys.end(), [&](const SettingKey& key) {
      return key.kind == KeyKind::toggle && arguments[i] == "--" + key.name;
    });
    const bool has_value = i + 1 < arguments.size() && !arguments[i + 1].starts_with("--");
    if (is_toggle && !has_value) complete.emplace_back("true");
  }
  return complete;
}

[[noreturn]] void refuse_unknown_key(const std::string& where, const std::string& key,
                                     std::span<const SettingKey> keys) {
  std::vector<std::string> names;
  for (const SettingKey& known : keys)
    names.push_back(known.name);
  const std::string nearest = nearest_word(key, names);
  throw InputError{
      where + "unknown key '" + key + "'; " +
      (nearest.empty() ? "known keys: " + join_words(names) : "did you mean '" + nearest + "'?")};
}

// "file:line: " of a key, which Boost does not tell.
std::string locate_key(const std::filesystem::path& file, const std::string& wanted) {
  std::ifstream stream{file};
  std::string line;
  std::string section;
  for (int number = 1; std::getline(stream, line); ++number) {
    const std::string_view content = trimmed(std::string_view{line}.substr(0, line.find('#')));
    if (content.starts_with('[') && content.ends_with(']')) {
      section = std::string{content.substr(1, content.size() - 2)} + ".";
    } else if (section + std::string{trimmed(content.substr(0, content.find('=')))} == wanted) {
      return file.string() + ":" + std::to_string(number) + ": ";
    }
  }
  return file.string() + ": ";
}

} // namespace

std::vector<SettingKey> joined(const std::vector<std::vector<SettingKey>>& lists) {
  std::vector<SettingKey> all;
  for (const std::vector<SettingKey>& list : lists)
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

Settings::Settings(std::span<const SettingKey> keys, std::span<const std::string> arguments) {
  for (const SettingKey& key : keys) {
    values_[key.name] = {{key.default_value, {}}};
    if (key.kind == KeyKind::repeated && key.default_value.empty()) values_[key.name].clear();
  }
  read_arguments(arguments, keys);
}

void Settings::read_file(const std::filesystem::path& file, std::span<const SettingKey> keys) {
  std::ifstream stream{file};
  if (!stream || std::filesystem::is_directory(file)) {
    throw InputError{file.string() + ": the configuration file cannot be read"};
  }
  try {
    const auto parsed = po::parse_config_file(stream, describe(keys), true);
    std::map<std::string, std::vector<Value>> of_file;
    for (const auto& option : parsed.options) {
      if (option.unregistered) {
        refuse_unknown_key(locate_key(file, option.string_key), option.string_key, keys);
      }
      for (const std::string& value : option.value) {
        of_file[option.string_key].push_back({std::string{trimmed(value)}, file.parent_path()});
      }
    }
    for (auto& [key, values] : of_file)
      set(key, std::move(values));
  } catch (const po::error& error) {
    throw InputError{file.string() + ": " + error.what() +
                     "; a line is [section], key = value, or # comment"};
  }
}

void Settings::read_arguments(std::span<const std::string> arguments,
                              std::span<const SettingKey> keys) {
  auto description = describe(keys);
  description.add_options()("config", po::value<std::string>(), "configuration file (INI)");
  try {
    namespace style = po::command_line_style;
    const auto parsed =
        po::command_line_parser(with_switch_values(arguments, keys))
            .options(description)
            .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
            .allow_unregistered()
            .run();
    std::map<std::string, std::vector<Value>> of_line;
    for (const auto& option : parsed.options) {
      if (option.string_key.empty()) {
        throw InputError{"command line: '" + option.original_tokens.front() +
                         "' was not expected; options are --config FILE and --SECTION.KEY VALUE"};
      }
      if (option.unregistered) {
        const std::string key =
            option.string_key.substr(option.string_key.starts_with("--") ? 2 : 0);
        refuse_unknown_key("command line: ", key, keys);
      }
      if (option.string_key == "config") {
        read_file(option.value.front(), keys);
        continue;
      }
      for (const std::string& value : option.value) {
        of_line[option.string_key].push_back({std::string{trimmed(value)}, {}});
      }
    }
    for (auto& [key, values] : of_line)
      set(key, std::move(values));
  } catch (const po::error& error) {
    throw InputError{std::string{"command line: "} + error.what()};
  }
  for (const SettingKey& key : keys) {
    if (key.kind != KeyKind::repeated && values_[key.name].size() > 1) {
      throw InputError{key.name + " is given " + std::to_string(values_[key.name].size()) +
                       " times; it takes one value"};
    }
  }
}

Settings Settings::with_defaults(const std::map<std::string, std::string>& defaults) const {
  Settings changed = *this;
  for (const auto& [key, text] : defaults) {
    const auto value = changed.values_.find(key);
    if (value != changed.values_.end() && !is_given(key)) value->second = {{text, {}}};
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

double Settings::number(const std::string& key) const {
  const auto value = parse_number<double>(text(key));
  if (!value || !std::isfinite(*value)) refuse(key, text(key), "a number");
  return *value;
}

std::int64_t Settings::integer(const std::string& key, std::int64_t least) const {
  const auto value = parse_number<std::int64_t>(text(key));
  if (!value || *value < least) {
    refuse(key, text(key), "a whole number of at least " + std::to_string(least));
  }
  return *value;
}

bool Settings::boolean(const std::string& key) const {
  const std::string& value = text(key);
  if (value == "true" || value == "yes" || value == "on" || value == "1") return true;
  if (value == "false" || value == "no" || value == "off" || value == "0") return false;
  refuse(key, value, "true or false");
}

Angle Settings::arcsec(const std::string& key) const {
  const auto value = parse_number<double>(text(key));
  if (!value || !std::isfinite(*value) || *value < 0.0) {
    refuse(key, text(key), "an angle in arcsec, not negative,");
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

std::int64_t Settings::integer_or_auto(const std::string& key) const {
  if (text(key) == "auto") return 0;
  const auto value = parse_number<std::int64_t>(text(key));
  if (!value || *value < 1) refuse(key, text(key), "auto, or a whole number of at least 1,");
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
      refuse(key, value, "start:stop:step or a list of numbers");
    }
    numbers.push_back(*number);
  }
  if (!is_range) return numbers;
  constexpr double most_steps = 100000.0;
  if (numbers.size() != 3 || !(numbers[2] > 0.0) || numbers[1] < numbers[0] ||
      (numbers[1] - numbers[0]) / numbers[2] > most_steps) {
    refuse(key, value, "start:stop:step with start <= stop and a positive step");
  }
  const double rounding = 1e-9;
  const auto n = static_cast<int>(std::floor((numbers[1] - numbers[0]) / numbers[2] + rounding));
  std::vector<double> steps;
  for (int i = 0; i <= n; ++i)
    steps.push_back(numbers[0] + i * numbers[2]);
  return steps;
}

std::string Settings::as_used(std::span<const std::string> without_sections) const {
  std::string lines;
  for (const auto& [key, values] : values_) {
    bool is_left_out = false;
    for (const std::string& section : without_sections) {
      is_left_out = is_left_out || key.starts_with(section + ".");
    }
    if (is_left_out) continue;
    for (const Value& value : values)
      lines += key + " = " + value.text + "\n";
  }
  return lines;
}

} // namespace counterpoint
