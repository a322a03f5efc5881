#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/astrometry/proper_motion.hpp"
#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "sources/row_reading.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Cleans the rows of the infrared catalogue block by block and keeps what later stages need.
class InfraredCleaner {
public:
  InfraredCleaner(const InfraredConfig& config, const MagnitudeBins& bins,
                  const Prefilter& prefilter)
      : config_{config}, prefilter_{prefilter}, tally{bins} {
    cleaning.by_reason.resize(n_infrared_reasons);
    ra_ = columns.want(config.ra, Quantity::right_ascension, "infrared.ra");
    dec_ = columns.want(config.dec, Quantity::declination, "infrared.dec");
    error_ = columns.want(config.error.column, Quantity::angular_error, "infrared.error");
    j_ = columns.want(config.j.column, Quantity::number, "infrared.mag-j", config.j.is_optional);
    h_ = columns.want(config.h.column, Quantity::number, "infrared.mag-h", config.h.is_optional);
    ks_ =
        columns.want(config.ks.column, Quantity::number, "infrared.mag-ks", config.ks.is_optional);
    if (!config.motion) return;
    const MotionConfig& motion = *config.motion;
    pm_ra_ = columns.want(motion.ra, Quantity::proper_motion, "infrared.pm-ra");
    pm_dec_ = columns.want(motion.dec, Quantity::proper_motion, "infrared.pm-dec");
    pm_ra_error_ = columns.want(motion.ra_error, Quantity::proper_motion, "infrared.pm-ra-error");
    pm_dec_error_ =
        columns.want(motion.dec_error, Quantity::proper_motion, "infrared.pm-dec-error");
    epoch_ = columns.want(motion.epoch_column, Quantity::number, "infrared.epoch");
  }

  void clean(const RowBlock& block) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(block.n_rows); ++row) {
      const InfraredReason reason = clean_row(block, row);
      ++cleaning.n_rows;
      ++cleaning.by_reason[static_cast<std::size_t>(reason)];
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
    const Angle error = Angle::from_arcsec(error_arcsec(config_.error, block, error_, row));
    if (!is_usable_error(error.arcsec())) return InfraredReason::no_position_error;
    if (error > config_.largest_error) return InfraredReason::error_too_large;
    const double ks = magnitude_or_missing(value_at(block, ks_, row));
    const InfraredReason reason =
        classify_colours(config_.cuts, magnitude_or_missing(value_at(block, j_, row)),
                         magnitude_or_missing(value_at(block, h_, row)), ks);
    if (!is_kept(reason)) return reason;

    InfraredSource source{block.first_row + static_cast<std::int64_t>(row),
                          {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)},
                          error,
                          config_.error.level.sigma(error),
                          ks};
    if (config_.motion && !move(*config_.motion, block, row, source)) {
      return InfraredReason::error_too_large;
    }
    tally.add(source, ra_deg, dec_deg);
    cells.add(source.position);
    if (prefilter_.may_matter(source.position)) rows.push_back(source);
    return reason;
  }

  // Brings a source to the X-ray epoch; false if its error grows beyond what the search allows for.
  bool move(const MotionConfig& motion, const RowBlock& block, std::size_t row,
            InfraredSource& source) {
    const auto per_year = [&](int column) {
      return Angle::from_arcsec(1e-3 * value_at(block, column, row));
    };
    const double epoch = motion.epoch ? *motion.epoch : value_at(block, epoch_, row);
    const MovedPosition there = moved(
        source.position, source.sigma,
        {per_year(pm_ra_), per_year(pm_dec_), per_year(pm_ra_error_), per_year(pm_dec_error_)},
        motion.xray_epoch - epoch, motion.dispersion);
    source.position = there.position;
    source.error = source.error * (there.sigma / source.sigma);
    source.sigma = there.sigma;
    if (source.error > config_.largest_error) return false;
    cleaning.n_moved += there.has_moved ? 1 : 0;
    return true;
  }

  const InfraredConfig& config_;
  const Prefilter& prefilter_;
  int ra_, dec_, error_, j_, h_, ks_;
  int pm_ra_ = -1;
  int pm_dec_ = -1;
  int pm_ra_error_ = -1;
  int pm_dec_error_ = -1;
  int epoch_ = -1;

public:
  Columns columns;
  InfraredTally tally;
  CellTally cells;
  std::vector<InfraredSource> rows; // ir_id counted within this rank's share
  CleaningSummary cleaning;         // its counts, of this rank
  std::vector<std::int64_t> without_position;
};

} // namespace

InfraredInput read_infrared(const Communicator& comm, const InfraredConfig& config,
                            const MagnitudeBins& bins, const Prefilter& prefilter,
                            std::int64_t block_rows, Messages& log) {
  InfraredCleaner cleaner{config, bins, prefilter};
  CatalogueReader reader{comm, "infrared catalogue", config.files, cleaner.columns.requests()};
  run_together(comm, [&] {
    const auto share = static_cast<double>(std::max<std::int64_t>(1, reader.bytes_in_share()));
    for (RowBlock block; reader.next(block, block_rows > 0 ? block_rows : default_block_rows);) {
      cleaner.clean(block);
      log.progress("reading the infrared catalogue",
                   static_cast<double>(reader.bytes_read()) / share);
    }
  });

  const std::int64_t n_rows_of_rank = cleaner.cleaning.n_rows;
  const std::int64_t first_row = comm.exclusive_prefix_sum(n_rows_of_rank);
  for (InfraredSource& source : cleaner.rows)
    source.ir_id += first_row;

  InfraredInput input{std::move(cleaner.rows),  std::move(cleaner.tally),
                      std::move(cleaner.cells), std::move(cleaner.cleaning),
                      n_rows_of_rank,           reader.bytes_read()};
  add_up(comm, input.tally);
  add_up(comm, input.cleaning);
  describe_files(reader, config.files.size(), input.cleaning);
  input.cleaning.rejected_places = gather_places(comm, reader, cleaner.without_position);
  require_rows(comm, input.cleaning, input.tally.n_rows(), "infrared catalogue",
               "infrared.ra, infrared.dec, infrared.error and [infrared.foreground]");
  return input;
}

} // namespace counterpoint
