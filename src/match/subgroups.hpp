#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/candidates.hpp"
#include "match/fitted_model.hpp"
#include "match/probabilities.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// Some of the considered X-ray sources, and two counts of their counterparts.
struct Subgroup {
  std::string by;         ///< sigma_x, class or depth
  std::string name;       ///< its range, or the class
  double sigma_low = 0.0; ///< arcsec, of its sources; geometric mean of the axes
  double sigma_high = 0.0;
  std::int64_t n_sources = 0;
  std::int64_t n_pairs = 0;
  double expected = 0.0; ///< unrelated stars within the acceptance regions, by the local density
  double sum_lr = 0.0;

  [[nodiscard]] double excess() const { return static_cast<double>(n_pairs) - expected; }
  /// sum of P minus excess, in standard deviations.
  [[nodiscard]] double deviation() const;
  [[nodiscard]] bool disagrees() const;
  /// Is the excess above one counterpart for each source, by as many standard deviations?
  [[nodiscard]] bool has_more_than_sources() const;
};

/// Collective. The considered sources that lie at no edge of the footprint, by quarters of sigma_x,
/// by class where there are classes, and by the depth of their place where the model goes by it.
/// Equal on all ranks.
/// \param mean_density_arcsec2  of infrared sources
[[nodiscard]] std::vector<Subgroup>
make_subgroups(const Communicator& comm, const Candidates& candidates, const FittedModel& fitted,
               const Probabilities& probabilities, double mean_density_arcsec2);

} // namespace counterpoint
