#include "settings/command_line.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <array>

namespace counterpoint {

namespace po = boost::program_options;

namespace {

bool is_positional(const SettingKey& key) {
  return key.kind == KeyKind::positional;
}

// May the word be the value of the toggle before it? Where words may stand without a key, only one
// that can be nothing else.
bool is_toggle_value(const std::string& word, bool has_positional) {
  constexpr std::array<std::string_view, 6> words{"true", "false", "yes", "no", "on", "off"};
  return has_positional ? std::find(words.begin(), words.end(), word) != words.end()
                        : !word.starts_with("--");
}

// The command line with "true" behind each toggle that stands without a value.
std::vector<std::string> with_toggle_values(std::span<const std::string> arguments,
                                            std::span<const SettingKey> keys) {
  const bool has_positional = std::any_of(keys.begin(), keys.end(), is_positional);
  std::vector<std::string> complete;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    complete.push_back(arguments[i]);
    const bool is_toggle = std::any_of(keys.begin(), keys.end(), [&](const SettingKey& key) {
      return key.kind == KeyKind::toggle && arguments[i] == "--" + key.name;
    });
    const bool has_value =
        i + 1 < arguments.size() && is_toggle_value(arguments[i + 1], has_positional);
    if (is_toggle && !has_value) complete.emplace_back("true");
  }
  return complete;
}

std::vector<po::option> parse(std::span<const std::string> arguments,
                              std::span<const SettingKey> keys) {
  po::options_description description;
  po::positional_options_description positions;
  description.add_options()("config", po::value<std::string>(), "");
  for (const SettingKey& key : keys) {
    description.add_options()(key.name.c_str(), po::value<std::string>(), "");
    if (is_positional(key)) positions.add(key.name.c_str(), -1);
  }
  namespace style = po::command_line_style;
  try {
    const std::vector<std::string> words = with_toggle_values(arguments, keys);
    po::command_line_parser parser{words};
    parser.options(description)
        .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
        .allow_unregistered();
    // An empty description would refuse every word, without saying which.
    if (positions.max_total_count() > 0) parser.positional(positions);
    return parser.run().options;
  } catch (const po::error& error) {
    throw InputError{std::string{"command line: "} + error.what()};
  }
}

} // namespace

std::vector<Assignment> read_command_line(std::span<const std::string> arguments,
                                          std::span<const SettingKey> keys) {
  std::vector<Assignment> assignments;
  for (const po::option& option : parse(arguments, keys)) {
    if (option.string_key.empty()) {
      throw InputError{"command line: '" + option.original_tokens.front() +
                       "' was not expected; options are --config FILE and --SECTION.KEY VALUE"};
    }
    if (option.unregistered) {
      // Whether the next word is its value cannot be told: the rest has no meaning.
      const std::size_t dashes = option.string_key.starts_with("--") ? 2 : 0;
      assignments.push_back({option.string_key.substr(dashes), "", ""});
      return assignments;
    }
    for (const std::string& value : option.value)
      assignments.push_back({option.string_key, std::string{trimmed(value)}, ""});
  }
  return assignments;
}

} // namespace counterpoint
