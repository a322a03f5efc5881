#include "app/help.hpp"

#include "counterpoint/core/suggestion.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <sstream>
#include <vector>

namespace counterpoint {

namespace {

constexpr std::size_t line_width = 96;
constexpr std::size_t key_width = 32;

const std::map<std::string, std::string>& headings() {
  static const std::map<std::string, std::string> all{
      {"xray", "the X-ray catalogue: its files, and what their columns mean"},
      {"xray.foreground", "X-ray sources left out as foreground, by a hardness ratio"},
      {"infrared", "the infrared catalogue: its files, and what their columns mean"},
      {"infrared.2",
       "a second infrared catalogue, which lists other stars, or the same in other bands"},
      {"infrared.foreground", "stars left out as foreground, by their colours"},
      {"match", "which stars are candidates of an X-ray source"},
      {"null", "null trials: how many chance matches a shifted catalogue makes"},
      {"sweep", "the same for a range of shift radii"},
      {"candidates", "places whose infrared environment is shown"},
      {"magnitude", "the grid of Ks magnitudes"},
      {"probability", "how probabilities are computed"},
      {"calibrators", "the X-ray sources that tell the offset between the frames"},
      {"frame", "how the X-ray frame is brought onto the infrared one"},
      {"uncertainty", "the positional uncertainties of the X-ray sources"},
      {"layout", "how the work is divided; nothing here changes the result"},
      {"output", "the files that are written"},
      {"",
       "where the run starts, and how it stops before its end; nothing here changes the result"},
  };
  return all;
}

// `text` from column `indent` on, in lines of at most line_width characters; the first line is
// begun by `start`.
std::string wrapped(const std::string& start, std::size_t indent, const std::string& text) {
  std::string all;
  std::string line = start;
  if (line.size() + 2 > indent) {
    all = line + "\n";
    line.clear();
  }
  line.resize(indent, ' ');
  std::istringstream words{text};
  for (std::string word; words >> word;) {
    if (line.size() > indent && line.size() + 1 + word.size() > line_width) {
      all += line + "\n";
      line.assign(indent, ' ');
    }
    line += (line.size() > indent ? " " : "") + word;
  }
  return all + line + "\n";
}

// "xray" of "xray.ra", "" of "results".
std::string section_of(const SettingKey& key) {
  const auto dot = key.name.rfind('.');
  return dot == std::string::npos ? "" : key.name.substr(0, dot);
}

std::string describe_key(const SettingKey& key) {
  std::string text = key.description;
  if (!key.choices.empty()) text += ": " + join_words(key.choices);
  if (key.kind == KeyKind::repeated && text.find("repeat") == text.npos) text += " (repeatable)";
  if (!key.default_value.empty()) text += " [" + key.default_value + "]";
  return wrapped("  --" + key.name, key_width, text);
}

struct KeySection {
  std::string name;
  std::string heading; // "" for none
  std::vector<const SettingKey*> keys;
};

// In the order of their first keys.
std::vector<KeySection> sections_of(const Command& command) {
  std::vector<KeySection> sections;
  for (const SettingKey& key : command.keys()) {
    const std::string name = section_of(key);
    auto section = std::find_if(sections.begin(), sections.end(),
                                [&](const KeySection& one) { return one.name == name; });
    if (section == sections.end()) {
      const auto heading = headings().find(name);
      // Keys without a section need a heading only behind those that have one.
      const bool has_heading = heading != headings().end() && (!name.empty() || !sections.empty());
      section = sections.insert(section, {name, has_heading ? heading->second : "", {}});
    }
    section->keys.push_back(&key);
  }
  return sections;
}

const char* name_of(KeyKind kind) {
  switch (kind) {
  case KeyKind::single:
    return "single";
  case KeyKind::repeated:
    return "repeated";
  case KeyKind::toggle:
    return "toggle";
  case KeyKind::choice:
    return "choice";
  case KeyKind::positional:
    break;
  }
  return "positional";
}

std::string usage(const Command& command) {
  const auto keys = command.keys();
  const bool has_sections = std::any_of(
      keys.begin(), keys.end(), [](const SettingKey& key) { return !section_of(key).empty(); });
  return "counterpoint " + command.name + (command.words.empty() ? "" : " " + command.words) +
         " [--config FILE] " + (has_sections ? "[--SECTION.KEY VALUE]..." : "[--KEY VALUE]...");
}

} // namespace

std::string general_help(std::span<const Command> commands) {
  std::string text =
      wrapped("", 0,
              "counterpoint: which infrared star, if any, is the counterpart of each X-ray "
              "source, and how far to believe it") +
      "\nusage: counterpoint COMMAND [--config FILE] [--SECTION.KEY VALUE]...\n\n";
  for (const Command& command : commands) {
    const std::string words = command.words.empty() ? "" : " " + command.words;
    text += wrapped("  " + command.name + words, 22, command.summary);
  }
  return text + "\ncounterpoint COMMAND --help lists the keys of a command; --version tells the "
                "versions.\nExit codes: 0 done, 1 an error of the program or machine, 2 bad usage, "
                "configuration or input,\n75 stopped as it was asked to: match --resume goes on.\n";
}

std::string command_help(const Command& command) {
  std::string text =
      "usage: " + usage(command) + "\n" + wrapped("", 0, command.summary) +
      "\nA key stands in the file of --config in its section, or on the command "
      "line, which overrides it.\nDefaults are in [brackets]. --quiet: results and warnings only; "
      "--verbose: each phase too.\n";
  for (const KeySection& section : sections_of(command)) {
    text += "\n";
    const std::string name = section.name.empty() ? "" : "[" + section.name + "]  ";
    if (!section.heading.empty()) text += name + section.heading + "\n";
    for (const SettingKey* key : section.keys)
      text += describe_key(*key);
  }
  return text;
}

std::string json_help(std::span<const Command> commands) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const Command& command : commands) {
    Json sections = Json::array();
    for (const KeySection& section : sections_of(command)) {
      Json keys = Json::array();
      for (const SettingKey* key : section.keys) {
        keys.push_back({{"name", key->name},
                        {"kind", name_of(key->kind)},
                        {"default", key->default_value},
                        {"choices", key->choices},
                        {"description", key->description}});
      }
      sections.push_back({{"name", section.name}, {"heading", section.heading}, {"keys", keys}});
    }
    all.push_back({{"name", command.name},
                   {"words", command.words},
                   {"summary", command.summary},
                   {"sections", sections}});
  }
  return all.dump(1) + "\n";
}

} // namespace counterpoint
