#pragma once

#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/statistics/cumulative_model.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Which estimator picks the best match; all three are always computed (docs/method.md, section 6).
enum class Estimator { lr, mauerhan, notebook };
inline constexpr std::array all_estimators{Estimator::lr, Estimator::mauerhan, Estimator::notebook};

/// What the probabilities are to rest on.
struct ProbabilityOptions {
  Estimator estimator = Estimator::lr; ///< picks the best match
  bool local_density = true;           ///< n(m) of lr follows the local surface density
  bool by_depth = true;                ///< where depth varies, n(m) and Q of lr follow it
  std::optional<double> chance_ks;     ///< Ks limit of p_chance; none: each candidate's own Ks
};

/// The keys of ProbabilityOptions: [probability].
[[nodiscard]] std::vector<SettingKey> probability_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] ProbabilityOptions probability_options(const Settings& settings);

/// Everything the estimators start from.
struct ProbabilityModel {
  MagnitudeBins bins;
  LikelihoodRatioModel lr;
  CumulativeModel mauerhan;
  CumulativeModel notebook;
  MagnitudeRatio magnitude_ratio{lr}; ///< of lr: made anew where that changes
};

/// Probability that a candidate is the counterpart, and that none of them is.
struct Probability {
  double p = 0.0;
  double p0 = 1.0;
};

/// The terms of one candidate.
struct PairProbabilities {
  double f_k = 0.0;   ///< as in `mauerhan`
  double rho_k = 0.0; ///< as in `mauerhan`, arcsec^-2
  double p_phi = 0.0; ///< arcsec^-2
  Probability lr;
  Probability mauerhan;
  Probability notebook;

  [[nodiscard]] const Probability& by(Estimator estimator) const;
};

/// P_i = w_i / (sum w + none), P_0 = none / (sum w + none); where all is 0, P_0 is 1.
/// \param weights  `p` of each, replaced by the probabilities
void normalise(std::span<Probability> weights, double none);

/// The probabilities of the candidates of one X-ray source.
/// \param source  with all its candidates
/// \return in the order of the candidates
[[nodiscard]] std::vector<Probability>
probabilities_by(Estimator estimator, const ProbabilityModel& model, const XrayCandidates& source);

/// The same for whoever has many sets of candidates of one X-ray source to judge.
/// \param none  weight_of_none() of the source
/// \param probabilities  replaced
void find_probabilities(Estimator estimator, const ProbabilityModel& model,
                        const XrayCandidates& source, double none,
                        std::vector<Probability>& probabilities);

/// The weight of "none of them" in the probabilities of an X-ray source.
[[nodiscard]] double weight_of_none(Estimator estimator, const ProbabilityModel& model,
                                    const XrayTerms& terms);

/// The terms of the candidates of one X-ray source, and all three estimators.
/// \param source  with all its candidates
/// \return in the order of the candidates
[[nodiscard]] std::vector<PairProbabilities> candidate_probabilities(const ProbabilityModel& model,
                                                                     const XrayCandidates& source);

/// Index of the candidate with the largest probability, the first (nearest) of equals.
[[nodiscard]] std::size_t best_candidate(std::span<const PairProbabilities> probabilities,
                                         Estimator estimator);

} // namespace counterpoint
