#include "sources/row_reading.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>

namespace counterpoint {

std::string position_columns(const CatalogueReader& reader, std::size_t n_files) {
  std::vector<std::string> pairs;
  for (std::size_t file = 0; file < n_files; ++file) {
    const auto names = reader.column_names(file);
    const std::string pair = names[0] + ", " + names[1];
    if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end()) pairs.push_back(pair);
  }
  std::string words;
  for (const std::string& pair : pairs)
    words += (words.empty() ? "" : "; ") + pair;
  return words;
}

std::vector<std::string> gather_places(const Communicator& comm, const CatalogueReader& reader,
                                       const std::vector<std::int64_t>& rejected_rows) {
  std::string mine;
  run_together(comm, [&] {
    for (const std::int64_t row : rejected_rows)
      mine += reader.locate(row) + "\n";
  });
  const std::vector<char> all = comm.all_gather(std::span<const char>{mine});
  std::vector<std::string> places;
  for (auto start = all.begin(); start != all.end() && places.size() < most_places;) {
    const auto end = std::find(start, all.end(), '\n');
    places.emplace_back(start, end);
    start = end + 1;
  }
  return places;
}

void require_rows(const Communicator& comm, const CleaningSummary& cleaning, std::int64_t n_kept,
                  const std::string& what, const std::string& keys) {
  run_together(comm, [&] {
    if (n_kept > 0) return;
    throw InputError{what + ": of " + std::to_string(cleaning.n_rows) +
                     " rows none is left after cleaning; check " + keys};
  });
}

} // namespace counterpoint
