#include "counterpoint/search/neighbourhoods.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>

namespace counterpoint {
namespace {

// How exactly a neighbour is kept.
constexpr double stored_arcsec = 5e-8;

using test_support::awkward_places;
using test_support::elliptical_xray_field;
using test_support::infrared_field;
using test_support::search_tile;
using test_support::xray_field;

const Angle field_radius = Angle::from_arcsec(60.0);
const Angle largest_shift = Angle::from_arcsec(10.0);

TEST(MatchTile, pairs_equal_brute_force) {
  const Acceptance acceptance{1.5};
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = xray_field(center, field_radius, 60);
    const auto infrared = infrared_field(center, field_radius, 3000);
    const SearchedSky match = search_tile(xray, infrared, acceptance, largest_shift);
    std::size_t n_candidates = 0;
    for (const XraySource& source : xray) {
      std::vector<std::pair<double, std::int64_t>> expected;
      for (const InfraredSource& star : infrared) {
        const Angle phi = separation(*source.position, star.position);
        if (phi.arcsec() <= 1.5 * std::hypot(source.error.major.arcsec(), star.error.arcsec()))
          expected.emplace_back(phi.degrees(), star.ir_id);
      }
      std::sort(expected.begin(), expected.end());
      const auto candidates = match.candidates[static_cast<std::size_t>(source.xray_id)];
      ASSERT_EQ(candidates.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(candidates[i].ir_id, expected[i].second);
        EXPECT_EQ(candidates[i].separation.degrees(), expected[i].first);
      }
      n_candidates += expected.size();
    }
    EXPECT_EQ(match.candidates.size(), xray.size());
    EXPECT_GT(n_candidates, 100U);
  }
}

TEST(Neighbourhoods, within_smaller_shifts_and_regions_are_those_of_a_search_for_them) {
  const SkyPosition center = awkward_places().front();
  const auto xray = xray_field(center, field_radius, 60);
  auto infrared = infrared_field(center, field_radius, 3000);
  for (std::size_t i = 0; i < infrared.size(); ++i) // some have larger errors
    infrared[i].error = infrared[i].sigma =
        Angle::from_arcsec(0.1 + 0.3 * static_cast<double>(i % 3));
  const Angle smaller_shift = Angle::from_arcsec(5.0);
  const Acceptance smaller{1.2};
  const SearchedSky wanted = search_tile(xray, infrared, smaller, smaller_shift);
  SearchedSky searched = search_tile(xray, infrared, Acceptance{1.5}, largest_shift);
  searched.neighbourhoods.acceptance = smaller;
  const Neighbourhoods found = searched.neighbourhoods.within(smaller_shift);
  ASSERT_EQ(found.xray_ids, wanted.neighbourhoods.xray_ids);
  EXPECT_LT(found.n_neighbours(), searched.neighbourhoods.n_neighbours());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::vector<Neighbour> of_found = found.neighbours_of(i);
    const std::vector<Neighbour> of_wanted = wanted.neighbourhoods.neighbours_of(i);
    ASSERT_EQ(of_found.size(), of_wanted.size());
    for (std::size_t k = 0; k < of_found.size(); ++k) {
      EXPECT_EQ(of_found[k].ir_id, of_wanted[k].ir_id);
      EXPECT_TRUE(of_found[k].ks == of_wanted[k].ks || std::isnan(of_wanted[k].ks));
      EXPECT_EQ(of_found[k].sigma.arcsec(), of_wanted[k].sigma.arcsec());
      EXPECT_NEAR(of_found[k].separation_arcsec, of_wanted[k].separation_arcsec, stored_arcsec);
    }
  }
}

