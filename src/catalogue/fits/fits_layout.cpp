#include "catalogue/fits/fits_layout.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/fits/fits_format.hpp"
#include "catalogue/fits/fits_handle.hpp"
#include "catalogue/fits/fits_headers.hpp"
#include "catalogue/fits/fits_keys.hpp"
#include "catalogue/fits/fits_tiles.hpp"
#include "catalogue/values/binary_cells.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace counterpoint {

namespace {
// Larger ones, as of an array of images, are not those of a catalogue, and a row is read at once.
constexpr std::int64_t largest_row = std::int64_t{256} << 20U; // bytes

// "16A" -> 16 characters, "E" -> one float, "60A12" -> an array of strings. More elements than a
// row holds count as one more than that: their bytes still fit an integer.
BinaryField parse_tform(const std::string& tform) {
  BinaryField field;
  const auto letter = tform.find_first_not_of("0123456789 ");
  if (letter == tform.npos) return field;
  field.type = tform[letter];
  const char* const begin = tform.data() + tform.find_first_not_of(' ');
  const auto parsed = std::from_chars(begin, tform.data() + letter, field.repeat);
  if (parsed.ec == std::errc::result_out_of_range || field.repeat > largest_row)
    field.repeat = largest_row + 1;
  std::int64_t width = field.repeat;
  std::from_chars(tform.data() + letter + 1, tform.data() + tform.size(), width);
  field.is_string_array = field.type == 'A' && width < field.repeat;
  return field;
}

// Why a column is no single number or text a row; "" where it is one.
std::string find_obstacle(const BinaryField& field) {
  constexpr std::string_view scalars = "LBIJKED";
  const bool is_number = scalars.find(field.type) != scalars.npos;
  if (field.type == 'A' ? !field.is_string_array : is_number && field.repeat == 1) return "";
  return is_number || field.type == 'A' ? "holds " + std::to_string(field.repeat) + " values a row"
                                        : std::string{"is of FITS type '"} + field.type + "'";
}

DeclaredKind kind_of(const BinaryField& field) {
  if (field.type == 'A' || field.type == 'L') return DeclaredKind::text;
  const bool is_real = field.type == 'E' || field.type == 'D' || field.scale != 1.0;
  return is_real ? DeclaredKind::real : DeclaredKind::nothing;
}

std::string describe_hdu(fitsfile* file, int number, int type) {
  std::string text = "HDU " + std::to_string(number) + ": ";
  if (type == ASCII_TBL) return text + "ASCII table";
  int status = 0;
  int n_axes = 0;
  std::array<long, 9> sizes{};
  fits_get_img_dim(file, &n_axes, &status);
  fits_get_img_size(file, static_cast<int>(sizes.size()), sizes.data(), &status);
  fits_clear_errmsg();
  if (n_axes == 0) return text + "empty";
  text += "image ";
  for (int i = 0; i < n_axes && i < static_cast<int>(sizes.size()); ++i) {
    text += (i > 0 ? " x " : "") + std::to_string(sizes[static_cast<std::size_t>(i)]);
  }
  return text;
}

// Good time intervals come along with sources, in tables that say so in one way or the other.
bool has_time_intervals(fitsfile* file) {
  const std::string name = read_text_key(file, "EXTNAME").value_or("");
  return read_text_key(file, "HDUCLAS1").value_or("") == "GTI" || name.starts_with("GTI") ||
         name.starts_with("STDGTI");
}

struct Search {
  bool found = false;
  std::string hdus; // those before the table, and why CFITSIO did not get farther
};

// Moves to the first binary table that may hold sources.
Search move_to_table(fitsfile* file) {
  Search search;
  for (int number = 1;; ++number) {
    int type = 0;
    int status = 0;
    if (fits_movabs_hdu(file, number, &type, &status) != 0) {
      const std::string reason = fits_error_text(status);
      const std::string hdu = "HDU " + std::to_string(number) + " cannot be read: " + reason;
      if (status != END_OF_FILE) search.hdus += (number > 1 ? ", " : "") + hdu;
      return search;
    }
    const bool is_table = type == BINARY_TBL;
    if (is_table && !has_time_intervals(file)) {
      search.found = true;
      return search;
    }
    constexpr int most_named = 20;
    if (number <= most_named)
      search.hdus += (number > 1 ? ", " : "") +
                     (is_table ? "HDU " + std::to_string(number) + ": good time intervals"
                               : describe_hdu(file, number, type));
    if (number == most_named) search.hdus += ", ...";
  }
}

// Tables that may hold sources, from the one on that is read. A file that is damaged behind it is
// read all the same.
std::size_t count_tables(fitsfile* file) {
  std::size_t n_tables = 1;
  int type = 0;
  int status = 0;
  while (fits_movrel_hdu(file, 1, &type, &status) == 0)
    n_tables += type == BINARY_TBL && !has_time_intervals(file) ? 1 : 0;
  fits_clear_errmsg();
  return n_tables;
}

// Bytes that one byte of a compressed file becomes at most: deflate's bound.
constexpr std::int64_t most_deflated = 1032;

// \throws InputError where a file of this size cannot hold the rows, however well it is compressed
void require_possible_size(const FilePlan& plan, const std::string& path) {
  const bool is_possible =
      plan.row_bytes >= 0 && plan.n_rows >= 0 &&
      (plan.row_bytes == 0 || plan.n_rows <= most_deflated * plan.file_bytes / plan.row_bytes);
  if (is_possible) return;
  throw InputError{"FITS table '" + path + "' contradicts itself: its header promises " +
                   std::to_string(plan.n_rows) + " rows of " + std::to_string(plan.row_bytes) +
                   " bytes, the file has " + std::to_string(plan.file_bytes) +
                   ": it is cut short or damaged, download it again"};
}

FileLayout read_table_header(fitsfile* file, const std::string& path) {
  FileLayout layout;
  layout.plan.file_bytes = InputFile{path}.size();
  layout.plan.is_tile_compressed = read_text_key(file, "ZTABLE").value_or("F") == "T";
  const std::string z = layout.plan.is_tile_compressed ? "Z" : "";
  layout.plan.row_bytes = read_integer_key(file, z + "NAXIS1").value_or(0);
  layout.plan.n_rows = read_integer_key(file, z + "NAXIS2").value_or(0);
  layout.plan.n_columns = read_integer_key(file, "TFIELDS").value_or(0);
  require_possible_size(layout.plan, path);
  std::int64_t offset = 0;
  for (std::int64_t i = 1; i <= layout.plan.n_columns; ++i) {
    const std::string n = std::to_string(i);
    ColumnInfo column;
    column.name = read_text_key(file, "TTYPE" + n).value_or("");
    column.unit = read_text_key(file, "TUNIT" + n).value_or("");
    column.ucd = read_text_key(file, "TUCD" + n).value_or("");
    column.description = read_text_key(file, "TCOMM" + n).value_or("");
    column.binary =
        parse_tform(read_text_key(file, (z.empty() ? "TFORM" : "ZFORM") + n).value_or("D"));
    column.unreadable = find_obstacle(column.binary);
    column.binary.offset = offset;
    column.binary.scale = read_real_key(file, "TSCAL" + n).value_or(1.0);
    column.binary.zero = read_real_key(file, "TZERO" + n).value_or(0.0);
    const auto null = read_integer_key(file, "TNULL" + n);
    column.binary.has_null = null.has_value();
    column.binary.null = null.value_or(0);
    column.kind = kind_of(column.binary);
    offset += bytes_of_cell(column.binary);
    layout.columns.push_back(std::move(column));
  }
  if (offset != layout.plan.row_bytes) {
    throw InputError{"FITS table '" + path + "' contradicts itself: its columns take " +
                     std::to_string(offset) + " bytes a row, its header says " +
                     std::to_string(layout.plan.row_bytes) + ": check it with fitsverify"};
  }
  if (layout.plan.n_rows == 0 || layout.plan.row_bytes == 0)
    throw InputError{"FITS table '" + path + "' has no rows"};
  if (layout.plan.row_bytes > largest_row) {
    throw InputError{"FITS table '" + path + "' has rows of " +
                     std::to_string(layout.plan.row_bytes) + " bytes, at most " +
                     std::to_string(largest_row) +
                     " are read: keep the columns that are needed, for example with stilts"};
  }
  LONGLONG header = 0;
  LONGLONG data = 0;
  LONGLONG end = 0;
  int status = 0;
  fits_get_hduaddrll(file, &header, &data, &end, &status);
  layout.plan.data_begin = data;
  return layout;
}

[[noreturn]] void throw_no_table(const std::string& path, const std::string& hdus) {
  throw InputError{"FITS file '" + path + "' holds no binary table of sources (" +
                   (hdus.empty() ? "no readable HDU" : hdus) +
                   "): name the file with the catalogue, or convert its table with 'stilts tcopy'"};
}

FileLayout inspect_plain(const std::filesystem::path& path) {
  const InputFile bytes{path};
  check_fits_headers([&bytes](char* target, std::int64_t offset,
                              std::size_t n) { return bytes.read_at(offset, target, n); },
                     path.string());
  const FitsHandle file = FitsHandle::open(path.string());
  const Search search = move_to_table(file.get());
  if (!search.found) throw_no_table(path.string(), search.hdus);
  FileLayout layout = read_table_header(file.get(), path.string());
  const std::int64_t expected =
      layout.plan.is_tile_compressed
          ? read_tile_layout(file.get(), layout, path.string()).end
          : layout.plan.data_begin + layout.plan.row_bytes * layout.plan.n_rows;
  if (layout.plan.file_bytes < expected) {
    throw InputError{"FITS file '" + path.string() + "' is cut short: its header promises " +
                     std::to_string(expected) + " bytes, there are " +
                     std::to_string(layout.plan.file_bytes) + ": download it again"};
  }
  if (const std::size_t n_tables = count_tables(file.get()); n_tables > 1)
    layout.notes.push_back(note_on_tables(path.string(), n_tables));
  return layout;
}

FileLayout inspect_gzipped(const std::filesystem::path& path) {
  const auto stream = open_gzip(path);
  std::vector<char> bytes;
  std::string hdus;
  for (std::size_t wanted = std::size_t{1} << 18U;; wanted *= 4) {
    const std::size_t had = bytes.size();
    bytes.resize(wanted);
    bytes.resize(had + read_fully(*stream, bytes.data() + had, wanted - had));
    check_fits_headers(
        [&bytes](char* target, std::int64_t offset, std::size_t n) {
          const auto begin = std::min(bytes.size(), static_cast<std::size_t>(offset));
          n = std::min(n, bytes.size() - begin);
          std::memcpy(target, bytes.data() + begin, n);
          return n;
        },
        path.string());
    const FitsHandle file = FitsHandle::open_memory(bytes);
    if (file.get() != nullptr) {
      const Search search = move_to_table(file.get());
      if (search.found) {
        FileLayout layout = read_table_header(file.get(), path.string());
        if (layout.plan.is_tile_compressed) {
          throw InputError{"'" + path.string() +
                           "' is a tile-compressed table inside a gzip file: gunzip it first"};
        }
        return layout;
      }
      hdus = search.hdus;
    }
    if (bytes.size() < wanted) throw_no_table(path.string(), hdus);
    constexpr std::size_t most = std::size_t{256} << 20U;
    if (wanted >= most) {
      throw InputError{"gzip file '" + path.string() +
                       "' holds no binary table within its first 256 MiB: gunzip it first"};
    }
  }
}
} // namespace

FileLayout inspect_fits(const std::filesystem::path& path, bool is_gzip) {
  return is_gzip ? inspect_gzipped(path) : inspect_plain(path);
}

std::unique_ptr<ByteStream> open_tile_compressed(const std::filesystem::path& path) {
  const FitsHandle file = FitsHandle::open(path.string());
  (void)move_to_table(file.get());
  FileLayout table = read_table_header(file.get(), path.string());
  TileLayout tiles = read_tile_layout(file.get(), table, path.string());
  return open_tiles(path, std::move(table), std::move(tiles));
}

} // namespace counterpoint
