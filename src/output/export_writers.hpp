#pragma once

#include "counterpoint/output/export.hpp"
#include "counterpoint/output/result_reader.hpp"

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// Where an exported table comes from: what its file says of it.
struct ExportOrigin {
  std::string results;                         ///< name of the result file, without folder
  std::string table;                           ///< "/pairs"
  std::string program;                         ///< that wrote the results, with its version
  std::vector<std::string> configuration = {}; ///< "key = value", as it used them
};

/// Local. Each writes the whole table.
void write_csv(const ResultReader& table, std::ostream& stream);
void write_ecsv(const ResultReader& table, const ExportOrigin& origin, std::ostream& stream);
void write_votable(const ResultReader& table, const ExportOrigin& origin, std::ostream& stream);
/// What the table lacks comes from /xray and /pairs of the same file.
void write_regions(const ResultReader& table, const ExportRequest& request,
                   const ExportOrigin& origin, std::ostream& stream);
/// Makes the file `path`, which must not exist; "-" is standard output.
void write_fits(const ResultReader& table, const ExportOrigin& origin,
                const std::filesystem::path& path);

/// How a text format writes values.
struct ValueStyle {
  std::string not_a_number;
  std::string infinity;
  std::string minus_infinity;
  std::string yes;
  std::string no;
  std::string (*escape)(std::string_view);
};

/// Local. One value as text.
[[nodiscard]] std::string value_text(const ResultRows& rows, std::size_t row,
                                     const ResultColumn& column, const ValueStyle& style);

/// Local. As astropy names the type.
[[nodiscard]] std::string astropy_type(ResultType type);

/// Local. visit(rows) for one block of rows after the other.
template <class Visit>
void for_each_block(const ResultReader& table, Visit&& visit) {
  for (std::int64_t first = 0; first < table.n_rows(); first += table.block_rows()) {
    visit(table.read(first, table.block_rows()));
  }
}

} // namespace counterpoint
