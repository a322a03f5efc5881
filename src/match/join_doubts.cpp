#include "match/join_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

constexpr std::int64_t fewest_pairs = 30; // to tell anything by

std::string doubt_offsets(const JoinSummary& join) {
  if (join.n_both < fewest_pairs) return "";
  const double found = join.mean_squared_offset();
  constexpr double most = 1.3; // errors 0.88 times the true ones
  constexpr double least = 0.6;
  constexpr double significance = 4.0;
  const bool is_sure =
      std::abs(found - 1.0) > significance / std::sqrt(static_cast<double>(join.n_both));
  if (!is_sure || (found < most && found > least)) return "";
  return format_text(
      "rows of the two infrared catalogues that are one star lie %.2f times as far apart as their "
      "errors say (in the mean %+.3f arcsec east, %+.3f north): %s. Check infrared.error and "
      "infrared.2.error, their levels, and that both are in one frame and epoch",
      std::sqrt(found), join.mean_east_arcsec(), join.mean_north_arcsec(),
      found > 1.0 ? "stars that both list may have stayed two, and share their probability"
                  : "different stars may have become one");
}

// Where both have rows, few stars of the shorter list should be missing in the longer one.
std::string doubt_number(const JoinSummary& join) {
  const std::int64_t n_shorter = std::min(join.n_first, join.n_comparable);
  constexpr double least_part = 0.2;
  if (n_shorter < fewest_pairs ||
      static_cast<double>(join.n_both) >= least_part * static_cast<double>(n_shorter))
    return "";
  return format_text(
      "of %s rows of the second infrared catalogue near X-ray sources, where the first has rows "
      "too, only %s "
      "were found in the first: a star that both list then counts as two, which share its "
      "probability. Are both in one frame and epoch (infrared.2.pm-ra, infrared.2.epoch), and are "
      "infrared.error and infrared.2.error as large as the true ones? If the two list different "
      "stars, bright ones and faint ones, all is well",
      with_commas(join.n_comparable).c_str(), with_commas(join.n_both).c_str());
}

std::string doubt_magnitudes(const JoinSummary& join) {
  constexpr double most = 0.15;
  if (join.n_both_ks < fewest_pairs || std::abs(join.mean_ks_difference()) <= most) return "";
  return format_text(
      "Ks of the second infrared catalogue is %+.2f mag from that of the first, of stars that both "
      "list: a star counts by the Ks of the first, or of the second where the first has none. Are "
      "both Ks, of one system? If not, leave infrared.2.mag-ks empty (probability.feature = "
      "2:COLUMN still weighs by it)",
      join.mean_ks_difference());
}

} // namespace

std::vector<std::string> doubts_on_join(const JoinSummary& join) {
  if (join.n_second == 0) {
    return {"the second infrared catalogue has no row near an X-ray source: the result is that of "
            "the first alone. Does infrared.2.catalogue cover this field, in the same frame?"};
  }
  if (join.n_first == 0) {
    return {"the first infrared catalogue has no row near an X-ray source: the result is that of "
            "the second alone. Does infrared.catalogue cover this field, in the same frame?"};
  }
  std::vector<std::string> doubts{doubt_number(join), doubt_offsets(join), doubt_magnitudes(join)};
  std::erase(doubts, std::string{});
  return doubts;
}

} // namespace counterpoint
