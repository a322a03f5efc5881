#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/trials.hpp"
#include "null_trials/philox_lanes.hpp"
#include "null_trials/shifted_neighbours.hpp"
#include "small_trials.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace counterpoint {
namespace {

using namespace test_support;

Neighbourhoods neighbourhoods_for(const NullOptions& options, const SkyPosition& center) {
  return neighbourhoods_of(xray_field(center, field_radius, 40),
                           infrared_field(center, field_radius, 3000), options);
}

TEST(ShiftOffset, is_uniform_over_the_annulus) {
  const ShiftZone zone{Angle::from_arcsec(4.0), Angle::from_arcsec(10.0)};
  double squares = 0.0;
  double east = 0.0;
  constexpr int n = 40000;
  for (std::int64_t i = 0; i < n; ++i) {
    const ShiftDraws draws = draw_shifts(1, 0, 0, i);
    for (const ShiftDraw& draw : {draws.even, draws.odd}) {
      const SkyOffset offset = shift_offset(zone, draw);
      const double r = offset.length().arcsec();
      ASSERT_GE(r, 4.0 - 1e-9);
      ASSERT_LE(r, 10.0 + 1e-9);
      squares += r * r;
      east += offset.east.arcsec();
    }
  }
  // r^2 is uniform between 16 and 100; five standard errors.
  EXPECT_NEAR(squares / (2.0 * n), 58.0, 5.0 * 84.0 / std::sqrt(12.0 * 2.0 * n));
  EXPECT_NEAR(east / (2.0 * n), 0.0, 5.0 * std::sqrt(29.0 / (2.0 * n)));
}

// Its sine and cosine are our own: the same on every machine, and those of the library to rounding.
TEST(ShiftOffset, goes_round_the_circle) {
  const ShiftZone circle{Angle::from_degrees(1.0), Angle::from_degrees(1.0)};
  const auto expect_at = [&](std::uint32_t angle_bits) {
    const SkyOffset offset = shift_offset(circle, {.radius_bits = 7, .angle_bits = angle_bits});
    const double angle = 2.0 * std::numbers::pi * (angle_bits + 0.5) * 0x1p-32;
    EXPECT_NEAR(offset.east.degrees(), std::sin(angle), 1e-15) << angle_bits;
    EXPECT_NEAR(offset.north.degrees(), std::cos(angle), 1e-15) << angle_bits;
  };
  for (std::uint32_t eighth = 0; eighth < 8; ++eighth) { // where one series follows another
    for (std::uint32_t k = 0; k < 3; ++k)
      expect_at((eighth << 29U) + k - 1);
  }
  for (std::int64_t i = 0; i < 1000; ++i)
    expect_at(draw_shifts(3, 0, 0, i).even.angle_bits);
}

TEST(RandomWords, are_the_random_bits) {
  const std::array<std::uint64_t, 5> ids{0, 977, 0xFFFFFFFFU, 0x123456789ABCDEFU,
                                         ~std::uint64_t{0}};
  for (const std::uint64_t seed : {std::uint64_t{9}, std::uint64_t{0xFEDCBA9876543210U}}) {
    for (const std::uint64_t id : ids) {
      const IdRounds of_id{seed, 3, id};
      const std::uint64_t products[1]{of_id.product};
      const std::uint64_t rests[1]{of_id.rest};
      const RandomWords<std::uint64_t, 1> drawn{StepRounds{seed, 70000}, products, rests};
      const auto expected = random_bits({.seed = seed, .id = id, .stream = 3, .step = 70000});
      for (std::size_t word = 0; word < expected.size(); ++word)
        EXPECT_EQ(static_cast<std::uint32_t>(drawn.words[word][0]), expected[word]);
    }
  }
}

// Neighbours at random places, ordered by separation; some with the X-ray source inside their
// acceptance radius, some due north or east.
std::vector<Neighbour> random_neighbours(std::uint32_t stream) {
  std::vector<Neighbour> neighbours;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto [u, v] = random_uniforms({.seed = 41, .id = i, .stream = 0, .step = stream});
    const auto [a, b] = random_uniforms({.seed = 42, .id = i, .stream = 0, .step = stream});
    const double angle = i % 7 == 0 ? std::floor(4.0 * v) * 1.5707963267948966 : 6.283 * v;
    Neighbour neighbour;
    // Some beyond 32 bits.
    neighbour.ir_id = static_cast<std::int64_t>(i * 977 + (i % 5 == 0 ? i << 33U : 0U));
    neighbour.radius_arcsec = 0.2 + 3.0 * a;
    neighbour.separation_arcsec = i % 10 == 0 ? 0.3 * u : 14.0 * u;
    const Angle separation = Angle::from_arcsec(neighbour.separation_arcsec);
    neighbour.to_xray = {separation * std::sin(angle), separation * std::cos(angle)};
    neighbours.push_back(neighbour);
  }
  std::sort(neighbours.begin(), neighbours.end(), [](const Neighbour& a, const Neighbour& b) {
    return a.separation_arcsec < b.separation_arcsec;
  });
  return neighbours;
}

