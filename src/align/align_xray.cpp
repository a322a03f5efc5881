#include "align/align_xray.hpp"

#include "counterpoint/core/error.hpp"

#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

namespace counterpoint {

namespace {

// The off-axis angle in the unit that the column declares, arcmin where it declares none.
std::vector<Angle> off_axis_angles(const WholeTable& table, const OptionalColumn& column) {
  const ColumnRequest request{column.column, Quantity::number, "xray.theta", column.is_optional};
  const std::vector<double> values = table.numbers(request);
  std::string unit;
  for (const TableColumn& other : table.columns) {
    if (other.name == column.column) unit = other.unit;
  }
  std::vector<Angle> angles;
  for (const double value : values) {
    if (unit.empty() || unit == "arcmin") {
      angles.push_back(Angle::from_arcmin(value));
    } else if (unit == "arcsec") {
      angles.push_back(Angle::from_arcsec(value));
    } else if (unit == "deg") {
      angles.push_back(Angle::from_degrees(value));
    } else {
      throw InputError{"xray.theta = " + column.column + " is in " + unit +
                       ": arcmin, arcsec or deg was expected"};
    }
  }
  return angles;
}

std::vector<Angle> quoted_sigmas(const WholeTable& table, const std::optional<ErrorColumn>& error) {
  const auto n = static_cast<std::size_t>(table.n_rows);
  if (!error) return std::vector<Angle>(n, Angle::from_degrees(std::nan("")));
  if (error->constant) return std::vector<Angle>(n, error->level.sigma(*error->constant));
  std::vector<Angle> sigmas =
      table.angles({error->column, Quantity::angular_error, "xray.error", false});
  for (Angle& sigma : sigmas)
    sigma = error->level.sigma(sigma);
  return sigmas;
}

// Texts of a column, blank without one.
std::vector<std::string> texts_of(const WholeTable& table, const std::string& column,
                                  const std::string& key) {
  if (column.empty()) return std::vector<std::string>(static_cast<std::size_t>(table.n_rows));
  return table.texts({column, Quantity::text, key, false});
}

} // namespace

std::optional<Angle> AlignRow::sigma() const {
  if (!(uncertainty.radius_95 > Angle{})) return std::nullopt; // NaN too
  static const double radius_95_per_sigma = std::sqrt(-2.0 * std::log(0.05));
  return uncertainty.radius_95 / radius_95_per_sigma;
}

AlignXray read_align_xray(WholeTable read, const AlignXrayConfig& config, OutOfRange rule) {
  AlignXray xray;
  xray.table = std::move(read);
  const WholeTable& table = xray.table;
  const auto ra = table.angles({config.ra, Quantity::right_ascension, "xray.ra", false});
  const auto dec = table.angles({config.dec, Quantity::declination, "xray.dec", false});
  const auto names = texts_of(table, config.name, "xray.name");
  const auto observations = texts_of(table, config.observation, "xray.observation");
  const auto quoted = quoted_sigmas(table, config.error);
  const bool has_kim = !config.counts.column.empty();
  std::vector<double> counts(ra.size(), std::nan(""));
  std::vector<Angle> off_axis(ra.size(), Angle::from_degrees(std::nan("")));
  if (has_kim) {
    counts = table.numbers(
        {config.counts.column, Quantity::number, "xray.counts", config.counts.is_optional});
    off_axis = off_axis_angles(table, config.off_axis);
  }

  std::unordered_map<std::string, std::size_t> number_of;
  bool has_positions = false;
  for (std::size_t row = 0; row < ra.size(); ++row) {
    AlignRow source;
    if (ra[row].is_finite() && dec[row].is_finite()) source.position = {ra[row], dec[row]};
    has_positions = has_positions || source.position;
    source.name = names[row];
    const auto [entry, is_new] = number_of.try_emplace(observations[row], xray.observations.size());
    if (is_new) xray.observations.push_back(observations[row]);
    source.observation = entry->second;
    source.counts = counts[row];
    source.off_axis = off_axis[row];
    source.uncertainty = has_kim
                             ? positional_uncertainty(off_axis[row], counts[row], quoted[row], rule)
                             : quoted_uncertainty(quoted[row]);
    xray.rows.push_back(std::move(source));
  }
  if (!has_positions) {
    throw InputError{"X-ray catalogue: no row has a position; check xray.ra and xray.dec"};
  }
  return xray;
}

namespace {

// Of rows of one observation.
std::vector<std::size_t> distinct_sources(const AlignXray& xray,
                                          std::span<const std::size_t> rows) {
  std::vector<Observation> observations;
  for (const std::size_t row : rows) {
    const AlignRow& source = xray.rows[row];
    observations.push_back(
        {source.name, source.counts, source.off_axis, source.uncertainty.radius_95});
  }
  std::vector<std::size_t> sources;
  std::set<std::pair<Angle, Angle>> places;
  for (const std::size_t best : best_observations(observations)) {
    const SkyPosition& position = *xray.rows[rows[best]].position;
    if (places.emplace(position.ra(), position.dec()).second) sources.push_back(rows[best]);
  }
  return sources;
}

} // namespace

std::vector<std::vector<std::size_t>> sources_by_observation(const AlignXray& xray) {
  std::vector<std::vector<std::size_t>> rows(xray.observations.size());
  for (std::size_t row = 0; row < xray.rows.size(); ++row) {
    const AlignRow& source = xray.rows[row];
    if (source.position) rows[source.observation].push_back(row);
  }
  for (std::vector<std::size_t>& of_observation : rows)
    of_observation = distinct_sources(xray, of_observation);
  return rows;
}

XrayCatalogue catalogue_of(const AlignXray& xray, std::span<const std::size_t> rows) {
  XrayCatalogue catalogue;
  for (const std::size_t row : rows) {
    const AlignRow& from = xray.rows[row];
    XraySource source;
    source.xray_id = static_cast<std::int64_t>(row);
    source.position = from.position;
    source.sigma = from.sigma().value_or(Angle::from_degrees(std::nan("")));
    source.error = source.sigma;
    source.kept = source.position.has_value();
    catalogue.sources.push_back(source);
  }
  return catalogue;
}

} // namespace counterpoint
