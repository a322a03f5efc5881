#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// What a column means; decides how its text is read and to which unit its numbers are brought.
enum class Quantity {
  right_ascension, ///< degrees; sexagesimal text is hours (or degrees if its unit says so)
  declination,     ///< degrees; sexagesimal text is degrees
  proper_motion,   ///< mas per year; a declared unit of arcsec/yr, deg/yr, ... is converted
  angular_error,   ///< arcsec; a declared unit of deg, arcmin, mas, ... is converted
  position_angle,  ///< degrees; a declared unit of rad, arcmin, ... is converted
  off_axis_angle,  ///< arcmin; a declared unit of arcsec, deg, ... is converted
  number,          ///< as in the file
  text             ///< identifiers; surrounding blanks and quotes removed
};

/// What a file declares the values of a column to be. Text tables declare nothing; integers are
/// found by looking at them.
enum class DeclaredKind { nothing, real, text };

/// A column that the program wants from a catalogue.
struct ColumnRequest {
  /// As in the file; compared exactly, then ignoring case where that is unique. "NAME#2" is the
  /// second of the columns that have one name. Of a position it may be "": its column is then found
  /// by UCD ("pos.eq.ra;meta.main") or by the usual names.
  std::string name;
  Quantity quantity = Quantity::number;
  std::string key; ///< configuration key that names it, for messages: "infrared.mag-ks"
  /// A file may lack the column: all its values are then missing (NaN or "").
  bool optional = false;
};

/// A part of a catalogue that stands for all of it: blocks spread evenly over its bytes.
struct CatalogueSample {
  int n_blocks = 1;
  std::int64_t bytes_of_block = std::int64_t{1} << 18U;
};

/// A file of a catalogue, as far as the time to read it depends on it.
struct CatalogueFile {
  std::int64_t bytes = 0;  ///< of its rows; of a gzipped file, as it is on disk
  std::int64_t n_rows = 0; ///< 0 where only reading tells, as of text
  bool is_text = false;
  bool is_gzip = false;
  bool is_splittable = true; ///< by several ranks at once
};

/// Columns of equal length, in the order of the request. Missing values are NaN, or "" in text.
struct RowBlock {
  long long first_row = 0; ///< number of the first row, counted from 0 within this rank's share
  long long n_rows = 0;
  std::vector<std::vector<double>> numbers;    ///< [request][row]; empty for text requests
  std::vector<std::vector<std::string>> texts; ///< [request][row]; empty for numeric requests
};

} // namespace counterpoint