// In coordinates along the axes of each ellipse, whose semi-axes are 1.5 hypot(axis, star's error).
TEST(MatchTile, pairs_of_ellipses_equal_brute_force) {
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = elliptical_xray_field(center, field_radius, 60);
    const auto infrared = infrared_field(center, field_radius, 3000);
    const SearchedSky match = search_tile(xray, infrared, {1.5}, largest_shift);
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (const XraySource& source : xray) {
      for (const Candidate& candidate :
           match.candidates[static_cast<std::size_t>(source.xray_id)]) {
        EXPECT_EQ(candidate.quoted_error, hypot(source.error.major, Angle::from_arcsec(0.1)));
        found.emplace_back(source.xray_id, candidate.ir_id);
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::pair<std::int64_t, std::int64_t>> expected;
    std::size_t n_in_circles = 0;
    for (const XraySource& source : xray) {
      for (const InfraredSource& star : infrared) {
        const Angle phi = separation(*source.position, star.position);
        const Angle from_axis =
            position_angle(*source.position, star.position) - source.error.position_angle;
        const double a = 1.5 * std::hypot(source.error.major.arcsec(), 0.1);
        const double b = 1.5 * std::hypot(source.error.minor.arcsec(), 0.1);
        n_in_circles += phi.arcsec() <= a ? 1 : 0;
        if (std::hypot(phi.arcsec() * cos(from_axis) / a, phi.arcsec() * sin(from_axis) / b) <= 1.0)
          expected.emplace_back(source.xray_id, star.ir_id);
      }
    }
    EXPECT_EQ(found, expected);
    EXPECT_GT(found.size(), 100U);
    EXPECT_LT(found.size(), n_in_circles);
  }
}

// The same ellipse by its axes in the frame of a neighbour, and on the sky.
TEST(MatchTile, neighbours_know_their_place_in_the_ellipse) {
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = elliptical_xray_field(center, field_radius, 20);
    const auto infrared = infrared_field(center, field_radius, 500);
    const SearchedSky match = search_tile(xray, infrared, {2.0}, largest_shift);
    for (std::size_t i = 0; i < xray.size(); ++i) {
      const AcceptanceShape shape = match.neighbourhoods.shape(i);
      EXPECT_EQ(shape.is_circle(), xray[i].error.is_circle());
      for (const Neighbour& neighbour : match.neighbourhoods.neighbours_of(i)) {
        const double minor = 2.0 * std::hypot(xray[i].error.minor.arcsec(), 0.1);
        EXPECT_NEAR(std::sqrt(shape.squared_minor_arcsec2(neighbour.radius_arcsec)), minor,
                    stored_arcsec);
        if (shape.is_circle()) continue;
        const SkyOffset to_xray = along_axes(shape, neighbour.convergence(), neighbour.to_xray);
        const SkyPosition& star = infrared[static_cast<std::size_t>(neighbour.ir_id)].position;
        const Angle from_axis =
            position_angle(*xray[i].position, star) - xray[i].error.position_angle;
        // From the star to the X-ray source, hence the signs.
        EXPECT_NEAR(to_xray.north.arcsec(), -neighbour.separation_arcsec * cos(from_axis), 3e-6);
        EXPECT_NEAR(to_xray.east.arcsec(), -neighbour.separation_arcsec * sin(from_axis), 3e-6);
      }
    }
  }
}

TEST(MatchTile, neighbourhoods_hold_all_within_radius_and_shift) {
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = xray_field(center, field_radius, 30);
    const auto infrared = infrared_field(center, field_radius, 2000);
    const SearchedSky match = search_tile(xray, infrared, {}, largest_shift);
    const Neighbourhoods& found = match.neighbourhoods;
    ASSERT_EQ(found.size(), xray.size());
    for (std::size_t i = 0; i < xray.size(); ++i) {
      std::size_t n_expected = 0;
      for (const InfraredSource& star : infrared) {
        const Angle reach = hypot(xray[i].error.major, star.error) + largest_shift;
        n_expected += separation(*xray[i].position, star.position) <= reach ? 1 : 0;
      }
      EXPECT_EQ(found.neighbours_of(i).size(), n_expected);
      double last = 0.0;
      for (const Neighbour& neighbour : found.neighbours_of(i)) {
        EXPECT_GE(neighbour.separation_arcsec, last);
        last = neighbour.separation_arcsec;
        const InfraredSource& star = infrared[static_cast<std::size_t>(neighbour.ir_id)];
        EXPECT_NEAR(last, separation(*xray[i].position, star.position).arcsec(), stored_arcsec);
        EXPECT_NEAR(neighbour.to_xray.length().arcsec(), last, 1e-12);
      }
    }
  }
}

