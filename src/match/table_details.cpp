#include "match/table_details.hpp"

#include "counterpoint/comm/row_fetch.hpp"

#include <algorithm>

namespace counterpoint {

namespace {

// Where a row of this rank's share stands among the stars that were kept.
std::size_t place_of(const CandidateStars& stars, std::int64_t row) {
  const auto found = std::lower_bound(stars.rows.begin(), stars.rows.end(), row);
  check(found != stars.rows.end() && *found == row, "the details of a candidate were not kept");
  return static_cast<std::size_t>(found - stars.rows.begin());
}

} // namespace

TableDetails fetch_details(const Communicator& comm, const MatchInputs& inputs,
                           const Candidates& candidates) {
  TableDetails details;
  const CandidateStars& stars = inputs.infrared.stars;
  std::vector<std::int64_t> ir_ids;
  for (const Candidate& candidate : candidates.of_source.values())
    ir_ids.push_back(candidate.ir_id);
  const RowFetch of_stars{comm, inputs.infrared.n_rows_of_rank, ir_ids};
  details.stars = of_stars.values<StarDetails>(
      [&](std::int64_t row) { return stars.details[place_of(stars, row)]; });
  const auto texts_of_stars = [&](const std::vector<std::string>& texts) {
    return of_stars.texts(
        [&](std::int64_t row) -> const std::string& { return texts[place_of(stars, row)]; });
  };
  // Also a rank that read no row of the catalogue takes part.
  if (comm.maximum(std::ssize(stars.names)) > 0) details.star_names = texts_of_stars(stars.names);
  if (!inputs.infrared.carried_columns.empty()) details.star_cells = texts_of_stars(stars.carried);
  if (inputs.xray.carried_columns.empty()) return details;

  std::vector<std::int64_t> xray_ids;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    xray_ids.push_back(candidates.xray_id(i));
  const RowFetch of_sources{comm, inputs.xray.n_rows_of_rank, xray_ids};
  details.source_cells = of_sources.texts(
      [&](std::int64_t row) { return inputs.xray.carried[static_cast<std::size_t>(row)]; });
  return details;
}

} // namespace counterpoint
