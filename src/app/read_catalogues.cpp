#include "counterpoint/app/read_catalogues.hpp"

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace counterpoint {

namespace {

constexpr std::int64_t default_block_rows = 65536;
constexpr std::size_t most_places = 3;

// Columns of a request, remembered by what they are for; an absent column has no place.
class Columns {
public:
  // Returns the place of the column in the request, or -1 where there is none to ask for.
  int want(const std::string& name, Quantity quantity, const std::string& key,
           bool is_optional = false) {
    if (name.empty()) return -1;
    requests_.push_back({name, quantity, key, is_optional});
    return static_cast<int>(requests_.size()) - 1;
  }
  [[nodiscard]] const std::vector<ColumnRequest>& requests() const { return requests_; }

private:
  std::vector<ColumnRequest> requests_;
};

double value_at(const RowBlock& block, int column, std::size_t row) {
  return column < 0 ? std::numeric_limits<double>::quiet_NaN()
                    : block.numbers[static_cast<std::size_t>(column)][row];
}

// What a row says where a column is asked for, else what holds for all.
double error_arcsec(const AngleColumn& error, const RowBlock& block, int column, std::size_t row) {
  return error.constant ? error.constant->arcsec() : value_at(block, column, row);
}

// Is the quoted error usable? Zero would make a match certain or impossible by rounding.
bool is_usable_error(double error_arcsec) {
  return error_arcsec > 0.0 && std::isfinite(error_arcsec);
}

// Collective. The first few places where rows of any rank were rejected.
std::vector<std::string> gather_places(const Communicator& comm, const CatalogueReader& reader,
                                       const std::vector<std::int64_t>& rejected_rows) {
  std::string mine;
  run_together(comm, [&] {
    for (const std::int64_t row : rejected_rows)
      mine += reader.locate(row) + "\n";
  });
  const std::vector<char> all = comm.all_gather(std::span<const char>{mine});
  std::vector<std::string> places;
  for (auto start = all.begin(); start != all.end() && places.size() < most_places;) {
    const auto end = std::find(start, all.end(), '\n');
    places.emplace_back(start, end);
    start = end + 1;
  }
  return places;
}

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

XraySource make_xray_source(const XrayRow& row, std::int64_t id, const XrayConfig& config,
                            XrayReason& reason) {
  XraySource source;
  source.xray_id = id;
  source.has_position = std::isfinite(row.ra_deg) && std::isfinite(row.dec_deg);
  if (source.has_position) {
    source.position = {Angle::from_degrees(row.ra_deg), Angle::from_degrees(row.dec_deg)};
  }
  source.error = error_ellipse(row);
  source.sigma = config.error.level.sigma(source.error);
  reason = !source.has_position                           ? XrayReason::no_position
           : is_foreground(config.hardness, row.hardness) ? XrayReason::foreground
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

// Collective.
void require_rows(const Communicator& comm, const CleaningSummary& cleaning, std::int64_t n_kept,
                  const std::string& what, const std::string& keys) {
  run_together(comm, [&] {
    if (n_kept > 0) return;
    throw InputError{what + ": of " + std::to_string(cleaning.n_rows) +
                     " rows none is left after cleaning; check " + keys};
  });
}

} // namespace

XrayInput read_xray(const Communicator& comm, const XrayConfig& config) {
  Columns columns;
  const int ra = columns.want(config.ra, Quantity::right_ascension, "xray.ra");
  const int dec = columns.want(config.dec, Quantity::declination, "xray.dec");
  const AngleColumn error{config.error.constant, config.error.column};
  const EllipseColumns ellipse = config.ellipse.value_or(EllipseColumns{error, {}});
  const int major = columns.want(error.column, Quantity::angular_error,
                                 config.ellipse ? "xray.error-major" : "xray.error");
  const int minor = config.ellipse ? columns.want(ellipse.minor.column, Quantity::angular_error,
                                                  "xray.error-minor")
                                   : major;
  const int angle =
      columns.want(ellipse.position_angle.column, Quantity::position_angle, "xray.error-angle");
  const int hardness = columns.want(config.hardness_column, Quantity::number,
                                    "xray.foreground.column", config.hardness_is_optional);
  const int name = columns.want(config.name, Quantity::text, "xray.name");
  CatalogueReader reader{comm, "X-ray catalogue", config.files, columns.requests()};

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
  input.bytes_read = reader.bytes_read();
  input.cleaning.rejected_places = gather_places(comm, reader, without_position);
  input.cleaning.by_reason.resize(n_xray_reasons);
  for (const XrayRow& row : comm.all_gather(std::span<const XrayRow>{mine})) {
    XrayReason reason{};
    input.catalogue.sources.push_back(
        make_xray_source(row, input.cleaning.n_rows++, config, reason));
    ++input.cleaning.by_reason[static_cast<std::size_t>(reason)];
  }
  if (name >= 0) input.catalogue.names = gather_names(comm, my_names);
  require_rows(comm, input.cleaning,
               input.cleaning.by_reason[static_cast<std::size_t>(XrayReason::kept)],
               "X-ray catalogue", "xray.ra, xray.dec, xray.error and [xray.foreground]");
  return input;
}

namespace {

// Cleans the rows of the infrared catalogue block by block and keeps what later stages need.
class InfraredCleaner {
public:
  InfraredCleaner(const InfraredConfig& config, const MagnitudeBins& bins,
                  const Prefilter& prefilter)
      : config_{config}, prefilter_{prefilter}, tally{bins} {
    ra_ = columns.want(config.ra, Quantity::right_ascension, "infrared.ra");
    dec_ = columns.want(config.dec, Quantity::declination, "infrared.dec");
    error_ = columns.want(config.error.column, Quantity::angular_error, "infrared.error");
    j_ = columns.want(config.j.column, Quantity::number, "infrared.mag-j", config.j.is_optional);
    h_ = columns.want(config.h.column, Quantity::number, "infrared.mag-h", config.h.is_optional);
    ks_ =
        columns.want(config.ks.column, Quantity::number, "infrared.mag-ks", config.ks.is_optional);
  }

  void clean(const RowBlock& block) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(block.n_rows); ++row) {
      const InfraredReason reason = clean_row(block, row);
      ++by_reason[static_cast<std::size_t>(reason)];
      if (reason == InfraredReason::no_position && without_position.size() < most_places) {
        without_position.push_back(block.first_row + static_cast<std::int64_t>(row));
      }
    }
  }

private:
  InfraredReason clean_row(const RowBlock& block, std::size_t row) {
    const double ra_deg = value_at(block, ra_, row);
    const double dec_deg = value_at(block, dec_, row);
    if (!std::isfinite(ra_deg) || !std::isfinite(dec_deg)) return InfraredReason::no_position;
    const Angle error = config_.error.constant ? *config_.error.constant
                                               : Angle::from_arcsec(value_at(block, error_, row));
    if (!is_usable_error(error.arcsec())) return InfraredReason::no_position_error;
    if (error > config_.largest_error) return InfraredReason::error_too_large;
    const double ks = magnitude_or_missing(value_at(block, ks_, row));
    const InfraredReason reason =
        classify_colours(config_.cuts, magnitude_or_missing(value_at(block, j_, row)),
                         magnitude_or_missing(value_at(block, h_, row)), ks);
    if (!is_kept(reason)) return reason;

    const InfraredSource source{block.first_row + static_cast<std::int64_t>(row),
                                {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)},
                                error,
                                config_.error.level.sigma(error),
                                ks};
    tally.add(source, ra_deg, dec_deg);
    cells.add(source.position);
    if (prefilter_.may_matter(source.position)) rows.push_back(source);
    return reason;
  }

  const InfraredConfig& config_;
  const Prefilter& prefilter_;
  int ra_, dec_, error_, j_, h_, ks_;

public:
  Columns columns;
  InfraredTally tally;
  CellTally cells;
  std::vector<InfraredSource> rows; // ir_id counted within this rank's share
  std::vector<std::int64_t> by_reason = std::vector<std::int64_t>(n_infrared_reasons);
  std::vector<std::int64_t> without_position;
};

