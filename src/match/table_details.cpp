#include "match/table_details.hpp"

#include "counterpoint/comm/row_fetch.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// Where a row of this rank's share stands among the stars that were kept.
std::size_t place_of(const CandidateStars& stars, std::int64_t row) {
  const auto found = std::lower_bound(stars.rows.begin(), stars.rows.end(), row);
  check(found != stars.rows.end() && *found == row, "the details of a candidate were not kept");
  return static_cast<std::size_t>(found - stars.rows.begin());
}

// What is kept of rows of a catalogue, brought from the ranks that read them.
class Fetched {
public:
  // \param rows  of the catalogue, one for each candidate; -1: of no row of it
  Fetched(const Communicator& comm, const CandidateStars& stars, std::int64_t n_rows_of_rank,
          std::span<const std::int64_t> rows)
      : stars_{stars}, rows_{rows}, fetch_{comm, n_rows_of_rank, those_of(rows)} {}

  // Of each candidate; `T{}` where there is no row.
  template <class T>
  [[nodiscard]] std::vector<T> values(const std::vector<T>& of_stars) const {
    return spread(
        fetch_.values<T>([&](std::int64_t row) { return of_stars[place_of(stars_, row)]; }));
  }
  [[nodiscard]] std::vector<std::string> texts(const std::vector<std::string>& of_stars) const {
    return spread(fetch_.texts(
        [&](std::int64_t row) -> const std::string& { return of_stars[place_of(stars_, row)]; }));
  }

  [[nodiscard]] std::span<const std::int64_t> rows() const { return rows_; }

private:
  static std::vector<std::int64_t> those_of(std::span<const std::int64_t> rows) {
    std::vector<std::int64_t> some;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(some),
                 [](std::int64_t row) { return row >= 0; });
    return some;
  }

  template <class T>
  [[nodiscard]] std::vector<T> spread(std::vector<T>&& of_some) const {
    if (of_some.size() == rows_.size()) return std::move(of_some);
    std::vector<T> of_all(rows_.size());
    auto next = of_some.begin();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i] >= 0) of_all[i] = std::move(*next++);
    }
    return of_all;
  }

  const CandidateStars& stars_;
  std::span<const std::int64_t> rows_;
  RowFetch fetch_;
};

// Collective. What one of two catalogues has.
ListedStars listed_stars(const Communicator& comm, const CandidateStars& stars,
                         const Fetched& fetched, std::span<const std::int64_t> rows) {
  ListedStars listed{{rows.begin(), rows.end()}, fetched.values(stars.ks), {}, {}, {}, {}};
  const std::vector<StarDetails> details = fetched.values(stars.details);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) listed.ks[i] = std::numeric_limits<double>::quiet_NaN();
    listed.j.push_back(details[i].j);
    listed.h.push_back(details[i].h);
  }
  if (comm.maximum(std::ssize(stars.names)) > 0) listed.names = fetched.texts(stars.names);
  return listed;
}

// Collective. The carried cells, blank where there is no row.
std::vector<std::string> cells_of(const CandidateStars& stars, const Fetched& fetched,
                                  std::span<const CarriedColumn> columns) {
  std::vector<std::string> cells = fetched.texts(stars.carried);
  const std::string blank = pack_cells(std::vector<std::string>(columns.size()));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (fetched.rows()[i] < 0) cells[i] = blank;
  return cells;
}

// Collective. What both catalogues have of the stars; `details` are those of the first, and are
// completed by what the second has.
void add_second(const Communicator& comm, const MatchInputs& inputs,
                std::span<const std::int64_t> ir_ids, const Fetched& of_first,
                TableDetails& details) {
  const SecondCatalogue& second = *inputs.second;
  const std::span<const std::int64_t> first_rows = of_first.rows();
  std::vector<std::int64_t> rows = of_first.values(inputs.infrared.stars.partners);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t id = first_rows[i] < 0 ? ir_ids[i] : rows[i];
    rows[i] = id < 0 ? -1 : id - second.first_id;
  }
  const Fetched of_second{comm, second.stars, second.n_rows_of_rank, rows};
  const std::vector<StarDetails> more = of_second.values(second.stars.details);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) continue;
    StarDetails& star = details.stars[i];
    if (first_rows[i] < 0) star = more[i];
    if (std::isnan(star.j)) star.j = more[i].j;
    if (std::isnan(star.h)) star.h = more[i].h;
  }
  details.listed.push_back(listed_stars(comm, inputs.infrared.stars, of_first, first_rows));
  details.listed.push_back(listed_stars(comm, second.stars, of_second, rows));
  ListedStars& listed = details.listed.back();
  if (!second.carried_columns.empty())
    listed.cells = cells_of(second.stars, of_second, second.carried_columns);
  if (details.star_names.empty() || listed.names.empty()) return;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (first_rows[i] < 0) details.star_names[i] = listed.names[i];
}

// Rows of the first catalogue, -1 of stars that only the second has.
std::vector<std::int64_t> rows_of_first(const MatchInputs& inputs,
                                        std::span<const std::int64_t> ir_ids) {
  std::vector<std::int64_t> rows{ir_ids.begin(), ir_ids.end()};
  for (std::int64_t& row : rows)
    row = inputs.second && row >= inputs.second->first_id ? -1 : row;
  return rows;
}

} // namespace

TableDetails fetch_details(const Communicator& comm, const MatchInputs& inputs,
                           const Candidates& candidates) {
  TableDetails details;
  const CandidateStars& stars = inputs.infrared.stars;
  std::vector<std::int64_t> ir_ids;
  for (const Candidate& candidate : candidates.of_source.values())
    ir_ids.push_back(candidate.ir_id);
  const std::vector<std::int64_t> first_rows = rows_of_first(inputs, ir_ids);
  const Fetched of_first{comm, stars, inputs.infrared.n_rows_of_rank, first_rows};
  details.stars = of_first.values(stars.details);
  // Also a rank that read no row of the catalogue takes part.
  if (comm.maximum(std::ssize(stars.names)) > 0) details.star_names = of_first.texts(stars.names);
  if (const auto& columns = inputs.infrared.carried_columns; !columns.empty())
    details.star_cells = cells_of(stars, of_first, columns);
  if (inputs.second) add_second(comm, inputs, ir_ids, of_first, details);
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
