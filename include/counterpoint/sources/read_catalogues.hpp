#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text_list.hpp"
#include "counterpoint/sources/cell_tally.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/prefilter.hpp"
#include "counterpoint/sources/sources.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "counterpoint/sources/xray_options.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// What became of the rows of a catalogue.
struct CleaningSummary {
  std::int64_t n_rows = 0;
  std::vector<std::int64_t> by_reason;      ///< XrayReason or InfraredReason
  std::vector<std::string> rejected_places; ///< "file:line" of the first rows without a position
  std::vector<std::string> notes;           ///< what the user should know of the files
  std::int64_t n_moved = 0;                 ///< kept rows brought to the X-ray epoch
  std::int64_t n_merged = 0; ///< rows near X-ray sources that repeat a star of an earlier row
  std::int64_t n_foreground_near = 0; ///< foreground rows that would have been candidates
  std::string position_columns;       ///< "RAJ2000, DEJ2000", of every file that differs

  /// The counts; the texts are the same on every rank from the start.
  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_rows);
    over_ranks.sum(by_reason);
    over_ranks.sum(n_moved);
    over_ranks.sum(n_merged);
    over_ranks.sum(n_foreground_near);
  }
  bool operator==(const CleaningSummary&) const = default;
};

struct XrayInput {
  XrayCatalogue catalogue;                         ///< all rows, on every node
  CleaningSummary cleaning;                        ///< of all ranks
  std::int64_t bytes_read = 0;                     ///< by this rank
  std::vector<CarriedColumn> carried_columns = {}; ///< equal on all ranks
  /// Of each row that this rank read, the carried cells by pack_cells(); empty without columns.
  TextList carried = {};
  std::int64_t n_rows_of_rank = 0;
};

/// Collective. Reads the whole X-ray catalogue; every rank gets all of it.
/// \throws InputError for what is wrong with the files; if no source is left after cleaning
[[nodiscard]] XrayInput read_xray(const Communicator& comm, const XrayOptions& options);

/// What the tables show of the infrared rows that may be candidates, on the rank that read them.
struct CandidateStars {
  std::vector<std::int64_t> rows; ///< counted within this rank's share, ascending
  std::vector<StarDetails> details;
  std::vector<std::string> names;   ///< empty without infrared.id
  std::vector<std::string> carried; ///< cells by pack_cells(); empty without columns
  std::vector<double> ks = {};      ///< mag, as this catalogue has it; only of one of two
  /// ir_id of the row of the second of two catalogues that lists the same star, -1 for none; empty
  /// where there are no two.
  std::vector<std::int64_t> partners = {};
};

struct InfraredInput {
  InfraredRows rows;        ///< this rank's cleaned rows near X-ray sources
  InfraredTally tally;      ///< cleaned rows, of all ranks, without those merged
  CellTally cells;          ///< the same, of this rank
  CleaningSummary cleaning; ///< of all ranks
  std::int64_t n_rows_of_rank = 0;
  std::int64_t bytes_read = 0;                     ///< by this rank
  CandidateStars stars = {};                       ///< this rank's rows that may be candidates
  std::vector<CarriedColumn> carried_columns = {}; ///< equal on all ranks
  std::int64_t n_left_out =
      0; ///< of this rank, that Prefilter::leave_out_beyond() left out of rows
  /// Why each of `rows` is kept; empty unless InfraredOptions::colours_of_both_decide(): foreground
  /// is among them then.
  std::vector<InfraredReason> reasons = {};
  CellsAtGap cells_at_gap = CellsAtGap::covered_by_half; ///< of `cells`
};

/// Which rows of the infrared catalogue are kept, and how much of them.
struct InfraredSelection {
  const Prefilter& prefilter; ///< for the search
  /// 1 for each row of these that the tables may show: its details and carried cells are kept.
  /// None: those of no row.
  std::function<void(std::span<const InfraredSource>, std::span<std::uint8_t>)> may_be_candidates =
      {};
};

/// Collective. Streams the infrared catalogue: cleans, tallies, and keeps the rows near X-ray
/// sources, each star once where options.repeats says how repeated ones are known.
/// \param range  of the grid that the tally counts over: its open ends are found
/// \throws InputError for what is wrong with the files; if no row is left after cleaning
[[nodiscard]] InfraredInput read_infrared(const Communicator& comm, const InfraredOptions& options,
                                          const MagnitudeRange& range,
                                          const InfraredSelection& selection, Messages& log);

} // namespace counterpoint
