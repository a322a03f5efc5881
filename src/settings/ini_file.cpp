#include "settings/ini_file.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace counterpoint {

namespace {

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

// A # within a word is part of it: a file run#2.csv, a column RAJ2000#2.
std::string_view without_comment(std::string_view text) {
  for (auto hash = text.find('#'); hash != text.npos; hash = text.find('#', hash + 1)) {
    if (hash == 0 || text[hash - 1] == ' ' || text[hash - 1] == '\t') return text.substr(0, hash);
  }
  return text;
}

// The value of a line, from behind its equals sign.
std::string value_of(std::string_view text, const std::string& origin) {
  text = trimmed(text);
  if (text.empty() || !is_quote(text.front())) {
    const std::string_view value = trimmed(without_comment(text));
    if (!value.empty() && is_quote(value.back()) &&
        std::count(value.begin(), value.end(), value.back()) % 2 == 1) {
      throw InputError{origin + "the value " + std::string{value} + " ends with a quote that " +
                       "nothing opens; begin it with " + value.back() + " too, or take both away"};
    }
    return std::string{value};
  }
  const char quote = text.front();
  const auto end = text.find(quote, 1);
  if (end == text.npos) {
    throw InputError{origin + "the quote that begins with " + std::string{text} +
                     " is not closed; put a " + quote + " behind the value, or take both away"};
  }
  const std::string_view rest = trimmed(text.substr(end + 1));
  if (!rest.empty() && rest.front() != '#') {
    throw InputError{origin + "'" + std::string{rest} + "' stands behind the closing quote; put " +
                     "the whole value into quotes"};
  }
  return std::string{text.substr(1, end - 1)};
}

// What a terminal would not show, as \xEF: a mark of the byte order in mid-file, for example.
std::string visible(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::string shown;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (text.starts_with(byte_order_mark)) {
      shown += "\\xEF\\xBB\\xBF";
      text.remove_prefix(byte_order_mark.size() - 1);
      continue;
    }
    const auto c = static_cast<unsigned char>(text.front());
    shown += c < ' ' || c == 0x7F ? format_text("\\x%02X", c) : std::string{text.front()};
  }
  return shown;
}

[[noreturn]] void refuse_line(const std::string& origin, std::string_view line) {
  constexpr std::size_t longest_shown = 200;
  throw InputError{origin + "'" + visible(line.substr(0, longest_shown)) +
                   "' is not understood; a line is [section], key = value, or # comment"};
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream{file};
  if (!stream || std::filesystem::is_directory(file)) {
    throw InputError{file.string() + ": the configuration file cannot be read"};
  }
  constexpr std::size_t most_bytes = std::size_t{1} << 20U;
  std::string text(most_bytes + 1, '\0');
  stream.read(text.data(), std::ssize(text));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > most_bytes) {
    throw InputError{file.string() +
                     ": more than 1 MiB, which is no configuration: is a catalogue named in its "
                     "place?"};
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw InputError{file.string() + ": UTF-16 text; save the configuration as UTF-8"};
  }
  if (const auto zero = text.find('\0'); zero != text.npos) {
    const auto before = std::string_view{text}.substr(0, zero);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    throw InputError{file.string() + ":" + std::to_string(line) +
                     ": a zero byte, so this is no text; name the configuration file"};
  }
  return text;
}

} // namespace

std::vector<Assignment> read_ini(const std::filesystem::path& file) {
  return parse_ini(read_text(file), file.string());
}

std::vector<Assignment> parse_ini(const std::string& text, const std::string& file) {
  std::istringstream stream{text};
  std::vector<Assignment> assignments;
  std::string prefix;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // editors on Windows write it
    if (number == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
    const std::string origin = file + ":" + std::to_string(number) + ": ";
    const std::string_view content = trimmed(line);
    const std::string_view plain = trimmed(without_comment(content));
    if (plain.empty()) continue;
    if (plain.starts_with('[')) {
      if (!plain.ends_with(']')) refuse_line(origin, plain);
      prefix = std::string{trimmed(plain.substr(1, plain.size() - 2))} + ".";
      continue;
    }
    const auto equals = plain.find('=');
    const std::string key{trimmed(plain.substr(0, equals))};
    if (equals == plain.npos || key.empty()) refuse_line(origin, plain);
    assignments.push_back({prefix + key, value_of(content.substr(equals + 1), origin), origin});
  }
  return assignments;
}

} // namespace counterpoint
