#include "counterpoint/sources/error_level.hpp"

#include "counterpoint/core/error.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

TEST(ErrorLevel, radius_that_holds_a_fraction_of_a_circular_gaussian) {
  EXPECT_NEAR(ErrorLevel::parse("0.63212056", "k").radius_per_sigma(), 1.41421356, 1e-7);
  EXPECT_NEAR(ErrorLevel::parse("0.68", "k").radius_per_sigma(), 1.5096, 5e-5);
  EXPECT_NEAR(ErrorLevel::parse("0.90", "k").radius_per_sigma(), 2.1460, 5e-5);
  EXPECT_NEAR(ErrorLevel::parse("0.95", "k").radius_per_sigma(), 2.4477, 5e-5);
  EXPECT_NEAR(ErrorLevel::parse("0.95", "k").sigma(Angle::from_arcsec(2.4477)).arcsec(), 1.0, 5e-5);
}

TEST(ErrorLevel, sigma_is_itself) {
  EXPECT_EQ(ErrorLevel::parse("sigma", "k").radius_per_sigma(), 1.0);
  EXPECT_EQ(ErrorLevel{}.sigma(Angle::from_degrees(0.25)).degrees(), 0.25);
}

TEST(ErrorLevel, anything_else_is_refused_naming_the_key) {
  for (const char* text : {"", "90", "0", "1", "-0.5", "nan", "0.9x", "0.9 ", "Sigma"}) {
    try {
      (void)ErrorLevel::parse(text, "xray.error-level");
      ADD_FAILURE() << "accepted '" << text << "'";
    } catch (const InputError& error) {
      EXPECT_NE(std::string{error.what()}.find("xray.error-level"), std::string::npos);
    }
  }
}

} // namespace
} // namespace counterpoint
