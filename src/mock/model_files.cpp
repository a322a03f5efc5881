#include "mock/model_files.hpp"

#include "mock/xray_properties.hpp"

#include <nlohmann/json.hpp>

#include <sstream>

namespace counterpoint::mock {

namespace {

using Json = nlohmann::ordered_json;

Json magnitude_edges() {
  Json edges = Json::array();
  for (std::size_t i = 0; i <= MagnitudeTable::n_bins; ++i) {
    edges.push_back(MagnitudeTable::lowest + static_cast<double>(i) * MagnitudeTable::step);
  }
  return edges;
}

Json distribution(Population population, double missing_ks) {
  const CleanedDistribution cleaned = cleaned_distribution(population, missing_ks);
  return {{"kept_fraction", cleaned.kept_fraction},
          {"missing_ks", cleaned.missing_ks},
          {"ks", cleaned.ks}};
}

// What makes the sky unlike the preset, if anything.
void add_departures(Json& model, const MockOptions& options) {
  const MockOptions preset;
  const auto add = [&](const char* name, double MockOptions::*value) {
    if (options.*value != preset.*value) model[name] = options.*value;
  };
  add("area_scale", &MockOptions::area_scale);
  add("clustering", &MockOptions::clustering);
  add("gradient_dex_per_deg", &MockOptions::gradient);
  add("gaps", &MockOptions::gaps);
  add("missing_ks", &MockOptions::missing_ks);
}

Json footprint(const SkyModel& sky) {
  Json fields = Json::array();
  for (const auto& corners : sky.field_corners()) {
    Json polygon = Json::array();
    for (const SkyPosition& corner : corners) {
      polygon.push_back({corner.ra().degrees(), corner.dec().degrees()});
    }
    fields.push_back(polygon);
  }
  return {{"area_deg2", sky.footprint_area_deg2()}, {"fields_deg", fields}};
}

} // namespace

std::string truth_model(const MockOptions& options, const MockPopulation& population,
                        const std::vector<std::string>& infrared_files) {
  Json files = Json::array();
  for (std::size_t f = 0; f < infrared_files.size(); ++f) {
    files.push_back(
        {{"file", infrared_files[f]}, {"rows", population.n_rows(static_cast<int>(f))}});
  }
  Json model{
      {"about",
       "An X-ray source inside the footprint has a counterpart with probability "
       "counterpart_fraction, and one that passes the colour cuts (the notebook's, keep = below) "
       "with probability prior = counterpart_fraction * counterpart.kept_fraction. The weight of a "
       "kept candidate of magnitude m at separation phi is prior * q(m) / N(m) * "
       "exp(-phi^2 / 2 s^2) / (2 pi s^2), the weight of none of them 1 - prior. q and n are "
       "counterpart.ks and background.ks (fractions per bin) or, where Ks is missing, missing_ks; "
       "N(m) = (density - c) * n(m) + c * q(m), with density and c the "
       "local_density_per_arcsec2 and counterpart_density_per_arcsec2 of truth.csv: the "
       "counterparts of other sources are background too; s^2 = sigma_arcsec^2 of truth.csv + "
       "infrared_sigma_arcsec^2."},
      {"preset", options.preset},
      {"seed", options.seed},
      {"n_xray", options.n_xray},
      {"n_infrared", options.n_infrared},
      {"counterpart_fraction", options.counterpart_fraction},
      {"xray_error_level", 0.95},
      {"xray_error_per_sigma", radius_95_per_sigma},
      {"error_misstatement", options.error_misstatement},
      {"infrared_sigma_arcsec", MockPopulation::infrared_sigma.arcsec()},
      {"bad_row_fraction", options.bad_row_fraction},
      {"magnitude_edges", magnitude_edges()},
      {"counterpart", distribution(Population::counterpart, options.missing_ks)},
      {"background", distribution(Population::background, options.missing_ks)},
      {"infrared_files", files},
      {"footprint", footprint(population.sky())}};
  add_departures(model, options);
  return model.dump(1) + "\n";
}

std::string configuration(const MockOptions& options,
                          const std::vector<std::string>& infrared_files) {
  std::ostringstream text;
  text << "# Made by counterpoint mock, preset " << options.preset << ", seed " << options.seed
       << ".\n"
          "[xray]\n"
          "catalogue = xray.csv\n"
          "ra = RAJ2000\n"
          "dec = DEJ2000\n"
          "error = ePos\n"
          "error-level = 0.95\n"
          "name = CXOGC\n"
          "# names tell places to a second of arc, so neighbours may share one\n"
          "rows-are-sources = true\n"
          "[xray.foreground]\n"
          "column = HR0\n"
          "drop-above = -1.0\n"
          "drop-below = -0.175\n"
          "[infrared]\n";
  for (const std::string& file : infrared_files)
    text << "catalogue = " << file << '\n';
  text << "ra = RAJ2000\n"
          "dec = DEJ2000\n"
          "error = "
       << MockPopulation::infrared_sigma.arcsec()
       << "\n"
          "error-level = sigma\n"
          "mag-j = Jmag\n"
          "mag-h = Hmag\n"
          "mag-ks = Ksmag\n"
          "[output]\n"
          "file = counterpoint.h5\n";
  return text.str();
}

} // namespace counterpoint::mock