// What is kept of a neighbour, and in which order.
TEST(Neighbourhoods, neighbours_are_kept_in_20_bytes) {
  FoundNeighbours columns;
  const auto add = [&](std::int64_t ir_id, double east_arcsec, double north_arcsec) {
    columns.star.emplace_back(ir_id, StarWord::missing);
    columns.east_deg.push_back(Angle::from_arcsec(east_arcsec).degrees());
    columns.north_deg.push_back(Angle::from_arcsec(north_arcsec).degrees());
    columns.convergence_radians.push_back(0.0F);
  };
  XraySource source;
  source.error = Angle::from_arcsec(0.4);
  Neighbourhoods found;
  found.common_sigma_arcsec = 0.3F;
  found.add(source, columns);
  add(7, 3.0, 0.0);
  add(9, 0.0, 0.0);
  add(5, 0.0, -3.0);
  add(std::int64_t{1} << 36U, -2.0, 1.0);
  found.add(source, columns);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.n_neighbours(), 4U);
  EXPECT_TRUE(found.neighbours_of(0).empty());
  const std::vector<Neighbour> neighbours = found.neighbours_of(1);
  std::vector<std::int64_t> ids;
  for (const Neighbour& neighbour : neighbours) {
    ids.push_back(neighbour.ir_id);
    EXPECT_TRUE(std::isnan(neighbour.ks));
    EXPECT_NEAR(neighbour.sigma.arcsec(), 0.3, 1e-7);
    EXPECT_NEAR(neighbour.radius_arcsec, 0.5, 1e-7);
    EXPECT_DOUBLE_EQ(neighbour.separation_arcsec, neighbour.to_xray.length().arcsec());
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{9, std::int64_t{1} << 36U, 5, 7}));
  EXPECT_EQ(neighbours[2].separation_arcsec, neighbours[3].separation_arcsec); // a tie, by id
  EXPECT_NEAR(neighbours[1].to_xray.east.arcsec(), -2.0, 1e-8);
  EXPECT_NEAR(neighbours[1].to_xray.north.arcsec(), 1.0, 1e-8);
}

// Kept in 64 bits with the number of the row, and, where errors or magnitudes do not allow it,
// beside it.
TEST(MatchTile, neighbours_have_the_values_of_their_rows) {
  const auto xray = xray_field(awkward_places()[0], field_radius, 10);
  for (const int kind : {0, 1, 2}) {
    auto infrared = infrared_field(awkward_places()[0], field_radius, 500);
    for (InfraredSource& star : infrared) {
      if (kind != 1) star.ks = std::round(star.ks * 1e3) / 1e3;
      if (kind == 2) star.sigma = 1e-3 * star.ks * star.sigma;
    }
    const SearchedSky match = search_tile(xray, infrared, {}, largest_shift);
    EXPECT_EQ(match.neighbourhoods.has_own_values, kind != 0);
    EXPECT_GT(match.neighbourhoods.n_neighbours(), 100U);
    const auto is_same = [](double a, double b) {
      return a == b || (std::isnan(a) && std::isnan(b));
    };
    for (std::size_t i = 0; i < xray.size(); ++i) {
      for (const Neighbour& neighbour : match.neighbourhoods.neighbours_of(i)) {
        const InfraredSource& star = infrared[static_cast<std::size_t>(neighbour.ir_id)];
        EXPECT_TRUE(is_same(neighbour.ks, star.ks));
        EXPECT_TRUE(is_same(neighbour.sigma.arcsec(),
                            Angle::from_arcsec(static_cast<float>(star.sigma.arcsec())).arcsec()));
      }
    }
    for (const Candidate& candidate : match.candidates.values())
      EXPECT_TRUE(is_same(candidate.ks, infrared[static_cast<std::size_t>(candidate.ir_id)].ks));
  }
}

// East and north point from the infrared source to the X-ray source.
TEST(MatchTile, offsets_point_to_the_xray_source) {
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = xray_field(center, field_radius, 20);
    const auto infrared = infrared_field(center, field_radius, 500);
    const SearchedSky match = search_tile(xray, infrared, {}, largest_shift);
    for (std::size_t i = 0; i < xray.size(); ++i) {
      for (const Neighbour& neighbour : match.neighbourhoods.neighbours_of(i)) {
        const SkyPosition& star = infrared[static_cast<std::size_t>(neighbour.ir_id)].position;
        const Angle direction = position_angle(star, *xray[i].position);
        const double phi = neighbour.separation_arcsec;
        EXPECT_NEAR(neighbour.to_xray.east.arcsec(), phi * sin(direction), 1e-6);
        EXPECT_NEAR(neighbour.to_xray.north.arcsec(), phi * cos(direction), 1e-6);
      }
    }
  }
}

