#pragma once

#include "counterpoint/output/table_builder.hpp"
#include "match/results.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace counterpoint {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Ends the description of a figure that has another value across the axis.
[[nodiscard]] std::string along_axis(const MatchOptions& options);

/// What ir_id is the number of.
[[nodiscard]] std::string meaning_of_ir_id(const MatchOptions& options);

/// Place of a row's X-ray source, or star, among those that this rank writes; -1: none.
using PlaceOfRow = std::function<std::int64_t(std::size_t row)>;

/// Local. Adds which X-ray source a row is about: xray_id, name (where there are names), ra, dec.
void add_xray_source(TableBuilder& table, const MatchResults& results, const PlaceOfRow& source);

/// Local. Adds the star of a row: ir_id, ir_name, ir_ra, ir_dec, j, h (each where it was asked
/// for), ks. \param pair  place among all candidates
void add_star(TableBuilder& table, const MatchResults& results, const PlaceOfRow& pair);

/// Local. Rows of /counterparts without the carried columns. \param best  of each X-ray source of
/// this rank, the place of its best candidate among all candidates; -1 without candidates
[[nodiscard]] TableBuilder counterparts_table(const MatchResults& results,
                                              std::span<const std::int64_t> best,
                                              const RowRange& rows);

} // namespace counterpoint
