#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/search/neighbourhoods.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The bin of each neighbour, in the order of Neighbourhoods::neighbours: 0 ... n_bins - 1.
struct NeighbourBins {
  std::vector<std::int16_t> of_neighbour;
  int n_bins = 0;
};

/// The limit of infinitely many trials, in one pass over the neighbourhoods (docs/method.md,
/// section 4). Sums of this process; they add up over processes to the same digits in any order.
struct NullExpectation {
  std::vector<ExactSum> mean;            ///< expected matches per bin
  std::vector<ExactSum> variance;        ///< per bin; of independent offsets
  std::vector<ExactSum> matched_sources; ///< per radius of the sweep

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(mean);
    over_ranks.sum(variance);
    over_ranks.sum(matched_sources);
  }
  bool operator==(const NullExpectation&) const = default;
};

/// Another X-ray source so near that one infrared source can reach both.
struct Companion {
  SkyOffset offset; ///< from the X-ray source to its companion
  SkyEllipse error; ///< of the companion, as quoted
};

/// Finds the companions of the X-ray sources of some neighbourhoods, of one at a time: where X-ray
/// sources crowd, those of all would take more memory than the neighbours.
class Companions {
public:
  /// Local.
  /// \param xray  the whole catalogue, by xray_id; kept sources are companions; not copied
  /// \param reach  largest distance at which one infrared source can match both
  Companions(const Neighbourhoods& neighbourhoods, std::span<const XraySource> xray, Angle reach);

  /// Local. Those of one X-ray source, in the order of the catalogue.
  [[nodiscard]] std::vector<Companion> of(std::int64_t xray_id) const;

private:
  std::span<const XraySource> xray_;
  Angle reach_;
  std::vector<std::uint32_t> ids_; // xray_id of each point
  KdIndex index_;
};

/// Mean sum p and variance sum p(1 - p) + sum over ordered pairs of X-ray sources in reach of one
/// infrared source (p_ab - p_a p_b), per bin; and for the sweep the expected number of X-ray
/// sources with at least one match, sum (1 - prod(1 - p)). The sweep's holds for independent
/// offsets only. Acceptance ellipses are exact in all chances p; in the covariances p_ab - p_a p_b,
/// which enter a standard deviation only, they are circles of equal area.
[[nodiscard]] NullExpectation expect_null_matches(const Neighbourhoods& neighbourhoods,
                                                  const NeighbourBins& bins,
                                                  const Companions& companions,
                                                  const NullOptions& options,
                                                  const ToldProgress& progress = {});

} // namespace counterpoint
