#include "catalogue/values/binary_cells.hpp"
#include "catalogue/votable/base64.hpp"
#include "catalogue/votable/votable_cursors.hpp"
#include "counterpoint/core/error.hpp"

#include <boost/locale/encoding_utf.hpp>

namespace counterpoint {

namespace {
// The bytes of a STREAM element.
std::vector<char> read_bytes(const pugi::xml_node& binary, const std::string& name) {
  const auto stream = find_child(binary, "STREAM");
  if (stream.attribute("href")) {
    throw InputError{"VOTable '" + name + "' keeps its rows in another file (" +
                     stream.attribute("href").value() +
                     "): save it with its data inside, or as FITS"};
  }
  const std::string encoding = stream.attribute("encoding").value();
  if (encoding != "base64") {
    throw InputError{"VOTable '" + name + "' encodes its stream as '" + encoding +
                     "', base64 was expected: convert it with 'stilts tcopy'"};
  }
  auto bytes = decode_base64(stream.child_value());
  if (!bytes) {
    throw InputError{"VOTable '" + name +
                     "': its stream is no base64, it is damaged or cut short: download it again"};
  }
  return std::move(*bytes);
}

std::string utf8_of(const char* bytes, std::int64_t n_characters) {
  std::u16string text;
  for (std::int64_t i = 0; i < n_characters; ++i) {
    const auto character = load_big_endian<std::uint16_t>(bytes + 2 * i);
    if (character == 0) break;
    text.push_back(character);
  }
  return boost::locale::conv::utf_to_utf<char>(text);
}

class Stream final : public VotableCursor {
public:
  Stream(const pugi::xml_node& binary, std::span<const VotableField> fields,
         const std::string& name)
      : fields_{fields}, name_{name}, bytes_{read_bytes(binary, name)},
        n_flag_bytes_{is_element(binary, "BINARY2") ? (fields.size() + 7) / 8 : 0},
        cells_(fields.size()) {
    if (!bytes_.empty() && least_bytes_of_row() == 0) {
      throw InputError{"VOTable '" + name +
                       "': by its fields a row has no bytes, but its stream has some: the fields "
                       "do not describe the stream; download it again"};
    }
  }

  bool next() override {
    if (position_ == bytes_.size()) return false;
    ++row_;
    flags_ = take(n_flag_bytes_);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      BinaryField field = fields_[i].binary;
      if (fields_[i].is_variable) {
        field.repeat = load_big_endian<std::int32_t>(take(sizeof(std::int32_t)));
        if (field.repeat < 0) throw_broken("a list of negative length");
      }
      cells_[i].n_elements = field.repeat;
      cells_[i].bytes = take(static_cast<std::size_t>(bytes_of_cell(field)));
    }
    return true;
  }

  FieldStatus number(std::size_t column, const Conversion& conversion,
                     double& value) const override {
    const VotableField& field = fields_[column];
    const char* const bytes = cells_[column].bytes;
    value = std::numeric_limits<double>::quiet_NaN();
    if (is_flagged(column)) return FieldStatus::good;
    if (is_text(field)) return parse_field(text(column), conversion, value);
    if (field.binary.type == 'L' || field.binary.type == 'X') {
      value = field.binary.type == 'L' ? logical_of(*bytes) : bit_of(bytes);
      return FieldStatus::good;
    }
    with_type(field.binary.type, [&](auto type) {
      value = number_of(load_big_endian<decltype(type)>(bytes), field.binary);
    });
    if (field.null_number == value) value = std::numeric_limits<double>::quiet_NaN();
    return convert(conversion, value) ? FieldStatus::good : FieldStatus::out_of_range;
  }

  std::string text(std::size_t column) const override {
    const VotableField& field = fields_[column];
    const Cell& cell = cells_[column];
    if (is_flagged(column)) return "";
    if (is_text(field)) {
      const std::string characters = field.binary.type == 'U'
                                         ? utf8_of(cell.bytes, cell.n_elements)
                                         : std::string{characters_of(cell.bytes, cell.n_elements)};
      const std::string_view identifier = parse_identifier(characters);
      return identifier == field.null ? "" : std::string{identifier};
    }
    if (field.binary.type == 'L') return std::string{logical_text(*cell.bytes)};
    if (field.binary.type == 'X') return decimal_text(bit_of(cell.bytes));
    return with_type(field.binary.type, [&](auto type) {
      const auto stored = load_big_endian<decltype(type)>(cell.bytes);
      if (!std::is_integral_v<decltype(type)> &&
          field.null_number == number_of(stored, field.binary)) {
        return std::string{};
      }
      return text_of(stored, field.binary);
    });
  }

private:
  struct Cell {
    const char* bytes = nullptr;
    std::int64_t n_elements = 0;
  };

  // Of a list at least its length is there.
  [[nodiscard]] std::int64_t least_bytes_of_row() const {
    auto n_bytes = static_cast<std::int64_t>(n_flag_bytes_);
    for (const VotableField& field : fields_)
      n_bytes +=
          field.is_variable ? std::int64_t{sizeof(std::int32_t)} : bytes_of_cell(field.binary);
    return n_bytes;
  }

  static bool is_text(const VotableField& field) {
    return field.binary.type == 'A' || field.binary.type == 'U';
  }
  // Writers disagree which bit of the byte holds a single bit.
  static double bit_of(const char* bytes) { return *bytes != '\0' ? 1.0 : 0.0; }

  // The first field's flag is the highest bit of the first byte.
  [[nodiscard]] bool is_flagged(std::size_t column) const {
    if (n_flag_bytes_ == 0) return false;
    const auto byte = static_cast<unsigned char>(flags_[column / 8]);
    return (byte >> (7 - column % 8) & 1U) != 0;
  }

  const char* take(std::size_t n_bytes) {
    if (n_bytes > bytes_.size() - position_) throw_broken("the end of the stream");
    const char* const bytes = bytes_.data() + position_;
    position_ += n_bytes;
    return bytes;
  }

  [[noreturn]] void throw_broken(const std::string& what) const {
    throw InputError{name_ + " row " + std::to_string(row_) + ": within the row stands " + what +
                     ": the VOTable is damaged or cut short, or its fields do not describe its "
                     "stream; download it again"};
  }

  std::span<const VotableField> fields_;
  std::string name_;
  std::vector<char> bytes_;
  std::size_t n_flag_bytes_;
  std::size_t position_ = 0;
  std::int64_t row_ = 0;
  const char* flags_ = nullptr;
  std::vector<Cell> cells_;
};
} // namespace

std::unique_ptr<VotableCursor> read_stream(const pugi::xml_node& binary,
                                           std::span<const VotableField> fields,
                                           const std::string& name) {
  return std::make_unique<Stream>(binary, fields, name);
}

} // namespace counterpoint
