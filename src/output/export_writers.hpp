#pragma once

#include "counterpoint/output/export.hpp"
#include "counterpoint/output/result_reader.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ostream>
#include <string>

namespace counterpoint {

/// Local. Each writes the whole table.
void write_csv(const ResultReader& table, std::ostream& stream);
void write_votable(const ResultReader& table, const std::string& name, std::ostream& stream);
/// Where `table` has no positions, they are read from /xray of the same file.
void write_regions(const ResultReader& table, const ExportRequest& request, std::ostream& stream);
/// Makes the file `path`, which must not exist.
void write_fits(const ResultReader& table, const std::string& name,
                const std::filesystem::path& path);

/// Local. visit(rows) for one block of rows after the other.
template <class Visit>
void for_each_block(const ResultReader& table, std::int64_t block_rows, Visit&& visit) {
  for (std::int64_t first = 0; first < table.n_rows(); first += block_rows) {
    visit(table.read(first, block_rows));
  }
}

/// Local. The shortest text that reads back as the same number.
template <class Number>
[[nodiscard]] std::string shortest_text(Number value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

} // namespace counterpoint
