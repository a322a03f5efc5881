#include "counterpoint/sources/read_catalogues.hpp"

#include "counterpoint/astrometry/proper_motion.hpp"
#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"
#include "sources/feature_columns.hpp"
#include "sources/judged_error.hpp"
#include "sources/repeats.hpp"
#include "sources/row_reading.hpp"
#include "sources/selected_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
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
    error_ =
        columns.want({options.error.column, Quantity::angular_error, options.section + ".error"});
    j_ = columns.want(options.j);
    h_ = columns.want(options.h);
    ks_ = columns.want(options.ks);
    id_ = columns.want(options.id);
    features_.emplace(options.features, columns);
    if (!features_->empty()) rows.keep_features();
    if (options.error.constant) constant_error_arcsec_ = options.error.constant->arcsec();
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
    bind(block);
    std::array<std::int64_t, n_infrared_reasons> n_rows_by_reason{};
    const auto n_rows = static_cast<std::size_t>(block.n_rows);
    for (std::size_t row = 0; row < n_rows; ++row) {
      const InfraredReason reason = clean_row(block, row);
      ++n_rows_by_reason.data()[static_cast<std::size_t>(reason)];
      if (reason == InfraredReason::no_position && without_position.size() < most_places) {
        without_position.push_back(block.first_row + static_cast<std::int64_t>(row));
      }
    }
    cleaning.n_rows += block.n_rows;
    for (std::size_t reason = 0; reason < n_rows_by_reason.size(); ++reason)
      cleaning.by_reason[reason] += n_rows_by_reason[reason];
    count_foreground();
    count_kept();
    selection_.prefilter.may_matter(kept_.positions(), may_matter_);
    for (std::size_t i = 0; i < may_matter_.size(); ++i) {
      if (may_matter_.data()[i] != 0) keep(block, i);
    }
  }

