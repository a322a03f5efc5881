#include "output/export_units.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

struct Case {
  const char* unit;
  const char* vo;   // nullptr: none
  const char* fits; // nullptr: none
};

TEST(ExportUnits, are_written_by_each_standard) {
  const Case cases[] = {
      {"", "", ""},
      {"arcsec", "arcsec", "arcsec"},
      {"arcsec-2 mag-1", "arcsec**-2.mag**-1", "arcsec-2 mag-1"},
      {"arcsec2", "arcsec**2", "arcsec2"},
      {"erg/s/cm^2", "erg.s**-1.cm**-2", "erg s-1 cm-2"},
      {"erg s^-1 cm**(-2)", "erg.s**-1.cm**-2", "erg s-1 cm-2"},
      {"erg/(s.cm2)", "erg.s**-1.cm**-2", "erg s-1 cm-2"},
      {"W/m2*s", "W.m**-2.s", "W m-2 s"},
      {"mas/yr", "mas.yr**-1", "mas yr-1"},
      {"/s", "s**-1", "s-1"},
      {"10-18W/m2", "10**-18W.m**-2", "10**-18 W m-2"},
      {"1e-14 erg/s", "10**-14erg.s**-1", "10**-14 erg s-1"},
      {"10**10 m", "10**10m", "10**10 m"},
      {"counts/s", nullptr, "counts s-1"},
      {"solMass", "solMass", "solMass"},
      {"kJy", "kJy", "kJy"},
      {"magnitudes", nullptr, "magnitudes"},
  };
  for (const auto& [unit, vo, fits] : cases) {
    EXPECT_EQ(vo_unit(unit).value_or("none"), vo == nullptr ? "none" : vo) << unit;
    EXPECT_EQ(fits_unit(unit).value_or("none"), fits == nullptr ? "none" : fits) << unit;
  }
}

TEST(ExportUnits, what_is_no_product_of_powers_is_none) {
  for (const char* unit : {"---", "0.1nm", "log(cm/s2)", "[cm]", "erg/", "m**", "m**(1/2)", "(m",
                           "m)", "deg, deg", "/", "10", "°"}) {
    EXPECT_FALSE(fits_unit(unit).has_value()) << unit;
    EXPECT_FALSE(vo_unit(unit).has_value()) << unit;
  }
}

} // namespace
} // namespace counterpoint
