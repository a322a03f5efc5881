#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "counterpoint/null_trials/trials.hpp"
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

// Everything at once: many trials against the exact expectation, per bin and for the sweep, within
// four standard errors; and their scatter against the exact variance.
void expect_limit_of_many_trials(const std::vector<XraySource>& xray, const SkyPosition& center,
                                 ShiftMode mode) {
  NullOptions options = options_for(mode);
  options.trials = 3000;
  options.sweep_trials = 1000;
  const Neighbourhoods found =
      neighbourhoods_of(xray, infrared_field(center, field_radius, 2000), options);
  constexpr int n_bins = 3;
  NeighbourBins bins{{}, n_bins};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const StoredNeighbour& neighbour : found.stored[i])
      bins.of_neighbour.push_back(static_cast<std::int16_t>(neighbour.star.ir_id() % n_bins));
  }
  const Companions companions{found, xray, Angle::from_arcsec(30.0)};
  std::size_t n_companions = 0;
  for (const std::int64_t xray_id : found.xray_ids)
    n_companions += companions.of(xray_id).size();
  EXPECT_GT(n_companions, 60U); // the variance has terms to be wrong about
  const NullExpectation expected = expect_null_matches(found, bins, companions, options);

  std::vector<std::vector<double>> counts(n_bins, std::vector<double>(3000));
  run_null_trials(found, options, {}, [&](const TrialMatches& matches) {
    for (const std::uint32_t neighbour : matches.neighbours)
      counts[static_cast<std::size_t>(bins.of_neighbour[neighbour])]
            [static_cast<std::size_t>(matches.trial)] += 1.0;
  });
  for (std::size_t bin = 0; bin < n_bins; ++bin) {
    double sum = 0.0;
    double squares = 0.0;
    for (const double count : counts[bin])
      sum += count;
    const double mean = sum / 3000.0;
    for (const double count : counts[bin])
      squares += (count - mean) * (count - mean);
    const double variance = squares / 2999.0;
    EXPECT_NEAR(mean, expected.mean[bin].value(), 4.0 * std::sqrt(variance / 3000.0));
    // The relative standard error of a variance is sqrt(2 / n).
    EXPECT_NEAR(variance / expected.variance[bin].value(), 1.0, 4.0 * std::sqrt(2.0 / 3000.0));
  }
  const auto sweep = sweep_matched_sources(found, options, {});
  for (std::size_t radius = 0; radius < options.sweep_radii.size(); ++radius) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t t = 0; t < 1000; ++t) {
      const auto n = static_cast<double>(sweep[radius * 1000 + t]);
      sum += n;
      squares += n * n;
    }
    const double mean = sum / 1000.0;
    const double error = std::sqrt(std::max(0.0, squares / 1000.0 - mean * mean) / 1000.0);
    EXPECT_NEAR(mean, expected.matched_sources[radius].value(), 4.0 * error + 1e-9);
  }
}

// Slow reference of the variance that one pair adds: one companion after the other, in the tangent
// plane of the infrared source.
double variance_of_pair(const Neighbourhoods& found, std::size_t i, const Neighbour& neighbour,
                        std::span<const Companion> companions, const ShiftZone& zone) {
  const double factor2 = found.acceptance.radius_factor * found.acceptance.radius_factor;
  const auto disc = [&](const SkyOffset& at, const SkyEllipse& error) {
    const double major2 = neighbour.radius_arcsec * neighbour.radius_arcsec +
                          factor2 * (std::pow(error.major.arcsec(), 2.0) -
                                     std::pow(found.errors[i].major.arcsec(), 2.0));
    const double minor2 = found.acceptance.shape(error).squared_minor_arcsec2(std::sqrt(major2));
    return Disc{at.east.arcsec(), at.north.arcsec(), std::pow(major2 * minor2, 0.25)};
  };
  const auto chance_of = [&](const Disc& at) {
    return match_chance(std::hypot(at.x_arcsec, at.y_arcsec), at.radius_arcsec, zone);
  };
  const Disc a = disc(neighbour.to_xray, found.errors[i]);
  const SkyOffset by_axes = along_axes(found.shape(i), neighbour.convergence(), neighbour.to_xray);
  const double chance =
      found.shape(i).is_circle()
          ? chance_of(a)
          : match_chance(
                OffsetEllipse{
                    by_axes.north.arcsec(), by_axes.east.arcsec(), neighbour.radius_arcsec,
                    std::sqrt(found.shape(i).squared_minor_arcsec2(neighbour.radius_arcsec))},
                zone);
  double variance = chance * (1.0 - chance);
  for (const Companion& companion : companions) {
    const Disc b =
        disc(neighbour.to_xray + companion.offset.in_axes_turned_by(neighbour.convergence()),
             companion.error);
    variance += joint_match_chance(a, b, zone) - chance_of(a) * chance_of(b);
  }
  return chance > 0.0 ? variance : 0.0;
}

TEST(Expectation, variance_is_the_sum_over_pairs_and_companions) {
  for (const SkyPosition& center : {awkward_places()[0], awkward_places()[3]}) {
    for (const bool is_ellipse : {false, true}) {
      for (const ShiftMode mode : {ShiftMode::disc, ShiftMode::annulus}) {
        const NullOptions options = options_for(mode);
        const std::vector<XraySource> xray = is_ellipse
                                                 ? elliptical_xray_field(center, field_radius, 60)
                                                 : xray_field(center, field_radius, 60);
        const Neighbourhoods found =
            neighbourhoods_of(xray, infrared_field(center, field_radius, 500), options);
        const Companions companions{found, xray, Angle::from_arcsec(30.0)};
        const NeighbourBins one_bin{std::vector<std::int16_t>(found.n_neighbours()), 1};
        const NullExpectation expected = expect_null_matches(found, one_bin, companions, options);
        double variance = 0.0;
        for (std::size_t i = 0; i < found.size(); ++i) {
          const std::vector<Companion> near = companions.of(found.xray_ids[i]);
          for (const Neighbour& neighbour : found.neighbours_of(i))
            variance += variance_of_pair(found, i, neighbour, near, options.zone());
        }
        EXPECT_NEAR(expected.variance[0].value() / variance, 1.0, 1e-12);
      }
    }
  }
}

TEST(Expectation, is_the_limit_of_many_trials) {
  const SkyPosition center = awkward_places()[0];
  for (const ShiftMode mode : {ShiftMode::disc, ShiftMode::annulus})
    expect_limit_of_many_trials(xray_field(center, field_radius, 60), center, mode);
}

TEST(Expectation, of_ellipses_is_the_limit_of_many_trials) {
  for (const SkyPosition& center : {awkward_places()[0], awkward_places()[3]}) {
    for (const ShiftMode mode : {ShiftMode::disc, ShiftMode::annulus})
      expect_limit_of_many_trials(elliptical_xray_field(center, field_radius, 60), center, mode);
  }
}

} // namespace
} // namespace counterpoint
