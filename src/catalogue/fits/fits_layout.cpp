#include "catalogue/fits/fits_layout.hpp"

#include "catalogue/files/byte_stream.hpp"
#include "catalogue/fits/fits_format.hpp"
#include "catalogue/fits/fits_handle.hpp"
#include "catalogue/values/binary_cells.hpp"
#include "counterpoint/core/error.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace counterpoint {

namespace {
// A keyword of the current header, or nothing.
std::optional<std::string> read_text_key(fitsfile* file, const std::string& key) {
  std::array<char, FLEN_VALUE> value{};
  int status = 0;
  if (fits_read_key(file, TSTRING, key.c_str(), value.data(), nullptr, &status) != 0) {
    fits_clear_errmsg();
    return std::nullopt;
  }
  return std::string{value.data()};
}

template <class T, int fits_type>
std::optional<T> read_number_key(fitsfile* file, const std::string& key) {
  T value{};
  int status = 0;
  if (fits_read_key(file, fits_type, key.c_str(), &value, nullptr, &status) != 0) {
    fits_clear_errmsg();
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> read_integer_key(fitsfile* file, const std::string& key) {
  return read_number_key<LONGLONG, TLONGLONG>(file, key);
}

// "16A" -> 16 characters, "E" -> one float, "60A12" -> an array of strings.
BinaryField parse_tform(const std::string& tform) {
  BinaryField field;
  const auto letter = tform.find_first_not_of("0123456789 ");
  if (letter == tform.npos) return field;
  field.type = tform[letter];
  const char* const begin = tform.data() + tform.find_first_not_of(' ');
  std::from_chars(begin, tform.data() + letter, field.repeat);
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

struct Search {
  bool found = false;
  std::string hdus; // those before the table
};

// Moves to the first binary table.
Search move_to_table(fitsfile* file) {
  Search search;
  for (int number = 1;; ++number) {
    int type = 0;
    int status = 0;
    if (fits_movabs_hdu(file, number, &type, &status) != 0) {
      fits_clear_errmsg();
      return search;
    }
    if (type == BINARY_TBL) {
      search.found = true;
      return search;
    }
    search.hdus += (number > 1 ? ", " : "") + describe_hdu(file, number, type);
  }
}

FileLayout read_table_header(fitsfile* file, const std::string& path) {
  FileLayout layout;
  layout.plan.is_tile_compressed = read_text_key(file, "ZTABLE").value_or("F") == "T";
  const std::string z = layout.plan.is_tile_compressed ? "Z" : "";
  layout.plan.row_bytes = read_integer_key(file, z + "NAXIS1").value_or(0);
  layout.plan.n_rows = read_integer_key(file, z + "NAXIS2").value_or(0);
  layout.plan.n_columns = read_integer_key(file, "TFIELDS").value_or(0);
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
    column.binary.scale = read_number_key<double, TDOUBLE>(file, "TSCAL" + n).value_or(1.0);
    column.binary.zero = read_number_key<double, TDOUBLE>(file, "TZERO" + n).value_or(0.0);
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
  LONGLONG header = 0;
  LONGLONG data = 0;
  LONGLONG end = 0;
  int status = 0;
  fits_get_hduaddrll(file, &header, &data, &end, &status);
  layout.plan.data_begin = data;
  return layout;
}

[[noreturn]] void throw_no_table(const std::string& path, const std::string& hdus) {
  throw InputError{"FITS file '" + path + "' holds no binary table (" +
                   (hdus.empty() ? "no readable HDU" : hdus) +
                   "): name the file with the catalogue, or convert its table with 'stilts tcopy'"};
}

FileLayout inspect_plain(const std::filesystem::path& path) {
  const FitsHandle file = FitsHandle::open(path.string());
  const Search search = move_to_table(file.get());
  if (!search.found) throw_no_table(path.string(), search.hdus);
  FileLayout layout = read_table_header(file.get(), path.string());
  layout.plan.file_bytes = InputFile{path}.size();
  // The header of a compressed table gives its stored size apart from the size of its rows.
  const std::int64_t stored_bytes =
      layout.plan.is_tile_compressed ? read_integer_key(file.get(), "NAXIS1").value_or(0) *
                                               read_integer_key(file.get(), "NAXIS2").value_or(0) +
                                           read_integer_key(file.get(), "PCOUNT").value_or(0)
                                     : layout.plan.row_bytes * layout.plan.n_rows;
  const std::int64_t expected = layout.plan.data_begin + stored_bytes;
  if (layout.plan.file_bytes < expected) {
    throw InputError{"FITS file '" + path.string() + "' is cut short: its header promises " +
                     std::to_string(expected) + " bytes, there are " +
                     std::to_string(layout.plan.file_bytes) + ": download it again"};
  }
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
  }
}
} // namespace

FileLayout inspect_fits(const std::filesystem::path& path, bool is_gzip) {
  return is_gzip ? inspect_gzipped(path) : inspect_plain(path);
}

FileLayout uncompress_table(const std::filesystem::path& path,
                            const std::filesystem::path& target) {
  const FitsHandle file = FitsHandle::open(path.string());
  (void)move_to_table(file.get());
  FitsHandle copy = FitsHandle::create(target.string());
  int status = 0;
  fits_create_img(copy.get(), BYTE_IMG, 0, nullptr, &status); // a table cannot come first
  fits_uncompress_table(file.get(), copy.get(), &status);
  if (status != 0) {
    throw InputError{"tile-compressed table '" + path.string() + "' cannot be uncompressed (" +
                     fits_error_text(status) +
                     "): download it again, or uncompress it with funpack"};
  }
  copy.close();
  return inspect_plain(target);
}

} // namespace counterpoint
