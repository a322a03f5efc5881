#include "match/offset_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

constexpr int n_distance_bins = 60;

// How far to look, and the density that the considered sources see together.
struct Sight {
  Angle acceptance; // root mean square
  Angle range;
  double density_factors = 0.0;
};

Sight sight_of(const TermsOfSources& terms, Angle largest_shift) {
  double sum_arcsec2 = 0.0;
  double n_considered = 0.0;
  Sight sight;
  for (std::size_t id = 0; id < terms.size(); ++id) {
    if (!terms.own(id).is_considered) continue;
    const XrayTerms of_source = terms[id];
    const double radius = of_source.acceptance.major.arcsec();
    sum_arcsec2 += radius * radius;
    n_considered += 1.0;
    sight.density_factors += of_source.listed_density_factor() * of_source.coverage;
  }
  if (n_considered == 0.0) return sight;
  const double acceptance_arcsec = std::sqrt(sum_arcsec2 / n_considered);
  sight.acceptance = Angle::from_arcsec(acceptance_arcsec);
  sight.range = std::min(Angle::from_arcsec(3.0 * acceptance_arcsec), largest_shift);
  return sight;
}

} // namespace

std::vector<std::int64_t> count_separations(const Communicator& comm, const SearchResult& found,
                                            const TermsOfSources& terms) {
  const Sight sight = sight_of(terms, found.plan.largest_shift);
  if (!(sight.range > Angle{})) return {};
  const double width_arcsec = sight.range.arcsec() / n_distance_bins;
  std::vector<std::int64_t> counts(n_distance_bins);
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  std::vector<double> separations_arcsec;
  for (std::size_t i = 0; found.is_in_first_group && i < sky.size(); ++i) {
    if (!terms.own(static_cast<std::size_t>(sky.xray_ids[i])).is_considered) continue;
    sky.find_separations(i, separations_arcsec);
    for (const double separation : separations_arcsec) {
      const auto bin = static_cast<std::size_t>(separation / width_arcsec);
      if (bin >= counts.size()) break; // they are ordered
      ++counts[bin];
    }
  }
  comm.sum(std::span{counts});
  return counts;
}

std::vector<SeparationBin> offset_distribution(std::span<const std::int64_t> counts,
                                               Angle largest_shift, const TermsOfSources& terms,
                                               double mean_density_arcsec2) {
  std::vector<SeparationBin> bins;
  if (counts.empty()) return bins;
  const Sight sight = sight_of(terms, largest_shift);
  const double width_arcsec = sight.range.arcsec() / n_distance_bins;
  for (int i = 0; i < n_distance_bins; ++i) {
    const double low = width_arcsec * i;
    const double high = width_arcsec * (i + 1);
    const double area = std::numbers::pi * (high * high - low * low);
    bins.push_back({Angle::from_arcsec(low), Angle::from_arcsec(high),
                    counts[static_cast<std::size_t>(i)],
                    sight.density_factors * mean_density_arcsec2 * area,
                    Angle::from_arcsec(low) >= 2.0 * sight.acceptance});
  }
  return bins;
}

SeparationBin surroundings(std::span<const SeparationBin> bins) {
  SeparationBin sum;
  if (bins.empty()) return sum;
  sum.low = sum.high = bins.back().high;
  for (const SeparationBin& bin : bins) {
    if (!bin.is_beyond) continue;
    sum.low = std::min(sum.low, bin.low);
    sum.n_pairs += bin.n_pairs;
    sum.expected += bin.expected;
  }
  return sum;
}

} // namespace counterpoint
