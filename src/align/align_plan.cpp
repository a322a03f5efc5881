#include "align/align_plan.hpp"

#include "align/calibrators.hpp"
#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <string>

namespace counterpoint {

namespace {

void require_calibrators(const RowsByObservation& chosen, CalibratorChoice choice) {
  std::size_t n_chosen = 0;
  std::size_t most = 0;
  for (const std::vector<std::size_t>& rows : chosen) {
    n_chosen += rows.size();
    most = std::max(most, rows.size());
  }
  if (most >= fewest_calibrators) return;
  throw InputError{
      "no observation has " + std::to_string(fewest_calibrators) +
      " calibrators: " + std::to_string(n_chosen) + " " + describe_chosen(choice) +
      (choice == CalibratorChoice::found
           ? "; lower calibrators.counts-min or calibrators.isolation, widen calibrators.theta-max"
           : "; give more of them") +
      ", or set calibrators.select = none to find the offset from all sources"};
}

AlignPlan plan_with_calibrators(const CalibratorOptions& options, const AlignSources& sources,
                                const RowsByObservation& rows, const WholeTable& given) {
  AlignPlan plan;
  plan.calibrators = choose_calibrators(sources, rows, given, options);
  require_calibrators(plan.calibrators, options.choice);
  std::vector<std::size_t> all;
  for (const std::vector<std::size_t>& of_observation : plan.calibrators)
    all.insert(all.end(), of_observation.begin(), of_observation.end());
  plan.targets = catalogue_of(sources, all);
  plan.reach = options.reach();
  return plan;
}

AlignPlan plan_without_calibrators(const AlignOptions& options, const AlignSources& sources,
                                   const RowsByObservation& rows, int n_ranks) {
  const BlindAlignment alignment{{options.frame.search_radius}, options.infrared.error_bound(), {}};
  AlignPlan plan;
  std::vector<XrayCatalogue> usable;
  for (const std::vector<std::size_t>& of_observation : rows) {
    usable.push_back(alignment.usable(catalogue_of(sources, of_observation)));
    const NodeArray<XraySource>& more = usable.back().sources;
    std::vector<XraySource>& targets = plan.targets.sources.own();
    targets.insert(targets.end(), more.begin(), more.end());
  }
  if (plan.targets.sources.empty()) {
    throw InputError{"no X-ray source has a position better than frame.search-radius: the "
                     "offset cannot be found"};
  }
  plan.reach = alignment.plan(plan.targets, n_ranks).reach;
  plan.blind = BlindPlan{alignment, std::move(usable)};
  return plan;
}

} // namespace

AlignPlan plan_align(const AlignOptions& options, const AlignSources& sources,
                     const RowsByObservation& rows, const WholeTable& given, int n_ranks) {
  return options.calibrators.choice == CalibratorChoice::none
             ? plan_without_calibrators(options, sources, rows, n_ranks)
             : plan_with_calibrators(options.calibrators, sources, rows, given);
}

} // namespace counterpoint
