#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/comm/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// The folders of src/catalogue, each using only those above it:
//   values/   numbers, angles and units out of text and out of binary cells
//   layout/   what a file declares: format, columns, where its rows begin; columns looked up in it
//   files/    bytes: plain and gzipped streams, a file in memory
//   rows/     what every reader of rows offers, and their messages
//   text/ fits/ votable/ regions/   one format each: inspect_X() and open_X_rows()
//   formats/  which format a file has, and the table of the formats
//   carry/    columns that are taken along: which, where the files have them, as what type
//   shares/   which rows each rank reads (CatalogueReader)
//   table/    a catalogue that is small enough to be read whole (read_whole_table)
// To add a reader, begin at FileFormat in layout/file_layout.hpp.

namespace counterpoint {

class ShareReader;

/// One catalogue made of one or more files, read in parallel and in blocks. Formats by content:
/// text with any separator (CSV, TSV, ';', '|', VizieR's with '#' lines, unit row and dash row),
/// FITS binary tables, VOTables and DS9 region files (columns ra, dec, radius_arcsec, text); each
/// also gzipped. The rows of all files, in the order given, make one sequence; each rank reads a
/// contiguous share of it, so that concatenating the shares in rank order gives the sequence. A
/// file that cannot be entered midway (gzip, a tile-compressed FITS table, a VOTable, regions) is
/// read by one rank; VOTables and regions stay in its memory until their last row is read, and may
/// have up to 4 GiB.
class CatalogueReader {
public:
  /// Collective. Rank 0 opens every file, finds its format and columns, and sends them to the
  /// others. \param label  for messages: "infrared catalogue" \throws JointError of code bad_input,
  /// on all ranks, for a file that is missing, unreadable or
  ///   no table, has no rows, or lacks a column (the message lists the columns there are); for a
  ///   name to be carried that no file has, or whose unit differs between files
  CatalogueReader(const Communicator& comm, const std::string& label,
                  const std::vector<std::filesystem::path>& files,
                  const std::vector<ColumnRequest>& columns, const CarryRequest& carry = {});
  ~CatalogueReader();
  CatalogueReader(CatalogueReader&&) noexcept;
  CatalogueReader& operator=(CatalogueReader&&) noexcept;
  CatalogueReader(const CatalogueReader&) = delete;
  CatalogueReader& operator=(const CatalogueReader&) = delete;

  /// Local. Fills `block` with the next at most `max_rows` rows of this rank's share; false (and an
  /// empty block) at its end. A block never spans two files.
  /// \throws InputError naming file, line (or row) and column: text in a number column, a position
  ///   out of range, a line with too few or too many fields, a file cut short, a damaged gzip
  ///   stream
  [[nodiscard]] bool next(RowBlock& block, std::int64_t max_rows);

  /// Local. Before the first block: from here on only a sample of this rank's files is read,
  /// whatever its share; of a file that cannot be entered midway, the first rows.
  void read_sample(const CatalogueSample& sample);

  /// Local. What there is to read, in the order given.
  [[nodiscard]] std::vector<CatalogueFile> files() const;

  /// Local. The columns that are carried, equal on all ranks: those named, in that order; for "*"
  /// those of the first file, then those that only later files have.
  [[nodiscard]] const std::vector<CarriedColumn>& carried_columns() const;

  /// Local. The carried cells of row `row` of the block that next() gave last, counted from 0
  /// within it: as text that reads back the same; "" where the value is missing or the file lacks
  /// the column. Only rows that are asked for are taken apart.
  void read_carried(std::int64_t row, std::vector<std::string>& cells) const;

  /// Local. "file.csv:17" or "file.fits row 17" (both counted from 1): the place of row `row` of
  /// this rank's share. May read the file again: for messages, not for loops.
  [[nodiscard]] std::string locate(std::int64_t row) const;

  /// Local. The requested columns as a file calls them: where a position was asked for without a
  /// name, the one that was found.
  [[nodiscard]] std::vector<std::string> column_names(std::size_t file) const;

  /// Local. What the user should know of the files, such as an answer that its service cut off;
  /// usually empty. Equal on all ranks.
  [[nodiscard]] const std::vector<std::string>& notes() const;

  /// Local. Bytes of this rank's share, and those consumed so far: for progress and I/O rates.
  [[nodiscard]] std::int64_t bytes_in_share() const;
  [[nodiscard]] std::int64_t bytes_read() const;

private:
  std::unique_ptr<ShareReader> share_;
};

/// Local. One line per file for `validate`: format, separator, columns.
[[nodiscard]] std::string describe_file(const std::filesystem::path& file);

} // namespace counterpoint
