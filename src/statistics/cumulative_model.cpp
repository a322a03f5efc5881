#include "counterpoint/statistics/cumulative_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

void BrightestMatchCounts::add(const MagnitudeBins& bins, std::span<const Candidate> candidates,
                               bool is_considered) {
  double brightest = std::numeric_limits<double>::infinity();
  bool has_missing = false;
  for (const Candidate& candidate : candidates) {
    if (std::isnan(candidate.ks)) {
      has_missing = true;
    } else {
      brightest = std::min(brightest, candidate.ks);
    }
  }
  ++n_matched;
  ++notebook[bins.first_point_not_brighter(has_missing ? std::min(0.0, brightest) : brightest)];
  if (!is_considered) return;
  ++considered[bins.first_point_not_brighter(brightest)];
  with_missing += has_missing ? 1 : 0;
}

namespace {

// Running sums over the points of the grid, divided by `total`; 0 where there is nothing to divide
// by.
std::vector<double> cumulative_fraction(std::span<const std::int64_t> counts, double total) {
  std::vector<double> fractions;
  std::int64_t sum = 0;
  for (const std::int64_t count : counts.first(counts.size() - 1)) {
    sum += count;
    fractions.push_back(total > 0.0 ? static_cast<double>(sum) / total : 0.0);
  }
  return fractions;
}

double ratio(std::int64_t count, double total) {
  return total > 0.0 ? static_cast<double>(count) / total : 0.0;
}

} // namespace

CumulativeModel mauerhan_model(const BrightestMatchCounts& counts, std::int64_t n_considered,
                               const InfraredTally& tally, double occupied_area_arcsec2) {
  CumulativeModel model;
  model.f = cumulative_fraction(counts.considered, static_cast<double>(n_considered));
  model.rho = cumulative_fraction(tally.point_counts, occupied_area_arcsec2);
  model.f_missing = ratio(counts.with_missing, static_cast<double>(n_considered));
  model.rho_missing = ratio(tally.n_missing(), occupied_area_arcsec2);
  return model;
}

CumulativeModel notebook_model(const BrightestMatchCounts& counts, const InfraredTally& tally,
                               double occupied_area_arcsec2) {
  CumulativeModel model;
  model.f = cumulative_fraction(counts.notebook, static_cast<double>(counts.n_matched));
  const double box_arcsec2 = tally.bounding_box_arcsec2();
  const double area = std::isnan(box_arcsec2) ? occupied_area_arcsec2 : box_arcsec2;
  for (const std::int64_t n : tally.cumulative_counts()) {
    model.rho.push_back(ratio(n + tally.n_missing(), area));
  }
  // A missing magnitude is 0, hence brighter than the whole grid.
  model.f_missing = model.f.front();
  model.rho_missing = model.rho.front();
  return model;
}

} // namespace counterpoint
