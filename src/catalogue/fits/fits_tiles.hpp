#pragma once

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/layout/file_layout.hpp"

#include <fitsio.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

enum class TileCompression { none, gzip, shuffled_gzip, rice };

/// A column of a tile-compressed table: where a row of the file, which is a tile, says where its
/// bytes are.
struct TileColumn {
  std::int64_t descriptor = 0; ///< bytes from the start of the row
  bool is_wide = false;        ///< two numbers of 8 bytes, length and place; else of 4
  TileCompression compression = TileCompression::none;
};

/// A tile-compressed table (FITS standard 4.0, section 10.3) as the file holds it.
struct TileLayout {
  std::int64_t row_bytes = 0; ///< of the file's rows
  std::int64_t n_tiles = 0;
  std::int64_t rows_of_tile = 0; ///< of the last one: what is left
  std::int64_t data_begin = 0;   ///< in the file
  std::int64_t heap_begin = 0;
  std::int64_t end = 0; ///< of the heap
  std::vector<TileColumn> columns;
};

/// The current header as such a table's. \param table  what the table is once it is uncompressed
/// \throws InputError where the numbers contradict each other, or a compression is not known
[[nodiscard]] TileLayout read_tile_layout(fitsfile* file, const FileLayout& table,
                                          const std::string& path);

/// The rows of the table `path`, uncompressed tile by tile, as a plain table would hold them; zero
/// bytes for columns that cannot be read.
/// \throws InputError, also when read, where a tile is damaged
[[nodiscard]] std::unique_ptr<ByteStream> open_tiles(const std::filesystem::path& path,
                                                     FileLayout table, TileLayout tiles);

} // namespace counterpoint