TEST(MatchTile, edge_of_the_radius_belongs_to_it) {
  std::vector<XraySource> xray = xray_field(awkward_places()[1], Angle{}, 1);
  xray[0].position = SkyPosition{Angle{}, Angle{}};
  std::vector<InfraredSource> infrared(1);
  infrared[0].position = SkyPosition{Angle{}, Angle::from_degrees(0.25)};
  infrared[0].error = Angle::from_degrees(1e-9);
  const Angle phi = separation(*xray[0].position, infrared[0].position);
  xray[0].error = phi;
  EXPECT_EQ(search_tile(xray, infrared, {}, Angle{}).candidates.values().size(), 1U);
  xray[0].error = phi - Angle::from_arcsec(1e-4);
  EXPECT_TRUE(search_tile(xray, infrared, {}, Angle{}).candidates.values().empty());
}

// Where reach and cells go beyond the antipode together, chords grow shorter again.
TEST(MatchTile, reaches_the_whole_sky) {
  auto xray = xray_field(awkward_places()[0], Angle{}, 1);
  xray[0].error = Angle::from_degrees(179.0);
  const auto near = infrared_field(awkward_places()[0], Angle::from_degrees(1.0), 5);
  const auto far = infrared_field(awkward_places()[0], Angle::from_degrees(150.0), 5);
  for (const auto& infrared : {near, far}) {
    const SearchedSky match = search_tile(xray, infrared, {}, Angle::from_degrees(2.0));
    EXPECT_EQ(match.neighbourhoods.n_neighbours(), infrared.size());
    EXPECT_EQ(match.candidates.values().size(), infrared.size());
  }
}

TEST(MatchTile, equal_separations_are_ordered_by_id) {
  const auto xray = xray_field(awkward_places()[0], Angle{}, 1);
  auto infrared = infrared_field(awkward_places()[0], Angle::from_arcsec(0.1), 50);
  for (InfraredSource& star : infrared)
    star.position = infrared[0].position;
  const SearchedSky match = search_tile(xray, infrared, {}, largest_shift);
  ASSERT_EQ(match.candidates.values().size(), 50U);
  for (std::size_t i = 0; i < 50; ++i)
    EXPECT_EQ(match.candidates.values()[i].ir_id, static_cast<std::int64_t>(i));
}

TEST(MatchTile, tiles_without_rows_or_sources) {
  const auto xray = xray_field(awkward_places()[0], field_radius, 5);
  const SearchedSky none = search_tile(xray, {}, {}, largest_shift);
  EXPECT_EQ(none.neighbourhoods.size(), 5U);
  EXPECT_EQ(none.neighbourhoods.n_neighbours(), 0U);
  const auto infrared = infrared_field(awkward_places()[0], field_radius, 5);
  EXPECT_TRUE(search_tile({}, infrared, {}, largest_shift).candidates.values().empty());
}

TEST(MatchTile, tiles_add_up) {
  const auto infrared = infrared_field(awkward_places()[0], field_radius, 500);
  const auto xray = xray_field(awkward_places()[0], field_radius, 10);
  SearchedSky joined;
  for (const auto& part : {std::span{xray}.first(4), std::span{xray}.subspan(4)})
    match_tile(part, InfraredRows{infrared}, {}, largest_shift, joined);
  const SearchedSky whole = search_tile(xray, infrared, {}, largest_shift);
  EXPECT_EQ(joined.neighbourhoods.xray_ids, whole.neighbourhoods.xray_ids);
  ASSERT_EQ(joined.neighbourhoods.size(), whole.neighbourhoods.size());
  for (std::size_t i = 0; i < whole.neighbourhoods.size(); ++i)
    EXPECT_EQ(joined.neighbourhoods.neighbours_of(i).size(),
              whole.neighbourhoods.neighbours_of(i).size());
  EXPECT_EQ(joined.candidates.values().size(), whole.candidates.values().size());
}

} // namespace
} // namespace counterpoint
