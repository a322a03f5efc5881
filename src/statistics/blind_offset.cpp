#include "counterpoint/statistics/blind_offset.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

// Candidates farther from their X-ray source have no part in the likelihood.
constexpr double reach_in_sigma = 5.0;

// What is left between the displaced X-ray source and a candidate.
struct Residual {
  SkyOffset offset;
  double variance_arcsec2;
};

// The candidates of all X-ray sources, which are displaced by one offset.
class DisplacedSources {
public:
  DisplacedSources(const BlindData& data, const SkyOffset& offset) {
    std::vector<std::size_t> first;
    for (std::size_t i = 0; i < data.neighbourhoods.size(); ++i) {
      if (!data.terms[i].is_considered) continue;
      XrayTerms& terms = terms_.emplace_back(data.terms[i]);
      terms.acceptance = reach_in_sigma * hypot(terms.sigma, data.infrared_sigma);
      first.push_back(candidates_.size());
      for (const Neighbour& neighbour : data.neighbourhoods.neighbours_of(i)) {
        const Angle sigma = hypot(terms.sigma, neighbour.sigma).major;
        const Residual left{offset_to(neighbour) - offset, std::pow(sigma.arcsec(), 2)};
        const Angle distance = left.offset.length();
        if (distance > reach_in_sigma * sigma) continue;
        Candidate candidate;
        candidate.separation = distance;
        candidate.infrared_sigma = neighbour.sigma;
        candidate.ks = neighbour.ks;
        candidates_.push_back(candidate);
        residuals_.push_back(left);
      }
    }
    first.push_back(candidates_.size());
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      sources_.push_back(
          {std::span{candidates_}.subspan(first[i], first[i + 1] - first[i]), terms_[i]});
    }
  }

  [[nodiscard]] std::span<const XrayCandidates> sources() const { return sources_; }
  [[nodiscard]] const Residual& residual_of(const Candidate& candidate) const {
    return residuals_[static_cast<std::size_t>(&candidate - candidates_.data())];
  }

private:
  std::vector<Candidate> candidates_;
  std::vector<Residual> residuals_; // of each candidate
  std::vector<XrayTerms> terms_;    // of each source
  std::vector<XrayCandidates> sources_;
};

// Sums over all X-ray sources of what the likelihood says of the offset.
struct Derivatives {
  std::array<double, 2> gradient{};  // east, north
  double weight = 0.0;               // sum of responsibility / variance
  std::array<double, 3> curvature{}; // -d2 ln L: east east, east north, north north
  std::array<double, 3> scatter{};   // sum of gradient times gradient, likewise
};

Derivatives derivatives(const DisplacedSources& displaced, const LikelihoodRatioModel& model,
                        const SumOverRanks& sum) {
  std::vector<ExactSum> sums(9);
  const MagnitudeRatio ratio{model};
  for (const XrayCandidates& source : displaced.sources()) {
    OffsetDensity density{source.terms};
    double total = model.none(source.terms);
    for (const Candidate& candidate : source.candidates)
      total += model.weight(candidate, source.terms, ratio, density);
    if (!(total > 0.0)) continue;
    std::array<double, 2> gradient{};
    for (const Candidate& candidate : source.candidates) {
      const double responsibility = model.weight(candidate, source.terms, ratio, density) / total;
      const Residual& left = displaced.residual_of(candidate);
      const double e = left.offset.east.arcsec() / left.variance_arcsec2;
      const double n = left.offset.north.arcsec() / left.variance_arcsec2;
      const double inverse = responsibility / left.variance_arcsec2;
      gradient[0] += responsibility * e;
      gradient[1] += responsibility * n;
      sums[2].add(inverse);
      sums[3].add(inverse - responsibility * e * e);
      sums[4].add(-responsibility * e * n);
      sums[5].add(inverse - responsibility * n * n);
    }
    sums[0].add(gradient[0]);
    sums[1].add(gradient[1]);
    sums[6].add(gradient[0] * gradient[0]);
    sums[7].add(gradient[0] * gradient[1]);
    sums[8].add(gradient[1] * gradient[1]);
  }
  sum(sums);
  Derivatives result;
  result.gradient = {sums[0].value(), sums[1].value()};
  result.weight = sums[2].value();
  for (std::size_t k = 0; k < 3; ++k) {
    result.scatter[k] = sums[6 + k].value();
    result.curvature[k] = sums[3 + k].value() + result.scatter[k];
  }
  return result;
}

// Standard deviations from H^-1 G H^-1; infinite where the likelihood has no maximum.
SkyOffset sandwich_error(const Derivatives& at) {
  const auto& [h_ee, h_en, h_nn] = at.curvature;
  const double determinant = h_ee * h_nn - h_en * h_en;
  if (!(determinant > 0.0) || !(h_ee > 0.0)) {
    const Angle unknown = Angle::from_degrees(std::numeric_limits<double>::infinity());
    return {unknown, unknown};
  }
  const auto& [g_ee, g_en, g_nn] = at.scatter;
  const auto variance = [&](double a, double b) { // of the row (a, b) of H^-1
    return (a * a * g_ee + 2.0 * a * b * g_en + b * b * g_nn) / (determinant * determinant);
  };
  return {Angle::from_arcsec(std::sqrt(variance(h_nn, -h_en))),
          Angle::from_arcsec(std::sqrt(variance(-h_en, h_ee)))};
}

} // namespace

BlindOffset find_blind_offset(const BlindData& data, const OffsetSearch& search) {
  constexpr int most_rounds = 200;
  constexpr Angle tolerance = Angle::from_arcsec(1e-5);

  BlindOffset result;
  result.map = map_offsets(data.neighbourhoods, data.terms, search, data.sum);
  const std::size_t maximum = result.map.maximum();
  result.excess_significance = result.map.significance(maximum);
  result.offset = result.map.offset(maximum);

  std::vector<ExactSum> n_sources(1);
  for (const XrayTerms& terms : data.terms)
    n_sources[0].add(terms.is_considered ? 1.0 : 0.0);
  data.sum(n_sources);
  LikelihoodData likelihood{{},
                            static_cast<std::int64_t>(n_sources[0].value()),
                            data.infrared_counts,
                            data.occupied_area_arcsec2,
                            data.infrared_sigma,
                            data.sum};
  LikelihoodRatioModel model;
  Derivatives at;
  for (int round = 0; round < most_rounds; ++round) {
    const DisplacedSources displaced{data, result.offset};
    likelihood.sources = displaced.sources();
    model = fit_likelihood_ratio(likelihood, round == 0 ? nullptr : &model);
    at = derivatives(displaced, model, data.sum);
    if (!(at.weight > 0.0)) break; // no candidate anywhere
    const SkyOffset step{Angle::from_arcsec(at.gradient[0] / at.weight),
                         Angle::from_arcsec(at.gradient[1] / at.weight)};
    if (step.length() < tolerance) break;
    result.offset = result.offset + step;
  }
  result.error = sandwich_error(at);
  result.n_counterparts = model.q_total * static_cast<double>(likelihood.n_sources);
  result.significance =
      offset_significance(result.offset, result.error, std::max(1.0, 2.0 * result.n_counterparts));
  return result;
}

} // namespace counterpoint
