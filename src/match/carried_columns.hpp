#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/output/table_builder.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// The names that carried columns have in the tables; equal in all of them.
struct CarriedNames {
  std::vector<std::string> xray;
  std::vector<std::string> infrared;
  std::vector<std::string> second;
};

/// Local. Each keeps its own name unless another column has it, in whatever case, since FITS and
/// VOTables do not tell "RA" from "ra". It is then "xray_NAME" or "ir_NAME"; where that is taken
/// too, "ir_NAME_2" and so on. Those of a second infrared catalogue are all "ir2_NAME". \param
/// taken  names of the program's own columns, of all tables
[[nodiscard]] CarriedNames name_carried(std::span<const std::string> taken,
                                        std::span<const CarriedColumn> xray,
                                        std::span<const CarriedColumn> infrared,
                                        std::span<const CarriedColumn> second);

/// Local. A UCD without "meta.main" (UCD1: "_MAIN"): the main position and identifier of a table of
/// counterparts are those of the X-ray source as used.
[[nodiscard]] std::string without_main(std::string_view ucd);

/// Local. Adds columns to a table. \param typed  must outlive the table \param names  of each
void add_carried(TableBuilder& table, std::span<const TableColumn> typed,
                 std::span<const std::string> names);

} // namespace counterpoint
