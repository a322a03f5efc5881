#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Finds a requested column by its exact name, then ignoring case where that is unique, then, as
/// "NAME#2", as the second of the columns named NAME. A position without a name is found by UCD
/// (the main one, or the only one), then by the names that catalogues usually give it; two
/// candidates are an error. \param where  what the columns belong to, for messages: "X-ray
/// catalogue 'a.csv'" \throws InputError where there is none, or its type or unit does not fit the
/// request
[[nodiscard]] ColumnPlan find_column(std::span<const ColumnInfo> columns,
                                     const ColumnRequest& request, const std::string& where);

} // namespace counterpoint
