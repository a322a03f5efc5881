#include "catalogue/fits/fits_tiles.hpp"

#include "catalogue/fits/fits_keys.hpp"
#include "catalogue/fits/rice.hpp"
#include "catalogue/values/binary_cells.hpp"
#include "counterpoint/core/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace counterpoint {

namespace {
constexpr std::int64_t largest_tile = std::int64_t{1} << 30U; // bytes; CFITSIO makes 10 MB

[[noreturn]] void throw_contradiction(const std::string& path, const std::string& what) {
  throw InputError{"tile-compressed table '" + path + "' contradicts itself: " + what +
                   "; download it again, or uncompress it with funpack"};
}

std::optional<TileCompression> find_compression(std::string_view name) {
  constexpr std::array known{std::pair{std::string_view{"GZIP_1"}, TileCompression::gzip},
                             std::pair{std::string_view{"GZIP_2"}, TileCompression::shuffled_gzip},
                             std::pair{std::string_view{"RICE_1"}, TileCompression::rice},
                             std::pair{std::string_view{"NOCOMPRESS"}, TileCompression::none}};
  for (const auto& [word, compression] : known) {
    if (word == name) return compression;
  }
  return std::nullopt;
}

// Bytes of the numbers of which a column consists.
std::size_t bytes_of_number(const BinaryField& field) {
  BinaryField one = field;
  one.repeat = 1;
  return static_cast<std::size_t>(bytes_of_cell(one));
}

// Inflates `bytes` to exactly `target`.
bool inflate_whole(std::span<char> bytes, std::span<char> target) {
  z_stream stream{};
  constexpr int zlib_or_gzip = 15 + 32;
  const bool fits = std::in_range<uInt>(bytes.size()) && std::in_range<uInt>(target.size());
  if (!fits || inflateInit2(&stream, zlib_or_gzip) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(target.data());
  stream.avail_out = static_cast<uInt>(target.size());
  const int status = inflate(&stream, Z_FINISH);
  const bool is_whole = stream.avail_out == 0 && (status == Z_STREAM_END || status == Z_BUF_ERROR);
  inflateEnd(&stream);
  return is_whole;
}

// Numbers of `n_bytes` each out of all their first bytes, then all their second ones, and so on.
void unshuffle(std::span<const char> shuffled, std::size_t n_bytes, std::span<char> target) {
  const std::size_t n_numbers = target.size() / n_bytes;
  for (std::size_t byte = 0; byte < n_bytes; ++byte) {
    for (std::size_t i = 0; i < n_numbers; ++i)
      target[i * n_bytes + byte] = shuffled[byte * n_numbers + i];
  }
}

class TileStream final : public ByteStream {
public:
  TileStream(const std::filesystem::path& path, FileLayout table, TileLayout tiles)
      : file_{path}, table_{std::move(table)}, tiles_{std::move(tiles)},
        descriptors_(static_cast<std::size_t>(tiles_.row_bytes)) {}

  std::size_t read(char* target, std::size_t n_bytes) override {
    if (position_ == rows_.size() && !advance()) return 0;
    n_bytes = std::min(n_bytes, rows_.size() - position_);
    std::memcpy(target, rows_.data() + position_, n_bytes);
    position_ += n_bytes;
    return n_bytes;
  }

  std::int64_t bytes_used() const override { return tile_ * tiles_.row_bytes; }
  const std::filesystem::path& path() const override { return file_.path(); }

private:
  // Uncompresses the next tile into rows_; false where there is none.
  bool advance() {
    if (tile_ == tiles_.n_tiles) return false;
    read_at(tiles_.data_begin + tile_ * tiles_.row_bytes, descriptors_);
    const std::int64_t n_rows =
        std::min(tiles_.rows_of_tile, table_.plan.n_rows - tile_ * tiles_.rows_of_tile);
    rows_.assign(static_cast<std::size_t>(n_rows * table_.plan.row_bytes), '\0');
    position_ = 0;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.columns[i].unreadable.empty()) read_column(i, n_rows);
    }
    ++tile_;
    return true;
  }

  void read_column(std::size_t column, std::int64_t n_rows) {
    const BinaryField& field = table_.columns[column].binary;
    const auto cell = static_cast<std::size_t>(bytes_of_cell(field));
    cells_.resize(static_cast<std::size_t>(n_rows) * cell);
    if (cells_.empty()) return;
    read_compressed(tiles_.columns[column], column);
    if (!uncompress(tiles_.columns[column].compression, field)) throw_damaged(column);
    const auto stride = static_cast<std::size_t>(table_.plan.row_bytes);
    char* target = rows_.data() + field.offset;
    for (std::size_t begin = 0; begin < cells_.size(); begin += cell, target += stride)
      std::memcpy(target, cells_.data() + begin, cell);
  }

  // compressed_ to cells_.
  bool uncompress(TileCompression compression, const BinaryField& field) {
    const std::size_t width = bytes_of_number(field);
    switch (compression) {
    case TileCompression::gzip:
      return inflate_whole(compressed_, cells_);
    case TileCompression::shuffled_gzip:
      shuffled_.resize(cells_.size());
      if (!inflate_whole(compressed_, shuffled_)) return false;
      unshuffle(shuffled_, width, cells_);
      return true;
    case TileCompression::rice:
      return width <= sizeof(std::int32_t) && decode_rice(compressed_, width, cells_);
    case TileCompression::none:
      break;
    }
    if (compressed_.size() != cells_.size()) return false;
    std::swap(compressed_, cells_);
    return true;
  }

