#include "match/probabilities.hpp"

#include "counterpoint/comm/reduction.hpp"

namespace counterpoint {

namespace {

// Sums over X-ray sources.
struct Sums {
  RealCounts counts;
  ExactSum lr;
  ExactSum mauerhan;
  ExactSum notebook;
  ExactSum among_candidates; // sources expected to have their counterpart among them
  ExactSum anywhere;         // and those where the catalogue is expected to have it

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    counts.add_up(over_ranks);
    for (ExactSum* sum : {&lr, &mauerhan, &notebook, &among_candidates, &anywhere})
      over_ranks.sum(*sum);
  }
};

} // namespace

Probabilities compute_probabilities(const Communicator& comm, Estimator estimator,
                                    const Candidates& candidates, const FittedModel& fitted) {
  const ProbabilityModel& model = fitted.model;
  Probabilities result;
  Sums sums;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::int64_t xray_id = candidates.xray_id(i);
    const XrayTerms terms = fitted.terms.by_xray_id[static_cast<std::size_t>(xray_id)];
    const auto probabilities =
        candidate_probabilities(model, {candidates.of_source[i], terms, xray_id});
    for (const PairProbabilities& of_candidate : probabilities) {
      result.of_source.push_back(of_candidate);
      sums.lr.add(of_candidate.lr.p);
      sums.mauerhan.add(of_candidate.mauerhan.p);
      sums.notebook.add(of_candidate.notebook.p);
    }
    result.of_source.close_group();
    sums.counts.add(probabilities, estimator);
    if (!terms.is_considered) continue;
    sums.among_candidates.add(1.0 - model.lr.none(terms));
    sums.anywhere.add(model.lr.q_total_of(terms) * terms.coverage);
  }
  add_up(comm, sums);
  result.counts = std::move(sums.counts);
  result.sum_lr = sums.lr.value();
  result.sum_mauerhan = sums.mauerhan.value();
  result.sum_notebook = sums.notebook.value();
  result.expected = {fitted.terms.n_considered, sums.among_candidates.value(),
                     sums.anywhere.value()};
  return result;
}

} // namespace counterpoint