// The windows on the random bits never change a decision.
TEST(ShiftedNeighbours, equal_the_plain_computation) {
  int n_matches = 0;
  for (const ShiftZone zone :
       {ShiftZone{Angle{}, Angle::from_arcsec(10.0)},
        ShiftZone{Angle::from_arcsec(4.0), Angle::from_arcsec(10.0)},
        ShiftZone{Angle::from_arcsec(6.0), Angle::from_arcsec(6.0)}, ShiftZone{}}) {
    for (std::uint32_t stream = 0; stream < 10; ++stream) {
      const auto neighbours = random_neighbours(stream);
      for (const ShiftMode mode : {ShiftMode::disc, ShiftMode::rigid}) {
        ShiftedNeighbours shifted{mode, 9};
        const NeighbourColumns columns = columns_of(neighbours);
        shifted.assign(columns, {}, zone.outer);
        shifted.set_zone(zone, 3);
        for (std::uint32_t trial_pair = 0; trial_pair < 25; ++trial_pair) {
          std::set<std::pair<std::size_t, bool>> found;
          shifted.for_each_match(trial_pair, 64, [&](std::size_t k, bool is_odd, const SkyOffset&) {
            found.insert({k, is_odd});
            return true;
          });
          std::set<std::pair<std::size_t, bool>> expected;
          for (std::size_t k = 0; k < neighbours.size(); ++k) {
            const std::int64_t id =
                mode == ShiftMode::rigid ? whole_catalogue : neighbours[k].ir_id;
            const ShiftDraws draws = draw_shifts(9, trial_pair, 3, id);
            for (const bool is_odd : {false, true}) {
              const SkyOffset offset = shift_offset(zone, is_odd ? draws.odd : draws.even);
              if ((neighbours[k].to_xray - offset).length().arcsec() <= neighbours[k].radius_arcsec)
                expected.insert({k, is_odd});
            }
          }
          ASSERT_EQ(found, expected);
          n_matches += static_cast<int>(found.size());
        }
      }
    }
  }
  EXPECT_GT(n_matches, 5000);
}

TEST(ShiftedNeighbours, stop_when_told) {
  const NeighbourColumns neighbours = columns_of(random_neighbours(1));
  ShiftedNeighbours shifted{ShiftMode::disc, 1};
  shifted.assign(neighbours, {}, Angle::from_arcsec(3.0));
  shifted.set_zone({Angle{}, Angle::from_arcsec(3.0)}, 0);
  int visits = 0;
  shifted.for_each_match(0, 64, [&](std::size_t, bool, const SkyOffset&) { return ++visits < 2; });
  EXPECT_EQ(visits, 2);
}

// What a trial must find, by infrared source: separation and position angle.
using MatchesOfTrial = std::map<std::pair<std::int64_t, std::int64_t>, std::pair<Angle, Angle>>;

// Slow reference of a trial: displace every infrared source on the sphere and match again.
MatchesOfTrial brute_force_trial(const std::vector<XraySource>& xray,
                                 const std::vector<InfraredSource>& infrared,
                                 const NullOptions& options, int trial) {
  MatchesOfTrial matches;
  for (const InfraredSource& star : infrared) {
    const ShiftDraws draws =
        draw_shifts(options.seed, static_cast<std::uint32_t>(trial / 2), 0, star.ir_id);
    const SkyOffset offset = shift_offset(options.zone(), trial % 2 == 0 ? draws.even : draws.odd);
    const SkyPosition moved = offset_by(star.position, offset.position_angle(), offset.length());
    for (const XraySource& source : xray) {
      const Angle phi = separation(*source.position, moved);
      const Angle direction = position_angle(*source.position, moved);
      if (Acceptance{}.region(source.error, star.error).contains(phi, direction))
        matches[{source.xray_id, star.ir_id}] = {phi, direction};
    }
  }
  return matches;
}

void expect_equal_displacing(const std::vector<XraySource>& xray, const SkyPosition& center,
                             const NullOptions& options) {
  const auto infrared = infrared_field(center, field_radius, 3000);
  const Neighbourhoods found = neighbourhoods_of(xray, infrared, options);
  std::vector<MatchesOfTrial> of_trial(static_cast<std::size_t>(options.trials));
  run_null_trials(found, options, {}, [&](const TrialMatches& matches) {
    const std::int64_t xray_id = found.xray_ids[matches.source];
    for (const Candidate& match : matches.candidates) {
      of_trial[static_cast<std::size_t>(matches.trial)][{xray_id, match.ir_id}] = {
          match.separation, match.position_angle};
    }
  });
  for (int trial = 0; trial < options.trials; ++trial) {
    const MatchesOfTrial expected = brute_force_trial(xray, infrared, options, trial);
    const MatchesOfTrial& actual = of_trial[static_cast<std::size_t>(trial)];
    EXPECT_EQ(actual.size(), expected.size());
    EXPECT_GT(actual.size(), 20U);
    for (const auto& [pair, place] : actual) {
      const auto it = expected.find(pair);
      ASSERT_NE(it, expected.end()) << pair.first << ' ' << pair.second;
      const auto& [phi, direction] = it->second;
      EXPECT_NEAR(place.first.arcsec(), phi.arcsec(), 1e-6);
      if (xray[static_cast<std::size_t>(pair.first)].error.is_circle()) {
        EXPECT_FALSE(place.second.is_finite()); // nobody needs it
        continue;
      }
      // In arcsec across the line of sight: the direction of a tiny offset is uncertain.
      EXPECT_NEAR(phi.arcsec() * sin(place.second - direction), 0.0, 3e-6);
      EXPECT_GE(phi.arcsec() * cos(place.second - direction), 0.0);
    }
  }
}