  void read_compressed(const TileColumn& column, std::size_t index) {
    const char* const descriptor = descriptors_.data() + column.descriptor;
    const auto number = [&](std::ptrdiff_t i) -> std::int64_t {
      return column.is_wide ? load_big_endian<std::int64_t>(descriptor + 8 * i)
                            : load_big_endian<std::int32_t>(descriptor + 4 * i);
    };
    const std::int64_t heap_bytes = tiles_.end - tiles_.heap_begin;
    const std::int64_t length = number(0);
    const std::int64_t place = number(1);
    if (length < 0 || place < 0 || place > heap_bytes || length > heap_bytes - place)
      throw_damaged(index);
    compressed_.resize(static_cast<std::size_t>(length));
    read_at(tiles_.heap_begin + place, compressed_);
  }

  void read_at(std::int64_t offset, std::vector<char>& target) const {
    if (file_.read_at(offset, target.data(), target.size()) == target.size()) return;
    throw InputError{"FITS file '" + path().string() +
                     "' is cut short: it ends before its tiles do; download it again"};
  }

  [[noreturn]] void throw_damaged(std::size_t column) const {
    throw InputError{"tile-compressed table '" + path().string() + "': column '" +
                     table_.columns[column].name + "' of the rows from " +
                     std::to_string(tile_ * tiles_.rows_of_tile + 1) +
                     " on is damaged: download it again"};
  }

  InputFile file_;
  FileLayout table_;
  TileLayout tiles_;
  std::int64_t tile_ = 0; // the next one
  std::vector<char> descriptors_;
  std::vector<char> compressed_;
  std::vector<char> shuffled_;
  std::vector<char> cells_; // of a column
  std::vector<char> rows_;  // of the tile
  std::size_t position_ = 0;
};
} // namespace

TileLayout read_tile_layout(fitsfile* file, const FileLayout& table, const std::string& path) {
  const auto key = [file](const std::string& name, std::int64_t otherwise) {
    return read_integer_key(file, name).value_or(otherwise);
  };
  TileLayout tiles;
  tiles.row_bytes = key("NAXIS1", 0);
  tiles.n_tiles = key("NAXIS2", 0);
  tiles.rows_of_tile = key("ZTILELEN", 0);
  tiles.data_begin = table.plan.data_begin;
  const std::int64_t n_rows = table.plan.n_rows;
  if (tiles.rows_of_tile <= 0 || tiles.n_tiles != (n_rows - 1) / tiles.rows_of_tile + 1) {
    throw_contradiction(path, std::to_string(n_rows) + " rows in " + std::to_string(tiles.n_tiles) +
                                  " tiles of " + std::to_string(tiles.rows_of_tile) + " rows");
  }
  if (std::min(n_rows, tiles.rows_of_tile) > largest_tile / table.plan.row_bytes) {
    throw InputError{"tile-compressed table '" + path +
                     "' has tiles of more than 1 GiB: " + "uncompress it with funpack"};
  }
  for (std::int64_t i = 1; i <= table.plan.n_columns; ++i) {
    const std::string n = std::to_string(i);
    const std::string form = read_text_key(file, "TFORM" + n).value_or("");
    const std::string name = read_text_key(file, "ZCTYP" + n).value_or("GZIP_2");
    const auto letter = form.find_first_not_of("0123456789 ");
    const auto compression = find_compression(name);
    if (letter == form.npos || (form[letter] != 'P' && form[letter] != 'Q'))
      throw_contradiction(path, "TFORM" + n + " = '" + form + "', which tells no place");
    if (!compression)
      throw_contradiction(path, "ZCTYP" + n + " = '" + name + "', which is not known");
    TileColumn column{0, form[letter] == 'Q', *compression};
    if (!tiles.columns.empty())
      column.descriptor = tiles.columns.back().descriptor + (tiles.columns.back().is_wide ? 16 : 8);
    tiles.columns.push_back(column);
  }
  const TileColumn& last = tiles.columns.back();
  constexpr std::int64_t most_bytes = std::int64_t{1} << 60U;
  const std::int64_t heap = key("PCOUNT", 0);
  if (tiles.row_bytes < last.descriptor + (last.is_wide ? 16 : 8) ||
      tiles.row_bytes > most_bytes / tiles.n_tiles || heap < 0 || heap > most_bytes) {
    throw_contradiction(path, "NAXIS1 = " + std::to_string(tiles.row_bytes) +
                                  ", PCOUNT = " + std::to_string(heap));
  }
  const std::int64_t rows_end = tiles.data_begin + tiles.row_bytes * tiles.n_tiles;
  tiles.end = rows_end + heap;
  const std::int64_t heap_offset = key("THEAP", tiles.row_bytes * tiles.n_tiles);
  tiles.heap_begin = tiles.data_begin + std::clamp<std::int64_t>(heap_offset, 0, most_bytes);
  if (tiles.heap_begin < rows_end || tiles.heap_begin > tiles.end)
    throw_contradiction(path, "THEAP = " + std::to_string(heap_offset));
  return tiles;
}

std::unique_ptr<ByteStream> open_tiles(const std::filesystem::path& path, FileLayout table,
                                       TileLayout tiles) {
  return std::make_unique<TileStream>(path, std::move(table), std::move(tiles));
}

} // namespace counterpoint
