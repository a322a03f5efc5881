#include "catalogue/values/conversion.hpp"

#include "catalogue/values/decimal.hpp"
#include "catalogue/values/sexagesimal.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint {

namespace {
struct AngleUnit {
  std::string_view names; // between blanks, lower case
  double degrees = 1.0;
  double arcsec = 3600.0;
  bool is_time = false;
};

// Units as FITS, VizieR, CDS and people write them; brackets and quotes are taken off first.
constexpr double degrees_per_radian = Angle::from_radians(1.0).degrees();
constexpr std::array angle_units{
    AngleUnit{" deg degs degree degrees d \u00b0 d:m:s dms dd:mm:ss ", 1.0, 3600.0},
    AngleUnit{" h hr hrs hour hours hourangle h:m:s hms hh:mm:ss ", 15.0, 54000.0, true},
    AngleUnit{" rad radian radians ", degrees_per_radian, degrees_per_radian * 3600.0},
    AngleUnit{" arcmin arcmins arcminute arcminutes amin ' ", 1.0 / 60.0, 60.0},
    AngleUnit{" arcsec arcsecs arcsecond arcseconds asec \" ", 1.0 / 3600.0, 1.0},
    AngleUnit{" mas milliarcsec milliarcsecond milliarcseconds ", 1e-3 / 3600.0, 1e-3},
    AngleUnit{" uas \u00b5as microarcsec microarcsecond microarcseconds ", 1e-6 / 3600.0, 1e-6}};

std::optional<AngleUnit> find_angle_unit(std::string_view text) {
  std::string unit = lower_case(trimmed(text));
  if (unit.size() > 1) {
    std::erase_if(unit, [](char c) {
      return std::string_view{"[]()\"' "}.find(c) != std::string_view::npos;
    });
  }
  const std::string word = " " + unit + " ";
  for (const AngleUnit& known : angle_units) {
    if (known.names.find(word) != std::string_view::npos) return known;
  }
  return std::nullopt;
}

// What an angle per year is per year; nothing for another unit.
std::optional<AngleUnit> find_angle_per_year(std::string_view text) {
  constexpr std::array<std::string_view, 10> per_year{
      "/yr", "/year", "/julyr", "/a", "yr-1", "yr**-1", "yr**(-1)", "yr^-1", "year-1", "a-1"};
  std::string unit = lower_case(text);
  std::erase_if(unit,
                [](char c) { return std::string_view{" []"}.find(c) != std::string_view::npos; });
  for (const std::string_view ending : per_year) {
    if (!unit.ends_with(ending)) continue;
    std::string angle = unit.substr(0, unit.size() - ending.size());
    std::erase_if(angle, [](char c) { return c == '.' || c == '*'; });
    return find_angle_unit(angle);
  }
  return std::nullopt;
}

bool declares_nothing(std::string_view unit) {
  return std::all_of(unit.begin(), unit.end(), [](char c) { return c == ' ' || c == '-'; });
}

bool is_missing_word(std::string_view text) {
  // "\\N" is what databases write, 2MASS's too; "INDEF" is IRAF's.
  constexpr std::array<std::string_view, 9> words{"nan",    "--", "null", "none", "n/a",
                                                  "masked", "na", "\\n",  "indef"};
  constexpr std::size_t longest = 6;
  if (text.size() > longest) return false;
  const std::string word = lower_case(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}
} // namespace

std::string_view parse_identifier(std::string_view text) {
  text = trimmed(text);
  return text == "--" ? std::string_view{} : text;
}

std::optional<Conversion> find_conversion(Quantity quantity, std::string_view unit) {
  Conversion conversion{.quantity = quantity};
  if (quantity == Quantity::number || quantity == Quantity::text) return conversion;

  const bool declared = !declares_nothing(unit);
  const bool is_motion = quantity == Quantity::proper_motion;
  const auto angle = !declared   ? std::optional<AngleUnit>{angle_units[0]}
                     : is_motion ? find_angle_per_year(unit)
                                 : find_angle_unit(unit);
  if (!angle) return std::nullopt;
  conversion.factor = angle->degrees;
  if (angle->is_time && quantity != Quantity::right_ascension) return std::nullopt;
  switch (quantity) {
  case Quantity::right_ascension:
    conversion.sexagesimal_hours = !declared || angle->is_time;
    conversion.lowest = -360.0;
    conversion.highest = std::nextafter(720.0, 0.0);
    break;
  case Quantity::declination:
    conversion.lowest = -90.0;
    conversion.highest = 90.0;
    break;
  case Quantity::position_angle:
    break;
  case Quantity::off_axis_angle:
    conversion.factor = declared ? angle->arcsec / 60.0 : 1.0;
    break;
  case Quantity::proper_motion:
    conversion.factor = declared ? 1000.0 * angle->arcsec : 1.0;
    break;
  case Quantity::angular_error:
    conversion.factor = declared ? angle->arcsec : 1.0;
    break;
  case Quantity::number: // they have returned above
  case Quantity::text:
    break;
  }
  return conversion;
}

FieldStatus parse_field(std::string_view text, const Conversion& conversion, double& value) {
  text = trimmed(text);
  value = std::numeric_limits<double>::quiet_NaN();
  if (text.empty() || is_missing_word(text)) return FieldStatus::good;
  if (const auto number = parse_decimal(text)) {
    value = *number;
    return convert(conversion, value) ? FieldStatus::good : FieldStatus::out_of_range;
  }
  const bool is_ra = conversion.quantity == Quantity::right_ascension;
  if (!is_ra && conversion.quantity != Quantity::declination) return FieldStatus::not_a_number;
  const auto degrees = parse_sexagesimal(text, conversion.sexagesimal_hours);
  if (!degrees) return FieldStatus::not_a_number;
  value = *degrees;
  const bool in_range = value >= conversion.lowest && value <= conversion.highest;
  return in_range ? FieldStatus::good : FieldStatus::out_of_range;
}

} // namespace counterpoint
