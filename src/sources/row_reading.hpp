#pragma once

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/sources/read_catalogues.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace counterpoint {

inline constexpr std::int64_t default_block_rows = 2048; ///< stay in the cache
inline constexpr std::size_t most_places = 3; ///< of rejected rows that are named to the user

/// The columns that are asked for; each has a place in the request, but one without a name.
class Columns {
public:
  /// Adds a column. Returns its place in the request, or -1 where it has no name; a position
  /// without a name is asked for all the same, for the reader finds it.
  int want(const ColumnRequest& request) {
    const bool is_position =
        request.quantity == Quantity::right_ascension || request.quantity == Quantity::declination;
    if (request.name.empty() && !is_position) return -1;
    requests_.push_back(request);
    return static_cast<int>(requests_.size()) - 1;
  }
  [[nodiscard]] const std::vector<ColumnRequest>& requests() const { return requests_; }

private:
  std::vector<ColumnRequest> requests_;
};

/// NaN where the column is absent.
[[nodiscard]] inline double value_at(const RowBlock& block, int column, std::size_t row) {
  return column < 0 ? std::numeric_limits<double>::quiet_NaN()
                    : block.numbers[static_cast<std::size_t>(column)][row];
}

/// The error of a row, in arcsec: from its column, or the number that holds for all rows.
[[nodiscard]] inline double error_arcsec(const AngleColumn& error, const RowBlock& block,
                                         int column, std::size_t row) {
  return error.constant ? error.constant->arcsec() : value_at(block, column, row);
}

/// Is the quoted error usable? Zero would make a match certain or impossible by rounding.
[[nodiscard]] inline bool is_usable_error(double error_arcsec) {
  return error_arcsec > 0.0 && std::isfinite(error_arcsec);
}

/// Local. The columns of right ascension and declination, the first two of the request, in words:
/// "RAJ2000, DEJ2000"; several pairs where the files differ.
[[nodiscard]] std::string position_columns(const CatalogueReader& reader, std::size_t n_files);

/// Collective. The first few places where rows of any rank were rejected.
[[nodiscard]] std::vector<std::string>
gather_places(const Communicator& comm, const CatalogueReader& reader,
              const std::vector<std::int64_t>& rejected_rows);

/// Collective. \throws JointError of code bad_input, naming `keys`, if no row was kept
void require_rows(const Communicator& comm, const CleaningSummary& cleaning, std::int64_t n_kept,
                  const std::string& what, const std::string& keys);

} // namespace counterpoint
