#include "mock/row_format.hpp"
#include "mock/text_fields.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace counterpoint::mock {

namespace {

constexpr int infrared_decimals = 7;

bool values_blank(const InfraredRow& row) {
  return row.damage == Damage::blank_values;
}

void append_text_row(const InfraredRow& row, char separator, const char* blank, std::string& out) {
  append_position(out, row.position, row.damage, infrared_decimals, separator);
  out += separator;
  append_fixed(out, row.error_ra.arcsec(), 6);
  out += separator;
  append_fixed(out, row.error_dec.arcsec(), 6);
  for (const double magnitude : {row.photometry.j, row.photometry.h, row.photometry.ks}) {
    out += separator;
    append_fixed(out, values_blank(row) ? std::numeric_limits<double>::quiet_NaN() : magnitude, 5,
                 blank);
  }
  out += '\n';
}

constexpr std::size_t fits_row_bytes = 2 * 8 + 5 * 4;

// Big-endian, to `to`, which then points behind. Compilers make two instructions of it.
template <class Integer>
void store(char*& to, Integer bits) {
  for (std::size_t i = 0; i < sizeof bits; ++i)
    to[i] = static_cast<char>((bits >> (8 * (sizeof bits - 1 - i))) & 0xffU);
  to += sizeof bits;
}
void store_double(char*& to, double value) {
  store(to, std::bit_cast<std::uint64_t>(value));
}
void store_float(char*& to, double value) {
  store(to, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
}

void store_fits_row(const InfraredRow& row, char*& to) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const bool no_ra = row.damage == Damage::blank_position || row.damage == Damage::nan_position ||
                     row.damage == Damage::dashes;
  const bool no_dec = row.damage == Damage::nan_position || row.damage == Damage::dashes;
  store_double(to, no_ra ? nan : row.position.ra().degrees());
  store_double(to, no_dec ? nan : row.position.dec().degrees());
  store_float(to, row.error_ra.arcsec());
  store_float(to, row.error_dec.arcsec());
  for (const double magnitude : {row.photometry.j, row.photometry.h, row.photometry.ks}) {
    store_float(to, values_blank(row) ? nan : magnitude);
  }
}

void append_fits_rows(std::span<const InfraredRow> rows, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + rows.size() * fits_row_bytes);
  char* to = out.data() + begin;
  for (const InfraredRow& row : rows)
    store_fits_row(row, to);
}

struct Column {
  const char* name;
  const char* unit;
  const char* fits_type;
  const char* dashes;
  const char* meaning;
};
constexpr Column columns[] = {
    {"RAJ2000", "deg", "D", "-----------", "Right ascension"},
    {"DEJ2000", "deg", "D", "-----------", "Declination"},
    {"e_RAJ2000", "arcsec", "E", "--------", "Formal error of the right ascension"},
    {"e_DEJ2000", "arcsec", "E", "--------", "Formal error of the declination"},
    {"Jmag", "mag", "E", "--------", "J band magnitude"},
    {"Hmag", "mag", "E", "--------", "H band magnitude"},
    {"Ksmag", "mag", "E", "--------", "Ks band magnitude"}};

std::string joined(const char* Column::*field, char separator) {
  std::string line;
  for (const Column& column : columns) {
    if (!line.empty()) line += separator;
    line += column.*field;
  }
  return line + '\n';
}

std::string vizier_header() {
  std::string text = "#\n#   In the layout of a VizieR download\n"
                     "#   Mock sky made by counterpoint: not observations\n#\n";
  for (const Column& column : columns) {
    text += std::string{"#Column\t"} + column.name + "\t\t" + column.meaning + " [" + column.unit +
            "]\n";
  }
  return text + joined(&Column::name, ';') + joined(&Column::unit, ';') +
         joined(&Column::dashes, ';');
}

constexpr std::int64_t fits_block = 2880;

class FitsHeader {
public:
  void add(const std::string& key, const std::string& value) {
    std::string card = key;
    card.resize(8, ' ');
    card += "= " + value;
    add_card(card);
  }
  void add_integer(const std::string& key, std::int64_t value) {
    const std::string digits = std::to_string(value);
    add(key, std::string(20 - digits.size(), ' ') + digits);
  }
  void add_text(const std::string& key, std::string value) {
    value.resize(std::max<std::size_t>(value.size(), 8), ' ');
    add(key, "'" + value + "'");
  }
  void end() {
    add_card("END");
    while (std::ssize(text_) % fits_block != 0)
      text_ += ' ';
  }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void add_card(std::string card) {
    card.resize(80, ' ');
    text_ += card;
  }
  std::string text_;
};

std::string fits_header(std::int64_t n_rows) {
  const std::string truth = std::string(19, ' ') + "T";
  FitsHeader header;
  header.add("SIMPLE", truth);
  header.add_integer("BITPIX", 8);
  header.add_integer("NAXIS", 0);
  header.add("EXTEND", truth);
  header.end();
  header.add_text("XTENSION", "BINTABLE");
  header.add_integer("BITPIX", 8);
  header.add_integer("NAXIS", 2);
  header.add_integer("NAXIS1", std::int64_t{fits_row_bytes});
  header.add_integer("NAXIS2", n_rows);
  header.add_integer("PCOUNT", 0);
  header.add_integer("GCOUNT", 1);
  header.add_integer("TFIELDS", std::ssize(columns));
  header.add_text("EXTNAME", "MOCK");
  int number = 0;
  for (const Column& column : columns) {
    const std::string n = std::to_string(++number);
    header.add_text("TTYPE" + n, column.name);
    header.add_text("TFORM" + n, column.fits_type);
    header.add_text("TUNIT" + n, column.unit);
  }
  header.end();
  return header.text();
}

} // namespace

std::string infrared_header(TableFormat format, std::int64_t n_rows) {
  switch (format) {
  case TableFormat::vizier:
    return vizier_header();
  case TableFormat::csv:
    return joined(&Column::name, ',');
  case TableFormat::fits:
    break;
  }
  return fits_header(n_rows);
}

std::int64_t file_unit(TableFormat format) {
  return format == TableFormat::fits ? fits_block : 1;
}

std::string_view file_extension(TableFormat format) {
  switch (format) {
  case TableFormat::vizier:
    return ".tsv";
  case TableFormat::csv:
    return ".csv";
  case TableFormat::fits:
    break;
  }
  return ".fits";
}

void append_infrared_rows(TableFormat format, std::span<const InfraredRow> rows, std::string& out) {
  if (format == TableFormat::fits) {
    append_fits_rows(rows, out);
    return;
  }
  for (const InfraredRow& row : rows) {
    if (format == TableFormat::vizier) {
      append_text_row(row, ';', "        ", out);
    } else {
      append_text_row(row, ',', "", out);
    }
  }
}

} // namespace counterpoint::mock
