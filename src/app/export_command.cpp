#include "app/commands.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/export.hpp"
#include "counterpoint/settings/settings.hpp"

namespace counterpoint {

std::span<const SettingKey> export_keys() {
  static const RegionStyle style;
  static const std::vector<SettingKey> keys{
      {"results", "counterpoint.h5", "result file of match"},
      {"table", default_export_table, "table to export; \"/summary\" too"},
      {"format", "", "fits, csv, ecsv, votable or ds9 (regions); empty: by the ending of --to"},
      {"to", "",
       "FILE, the file to write, its format by its ending: .fits, .csv, .ecsv, .vot, .xml, .reg; "
       "\"-\": standard output, CSV unless --format says otherwise",
       KeyKind::positional},
      {"ra", style.ra, "ds9: column of right ascension"},
      {"dec", style.dec, "ds9: column of declination"},
      {"radius", style.radius,
       "ds9: column of the radius, arcsec, or a number of arcsec; empty: the error ellipse, 1 "
       "sigma"},
      {"label", style.label, "ds9: column of the label; xray_id where there is none"},
      {"colour", style.colour, "ds9: colour of the X-ray sources; the stars' tells their P"},
      {"probability", style.probability,
       "ds9: column of /pairs with P of the stars; empty: that of probability.method"},
      {"overwrite", "false", "replace an existing file", KeyKind::toggle},
  };
  return keys;
}

void run_export(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const std::string message = run_together(comm, [&]() -> std::string {
    const Settings settings{export_keys(), arguments, "export"};
    ExportRequest request;
    request.results = settings.path("results");
    request.table = settings.text("table");
    // A file may be named "-" only with its folder: ./-
    request.output = settings.text("to") == "-" ? "-" : settings.path("to");
    if (request.output.empty()) {
      throw InputError{
          "no file to write is given: use counterpoint export FILE (or --to FILE); - is the "
          "standard output"};
    }
    request.format = export_format(settings.text("format"), request);
    request.overwrite = settings.boolean("overwrite");
    request.regions = {settings.text("ra"),     settings.text("dec"),
                       settings.text("radius"), settings.text("label"),
                       settings.text("colour"), settings.text("probability")};
    if (!comm.is_root()) return "";
    const std::int64_t n_rows = export_table(request);
    return "wrote " + with_commas(n_rows) + " rows of " + request.table + " to " +
           (request.output == "-" ? "standard output" : request.output.string());
  });
  log.line(message);
}

} // namespace counterpoint
