#include "counterpoint/comm/row_fetch.hpp"

#include <algorithm>

namespace counterpoint {

RowFetch::RowFetch(const Communicator& comm, std::int64_t n_rows,
                   std::span<const std::int64_t> wanted)
    : comm_{comm} {
  const auto n_ranks = static_cast<std::size_t>(comm.size());
  // Where the rows of each rank end in the sequence.
  std::vector<std::int64_t> ends = comm.all_gather(std::span<const std::int64_t>{&n_rows, 1});
  const std::int64_t first_row = comm.exclusive_prefix_sum(n_rows);
  for (std::size_t rank = 1; rank < n_ranks; ++rank)
    ends[rank] += ends[rank - 1];

  std::vector<std::vector<std::int64_t>> questions(n_ranks);
  std::vector<std::vector<std::size_t>> places(n_ranks);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    check(wanted[i] >= 0 && wanted[i] < ends.back(), "a row that no rank holds is asked for");
    const auto owner = static_cast<std::size_t>(
        std::upper_bound(ends.begin(), ends.end(), wanted[i]) - ends.begin());
    questions[owner].push_back(wanted[i]);
    places[owner].push_back(i);
  }
  for (const std::vector<std::size_t>& of_rank : places)
    place_.insert(place_.end(), of_rank.begin(), of_rank.end());

  std::vector<std::vector<std::int64_t>> counts;
  for (const std::vector<std::int64_t>& of_rank : questions)
    counts.push_back({std::ssize(of_rank)});
  const std::vector<std::int64_t> n_asked = comm.exchange(counts);
  const std::vector<std::int64_t> asked = comm.exchange(questions);
  auto row = asked.begin();
  for (const std::int64_t n : n_asked) {
    std::vector<std::int64_t>& of_rank = asked_.emplace_back(row, row + n);
    for (std::int64_t& number : of_rank)
      number -= first_row;
    row += n;
  }
}

std::vector<std::string> RowFetch::cut(const std::vector<char>& characters,
                                       const std::vector<std::int64_t>& lengths) const {
  std::vector<std::string> texts(lengths.size());
  auto begin = characters.begin();
  for (const std::size_t place : place_) {
    const auto end = begin + lengths[place];
    texts[place].assign(begin, end);
    begin = end;
  }
  return texts;
}

} // namespace counterpoint
