#include "catalogue/values/binary_cells.hpp"
#include "catalogue/votable/votable_cursors.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"

#include <charconv>
#include <optional>

namespace counterpoint {

namespace {
// "0x1F", as VOTable allows integers to be written.
std::optional<std::int64_t> parse_hexadecimal(std::string_view text) {
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed_to, error] = std::from_chars(text.data() + 2, end, value, 16);
  return error == std::errc{} && parsed_to == end ? std::optional{value} : std::nullopt;
}

class Tabledata final : public VotableCursor {
public:
  Tabledata(const pugi::xml_node& tabledata, std::span<const VotableField> fields,
            const std::string& name)
      : fields_{fields}, name_{name}, next_{find_child(tabledata, "TR")} {}

  bool next() override {
    if (next_.empty()) return false;
    cells_.clear();
    for (const pugi::xml_node& cell : next_.children()) {
      if (is_element(cell, "TD")) cells_.push_back(trimmed(cell.child_value()));
    }
    ++row_;
    if (cells_.size() != fields_.size()) {
      throw InputError{name_ + " row " + std::to_string(row_) + ": the row has " +
                       std::to_string(cells_.size()) + " cells, there are " +
                       std::to_string(fields_.size()) + " fields: complete or remove the row"};
    }
    do {
      next_ = next_.next_sibling();
    } while (next_ && !is_element(next_, "TR"));
    return true;
  }

  FieldStatus number(std::size_t column, const Conversion& conversion,
                     double& value) const override {
    const VotableField& field = fields_[column];
    const std::string_view text = cell(column);
    value = std::numeric_limits<double>::quiet_NaN();
    if (field.binary.type == 'L') {
      if (text.empty() || text == "?") return FieldStatus::good;
      value = logical_of(text.front());
      return std::isnan(value) ? FieldStatus::not_a_number : FieldStatus::good;
    }
    const auto hexadecimal = parse_hexadecimal(text);
    if (!hexadecimal) return parse_field(text, conversion, value);
    value = static_cast<double>(*hexadecimal);
    return convert(conversion, value) ? FieldStatus::good : FieldStatus::out_of_range;
  }

  std::string text(std::size_t column) const override {
    const std::string_view text = cell(column);
    const char type = fields_[column].binary.type;
    if (type == 'L' && !text.empty()) return std::string{logical_text(text.front())};
    if (type == 'A' || type == 'U') return std::string{parse_identifier(text)};
    const auto hexadecimal = parse_hexadecimal(text);
    return hexadecimal ? std::to_string(*hexadecimal) : std::string{text};
  }

private:
  // "" where the cell holds the field's null value.
  [[nodiscard]] std::string_view cell(std::size_t column) const {
    const VotableField& field = fields_[column];
    const std::string_view text = cells_[column];
    const bool is_null =
        text == field.null || (field.null_number && field.null_number == parse_decimal(text));
    return is_null ? std::string_view{} : text;
  }

  std::span<const VotableField> fields_;
  std::string name_;
  pugi::xml_node next_;
  std::vector<std::string_view> cells_;
  std::int64_t row_ = 0;
};
} // namespace

std::unique_ptr<VotableCursor> read_tabledata(const pugi::xml_node& tabledata,
                                              std::span<const VotableField> fields,
                                              const std::string& name) {
  return std::make_unique<Tabledata>(tabledata, fields, name);
}

} // namespace counterpoint
