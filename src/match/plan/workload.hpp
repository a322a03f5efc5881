#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "match/match_options.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// What `match` would have to do on a number of ranks, in numbers: known from the plan, or expected
/// from a sample of the infrared catalogue.
struct Workload {
  int n_ranks = 1;
  RankGrid grid;
  int n_tiles = 1;
  Angle reach;  ///< of a search
  Angle margin; ///< of a tile

  double sampled_fraction = 1.0; ///< of the infrared catalogue's bytes
  double xray_rows = 0.0;
  double xray_kept = 0.0;
  double infrared_rows = 0.0;
  double text_bytes = 0.0; ///< of infrared text files
  double gzip_bytes = 0.0; ///< of gzipped infrared files, as they are on disk
  double table_rows = 0.0; ///< infrared rows of other files
  double bytes_to_read = 0.0;
  double largest_share =
      1.0;                ///< of the bytes: of the rank that reads most; 1/n where all can share
  double cells = 0.0;     ///< of the footprint's tally, that rows fall into
  double near_rows = 0.0; ///< infrared rows that the search needs
  double tile_rows = 0.0; ///< the same, those of margins again
  double pairs = 0.0;     ///< neighbours of X-ray sources
  double candidates = 0.0;
  double carried_bytes = 0.0;   ///< text of carried columns of candidates
  double trial_pairs = 0.0;     ///< neighbours in reach, over all trials
  double zone_pairs = 0.0;      ///< neighbours in reach, over the zones of the exact expectation
  double companion_pairs = 0.0; ///< neighbours, over the other X-ray sources that they may match

  double near_balance = 1.0; ///< near rows read by a rank: most over mean
  double pair_balance = 1.0; ///< pairs of a rank: most over mean
  double own_bytes = 0.0;    ///< memory of a rank before the infrared rows: program, X-ray sources
  double shared_bytes = 0.0; ///< of these, what the ranks of a node have together: X-ray sources
};

/// Local. Largest over mean of the ranks' shares, where each is a run of consecutive blocks.
/// \param of_block  at least one value
[[nodiscard]] double balance_of_shares(const std::vector<double>& of_block, int n_ranks);

/// Local. Largest over mean of the workers' pairs, where each has several tiles that were meant to
/// be equal: 1 + s sqrt(2 ln n) for the largest of n workers, with the scatter s of a worker's sum
/// from that of the tiles; the scatter that sampling adds is taken out.
/// \param pairs_of_tile  in the sample
[[nodiscard]] double balance_of_tiles(const std::vector<double>& pairs_of_tile, int n_workers);

/// Collective, of one rank. Reads the X-ray catalogue and a sample of the infrared one, and
/// searches round the X-ray sources among the sampled rows. Of two infrared catalogues, what each
/// takes alone: stars that both list count twice. \throws InputError as `match` does
/// before it searches
[[nodiscard]] Workload expect_workload(const Communicator& alone, const MatchOptions& options,
                                       int n_ranks, Messages& log);

} // namespace counterpoint
