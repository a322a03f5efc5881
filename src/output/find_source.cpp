#include "counterpoint/output/find_source.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/export.hpp"
#include "counterpoint/output/result_reader.hpp"

#include <utility>
#include <vector>

namespace counterpoint {

namespace {

constexpr const char* xray_table = "/xray";

struct SourceNames {
  std::vector<std::int64_t> ids;
  std::vector<std::string> names;
  std::vector<bool> kept; // true where the table does not say
};

// From the first table that has names; none where the catalogue has none.
SourceNames names_in(const std::filesystem::path& results) {
  SourceNames found;
  for (const char* table : {xray_table, default_export_table}) {
    const ResultReader reader{results, table};
    const ResultColumn* const column = reader.find("name");
    if (column == nullptr || column->type != ResultType::text) continue;
    const ResultColumn& id = reader.column("xray_id");
    const ResultColumn* const kept = reader.find("kept");
    for (std::int64_t first = 0; first < reader.n_rows(); first += reader.block_rows()) {
      const ResultRows rows = reader.read(first, reader.block_rows());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        found.ids.push_back(rows.integer(row, id));
        found.names.emplace_back(trimmed(rows.text(row, *column)));
        found.kept.push_back(kept == nullptr || rows.boolean(row, *kept));
      }
    }
    return found;
  }
  return found;
}

[[noreturn]] void refuse(const std::filesystem::path& results, const ResultReader& xray,
                         const std::string& source, const std::vector<std::string>& names) {
  const std::string nearest = nearest_word(source, names);
  const std::string which = "there is no X-ray source '" + source + "' in " + results.string();
  if (!nearest.empty()) throw InputError{which + "; did you mean '" + nearest + "'?"};
  throw InputError{which + ": it holds the rows 0 to " + std::to_string(xray.n_rows() - 1) +
                   " of the X-ray catalogue" +
                   (names.empty() ? ", and no names (xray.name tells match their column)"
                                  : ", with names such as '" + names.front() + "'")};
}

std::string words_of(const std::vector<std::int64_t>& ids) {
  constexpr std::size_t most = 10;
  std::vector<std::string> words;
  for (const std::int64_t id : ids)
    words.push_back(std::to_string(id));
  return join_words(words, most);
}

} // namespace

FoundSource find_source(const std::filesystem::path& results, const std::string& source) {
  const ResultReader xray{results, xray_table};
  const auto [known_ids, names, kept] = names_in(results);
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> kept_ids;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != trimmed(source)) continue;
    ids.push_back(known_ids[i]);
    if (kept[i]) kept_ids.push_back(known_ids[i]);
  }
  if (kept_ids.size() == 1) ids = kept_ids; // the others are observations that gave way to it
  const auto row = parse_number<std::int64_t>(source);
  // The table has all rows of the catalogue, in their order.
  if (row && *row >= 0 && *row < xray.n_rows()) {
    std::erase(ids, *row);
    return {*row, std::move(ids)};
  }
  if (ids.empty()) refuse(results, xray, source, names);
  if (ids.size() > 1) {
    throw InputError{"the name '" + source + "' is that of " + std::to_string(ids.size()) +
                     " X-ray sources; give the row of one of them: " + words_of(ids)};
  }
  return {ids.front(), {}};
}

} // namespace counterpoint