// Collective. Adds up the tallies of all ranks, in place.
void sum_over_ranks(const Communicator& comm, InfraredTally& tally) {
  comm.sum(std::span{tally.point_counts});
  comm.sum(std::span{tally.class_counts});
  comm.sum(std::span{tally.sums});
  comm.sum(std::span{tally.mean_position.sums});
  comm.sum(std::span{tally.mean_position.counts});
  comm.minimum(tally.mean_position.minima);
  comm.maximum(tally.mean_position.maxima);
  comm.minimum(tally.minima);
  comm.maximum(tally.maxima);
}

} // namespace

InfraredInput read_infrared(const Communicator& comm, const InfraredConfig& config,
                            const MagnitudeBins& bins, const Prefilter& prefilter,
                            std::int64_t block_rows, Log& log) {
  InfraredCleaner cleaner{config, bins, prefilter};
  CatalogueReader reader{comm, "infrared catalogue", config.files, cleaner.columns.requests()};
  std::int64_t n_rows = 0;
  run_together(comm, [&] {
    const auto share = static_cast<double>(std::max<std::int64_t>(1, reader.bytes_in_share()));
    for (RowBlock block; reader.next(block, block_rows > 0 ? block_rows : default_block_rows);) {
      cleaner.clean(block);
      n_rows += block.n_rows;
      log.progress("reading the infrared catalogue",
                   static_cast<double>(reader.bytes_read()) / share);
    }
  });

  const std::int64_t first_row = comm.exclusive_prefix_sum(n_rows);
  for (InfraredSource& source : cleaner.rows)
    source.ir_id += first_row;

  InfraredInput input{
      std::move(cleaner.rows), std::move(cleaner.tally), std::move(cleaner.cells), {}, n_rows,
      reader.bytes_read()};
  input.cleaning.rejected_places = gather_places(comm, reader, cleaner.without_position);
  input.cleaning.n_rows = comm.sum(n_rows);
  input.cleaning.by_reason = std::move(cleaner.by_reason);
  comm.sum(std::span{input.cleaning.by_reason});
  sum_over_ranks(comm, input.tally);
  require_rows(comm, input.cleaning, input.tally.n_rows(), "infrared catalogue",
               "infrared.ra, infrared.dec, infrared.error and [infrared.foreground]");
  return input;
}

} // namespace counterpoint
