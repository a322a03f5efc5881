#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/astrometry/proper_motion.hpp"
#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"
#include "sources/repeats.hpp"
#include "sources/row_reading.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// Cleans the rows of the infrared catalogue block by block and keeps what later stages need.
class InfraredCleaner {
public:
  InfraredCleaner(const InfraredOptions& options, const MagnitudeBins& bins,
                  const InfraredSelection& selection)
      : options_{options}, selection_{selection}, tally{bins, options.features.size()} {
    cleaning.by_reason.resize(n_infrared_reasons);
    ra_ = columns.want(options.ra);
    dec_ = columns.want(options.dec);
    error_ = columns.want({options.error.column, Quantity::angular_error, "infrared.error"});
    j_ = columns.want(options.j);
    h_ = columns.want(options.h);
    ks_ = columns.want(options.ks);
    id_ = columns.want(options.id);
    for (const FeatureRequest& feature : options.features)
      features_.push_back({columns.want(feature.column), columns.want(feature.subtracted)});
    if (!features_.empty()) rows.keep_features();
    if (!options.motion) return;
    pm_ra_ = columns.want(options.motion->ra);
    pm_dec_ = columns.want(options.motion->dec);
    pm_ra_error_ = columns.want(options.motion->ra_error);
    pm_dec_error_ = columns.want(options.motion->dec_error);
    epoch_ = columns.want(options.motion->epoch_column);
  }

  /// \param reader  that has just given the block
  void clean(const RowBlock& block, const CatalogueReader& reader) {
    reader_ = &reader;
    kept_.clear();
    row_of_kept_.clear();
    foreground_.clear();
    for (std::size_t row = 0; row < static_cast<std::size_t>(block.n_rows); ++row) {
      const InfraredReason reason = clean_row(block, row);
      ++cleaning.n_rows;
      ++cleaning.by_reason[static_cast<std::size_t>(reason)];
      if (reason == InfraredReason::no_position && without_position.size() < most_places) {
        without_position.push_back(block.first_row + static_cast<std::int64_t>(row));
      }
    }
    count_foreground();
    count_kept(block);
    selection_.prefilter.may_matter(positions_, may_matter_);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (may_matter_[i] != 0) keep(block, i);
    }
  }

