#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/search.hpp"

#include <limits>

namespace counterpoint {

/// Are infrared sources clustered on the scale of a match? Shifted one by one they leave their
/// neighbours, shifted together they keep them: there are as many pairs, but of fewer X-ray
/// sources.
struct ClusteringCheck {
  /// X-ray sources with a match when the whole catalogue moves at once: mean over the trials, and
  /// its standard error. NaN where it was not tried.
  double rigid_mean = std::numeric_limits<double>::quiet_NaN();
  double rigid_error = std::numeric_limits<double>::quiet_NaN();
  /// The same when each source moves by itself: exact.
  double independent_expected = std::numeric_limits<double>::quiet_NaN();

  /// By more than 1.5 % and more than three standard errors?
  [[nodiscard]] bool disagrees() const;
};

/// Collective. As many rigid trials as there are null trials, in the same zone; nothing where the
/// null trials are rigid themselves.
/// \param expected  over all ranks, as expect_null() gives it
[[nodiscard]] ClusteringCheck check_clustering(const Communicator& comm, const NullOptions& null,
                                               const SearchResult& search,
                                               const NullExpectation& expected);

} // namespace counterpoint
