#include "counterpoint/output/export.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/output_path.hpp"
#include "output/export_writers.hpp"
#include "output/partial_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <sstream>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string text;
  ExportFormat format;
};

const std::array<Ending, 8>& endings() {
  static const std::array<Ending, 8> all{{{".fits", ExportFormat::fits},
                                          {".fit", ExportFormat::fits},
                                          {".csv", ExportFormat::csv},
                                          {".ecsv", ExportFormat::ecsv},
                                          {".vot", ExportFormat::votable},
                                          {".votable", ExportFormat::votable},
                                          {".xml", ExportFormat::votable},
                                          {".reg", ExportFormat::ds9}}};
  return all;
}

const std::array<std::string, 5>& format_names() { // in the order of ExportFormat
  static const std::array<std::string, 5> all{"fits", "csv", "ecsv", "votable", "ds9"};
  return all;
}

[[noreturn]] void refuse_parquet(const ExportRequest& request) {
  throw InputError{"export does not write Parquet; pandas does (with pyarrow):\n"
                   "python3 -c \"from astropy.table import Table; Table.read('" +
                   request.results.string() + "', path='" + request.table +
                   "', character_as_bytes=False).to_pandas().to_parquet('" +
                   request.output.string() + "')\""};
}

bool is_standard_output(const ExportRequest& request) {
  return request.output == "-";
}

// What can be refused before anything is read or written.
void require_output(const ExportRequest& request) {
  const std::string name = request.output.string();
  if (is_standard_output(request)) {
    if (request.format == ExportFormat::fits && ::isatty(STDOUT_FILENO) == 1) {
      throw InputError{"FITS is not text and does not go to a terminal; give --to a file, or "
                       "--format csv"};
    }
    return;
  }
  std::error_code ignored;
  if (fs::equivalent(request.output, request.results, ignored)) {
    throw InputError{"the output " + name +
                     " is the result file itself, which export only reads; choose another file"};
  }
  if (fs::exists(request.output, ignored) && !request.overwrite) {
    throw InputError{"the output " + name + " exists; add --overwrite or choose another file"};
  }
  require_file_writable(request.output, request.overwrite);
}

// Of a file without a summary only what its name tells.
ExportOrigin origin_of(const ExportRequest& request) {
  ExportOrigin origin{request.results.filename().string(), request.table, "counterpoint"};
  const std::string summary = "/summary";
  const auto tables = result_tables(request.results);
  if (std::ranges::find(tables, summary) == tables.end()) return origin;
  for (const OutputAttribute& attribute : read_attributes(request.results, summary)) {
    const auto* text = std::get_if<std::string>(&attribute.value);
    if (text == nullptr) continue;
    if (attribute.name == "program") origin.program = *text;
    if (attribute.name != "configuration") continue;
    std::istringstream lines{*text};
    for (std::string line; std::getline(lines, line);)
      origin.configuration.push_back(line);
  }
  return origin;
}

void write_text(const ResultReader& table, const ExportRequest& request, std::ostream& stream) {
  switch (request.format) {
  case ExportFormat::ecsv:
    write_ecsv(table, origin_of(request), stream);
    break;
  case ExportFormat::votable:
    write_votable(table, origin_of(request), stream);
    break;
  case ExportFormat::ds9:
    write_regions(table, request, origin_of(request), stream);
    break;
  case ExportFormat::csv:
    write_csv(table, stream);
    break;
  case ExportFormat::fits:
    check(false, "FITS is no text");
  }
}

void write_standard_output(const ResultReader& table, const ExportRequest& request) {
  if (request.format == ExportFormat::fits) {
    write_fits(table, origin_of(request), "-");
    return;
  }
  write_text(table, request, std::cout);
  std::cout.flush();
  if (!std::cout)
    throw SystemError{"cannot write to the standard output; is the disk full, or its reader gone?"};
}

void write_file(const ResultReader& table, const ExportRequest& request) {
  PartialFile file{request.output, request.overwrite};
  if (request.format == ExportFormat::fits) {
    fs::remove(file.path()); // CFITSIO only writes to files that it creates itself
    write_fits(table, origin_of(request), file.path());
  } else {
    std::ofstream stream{file.path(), std::ios::binary};
    write_text(table, request, stream);
    stream.close();
    if (!stream) {
      throw SystemError{"cannot write " + request.output.string() + "; is the disk full?"};
    }
  }
  file.commit();
}

} // namespace

ExportFormat export_format(const std::string& name, const ExportRequest& request) {
  const std::string ending = lower_case(request.output.extension().string());
  if (name == "parquet" || (name.empty() && ending == ".parquet")) refuse_parquet(request);
  if (!name.empty()) {
    const auto found = std::ranges::find(format_names(), name);
    if (found == format_names().end()) {
      throw InputError{"there is no export format \"" + name + "\"; there are " +
                       join_words(format_names())};
    }
    return static_cast<ExportFormat>(found - format_names().begin());
  }
  if (is_standard_output(request)) return ExportFormat::csv;
  const auto found = std::ranges::find(endings(), ending, &Ending::text);
  if (found != endings().end()) return found->format;
  std::vector<std::string> known;
  for (const Ending& one : endings())
    known.push_back(one.text);
  throw InputError{"the name of the output " + request.output.string() +
                   " does not tell the format; let it end in one of " + join_words(known) +
                   ", or say --format (" + join_words(format_names()) + ")"};
}

std::int64_t export_table(const ExportRequest& request) {
  require_output(request);
  ExportRequest named = request;
  if (!named.table.starts_with('/')) named.table.insert(0, "/");
  const ResultReader table{named.results, named.table};
  if (is_standard_output(named)) {
    write_standard_output(table, named);
  } else {
    write_file(table, named);
  }
  return table.n_rows();
}

} // namespace counterpoint
