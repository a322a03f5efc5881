#include "match/listed_places.hpp"

#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"

#include <utility>

namespace counterpoint {

namespace {

// Whichever column holds the longer axis, as error ellipses of catalogues are.
std::optional<SkyEllipse> ellipse_of(Angle major, Angle minor, Angle position_angle) {
  if (!(major > Angle{})) return std::nullopt;
  if (!(minor > Angle{}) || !position_angle.is_finite()) return SkyEllipse{major};
  if (major < minor) return SkyEllipse{minor, major, position_angle + Angle::from_degrees(90.0)};
  return SkyEllipse{major, minor, position_angle};
}

std::vector<ListedPlace> places_of(const WholeTable& table, const EnvironmentOptions& options) {
  const std::vector<Angle> ra = table.angles(options.ra);
  const std::vector<Angle> dec = table.angles(options.dec);
  const std::vector<Angle> major = table.angles(options.error_major);
  const std::vector<Angle> minor = table.angles(options.error_minor);
  const std::vector<Angle> angle = table.angles(options.error_angle);
  const std::vector<std::string> names = table.texts(options.name);
  std::vector<ListedPlace> places;
  for (std::size_t i = 0; i < ra.size(); ++i) {
    if (!ra[i].is_finite() || !dec[i].is_finite()) {
      throw InputError{table.locate(static_cast<std::int64_t>(i)) +
                       ": a candidate without a usable position; give it one or take the row out "
                       "of candidates.catalogue"};
    }
    const std::string name = names[i].empty() ? std::to_string(i + 1) : names[i];
    places.push_back({name, {ra[i], dec[i]}, ellipse_of(major[i], minor[i], angle[i])});
  }
  return places;
}

} // namespace

std::vector<ListedPlace> read_listed_places(const Communicator& comm,
                                            const EnvironmentOptions& options) {
  if (options.files.empty()) return {};
  const WholeTable table = read_whole_table(comm, options.files);
  return run_together(comm, [&] { return places_of(table, options); });
}

SkyDiscs discs_round(std::span<const ListedPlace> places, Angle radius) {
  return {places.size(), [=](std::size_t i) { return SkyDisc{places[i].position, radius}; }};
}

} // namespace counterpoint
