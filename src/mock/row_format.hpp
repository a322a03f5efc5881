#pragma once

#include "mock/population.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace counterpoint::mock {

enum class TableFormat { vizier, csv, fits };

/// The bytes before the first row of an infrared file: column names, or the FITS headers.
[[nodiscard]] std::string infrared_header(TableFormat format, std::int64_t n_rows);
/// FITS files end at a multiple of 2880 bytes.
[[nodiscard]] std::int64_t file_unit(TableFormat format);
[[nodiscard]] std::string_view file_extension(TableFormat format);
void append_infrared_rows(TableFormat format, std::span<const InfraredRow> rows, std::string& out);

[[nodiscard]] std::string xray_header();
void append_xray_row(const XrayRow& row, std::string& out);

[[nodiscard]] std::string truth_header();
void append_truth_row(const MockPopulation& population, std::int64_t xray_id, std::string& out);

} // namespace counterpoint::mock
