#include "app/commands.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/export.hpp"
#include "counterpoint/settings/settings.hpp"

namespace counterpoint {

std::span<const SettingKey> export_keys() {
  static const std::vector<SettingKey> keys{
      {"results", "counterpoint.h5", "result file of match"},
      {"table", "/best_match", "table to export"},
      {"format", "fits", "fits, csv, votable or ds9 (regions)"},
      {"to", "", "file to write"},
      {"ra", "ra", "ds9: column of right ascension"},
      {"dec", "dec", "ds9: column of declination"},
      {"radius", "radius", "ds9: column of the radius, arcsec"},
      {"label", "name", "ds9: column of the label; xray_id where there is none"},
      {"overwrite", "false", "replace an existing file", KeyKind::toggle},
  };
  return keys;
}

void run_export(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const std::string message = run_together(comm, [&]() -> std::string {
    const Settings settings{export_keys(), arguments};
    ExportRequest request;
    request.results = settings.path("results");
    request.table = settings.text("table");
    request.format = export_format(settings.text("format"));
    request.output = settings.path("to");
    request.overwrite = settings.boolean("overwrite");
    request.regions = {settings.text("ra"), settings.text("dec"), settings.text("radius"),
                       settings.text("label")};
    if (request.output.empty()) throw InputError{"no file to write is given: use --to FILE"};
    if (!comm.is_root()) return "";
    const std::int64_t n_rows = export_table(request);
    return "wrote " + with_commas(n_rows) + " rows of " + request.table + " to " +
           request.output.string();
  });
  log.line(message);
}

} // namespace counterpoint
