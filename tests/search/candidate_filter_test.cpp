#include "counterpoint/search/candidate_filter.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

TEST(CandidateFilter, keeps_what_brute_force_keeps) {
  const Acceptance acceptance{1.5};
  const Angle displacement = Angle::from_arcsec(0.7);
  for (const SkyPosition& center : test_support::awkward_places()) {
    auto xray = test_support::xray_field(center, Angle::from_arcsec(60.0), 40);
    xray[3].kept = false;
    xray[5].error = Angle::from_arcsec(20.0); // one that reaches far
    const CandidateFilter filter{xray, acceptance, Angle::from_arcsec(0.4), displacement};
    std::size_t n_kept = 0;
    auto rows = test_support::infrared_field(center, Angle::from_arcsec(80.0), 3000);
    for (InfraredSource& row : rows)
      row.error = Angle::from_arcsec(row.ir_id % 2 == 0 ? 0.4 : 0.05);
    std::vector<std::uint8_t> may_be(rows.size());
    filter.may_be_candidates(rows, may_be);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const InfraredSource& row = rows[i];
      bool is_near = false;
      for (const XraySource& source : xray) {
        const Angle reach = acceptance.radius(source.error.major, row.error) + displacement;
        is_near |= source.kept &&
                   separation(*source.position, row.position) <= reach + Angle::from_arcsec(1e-3);
      }
      EXPECT_EQ(may_be[i] != 0, is_near) << row.ir_id;
      n_kept += is_near ? 1 : 0;
    }
    EXPECT_GT(n_kept, 100U);
    EXPECT_LT(n_kept, 2900U);
  }
}

} // namespace
} // namespace counterpoint
