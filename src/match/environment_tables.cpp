#include "match/environment_tables.hpp"

#include "counterpoint/output/table_builder.hpp"
#include "match/table_columns.hpp"

#include <numbers>

namespace counterpoint {

namespace {

// A place with what is counted round it.
struct Environment {
  const ListedPlace& place;
  std::int64_t n_stars = 0;
  double area_arcsec2 = 0.0;
  double covered_fraction = 0.0;
  const XraySource* nearest = nullptr; // X-ray source

  [[nodiscard]] double surface_density() const {
    return static_cast<double>(n_stars) / area_arcsec2;
  }
  // Over the mean of the sky that the catalogue covers, where it covers the environment.
  [[nodiscard]] double ratio_to(double mean_density_arcsec2) const {
    return covered_fraction > 0.0 ? surface_density() / covered_fraction / mean_density_arcsec2
                                  : unknown;
  }
  [[nodiscard]] double ratio_to_bounding_box(const InfraredTally& tally) const {
    return surface_density() / (static_cast<double>(tally.n_rows()) / tally.bounding_box_arcsec2());
  }
};

std::vector<Environment> environments_of(const MatchResults& results) {
  const Environments& found = results.environments;
  const MatchInputs& inputs = results.inputs;
  const Angle radius = results.options.environments.radius;
  const double area = std::numbers::pi * radius.arcsec() * radius.arcsec();
  std::vector<Environment> environments;
  for (std::size_t i = found.first; i < found.first + found.n; ++i) {
    const ListedPlace& place = found.places[i];
    const auto nearest = nearest_source(inputs.xray.catalogue, place.position);
    environments.push_back({place, found.n_stars(i), area,
                            inputs.footprint.covered_fraction({place.position, radius}),
                            nearest ? &inputs.xray.catalogue.sources[*nearest] : nullptr});
  }
  return environments;
}

void add_places(TableBuilder& table, std::span<const Environment> environments, std::size_t first) {
  const auto of_error = [&](auto&& value) {
    return [&environments, value](std::size_t row) {
      const auto& error = environments[row].place.error;
      return error ? value(*error) : unknown;
    };
  };
  table
      .column("candidate_id", "", "meta.id;meta.main", "row of the list, from 0",
              [&](std::size_t row) { return static_cast<std::int64_t>(first + row); })
      .column("name", "", "meta.id", "as listed, or of the X-ray source",
              [&](std::size_t row) { return environments[row].place.name; })
      .column("ra", "deg", "pos.eq.ra;meta.main", "right ascension",
              [&](std::size_t row) { return environments[row].place.position.ra().degrees(); })
      .column("dec", "deg", "pos.eq.dec;meta.main", "declination",
              [&](std::size_t row) { return environments[row].place.position.dec().degrees(); })
      .column("error_major", "arcsec", "stat.error;pos.eq",
              "semi-major axis of the error ellipse as listed",
              of_error([](const SkyEllipse& error) { return error.major.arcsec(); }))
      .column("error_minor", "arcsec", "stat.error;pos.eq;stat.min", "its semi-minor axis",
              of_error([](const SkyEllipse& error) { return error.minor.arcsec(); }))
      .column("error_position_angle", "deg", "pos.posAng;pos.errorEllipse",
              "position angle of its major axis, north through east; blank for a circle",
              of_error([](const SkyEllipse& error) {
                return error.is_circle() ? unknown : error.position_angle.degrees();
              }));
}

void add_densities(TableBuilder& table, std::span<const Environment> environments,
                   const MatchInputs& inputs) {
  table
      .column("stars", "", "meta.number", "infrared sources within candidate_radius_arcsec",
              [&](std::size_t row) { return environments[row].n_stars; })
      .column("covered_fraction", "", "",
              "part of that circle in which the infrared catalogue has sources",
              [&](std::size_t row) { return environments[row].covered_fraction; })
      .column("surface_density", "arcsec-2", "src.density", "stars over the area of the circle",
              [&](std::size_t row) { return environments[row].surface_density(); })
      .column("density_ratio", "", "src.density;arith.ratio",
              "stars over those that the covered part would hold at the mean density of the sky "
              "that the catalogue covers",
              [&](std::size_t row) {
                return environments[row].ratio_to(inputs.mean_density_arcsec2());
              })
      .column(
          "density_ratio_bounding_box", "", "src.density;arith.ratio",
          "surface_density over that of the catalogue in its bounding box in RA and Dec, as the "
          "notebook has it",
          [&](std::size_t row) {
            return environments[row].ratio_to_bounding_box(inputs.infrared.tally);
          });
}

void add_nearest(TableBuilder& table, std::span<const Environment> environments,
                 const XrayCatalogue& xray) {
  const auto of_source = [&](auto&& value) {
    return [&environments, value](std::size_t row) {
      const XraySource* source = environments[row].nearest;
      return source == nullptr ? unknown : value(*source, environments[row].place);
    };
  };
  table
      .column("xray_id", "", "meta.id", "the nearest X-ray source, kept or not; -1: none",
              [&](std::size_t row) {
                const XraySource* source = environments[row].nearest;
                return source == nullptr ? std::int64_t{-1} : source->xray_id;
              })
      .column("xray_name", "", "meta.id", "its name",
              [&](std::size_t row) {
                const XraySource* source = environments[row].nearest;
                return source == nullptr ? ""
                                         : xray.name(static_cast<std::size_t>(source->xray_id));
              })
      .column("xray_ra", "deg", "pos.eq.ra", "its right ascension, as used",
              of_source([](const XraySource& source, const ListedPlace&) {
                return source.position->ra().degrees();
              }))
      .column("xray_dec", "deg", "pos.eq.dec", "its declination, as used",
              of_source([](const XraySource& source, const ListedPlace&) {
                return source.position->dec().degrees();
              }))
      .column("xray_separation", "arcsec", "pos.angDistance", "its distance",
              of_source([](const XraySource& source, const ListedPlace& place) {
                return separation(place.position, *source.position).arcsec();
              }))
      .column("xray_error", "arcsec", "stat.error;pos.eq",
              "its positional error as quoted; of an ellipse, the semi-major axis",
              of_source([](const XraySource& source, const ListedPlace&) {
                return source.error.major.arcsec();
              }));
}

void write_stars(ResultFile& file, const MatchOptions& options,
                 std::span<const EnvironmentStar> stars) {
  TableBuilder table{"/candidate_stars", stars.size()};
  table
      .column("candidate_id", "", "meta.id", "row of /candidates",
              [&](std::size_t row) { return stars[row].place; })
      .column("ir_id", "", "meta.id;meta.main", meaning_of_ir_id(options),
              [&](std::size_t row) { return stars[row].ir_id; })
      .column("ra", "deg", "pos.eq.ra;meta.main", "right ascension",
              [&](std::size_t row) { return stars[row].position.ra().degrees(); })
      .column("dec", "deg", "pos.eq.dec;meta.main", "declination",
              [&](std::size_t row) { return stars[row].position.dec().degrees(); })
      .column("separation", "arcsec", "pos.angDistance", "from the candidate",
              [&](std::size_t row) { return stars[row].separation.arcsec(); })
      .column("position_angle", "deg", "pos.posAng", "seen from the candidate, north through east",
              [&](std::size_t row) { return stars[row].position_angle.degrees(); })
      .column("ks", "mag", "phot.mag;em.IR.K", "Ks; blank where missing",
              [&](std::size_t row) { return stars[row].ks; });
  file.write(table.table());
}

} // namespace

void write_environment_tables(ResultFile& file, const MatchResults& results) {
  if (!results.options.environments.are_wanted()) return;
  const std::vector<Environment> environments = environments_of(results);
  TableBuilder table{"/candidates", environments.size()};
  add_places(table, environments, results.environments.first);
  add_densities(table, environments, results.inputs);
  add_nearest(table, environments, results.inputs.xray.catalogue);
  file.write(table.table());
  write_stars(file, results.options, results.environments.stars);
}

} // namespace counterpoint
