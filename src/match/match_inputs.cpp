#include "match/match_inputs.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/sources/prefilter.hpp"

#include <algorithm>
#include <utility>

namespace counterpoint {

MatchPlan plan_match(const MatchOptions& options, const XrayCatalogue& xray, int n_ranks) {
  const Angle largest_error = options.infrared.error_bound();
  MatchPlan plan;
  plan.null = options.null.resolved(largest_radius(options.acceptance, xray, largest_error));
  plan.search = plan_search({options.acceptance, plan.null.largest_shift(), largest_error},
                            options.layout, xray, n_ranks);
  plan.reach = plan.search.reach;
  if (options.align_radius) {
    LayoutOptions layout = options.layout;
    layout.margin.reset(); // it was given for the search after the alignment
    plan.alignment = BlindAlignment{{*options.align_radius}, largest_error, layout};
    // Rows play a part before the X-ray sources are displaced, and after it.
    plan.reach = std::max(plan.search.reach + *options.align_radius,
                          plan.alignment->plan(plan.alignment->usable(xray), n_ranks).reach);
  }
  return plan;
}

MatchInputs read_inputs(const Communicator& comm, const MatchOptions& options, Messages& log,
                        PhaseClock& clock) {
  clock.enter("read X-ray catalogue");
  XrayInput xray = read_xray(comm, options.xray);
  const MatchPlan plan =
      run_together(comm, [&] { return plan_match(options, xray.catalogue, comm.size()); });

  clock.enter("read infrared catalogue");
  const Prefilter prefilter = run_together(comm, [&] {
    return Prefilter{xray.catalogue.sources, plan.reach};
  });
  InfraredInput infrared =
      read_infrared(comm, options.infrared, options.magnitudes, prefilter, log);

  clock.enter("footprint");
  Footprint footprint{comm, std::move(infrared.cells)};
  return {std::move(xray), plan, std::move(infrared), std::move(footprint)};
}

} // namespace counterpoint
