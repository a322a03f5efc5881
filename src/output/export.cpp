#include "counterpoint/output/export.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "output/export_writers.hpp"
#include "output/partial_file.hpp"

#include <array>
#include <fstream>

namespace counterpoint {

ExportFormat export_format(const std::string& name) {
  static const std::array<std::string, 4> known{"fits", "csv", "votable", "ds9"};
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) {
    throw InputError{"there is no export format \"" + name + "\"; there are " + join_words(known)};
  }
  return static_cast<ExportFormat>(found - known.begin());
}

std::int64_t export_table(const ExportRequest& request) {
  const ResultReader table{request.results, request.table};
  const std::string name = request.table.substr(request.table.find_last_of('/') + 1);
  PartialFile file{request.output, request.overwrite};
  if (request.format == ExportFormat::fits) {
    std::filesystem::remove(file.path()); // CFITSIO only writes to files that it creates itself
    write_fits(table, name, file.path());
  } else {
    std::ofstream stream{file.path(), std::ios::binary};
    switch (request.format) {
    case ExportFormat::votable:
      write_votable(table, name, stream);
      break;
    case ExportFormat::ds9:
      write_regions(table, request, stream);
      break;
    default:
      write_csv(table, stream);
    }
    stream.close();
    if (!stream) {
      throw SystemError{"cannot write " + request.output.string() + "; is the disk full?"};
    }
  }
  file.commit();
  return table.n_rows();
}

} // namespace counterpoint