private:
  // What is wrong with a row, if anything; else it goes to the rows that are kept.
  InfraredReason clean_row(const RowBlock& block, std::size_t row) {
    const double ra_deg = value_at(block, ra_, row);
    const double dec_deg = value_at(block, dec_, row);
    if (!std::isfinite(ra_deg) || !std::isfinite(dec_deg)) return InfraredReason::no_position;
    const Angle error = Angle::from_arcsec(error_arcsec(options_.error, block, error_, row));
    if (!is_usable_error(error.arcsec())) return InfraredReason::no_position_error;
    if (error > options_.largest_error) return InfraredReason::error_too_large;
    const double ks = magnitude_or_missing(value_at(block, ks_, row));
    const InfraredReason reason =
        classify_colours(options_.cuts, magnitude_or_missing(value_at(block, j_, row)),
                         magnitude_or_missing(value_at(block, h_, row)), ks);
    InfraredSource source{block.first_row + static_cast<std::int64_t>(row),
                          {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)},
                          error,
                          sigma_of(error),
                          ks,
                          features_of(block, row)};
    if (!is_kept(reason)) {
      foreground_.push_back(source);
      return reason;
    }
    if (options_.motion && !move(*options_.motion, block, row, source)) {
      return InfraredReason::error_too_large;
    }
    kept_.push_back(source);
    row_of_kept_.push_back(row);
    return reason;
  }

  FeatureCodes features_of(const RowBlock& block, std::size_t row) const {
    FeatureCodes codes;
    for (std::size_t f = 0; f < features_.size(); ++f) {
      const bool is_magnitude = options_.features[f].is_magnitude;
      const auto value_of = [&](int column) {
        const double value = value_at(block, column, row);
        return is_magnitude ? magnitude_or_missing(value) : value;
      };
      const auto [column, subtracted] = features_[f];
      codes.of[f] = FeatureCode::of(subtracted < 0 ? value_of(column)
                                                   : value_of(column) - value_of(subtracted));
    }
    return codes;
  }

  // Mostly one error holds for the whole catalogue.
  Angle sigma_of(Angle error) {
    if (error != last_error_) {
      last_error_ = error;
      last_sigma_ = options_.error.level.sigma(error);
    }
    return last_sigma_;
  }

  void take_positions(std::span<const InfraredSource> sources) {
    positions_.clear();
    for (const InfraredSource& source : sources)
      positions_.push_back(source.position);
  }

  // Foreground that would have been a candidate.
  void count_foreground() {
    take_positions(foreground_);
    selection_.prefilter.may_matter(positions_, may_matter_);
    for (std::size_t i = 0; i < foreground_.size(); ++i) {
      if (may_matter_[i] != 0 && may_be_candidate(foreground_[i])) ++cleaning.n_foreground_near;
    }
  }

  void count_kept(const RowBlock& block) {
    take_positions(kept_);
    cells.add(positions_);
    tally.add(kept_);
    for (const std::size_t row : row_of_kept_)
      tally.stretch_box(value_at(block, ra_, row), value_at(block, dec_, row));
  }

  // For the search, and for the tables if need be: the i-th of those kept of the block.
  void keep(const RowBlock& block, std::size_t i) {
    const std::size_t row = row_of_kept_[i];
    rows.push_back(kept_[i]);
    if (options_.repeats.by_identifier)
      identifiers.push_back(hash_of_identifier(text_at(block, id_, row)));
    if (may_be_candidate(kept_[i])) keep_for_tables(block, row, kept_[i]);
  }

  // Of a row that passes the prefilter.
  [[nodiscard]] bool may_be_candidate(const InfraredSource& source) const {
    return selection_.may_be_candidate && selection_.may_be_candidate(source);
  }

  void keep_for_tables(const RowBlock& block, std::size_t row, const InfraredSource& source) {
    stars.rows.push_back(source.ir_id);
    stars.details.push_back({source.position, magnitude_or_missing(value_at(block, j_, row)),
                             magnitude_or_missing(value_at(block, h_, row))});
    if (id_ >= 0) stars.names.push_back(text_at(block, id_, row));
    if (reader_->carried_columns().empty()) return;
    reader_->read_carried(static_cast<std::int64_t>(row), cells_);
    stars.carried.push_back(pack_cells(cells_));
  }

  static const std::string& text_at(const RowBlock& block, int column, std::size_t row) {
    return block.texts[static_cast<std::size_t>(column)][row];
  }

  // Brings a source to the X-ray epoch; false if its error grows beyond what the search allows for.
  bool move(const MotionOptions& motion, const RowBlock& block, std::size_t row,
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
    if (source.error > options_.largest_error) return false;
    cleaning.n_moved += there.has_moved ? 1 : 0;
    return true;
  }

  const InfraredOptions& options_;
  const InfraredSelection& selection_;
  const CatalogueReader* reader_ = nullptr;
  std::vector<InfraredSource> kept_;       // of the block
  std::vector<std::size_t> row_of_kept_;   // of the block, for each of them
  std::vector<InfraredSource> foreground_; // of the block
  std::vector<SkyPosition> positions_;     // of the one or the other
  std::vector<std::uint8_t> may_matter_;   // to the search: of the positions
  std::vector<std::string> cells_;         // of a row, reused
  Angle last_error_ = Angle::nan();
  Angle last_sigma_;
  int ra_, dec_, error_, j_, h_, ks_, id_;
  int pm_ra_ = -1;
  int pm_dec_ = -1;
  int pm_ra_error_ = -1;
  int pm_dec_error_ = -1;
  int epoch_ = -1;
  std::vector<std::pair<int, int>> features_; // the columns of each; -1: none subtracted

