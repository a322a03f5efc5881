#include "output/export_units.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

namespace counterpoint {

namespace {

struct Factor {
  std::string symbol;
  int power = 1;
};

struct ParsedUnit {
  std::optional<int> exponent; // of a power of ten in front
  std::vector<Factor> factors;
};

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '%' || c == '_';
}

// Reads a product: factors beside one another, or with " ", "." or "*" between; a "/" divides by
// the one factor behind it, which may be a product in parentheses.
class UnitParser {
public:
  explicit UnitParser(std::string_view text) : rest_{text} {}

  std::optional<ParsedUnit> parse() {
    skip_blanks();
    read_scale();
    if (!read_product(1) || !rest_.empty()) return std::nullopt;
    return unit_;
  }

private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  bool take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  std::optional<int> take_integer() {
    std::string_view digits = rest_;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    int value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{}) return std::nullopt;
    rest_ = {stop, static_cast<std::size_t>(end - stop)};
    return value;
  }

  // "10**-18", "10^-18", "10-18" or "1e-18".
  void read_scale() {
    const std::string_view before = rest_;
    const bool is_power = take("10**") || take("10^") ||
                          ((rest_.starts_with("10-") || rest_.starts_with("10+")) && take("10")) ||
                          take("1e") || take("1E");
    if (is_power) unit_.exponent = take_integer();
    if (!unit_.exponent) rest_ = before; // the product then begins with a digit: refused
  }

  bool read_product(int sign) {
    skip_blanks();
    int sign_of_next = sign;
    if (take("/")) sign_of_next = -sign;
    for (;;) {
      skip_blanks();
      if (!read_factor(sign_of_next)) return false;
      skip_blanks();
      if (rest_.empty() || rest_.starts_with(')')) return true;
      sign_of_next = take("/") ? -sign : sign;
      if (sign_of_next == sign) take(rest_.starts_with('.') ? "." : "*");
    }
  }

  bool read_factor(int sign) {
    if (take("(")) {
      const std::size_t first = unit_.factors.size();
      if (!read_product(sign) || !take(")")) return false;
      const std::optional<int> power = read_power();
      for (std::size_t i = first; power && i < unit_.factors.size(); ++i)
        unit_.factors[i].power *= *power;
      return power.has_value();
    }
    const auto end = std::ranges::find_if_not(rest_, is_letter);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    const bool is_function = rest_.substr(length).starts_with('('); // log(Hz)
    if (length == 0 || is_function) return false;
    unit_.factors.push_back({std::string{rest_.substr(0, length)}, sign});
    rest_.remove_prefix(length);
    const std::optional<int> power = read_power();
    if (power) unit_.factors.back().power *= *power;
    return power.has_value();
  }

  // 1 where there is none; nothing where it is no whole number.
  std::optional<int> read_power() {
    const bool is_marked = take("**") || take("^");
    const bool is_enclosed = is_marked && take("(");
    const std::optional<int> power = take_integer();
    if (is_enclosed && !take(")")) return std::nullopt;
    if (power || is_marked) return power;
    return 1;
  }

  std::string_view rest_;
  ParsedUnit unit_;
};

// VOUnits 1.0, tables 1, 2, 3 and 5: with the prefixes of table 4 and without.
bool is_vo_unit(std::string_view symbol) {
  static constexpr std::array<std::string_view, 60> with_prefix{
      "m",      "s",     "g",      "A",      "K",   "mol",  "cd", "rad", "sr",     "Hz",
      "N",      "J",     "W",      "C",      "V",   "S",    "F",  "Wb",  "T",      "H",
      "lm",     "lx",    "Ohm",    "Pa",     "eV",  "pc",   "Jy", "mag", "yr",     "a",
      "G",      "barn",  "adu",    "beam",   "bin", "chan", "ct", "erg", "lyr",    "count",
      "photon", "ph",    "pix",    "pixel",  "R",   "Ry",   "D",  "u",   "solLum", "solMass",
      "solRad", "voxel", "arcsec", "arcmin", "deg", "d",    "h",  "min", "bit",    "byte"};
  static constexpr std::array<std::string_view, 8> alone{"AU",  "au", "Angstrom", "angstrom",
                                                         "mas", "Ba", "dB",       "B"};
  static constexpr std::array<std::string_view, 20> prefixes{"da", "d", "c", "m", "u", "n", "p",
                                                             "f",  "a", "z", "y", "h", "k", "M",
                                                             "G",  "T", "P", "E", "Z", "Y"};
  const auto is_in = [](const auto& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
  };
  if (is_in(with_prefix, symbol) || is_in(alone, symbol)) return true;
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) {
    return symbol.starts_with(prefix) && is_in(with_prefix, symbol.substr(prefix.size()));
  });
}

std::string joined(const ParsedUnit& unit, std::string_view separator, std::string_view raised) {
  std::string text;
  for (const auto& [symbol, power] : unit.factors) {
    if (!text.empty()) text += separator;
    text += symbol;
    if (power != 1) text += std::string{raised} + std::to_string(power);
  }
  return text;
}

std::string power_of_ten(const ParsedUnit& unit) {
  return unit.exponent ? "10**" + std::to_string(*unit.exponent) : "";
}

} // namespace

std::optional<std::string> vo_unit(std::string_view unit) {
  if (unit.empty()) return "";
  const auto parsed = UnitParser{unit}.parse();
  if (!parsed) return std::nullopt;
  for (const Factor& factor : parsed->factors) {
    if (!is_vo_unit(factor.symbol)) return std::nullopt;
  }
  return power_of_ten(*parsed) + joined(*parsed, ".", "**");
}

std::optional<std::string> fits_unit(std::string_view unit) {
  if (unit.empty()) return "";
  const auto parsed = UnitParser{unit}.parse();
  if (!parsed) return std::nullopt;
  const std::string scale = power_of_ten(*parsed);
  return scale + (scale.empty() ? "" : " ") + joined(*parsed, " ", "");
}

} // namespace counterpoint
