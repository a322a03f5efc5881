#include "match/mean_offset.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <cmath>

namespace counterpoint {

void OffsetMoments::add(double p, Angle east, Angle north, Angle sigma) {
  const double weight = p / (sigma.arcsec() * sigma.arcsec());
  const double to_east = weight * east.arcsec();
  const double to_north = weight * north.arcsec();
  terms[probabilities].add(p);
  terms[weights].add(weight);
  terms[squares_of_weights].add(weight * weight);
  terms[weighted_east].add(to_east);
  terms[weighted_north].add(to_north);
  terms[east_east].add(to_east * to_east);
  terms[east_north].add(to_east * to_north);
  terms[north_north].add(to_north * to_north);
}

MeanOffset::MeanOffset(const OffsetMoments& moments) {
  const auto value = [&](OffsetMoments::Term term) { return moments.terms[term].value(); };
  const double weight = value(OffsetMoments::weights);
  if (!(weight > 0.0)) return;
  east = Angle::from_arcsec(value(OffsetMoments::weighted_east) / weight);
  north = Angle::from_arcsec(value(OffsetMoments::weighted_north) / weight);
  sigma = Angle::from_arcsec(std::sqrt(value(OffsetMoments::probabilities) / weight));
  n_sources = weight * weight / value(OffsetMoments::squares_of_weights);
  const double ee = value(OffsetMoments::east_east);
  const double en = value(OffsetMoments::east_north);
  const double nn = value(OffsetMoments::north_north);
  east_error = Angle::from_arcsec(std::sqrt(ee) / weight);
  north_error = Angle::from_arcsec(std::sqrt(nn) / weight);
  const double determinant = ee * nn - en * en;
  if (!(determinant > 0.0)) return;
  const double e = value(OffsetMoments::weighted_east);
  const double n = value(OffsetMoments::weighted_north);
  chi2 = (e * e * nn - 2.0 * e * n * en + n * n * ee) / determinant;
}

bool MeanOffset::is_conspicuous() const {
  constexpr double fewest_sources = 10.0;
  constexpr double by_chance = 25.0;      // is exceeded once in 270,000 fields
  constexpr double least_in_sigmas = 0.3; // below, P hardly changes
  return n_sources >= fewest_sources && chi2 > by_chance &&
         std::hypot(east.arcsec(), north.arcsec()) > least_in_sigmas * sigma.arcsec();
}

MeanOffset find_mean_offset(const Communicator& comm, const Candidates& candidates,
                            const FittedModel& fitted, const Probabilities& probabilities) {
  OffsetMoments moments;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto id = static_cast<std::size_t>(candidates.xray_id(i));
    const auto of_source = candidates.of_source[i];
    if (of_source.empty() || !fitted.terms.by_xray_id.own(id).is_considered) continue;
    const Angle xray_sigma = Angle::from_arcsec(fitted.terms.by_xray_id[id].sigma_arcsec());
    const auto p = probabilities.of_source[i];
    for (std::size_t k = 0; k < of_source.size(); ++k) {
      const Candidate& candidate = of_source[k];
      moments.add(p[k].lr.p, candidate.separation * sin(candidate.position_angle),
                  candidate.separation * cos(candidate.position_angle),
                  hypot(xray_sigma, candidate.infrared_sigma));
    }
  }
  add_up(comm, moments);
  return MeanOffset{moments};
}

} // namespace counterpoint
