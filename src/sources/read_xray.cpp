#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "sources/row_reading.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// What all ranks need to know of one X-ray row.
struct XrayRow {
  double ra_deg;
  double dec_deg;
  double major_arcsec;
  double minor_arcsec; // equal for circles
  double angle_deg;
  double hardness;
};

// The error as quoted. A row without a position angle has a circle of the major axis; of axes in
// the wrong order, the longer one is the major axis.
SkyEllipse error_ellipse(const XrayRow& row) {
  const Angle major = Angle::from_arcsec(row.major_arcsec);
  const Angle minor = Angle::from_arcsec(row.minor_arcsec);
  if (!std::isfinite(row.angle_deg)) return std::max(major, minor);
  const auto in_half_turn = [](double degrees) {
    return Angle::from_degrees(degrees - 180.0 * std::floor(degrees / 180.0));
  };
  if (minor > major) return {minor, major, in_half_turn(row.angle_deg + 90.0)};
  return {major, minor, in_half_turn(row.angle_deg)};
}

XraySource make_xray_source(const XrayRow& row, std::int64_t id, const XrayOptions& options,
                            XrayReason& reason) {
  XraySource source;
  source.xray_id = id;
  if (std::isfinite(row.ra_deg) && std::isfinite(row.dec_deg)) {
    source.position =
        SkyPosition{Angle::from_degrees(row.ra_deg), Angle::from_degrees(row.dec_deg)};
  }
  source.error = error_ellipse(row);
  source.sigma = options.error.level.sigma(source.error);
  reason = !source.position                                  ? XrayReason::no_position
           : is_foreground(options.foreground, row.hardness) ? XrayReason::foreground
           : !is_usable_error(row.major_arcsec) || !is_usable_error(row.minor_arcsec)
               ? XrayReason::no_position_error
               : XrayReason::kept;
  source.kept = reason == XrayReason::kept;
  return source;
}

// Collective. All ranks' names in rank order.
std::vector<std::string> gather_names(const Communicator& comm,
                                      const std::vector<std::string>& mine) {
  std::vector<char> packed;
  for (const std::string& name : mine) {
    packed.insert(packed.end(), name.begin(), name.end());
    packed.push_back('\0');
  }
  const std::vector<char> all = comm.all_gather(std::span<const char>{packed});
  std::vector<std::string> names;
  for (std::size_t start = 0; start < all.size(); start += names.back().size() + 1) {
    names.emplace_back(all.data() + start);
  }
  return names;
}

} // namespace

XrayInput read_xray(const Communicator& comm, const XrayOptions& options) {
  Columns columns;
  const int ra = columns.want(options.ra);
  const int dec = columns.want(options.dec);
  const AngleColumn error{options.error.constant, options.error.column};
  const EllipseColumns ellipse = options.ellipse.value_or(EllipseColumns{error, {}});
  const int major = columns.want(
      {error.column, Quantity::angular_error, options.ellipse ? "xray.error-major" : "xray.error"});
  const int minor =
      options.ellipse
          ? columns.want({ellipse.minor.column, Quantity::angular_error, "xray.error-minor"})
          : major;
  const int angle =
      columns.want({ellipse.position_angle.column, Quantity::position_angle, "xray.error-angle"});
  const int hardness = columns.want(options.hardness);
  const int name = columns.want(options.name);
  CatalogueReader reader{comm, "X-ray catalogue", options.files, columns.requests()};

  std::vector<XrayRow> mine;
  std::vector<std::string> my_names;
  std::vector<std::int64_t> without_position;
  run_together(comm, [&] {
    for (RowBlock block; reader.next(block, default_block_rows);) {
      for (std::size_t row = 0; row < static_cast<std::size_t>(block.n_rows); ++row) {
        mine.push_back({value_at(block, ra, row), value_at(block, dec, row),
                        error_arcsec(error, block, major, row),
                        error_arcsec(ellipse.minor, block, minor, row),
                        ellipse.position_angle.constant ? ellipse.position_angle.constant->degrees()
                                                        : value_at(block, angle, row),
                        value_at(block, hardness, row)});
        if (name >= 0) my_names.push_back(block.texts[static_cast<std::size_t>(name)][row]);
        const bool has_position = std::isfinite(mine.back().ra_deg + mine.back().dec_deg);
        if (!has_position && without_position.size() < most_places) {
          without_position.push_back(block.first_row + static_cast<std::int64_t>(row));
        }
      }
    }
  });

  XrayInput input;
  describe_files(reader, options.files.size(), input.cleaning);
  input.bytes_read = reader.bytes_read();
  input.cleaning.rejected_places = gather_places(comm, reader, without_position);
  input.cleaning.by_reason.resize(n_xray_reasons);
  for (const XrayRow& row : comm.all_gather(std::span<const XrayRow>{mine})) {
    XrayReason reason{};
    input.catalogue.sources.push_back(
        make_xray_source(row, input.cleaning.n_rows++, options, reason));
    ++input.cleaning.by_reason[static_cast<std::size_t>(reason)];
  }
  if (name >= 0) input.catalogue.names = gather_names(comm, my_names);
  require_rows(comm, input.cleaning,
               input.cleaning.by_reason[static_cast<std::size_t>(XrayReason::kept)],
               "X-ray catalogue", "xray.ra, xray.dec, xray.error and [xray.foreground]");
  return input;
}

} // namespace counterpoint