public:
  Columns columns;
  InfraredTally tally;
  CellTally cells;
  InfraredRows rows; // ir_id counted within this rank's share
  std::vector<std::uint64_t>
      identifiers; // hashes, of the rows; empty where none are to be compared
  CandidateStars stars;
  CleaningSummary cleaning; // its counts, of this rank
  std::vector<std::int64_t> without_position;
};

} // namespace

namespace {

// Collective. Leaves one row of each star among those near X-ray sources, and takes the others out
// of what was counted.
void merge_repeats(const Communicator& comm, const RepeatRules& rules, InfraredCleaner& cleaner) {
  const std::vector<std::size_t> repeated =
      find_repeats(comm, rules, cleaner.rows, cleaner.identifiers);
  for (const std::size_t place : repeated) {
    cleaner.tally.take_back(cleaner.rows[place]);
    cleaner.cells.take_back(cleaner.rows[place].position);
  }
  cleaner.cleaning.n_merged = std::ssize(repeated);
  cleaner.rows.erase(repeated);
}

std::string note_on_merged(const RepeatRules& rules, std::int64_t n_merged) {
  std::string how = rules.by_identifier ? "the same infrared.id within 2 arcsec" : "";
  if (rules.within > Angle{}) {
    how += (how.empty() ? "" : ", or ") +
           format_text("within infrared.merge-within = %g arcsec", rules.within.arcsec());
  }
  return with_commas(n_merged) + " infrared rows near X-ray sources repeat a star (" + how +
         "): its first row stands for it";
}

} // namespace

InfraredInput read_infrared(const Communicator& comm, const InfraredOptions& options,
                            const MagnitudeRange& range, const InfraredSelection& selection,
                            Messages& log) {
  InfraredCleaner cleaner{options, range.widest(), selection};
  CatalogueReader reader{comm, "infrared catalogue", options.files, cleaner.columns.requests(),
                         options.carry};
  if (options.sample) reader.read_sample(*options.sample);
  run_together(comm, [&] {
    const auto share = static_cast<double>(std::max<std::int64_t>(1, reader.bytes_in_share()));
    const std::int64_t block_rows =
        options.block_rows > 0 ? options.block_rows : default_block_rows;
    for (RowBlock block; reader.next(block, block_rows);) {
      cleaner.clean(block, reader);
      log.progress("reading the infrared catalogue",
                   static_cast<double>(reader.bytes_read()) / share);
    }
  });

  const std::int64_t n_rows_of_rank = cleaner.cleaning.n_rows;
  const std::int64_t first_row = comm.exclusive_prefix_sum(n_rows_of_rank);
  cleaner.rows.renumber(first_row);
  if (options.repeats.are_given()) merge_repeats(comm, options.repeats, cleaner);

  InfraredInput input{std::move(cleaner.rows),  std::move(cleaner.tally),
                      std::move(cleaner.cells), std::move(cleaner.cleaning),
                      n_rows_of_rank,           reader.bytes_read(),
                      std::move(cleaner.stars), reader.carried_columns()};
  add_up(comm, input.tally);
  input.tally = input.tally.narrowed(range);
  add_up(comm, input.cleaning);
  input.cleaning.notes = reader.notes();
  if (input.cleaning.n_merged > 0)
    input.cleaning.notes.push_back(note_on_merged(options.repeats, input.cleaning.n_merged));
  input.cleaning.position_columns = position_columns(reader, options.files.size());
  input.cleaning.rejected_places = gather_places(comm, reader, cleaner.without_position);
  require_rows(comm, input.cleaning, input.tally.n_rows(), "infrared catalogue",
               "infrared.ra, infrared.dec, infrared.error and [infrared.foreground]");
  return input;
}

} // namespace counterpoint