private:
  // The values of the block's columns, missing ones where there is no such column.
  struct Values {
    const double* ra;
    const double* dec;
    const double* error;
    const double* j;
    const double* h;
    const double* ks;
  };

  void bind(const RowBlock& block) {
    const auto n_rows = static_cast<std::size_t>(block.n_rows);
    kept_.clear(n_rows);
    foreground_.clear(n_rows);
    if (n_rows > missing_.size()) missing_.assign(n_rows, std::numeric_limits<double>::quiet_NaN());
    const auto values_of = [&](int column) {
      return column < 0 ? missing_.data() : block.numbers[static_cast<std::size_t>(column)].data();
    };
    at_ = {values_of(ra_), values_of(dec_), values_of(error_),
           values_of(j_),  values_of(h_),   values_of(ks_)};
  }

  // What is wrong with a row, if anything; else it goes to the rows that are kept.
  InfraredReason clean_row(const RowBlock& block, std::size_t row) {
    const double ra_deg = at_.ra[row];
    const double dec_deg = at_.dec[row];
    if (!std::isfinite(ra_deg) || !std::isfinite(dec_deg)) return InfraredReason::no_position;
    const double error_arcsec = constant_error_arcsec_.value_or(at_.error[row]);
    if (error_arcsec != errors_.arcsec) judge_error(error_arcsec);
    if (errors_.fault) return *errors_.fault;
    const double ks = magnitude_or_missing(at_.ks[row]);
    const InfraredReason reason = classify_colours(options_.cuts, magnitude_or_missing(at_.j[row]),
                                                   magnitude_or_missing(at_.h[row]), ks);
    InfraredSource source{block.first_row + static_cast<std::int64_t>(row),
                          {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)},
                          errors_.error,
                          errors_.sigma,
                          ks,
                          features_->empty() ? FeatureCodes{} : features_->codes(block, row)};
    if (!is_kept(reason)) {
      foreground_.add(source, row);
      return reason;
    }
    if (options_.motion && !move(*options_.motion, block, row, source)) {
      return InfraredReason::error_too_large;
    }
    kept_.add(source, row);
    return reason;
  }

  void judge_error(double error_arcsec) {
    errors_ = judged_error(error_arcsec, options_.error.level, options_.largest_error);
    if (options_.common_level) errors_.error = options_.as_quoted(errors_.sigma);
  }

  // Foreground that would have been a candidate.
  void count_foreground() {
    selection_.prefilter.may_matter(foreground_.positions(), may_matter_);
    for (std::size_t i = 0; i < may_matter_.size(); ++i) {
      if (may_matter_.data()[i] != 0 && may_be_candidate(foreground_.sources().data()[i]))
        ++cleaning.n_foreground_near;
    }
  }

  void count_kept() {
    cells.add(kept_.positions());
    tally.add(kept_.sources());
    if (kept_.rows().empty()) return;
    double lowest_ra = std::numeric_limits<double>::infinity();
    double lowest_dec = lowest_ra;
    double highest_ra = -lowest_ra;
    double highest_dec = -lowest_ra;
    for (const std::size_t row : kept_.rows()) {
      lowest_ra = std::min(lowest_ra, at_.ra[row]);
      highest_ra = std::max(highest_ra, at_.ra[row]);
      lowest_dec = std::min(lowest_dec, at_.dec[row]);
      highest_dec = std::max(highest_dec, at_.dec[row]);
    }
    tally.stretch_box(lowest_ra, lowest_dec);
    tally.stretch_box(highest_ra, highest_dec);
  }

  // For the search, and for the tables if need be: the i-th of those kept of the block.
  void keep(const RowBlock& block, std::size_t i) {
    const std::size_t row = kept_.rows().data()[i];
    const InfraredSource& source = kept_.sources().data()[i];
    rows.push_back(source);
    if (options_.repeats.by_identifier)
      identifiers.push_back(hash_of_identifier(text_at(block, id_, row)));
    if (may_be_candidate(source)) keep_for_tables(block, row, source);
  }

  // Of a row that passes the prefilter.
  [[nodiscard]] bool may_be_candidate(const InfraredSource& source) const {
    return selection_.may_be_candidate && selection_.may_be_candidate(source);
  }

  void keep_for_tables(const RowBlock& block, std::size_t row, const InfraredSource& source) {
    stars.rows.push_back(source.ir_id);
    stars.details.push_back({source.position, magnitude_or_missing(value_at(block, j_, row)),
                             magnitude_or_missing(value_at(block, h_, row))});
    if (options_.is_one_of_two) stars.ks.push_back(source.ks);
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
    if (source.error > options_.error_bound()) return false;
    cleaning.n_moved += there.has_moved ? 1 : 0;
    return true;
  }

  const InfraredOptions& options_;
  const InfraredSelection& selection_;
  const CatalogueReader* reader_ = nullptr;
  Values at_{};
  std::vector<double> missing_;
  std::optional<double> constant_error_arcsec_;
  JudgedError errors_; // of the last row
  SelectedRows kept_;
  SelectedRows foreground_;
  std::vector<std::uint8_t> may_matter_; // to the search: of the one or the other
  std::vector<std::string> cells_;       // of a row, reused
  int ra_, dec_, error_, j_, h_, ks_, id_;
  int pm_ra_ = -1;
  int pm_dec_ = -1;
  int pm_ra_error_ = -1;
  int pm_dec_error_ = -1;
  int epoch_ = -1;
  std::optional<FeatureColumns> features_; // once the columns are known

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

} // namespace

InfraredInput read_infrared(const Communicator& comm, const InfraredOptions& options,
                            const MagnitudeRange& range, const InfraredSelection& selection,
                            Messages& log) {
  InfraredCleaner cleaner{options, range.widest(), selection};
  const std::string what = options.title();
  CatalogueReader reader{comm, what, options.files, cleaner.columns.requests(), options.carry};
  if (options.sample) reader.read_sample(*options.sample);
  run_together(comm, [&] {
    const auto share = static_cast<double>(std::max<std::int64_t>(1, reader.bytes_in_share()));
    const std::int64_t block_rows =
        options.block_rows > 0 ? options.block_rows : default_block_rows;
    for (RowBlock block; reader.next(block, block_rows);) {
      cleaner.clean(block, reader);
      log.progress("reading the " + what, static_cast<double>(reader.bytes_read()) / share);
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
    input.cleaning.notes.push_back(note_on_merged(options, input.cleaning.n_merged));
  input.cleaning.position_columns = position_columns(reader, options.files.size());
  input.cleaning.rejected_places = gather_places(comm, reader, cleaner.without_position);
  if (options.may_be_empty) return input;
  require_rows(comm, input.cleaning, input.tally.n_rows(), what,
               "infrared.ra, infrared.dec, infrared.error and [infrared.foreground]");
  return input;
}

} // namespace counterpoint
