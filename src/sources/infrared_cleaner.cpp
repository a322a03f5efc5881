#include "sources/infrared_cleaner.hpp"

#include "counterpoint/astrometry/proper_motion.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "sources/judged_error.hpp"
#include "sources/julian_year.hpp"
#include "sources/repeats.hpp"
#include "sources/row_reasons.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint {

namespace {
bool is_foreground(InfraredReason reason) {
  return reason == InfraredReason::foreground;
}

bool is_kept_until_joined(InfraredReason reason) {
  return is_kept(reason) || is_foreground(reason);
}
} // namespace

InfraredCleaner::InfraredCleaner(const InfraredOptions& options, const MagnitudeBins& bins,
                                 const InfraredSelection& selection)
    : options_{options}, selection_{selection}, tally{bins, options.features.size()} {
  cleaning.by_reason.resize(n_infrared_reasons);
  ra_ = columns.want(options.ra);
  dec_ = columns.want(options.dec);
  error_ =
      columns.want({options.error.column, Quantity::angular_error, options.section + ".error"});
  j_ = columns.want(options.j);
  h_ = columns.want(options.h);
  magnitude_ = columns.want(options.ks);
  id_ = columns.want(options.id);
  features_.emplace(options.features, columns);
  if (!features_->empty()) rows.keep_features();
  if (options.error.constant) {
    const JudgedError judged =
        judged_error(options.error.constant->arcsec(), options.error.level, options.largest_error);
    fault_of_errors_ = judged.fault;
    common_errors_ = as_counted(judged.error, judged.sigma);
  }
  if (!options.motion) return;
  pm_ra_ = columns.want(options.motion->ra);
  pm_dec_ = columns.want(options.motion->dec);
  pm_ra_error_ = columns.want(options.motion->ra_error);
  pm_dec_error_ = columns.want(options.motion->dec_error);
  epoch_ = columns.want(options.motion->epoch_column);
}

void InfraredCleaner::clean(const RowBlock& block, const CatalogueReader& reader) {
  block_ = &block;
  reader_ = &reader;
  find_reasons_of_block();
  kept_.select(reasons_, options_.colours_of_both_decide() ? is_kept_until_joined : is_kept);
  foreground_.select(reasons_, is_foreground);
  take_kept();
  count_rejected();
  count_foreground();
  const std::span<const GridPlace> places = kept_.find_places();
  cells.add(places);
  selection_.prefilter.may_matter(places, may_matter_);
  n_left_out += selection_.prefilter.leave_out_beyond(places, may_matter_);
  keep_near();
}

std::span<const double> InfraredCleaner::column(int place) const {
  const auto n_rows = static_cast<std::size_t>(block_->n_rows);
  const std::vector<double>& all =
      place < 0 ? missing_ : block_->numbers[static_cast<std::size_t>(place)];
  return std::span{all}.first(n_rows);
}

std::span<const double> InfraredCleaner::error_column() const {
  return options_.error.constant ? std::span<const double>{} : column(error_);
}

void InfraredCleaner::find_reasons_of_block() {
  const auto n_rows = static_cast<std::size_t>(block_->n_rows);
  if (n_rows > missing_.size()) missing_.assign(n_rows, std::numeric_limits<double>::quiet_NaN());
  reasons_.resize(n_rows);
  find_reasons(
      {column(ra_), column(dec_), error_column(), column(j_), column(h_), column(magnitude_)},
      options_.cuts, options_.largest_error, reasons_);
  if (!fault_of_errors_) return;
  for (InfraredReason& reason : reasons_) {
    if (reason != InfraredReason::no_position) reason = *fault_of_errors_;
  }
}

InfraredErrors InfraredCleaner::as_counted(Angle error, Angle sigma) const {
  return {options_.common_level ? options_.as_quoted(sigma) : error, sigma};
}

InfraredErrors InfraredCleaner::errors_of(std::size_t row) const {
  if (common_errors_) return *common_errors_;
  const Angle error = Angle::from_arcsec(column(error_)[row]);
  return as_counted(error, options_.error.level.sigma(error));
}

void InfraredCleaner::take_kept() {
  const auto kept_rows = kept_.rows();
  const std::span<const double> magnitude = column(magnitude_);
  ks_.resize(kept_rows.size());
  for (std::size_t k = 0; k < kept_rows.size(); ++k)
    ks_.data()[k] = magnitude_or_missing(magnitude.data()[kept_rows.data()[k]]);
  errors_.clear();
  if (!common_errors_ || options_.motion) {
    for (const std::uint32_t row : kept_rows)
      errors_.push_back(errors_of(row));
  }
  SelectedRows::Box box = kept_.take_positions(column(ra_), column(dec_));
  if (options_.motion) box = move_kept(*options_.motion);
  if (!features_->empty()) features_->find_codes(*block_, kept_.rows(), codes_);
  tally.stretch_box(box.ra_deg, box.dec_deg);
  tally.add({kept_.positions(), ks_, errors_, common_errors_.value_or(InfraredErrors{}), codes_});
}

double InfraredCleaner::epoch_of(std::size_t row) const {
  const double epoch = value_at(*block_, epoch_, row);
  if (std::isnan(epoch) || is_julian_year(epoch)) return epoch;
  const ColumnRequest& column = options_.motion->epoch_column;
  const std::string place = reader_->locate(block_->first_row + static_cast<std::int64_t>(row));
  throw InputError{words_on_epoch(format_text("%s: %s = %.10g (%s)", place.c_str(),
                                              column.name.c_str(), epoch, column.key.c_str()),
                                  epoch) +
                   "; leave the cell blank where the epoch is not known"};
}