TEST(NullTrials, equals_displacing_the_catalogue) {
  for (const ShiftMode mode : {ShiftMode::disc, ShiftMode::annulus}) {
    for (const SkyPosition& center : awkward_places()) {
      expect_equal_displacing(xray_field(center, field_radius, 40), center, options_for(mode));
      expect_equal_displacing(elliptical_xray_field(center, field_radius, 60), center,
                              options_for(mode));
    }
  }
}

// In mode rigid all surroundings of an X-ray source move together: one offset, at that source.
TEST(NullTrials, rigid_shift_is_one_for_all) {
  const NullOptions options = options_for(ShiftMode::rigid);
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = xray_field(center, field_radius, 40);
    const auto infrared = infrared_field(center, field_radius, 3000);
    const Neighbourhoods found = neighbourhoods_of(xray, infrared, options);
    std::map<std::pair<std::int64_t, int>, std::set<std::int64_t>> matched; // by xray_id, trial
    run_null_trials(found, options, {}, [&](const TrialMatches& matches) {
      for (const Candidate& match : matches.candidates)
        matched[{found.xray_ids[matches.source], matches.trial}].insert(match.ir_id);
    });
    int n_matches = 0;
    for (const XraySource& source : xray) {
      for (int trial = 0; trial < options.trials; ++trial) {
        const ShiftDraws draws =
            draw_shifts(options.seed, static_cast<std::uint32_t>(trial / 2), 0, whole_catalogue);
        const SkyOffset offset =
            shift_offset(options.zone(), trial % 2 == 0 ? draws.even : draws.odd);
        std::set<std::int64_t> expected;
        for (const InfraredSource& star : infrared) {
          const Angle phi = separation(*source.position, star.position);
          const Angle direction = position_angle(*source.position, star.position);
          const SkyOffset to_star{phi * sin(direction), phi * cos(direction)};
          if ((to_star + offset).length() <= hypot(source.error.major, star.error))
            expected.insert(star.ir_id);
        }
        const std::set<std::int64_t>& actual = matched[{source.xray_id, trial}];
        EXPECT_EQ(actual, expected);
        n_matches += static_cast<int>(actual.size());
      }
    }
    EXPECT_GT(n_matches, 100);
  }
}

// A match is judged by the errors that the catalogues quote, however wide the acceptance radius is.
TEST(NullTrials, matches_carry_the_quoted_errors) {
  const NullOptions options = options_for(ShiftMode::disc);
  const SkyPosition center = awkward_places()[0];
  const auto xray = xray_field(center, field_radius, 40);
  const auto infrared = infrared_field(center, field_radius, 3000);
  const Neighbourhoods found =
      search_tile(xray, infrared, {1.5}, options.largest_shift()).neighbourhoods;
  int n_matches = 0;
  run_null_trials(found, options, {}, [&](const TrialMatches& matches) {
    const XraySource& source = xray[static_cast<std::size_t>(found.xray_ids[matches.source])];
    for (const Candidate& match : matches.candidates) {
      const InfraredSource& star = infrared[static_cast<std::size_t>(match.ir_id)];
      const double quoted = hypot(source.error.major, star.error).arcsec();
      EXPECT_NEAR(match.quoted_error.arcsec(), quoted, 1e-8); // as neighbours are kept
      EXPECT_LE(match.separation.arcsec(), 1.5 * quoted + 1e-8);
      EXPECT_NEAR(match.infrared_sigma.arcsec(), star.sigma.arcsec(), 1e-8);
      ++n_matches;
    }
  });
  EXPECT_GT(n_matches, 100);
}

TEST(Trials, shares_add_up_to_the_whole) {
  const NullOptions options = options_for(ShiftMode::disc);
  const Neighbourhoods found = neighbourhoods_for(options, awkward_places()[0]);
  const auto whole = sweep_matched_sources(found, options, {});
  std::vector<std::int64_t> sum(whole.size());
  for (int group = 0; group < 3; ++group) {
    const auto part = sweep_matched_sources(found, options, {group, 3});
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += part[i];
  }
  EXPECT_EQ(sum, whole);
  // At radius 0 every trial is the real match.
  std::int64_t n_matched = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    bool is_matched = false;
    for (const Neighbour& neighbour : found.neighbours_of(i))
      is_matched = is_matched || neighbour.separation_arcsec <= neighbour.radius_arcsec;
    n_matched += is_matched ? 1 : 0;
  }
  for (int trial = 0; trial < options.sweep_trials; ++trial)
    EXPECT_EQ(whole[static_cast<std::size_t>(trial)], n_matched);
}

} // namespace
} // namespace counterpoint
