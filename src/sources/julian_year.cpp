#include "sources/julian_year.hpp"

#include "counterpoint/core/text.hpp"

namespace counterpoint {

namespace {

constexpr double first_year = 1800.0;
constexpr double last_year = 2200.0;

// A count of days, and where J2000.0 is in it.
struct DayCount {
  const char* name;
  const char* symbol;
  double least; // that it is taken for
  double most;
  double of_2000;

  [[nodiscard]] bool may_be(double epoch) const { return epoch >= least && epoch <= most; }
};

constexpr DayCount modified_julian_date{"Modified Julian Date", "MJD", 15000.0, 100000.0, 51544.5};
constexpr DayCount julian_date{"Julian Date", "JD", 2.3e6, 2.6e6, 2451545.0};

} // namespace

bool is_julian_year(double epoch) {
  return epoch >= first_year && epoch <= last_year;
}

std::string words_on_epoch(const std::string& what, double epoch) {
  std::string words = what + format_text(": a Julian year between %.0f and %.0f, such as 2015.5, "
                                         "was expected",
                                         first_year, last_year);
  for (const DayCount& days : {modified_julian_date, julian_date}) {
    if (!days.may_be(epoch)) continue;
    constexpr double days_of_year = 365.25;
    words += format_text("; as a %s it is the year %.3f, 2000 + (%s - %.1f) / %.2f", days.name,
                         2000.0 + (epoch - days.of_2000) / days_of_year, days.symbol, days.of_2000,
                         days_of_year);
  }
  return words;
}

} // namespace counterpoint
