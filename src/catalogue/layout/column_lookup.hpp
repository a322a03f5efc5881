#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Looks a requested column up: by its exact name, then ignoring case where that is unique. A
/// position without a name is looked for by UCD (the main one, or the only one), then among the
/// names that catalogues usually give it, which must leave no choice.
/// \param where  what the columns belong to, for messages: "X-ray catalogue 'a.csv'"
/// \throws InputError where there is none, or it is of a kind or in a unit that does not serve
[[nodiscard]] ColumnPlan find_column(std::span<const ColumnInfo> columns,
                                     const ColumnRequest& request, const std::string& where);

} // namespace counterpoint
