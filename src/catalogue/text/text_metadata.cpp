#include "catalogue/text/text_metadata.hpp"

#include "catalogue/values/conversion.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace counterpoint {

namespace {
// Removes the first line from `text`, and returns it without its end.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return trimmed(line);
}

// Value of "key: value" within a line of YAML, in block style or between braces.
std::optional<std::string> find_value(std::string_view line, std::string_view key) {
  const auto at = line.find(key);
  if (at == line.npos) return std::nullopt;
  const std::string_view before = line.substr(0, at);
  const bool in_braces = before.find('{') != before.npos;
  const bool begins_word = in_braces ? before.ends_with(' ') || before.ends_with('{')
                                     : before.find_first_not_of("# -") == before.npos;
  if (!begins_word) return std::nullopt;
  std::string_view value = line.substr(at + key.size());
  if (in_braces) value = value.substr(0, value.find_first_of(",}"));
  value = trimmed(value);
  if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"')) {
    value = value.substr(1, value.size() - 2);
  }
  return std::string{value};
}

class MetadataFinder {
public:
  explicit MetadataFinder(const std::vector<std::string>& names)
      : n_columns_{names.size()}, column_{names.size()} {
    for (std::size_t i = 0; i < names.size(); ++i)
      columns_.emplace(names[i], i); // of equal names the first
    metadata.units.resize(names.size());
    metadata.ucds.resize(names.size());
    metadata.descriptions.resize(names.size());
  }

  void read_ecsv_line(std::string_view line) {
    if (const auto name = find_value(line, "name: ")) select(*name);
    if (column_ == n_columns_) return;
    if (const auto unit = find_value(line, "unit: ")) metadata.units[column_] = *unit;
    if (const auto ucd = find_value(line, "ucd: ")) metadata.ucds[column_] = *ucd;
    if (const auto text = find_value(line, "description: ")) metadata.descriptions[column_] = *text;
  }

  // #Column <tab> name <tab> format <tab> description <tab> [ucd=...]
  void read_vizier_line(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0; begin <= line.size();) {
      const auto end = std::min(line.find('\t', begin), line.size());
      fields.push_back(trimmed(line.substr(begin, end - begin)));
      begin = end + 1;
    }
    if (fields.size() < 4 || fields[0] != "#Column") return;
    select(fields[1]);
    if (column_ == n_columns_) return;
    metadata.descriptions[column_] = fields[3];
    constexpr std::string_view prefix = "[ucd=";
    const bool has_ucd =
        fields.size() > 4 && fields[4].starts_with(prefix) && fields[4].ends_with(']');
    if (!has_ucd) return;
    metadata.ucds[column_] = fields[4].substr(prefix.size(), fields[4].size() - prefix.size() - 1);
  }

private:
  void select(std::string_view name) {
    const auto found = columns_.find(name);
    column_ = found == columns_.end() ? n_columns_ : found->second;
  }

  std::unordered_map<std::string_view, std::size_t> columns_; // by name
  std::size_t n_columns_;
  std::size_t column_; // that the lines describe; n of them: none

public:
  TextMetadata metadata;
};
} // namespace

TextMetadata find_text_metadata(std::string_view comments, const std::vector<std::string>& names) {
  const bool is_ecsv = comments.find("%ECSV") != comments.npos;
  MetadataFinder finder{names};
  while (!comments.empty()) {
    const std::string_view line = take_line(comments);
    is_ecsv ? finder.read_ecsv_line(line) : finder.read_vizier_line(line);
  }
  return std::move(finder.metadata);
}

} // namespace counterpoint
