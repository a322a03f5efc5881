#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "output/astropy_metadata.hpp"
#include "output/export_units.hpp"
#include "output/export_writers.hpp"

#include <fitsio.h>

#include <array>
#include <bit>
#include <vector>

namespace counterpoint {

namespace {

// FITS has printable ASCII only.
std::string ascii_text(std::string_view text) {
  std::string ascii;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x80 && byte < 0xC0) continue; // later bytes of a character that is replaced
    ascii += byte >= 0x20 && byte < 0x7F ? character : '?';
  }
  return ascii;
}

// A FITS file being written; CFITSIO skips its calls once status_ is set.
class FitsFile {
public:
  explicit FitsFile(const std::filesystem::path& path) : path_{path} {
    if (path == "-") { // kept in memory and put out when it is closed
      fits_create_file(&file_, "-", &status_);
    } else { // brackets and the like have no meaning in this name
      fits_create_diskfile(&file_, path.c_str(), &status_);
    }
    require_success();
  }
  ~FitsFile() {
    int ignored = 0;
    if (file_ != nullptr) fits_close_file(file_, &ignored);
  }
  FitsFile(const FitsFile&) = delete;
  FitsFile& operator=(const FitsFile&) = delete;

  void create_table(const ResultReader& table, const std::string& name);
  void write_origin(const ExportOrigin& origin);
  void write_astropy_columns(const ResultReader& table);
  void write_rows(const ResultReader& table, const ResultRows& rows, LONGLONG first);
  void close() {
    fits_close_file(file_, &status_);
    file_ = nullptr;
    require_success();
  }

private:
  void write_key(const std::string& key, const std::string& value) {
    if (!value.empty()) {
      fits_update_key_longstr(file_, key.c_str(), ascii_text(value).c_str(), nullptr, &status_);
    }
  }
  void require_success() const {
    if (status_ == 0) return;
    std::array<char, FLEN_STATUS> text{};
    fits_get_errstatus(status_, text.data());
    fits_clear_errmsg();
    const std::string where = path_ == "-" ? "to the standard output" : path_.string();
    throw SystemError{"cannot write FITS " + where + ": " + text.data()};
  }

  std::filesystem::path path_;
  fitsfile* file_ = nullptr;
  int status_ = 0;
};

std::string fits_form(const ResultColumn& column) {
  switch (column.type) {
  case ResultType::real:
    return "D";
  case ResultType::integer:
    return "K";
  case ResultType::boolean:
    return "L";
  case ResultType::text:
    break;
  }
  return std::to_string(column.width) + "A";
}

void FitsFile::create_table(const ResultReader& table, const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string> forms;
  for (const ResultColumn& column : table.columns()) {
    names.push_back(column.name);
    forms.push_back(fits_form(column));
  }
  std::vector<char*> name_pointers;
  std::vector<char*> form_pointers;
  for (std::string& text : names)
    name_pointers.push_back(text.data());
  for (std::string& text : forms)
    form_pointers.push_back(text.data());
  fits_create_tbl(file_, BINARY_TBL, table.n_rows(), checked_cast<int>(names.size()),
                  name_pointers.data(), form_pointers.data(), nullptr, name.c_str(), &status_);
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const ResultColumn& column = table.columns()[i];
    const std::string number = std::to_string(i + 1);
    write_key("TUNIT" + number, fits_unit(column.unit).value_or(column.unit));
    write_key("TUCD" + number, column.ucd);
    write_key("TCOMM" + number, column.description);
  }
  require_success();
}

void FitsFile::write_origin(const ExportOrigin& origin) {
  const auto history = [&](const std::string& text) {
    fits_write_history(file_, ascii_text(text).c_str(), &status_);
  };
  history("table " + origin.table + " of " + origin.results + ", made by " + origin.program);
  if (!origin.configuration.empty()) history("with this configuration:");
  for (const std::string& line : origin.configuration)
    history(line);
  require_success();
}

// Astropy reads descriptions, and UCDs as it keeps them, only from comments of this form, in pieces
// of 70 characters with a backslash behind all but the last.
void FitsFile::write_astropy_columns(const ResultReader& table) {
  constexpr std::size_t piece = 70;
  const auto comment = [&](const std::string& text) {
    fits_write_comment(file_, text.c_str(), &status_);
  };
  comment("--BEGIN-ASTROPY-SERIALIZED-COLUMNS--");
  comment("datatype:");
  for (const ResultColumn& column : table.columns()) {
    const std::string line = astropy_column({column.name, astropy_type(column.type),
                                             fits_unit(column.unit).value_or(column.unit),
                                             column.description, column.ucd},
                                            Letters::ascii);
    std::size_t start = 0;
    for (; line.size() - start > piece; start += piece)
      comment(line.substr(start, piece) + "\\");
    comment(line.substr(start));
  }
  comment("meta: {__serialized_columns__: {}}");
  comment("--END-ASTROPY-SERIALIZED-COLUMNS--");
  require_success();
}

// Appends the bytes of a number, the most significant first, as FITS stores them.
void put_big_endian(std::uint64_t bits, std::vector<unsigned char>& bytes) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<unsigned char>(bits >> shift & 0xFFU));
  }
}

// Padded with zero bytes: padded with blanks, an empty text would be read back as a text of blanks.
void put_text(std::string_view text, std::size_t width, std::vector<unsigned char>& bytes) {
  const std::size_t end = bytes.size() + width;
  const std::string ascii = ascii_text(text);
  bytes.insert(bytes.end(), ascii.begin(), ascii.end());
  bytes.resize(end, 0);
}

void put_value(const ResultRows& rows, std::size_t row, const ResultColumn& column,
               std::vector<unsigned char>& bytes) {
  switch (column.type) {
  case ResultType::real:
    put_big_endian(std::bit_cast<std::uint64_t>(rows.real(row, column)), bytes);
    break;
  case ResultType::integer:
    put_big_endian(static_cast<std::uint64_t>(rows.integer(row, column)), bytes);
    break;
  case ResultType::boolean:
    bytes.push_back(rows.boolean(row, column) ? 'T' : 'F');
    break;
  case ResultType::text:
    put_text(rows.text(row, column), column.width, bytes);
  }
}

void FitsFile::write_rows(const ResultReader& table, const ResultRows& rows, LONGLONG first) {
  std::vector<unsigned char> bytes;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const ResultColumn& column : table.columns())
      put_value(rows, row, column, bytes);
  }
  fits_write_tblbytes(file_, first, 1, std::ssize(bytes), bytes.data(), &status_);
  require_success();
}

} // namespace

void write_fits(const ResultReader& table, const ExportOrigin& origin,
                const std::filesystem::path& path) {
  FitsFile file{path};
  file.create_table(table, origin.table.substr(1));
  file.write_origin(origin);
  file.write_astropy_columns(table);
  LONGLONG first = 1;
  for_each_block(table, [&](const ResultRows& rows) {
    file.write_rows(table, rows, first);
    first += std::ssize(rows);
  });
  file.close();
}

} // namespace counterpoint
