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

inline constexpr std::int64_t default_block_rows = 65536;
inline constexpr std::size_t most_places = 3; ///< of rejected rows that are told

/// Columns of a request, remembered by what they are for; an absent column has no place.
class Columns {
public:
  /// The place of the column in the request, or -1 where there is none to ask for. A position
  /// without a name is asked for all the same.
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

/// What a row says where a column is asked for, else what holds for all; in arcsec.
[[nodiscard]] inline double error_arcsec(const AngleColumn& error, const RowBlock& block,
                                         int column, std::size_t row) {
  return error.constant ? error.constant->arcsec() : value_at(block, column, row);
}

/// Is the quoted error usable? Zero would make a match certain or impossible by rounding.
[[nodiscard]] inline bool is_usable_error(double error_arcsec) {
  return error_arcsec > 0.0 && std::isfinite(error_arcsec);
}

/// Local. Adds what the reader tells of its files: notes, and the columns of right ascension and
/// declination, which come first in the request.
void describe_files(const CatalogueReader& reader, std::size_t n_files, CleaningSummary& cleaning);

/// Collective. The first few places where rows of any rank were rejected.
[[nodiscard]] std::vector<std::string>
gather_places(const Communicator& comm, const CatalogueReader& reader,
              const std::vector<std::int64_t>& rejected_rows);

/// Collective. \throws InputError naming `keys` if no row was kept
void require_rows(const Communicator& comm, const CleaningSummary& cleaning, std::int64_t n_kept,
                  const std::string& what, const std::string& keys);

} // namespace counterpoint
