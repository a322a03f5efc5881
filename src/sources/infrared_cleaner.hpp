#pragma once

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "sources/feature_columns.hpp"
#include "sources/row_reading.hpp"
#include "sources/selected_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Cleans the rows of the infrared catalogue block by block and keeps what later stages need. What
/// is done with every row is done column by column, in loops of vectors; rows are put together only
/// near X-ray sources.
class InfraredCleaner {
public:
  InfraredCleaner(const InfraredOptions& options, const MagnitudeBins& bins,
                  const InfraredSelection& selection);

  /// \param reader  that has just given the block
  void clean(const RowBlock& block, const CatalogueReader& reader);
  /// Collective. FeatureColumns::notes() of all rows.
  [[nodiscard]] std::vector<std::string> notes_on_features(const Communicator& comm) const {
    return features_->notes(comm);
  }

private:
  // A column of the block; missing values where there is no such column.
  [[nodiscard]] std::span<const double> column(int place) const;
  [[nodiscard]] std::span<const double> error_column() const;
  void find_reasons_of_block();
  // Fills the columns of the rows that are kept.
  void take_kept();
  // Of the position of a row, from its column; NaN where blank. Throws InputError for what is no
  // Julian year.
  [[nodiscard]] double epoch_of(std::size_t row) const;
  // Brings the kept rows to the X-ray epoch. Those whose errors grow beyond what the search allows
  // for are kept no longer. Returns how far the others stretch in the file's coordinates.
  SelectedRows::Box move_kept(const MotionOptions& motion);
  void count_rejected();
  void count_foreground();
  // An error as the file quotes it, in terms of what errors of rows mean.
  [[nodiscard]] InfraredErrors as_counted(Angle error, Angle sigma) const;
  [[nodiscard]] InfraredErrors errors_of(std::size_t row) const;
  [[nodiscard]] InfraredSource kept_source(std::size_t k) const;
  // Keeps the rows that pass the prefilter: for the search, and for the tables if need be.
  void keep_near();
  // Of those of near_: 1 where the tables may show it.
  [[nodiscard]] std::span<const std::uint8_t> find_candidates();
  void keep_for_tables(std::size_t row, const InfraredSource& source);

  const InfraredOptions& options_;
  const InfraredSelection& selection_;
  const RowBlock* block_ = nullptr;
  const CatalogueReader* reader_ = nullptr;
  std::optional<InfraredErrors> common_errors_;   // none: each row has its own
  std::optional<InfraredReason> fault_of_errors_; // of those that all rows have
  std::vector<double> missing_;
  std::vector<InfraredReason> reasons_; // of the block's rows
  SelectedRows kept_;
  std::vector<double> ks_; // of the kept rows, as the next two
  std::vector<InfraredErrors> errors_;
  std::vector<FeatureCodes> codes_;
  SelectedRows foreground_;
  std::vector<std::uint8_t> may_matter_; // to the search: of the one or the other
  std::vector<InfraredSource> near_;     // rows that may, as the next two
  std::vector<std::uint32_t> near_rows_; // their places in the block
  std::vector<std::uint8_t> may_be_candidates_;
  std::vector<std::string> cells_; // of a row, reused
  int ra_, dec_, error_, j_, h_, magnitude_, id_;
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
  InfraredRows rows;                      ///< ir_id counted within this rank's share
  std::vector<InfraredReason> reasons;    ///< InfraredInput::reasons
  std::vector<std::uint64_t> identifiers; ///< hashes, of the rows; empty where none are compared
  CandidateStars stars;
  CleaningSummary cleaning; ///< its counts, of this rank
  std::vector<std::int64_t> without_position;
  std::int64_t n_left_out = 0; ///< InfraredInput::n_left_out
};

} // namespace counterpoint
