#include "app/commands.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/mock/mock.hpp"

namespace counterpoint {

namespace {

MockOptions mock_options(const Settings& settings) {
  MockOptions options;
  options.preset = settings.text("preset");
  options.n_xray = settings.integer("n-xray", 1);
  options.n_infrared = settings.integer("n-infrared", 1);
  options.n_infrared_files = checked_cast<int>(settings.integer("files", 1));
  options.format = settings.text("format");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed", 0));
  options.counterpart_fraction = settings.number("counterpart-fraction");
  options.error_misstatement = settings.number("error-misstatement");
  options.ra_center_deg = settings.number("ra");
  options.dec_center_deg = settings.number("dec");
  options.bad_row_fraction = settings.number("bad-row-fraction");
  options.area_scale = settings.number("area-scale");
  options.clustering = settings.number("clustering");
  options.gradient = settings.number("gradient");
  options.gaps = settings.number("gaps");
  options.missing_ks = settings.number("missing-ks");
  options.folder = settings.path("folder");
  options.overwrite = settings.boolean("overwrite");
  return options;
}

} // namespace

std::span<const SettingKey> mock_keys() {
  static const std::vector<SettingKey> keys{
      {"preset",
       "galactic-center",
       "the sky that is imitated",
       KeyKind::choice,
       {"galactic-center", "bulge"}},
      {"n-xray", "9017", "X-ray sources"},
      {"n-infrared", "400000", "infrared sources"},
      {"files", "7", "files that the infrared catalogue is spread over"},
      {"format", "vizier", "of the infrared catalogue", KeyKind::choice, {"vizier", "csv", "fits"}},
      {"seed", "1", "seed of the sky"},
      {"counterpart-fraction", "0.12", "of the X-ray sources in the footprint"},
      {"error-misstatement", "1", "true X-ray errors over stated ones"},
      {"ra", "266.4", "degrees; centre of the sky"},
      {"dec", "-29.0", "degrees; centre of the sky"},
      {"bad-row-fraction", "0", "rows with blanks, NaN and duplicates"},
      {"area-scale", "1",
       "area of the sky over that of the preset (bulge: 300 deg2, or 5e-7 a row "
       "where that is less); up to latitudes of 60 deg"},
      {"clustering", "0", "background stars in clumps of five, 2 arcsec wide"},
      {"gradient", "0", "of the infrared density: dex per degree along the Galactic plane"},
      {"gaps", "0", "fraction of the infrared survey missing in patches"},
      {"missing-ks", "0", "fraction of the Ks lost, of rows that pass the colour cuts"},
      {"folder", ".", "where the files go; made if need be"},
      {"overwrite", "false", "replace existing files", KeyKind::toggle},
  };
  return keys;
}

void run_mock(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const MockOptions options = run_together(comm, [&] {
    return mock_options(Settings{mock_keys(), arguments, "mock"});
  });
  write_mock_sky(comm, options);
  log.line("wrote " + with_commas(options.n_xray) + " X-ray and " +
           with_commas(options.n_infrared) + " infrared sources, truth.csv and mock.ini to " +
           options.folder.string());
}

} // namespace counterpoint