SelectedRows::Box InfraredCleaner::move_kept(const MotionOptions& motion) {
  SelectedRows::Box box;
  const std::span<std::uint32_t> kept_rows = kept_.rows();
  std::size_t n_left = 0;
  for (std::size_t k = 0; k < kept_rows.size(); ++k) {
    const std::size_t row = kept_rows[k];
    const auto per_year = [&](int place) {
      return Angle::from_arcsec(1e-3 * value_at(*block_, place, row));
    };
    const double epoch = motion.epoch ? *motion.epoch : epoch_of(row);
    InfraredErrors errors = errors_[k];
    const MovedPosition there = moved(
        kept_.position(k), errors.sigma,
        {per_year(pm_ra_), per_year(pm_dec_), per_year(pm_ra_error_), per_year(pm_dec_error_)},
        motion.xray_epoch - epoch, motion.dispersion);
    errors.error = errors.error * (there.sigma / errors.sigma);
    errors.sigma = there.sigma;
    if (errors.error > options_.error_bound()) {
      reasons_[row] = InfraredReason::error_too_large;
      continue;
    }
    cleaning.n_moved += there.has_moved ? 1 : 0;
    const double ra_deg = column(ra_)[row];
    const double dec_deg = column(dec_)[row];
    box.ra_deg.stretch({ra_deg, ra_deg});
    box.dec_deg.stretch({dec_deg, dec_deg});
    kept_rows[n_left] = static_cast<std::uint32_t>(row);
    kept_.set_position(n_left, there.position);
    errors_[n_left] = errors;
    ks_[n_left] = ks_[k];
    ++n_left;
  }
  kept_.shorten(n_left);
  errors_.resize(n_left);
  ks_.resize(n_left);
  return box;
}

void InfraredCleaner::count_rejected() {
  cleaning.n_rows += block_->n_rows;
  const auto counts = count_reasons(reasons_);
  for (std::size_t reason = 0; reason < counts.size(); ++reason)
    cleaning.by_reason[reason] += counts[reason];
  if (counts[static_cast<std::size_t>(InfraredReason::no_position)] == 0) return;
  for (std::size_t row = 0; row < reasons_.size() && without_position.size() < most_places; ++row) {
    if (reasons_[row] == InfraredReason::no_position)
      without_position.push_back(block_->first_row + static_cast<std::int64_t>(row));
  }
}

// Foreground that would have been a candidate.
void InfraredCleaner::count_foreground() {
  foreground_.take_positions(column(ra_), column(dec_));
  selection_.prefilter.may_matter(foreground_.find_places(), may_matter_);
  near_.clear();
  for (std::size_t k = 0; k < may_matter_.size(); ++k) {
    if (may_matter_.data()[k] == 0) continue;
    InfraredSource& source = near_.emplace_back();
    const InfraredErrors errors = errors_of(foreground_.rows()[k]);
    source.position = foreground_.position(k);
    source.error = errors.error;
    source.sigma = errors.sigma;
  }
  const std::span<const std::uint8_t> candidates = find_candidates();
  cleaning.n_foreground_near += std::count(candidates.begin(), candidates.end(), 1);
}

std::span<const std::uint8_t> InfraredCleaner::find_candidates() {
  may_be_candidates_.assign(near_.size(), 0);
  if (selection_.may_be_candidates) selection_.may_be_candidates(near_, may_be_candidates_);
  return may_be_candidates_;
}

InfraredSource InfraredCleaner::kept_source(std::size_t k) const {
  const InfraredErrors& errors = errors_.empty() ? *common_errors_ : errors_.data()[k];
  return {block_->first_row + static_cast<std::int64_t>(kept_.rows().data()[k]),
          kept_.position(k),
          errors.error,
          errors.sigma,
          ks_.data()[k],
          codes_.empty() ? FeatureCodes{} : codes_.data()[k]};
}

void InfraredCleaner::keep_near() {
  near_.clear();
  near_rows_.clear();
  for (std::size_t k = 0; k < may_matter_.size(); ++k) {
    if (may_matter_.data()[k] == 0) continue;
    near_.push_back(kept_source(k));
    near_rows_.push_back(kept_.rows().data()[k]);
  }
  for (const InfraredSource& source : near_)
    rows.push_back(source);
  if (options_.colours_of_both_decide()) {
    for (const std::uint32_t row : near_rows_)
      reasons.push_back(reasons_[row]);
  }
  if (options_.repeats.by_identifier) {
    const auto& names = block_->texts[static_cast<std::size_t>(id_)];
    for (const std::uint32_t row : near_rows_)
      identifiers.push_back(hash_of_identifier(names[row]));
  }
  const std::span<const std::uint8_t> candidates = find_candidates();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (candidates.data()[i] != 0) keep_for_tables(near_rows_[i], near_[i]);
  }
}

void InfraredCleaner::keep_for_tables(std::size_t row, const InfraredSource& source) {
  stars.rows.push_back(source.ir_id);
  stars.details.push_back({source.position, magnitude_or_missing(value_at(*block_, j_, row)),
                           magnitude_or_missing(value_at(*block_, h_, row))});
  if (options_.is_one_of_two) stars.ks.push_back(source.ks);
  if (id_ >= 0) stars.names.push_back(block_->texts[static_cast<std::size_t>(id_)][row]);
  if (reader_->carried_columns().empty()) return;
  reader_->read_carried(static_cast<std::int64_t>(row), cells_);
  stars.carried.push_back(pack_cells(cells_));
}

} // namespace counterpoint
