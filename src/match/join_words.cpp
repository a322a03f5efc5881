#include "match/join_words.hpp"

#include "counterpoint/core/text.hpp"

namespace counterpoint {

std::string words_on_join(const JoinSummary& join) {
  std::string text = "near X-ray sources " + with_commas(join.n_both) +
                     " stars in both infrared catalogues, " +
                     with_commas(join.n_first - join.n_both) + " only in the first, " +
                     with_commas(join.n_second - join.n_both) + " only in the second";
  if (join.n_both > 0) {
    text += format_text("; the second lists them %+.3f arcsec east, %+.3f north of the first",
                        join.mean_east_arcsec(), join.mean_north_arcsec());
  }
  if (join.n_foreground > 0)
    text += "; " + with_commas(join.n_foreground) + " of the stars are foreground by their colours";
  return text;
}

} // namespace counterpoint
