#include "match/match_inputs.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/free_memory.hpp"
#include "counterpoint/sources/prefilter.hpp"
#include "match/row_filters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint {

MatchPlan plan_match(const MatchOptions& options, const XrayCatalogue& xray, int n_ranks) {
  const Angle largest_error = options.infrared_error_bound();
  MatchPlan plan;
  plan.null = options.null.resolved(largest_radius(options.acceptance, xray, largest_error));
  plan.search = plan_search({options.acceptance, plan.null.largest_shift(), largest_error},
                            options.layout, xray, n_ranks);
  if (options.align_radius) {
    LayoutOptions layout = options.layout;
    layout.margin.reset(); // it was given for the search after the alignment
    plan.alignment = BlindAlignment{{*options.align_radius}, largest_error, layout};
    (void)plan.alignment->plan(plan.alignment->usable(xray), n_ranks); // refuses what cannot be
  }
  return plan;
}

namespace {

// The discs in which rows play a part in the trials: those of the plan are wider for two
// catalogues.
Prefilter near_sources(const XrayCatalogue& xray, const MatchPlan& plan) {
  std::vector<Angle> reach;
  for (const XraySource& source : xray.sources)
    reach.push_back(plan.search.reach_of(source));
  return Prefilter{discs_round(xray.sources, std::move(reach))};
}

// Collective. Of the area of the prefilter, that which the footprint covers.
double area_near(const Communicator& comm, const Prefilter& near, const Footprint& footprint) {
  std::array arcsec2{run_together(comm, [&] {
    return near.area_arcsec2({comm.rank(), comm.size()}, [&](const SkyPosition& position) {
      return footprint.contains(position);
    });
  })};
  comm.sum(arcsec2);
  return arcsec2[0].value();
}

// Collective. Of one of two catalogues.
Surroundings look_round(const Communicator& comm, const InfraredInput& infrared,
                        const Footprint& footprint, const Prefilter& near) {
  std::int64_t n_near = 0;
  for (const InfraredSource& row : infrared.rows.each())
    n_near += near.may_matter(row.position) ? 1 : 0;
  return {footprint.n_rows(), comm.sum(n_near), footprint.area_arcsec2(),
          area_near(comm, near, footprint)};
}

} // namespace

MatchInputs read_inputs(const Communicator& comm, const MatchOptions& options, Messages& log,
                        PhaseClock& clock) {
  clock.enter("read X-ray catalogue");
  XrayInput xray = read_xray(comm, options.xray);
  xray.catalogue.detections = {}; // they have told the best observations
  return_free_memory();           // of the rows as they were read
  const MatchPlan plan =
      run_together(comm, [&] { return plan_match(options, xray.catalogue, comm.size()); });

  std::vector<ListedPlace> places = read_listed_places(comm, options.environments);

  clock.enter("read infrared catalogue");
  RowFilters filters{comm, options, xray.catalogue, plan, places};
  return_free_memory(); // what led to the filters, as the rows come now
  const InfraredSelection selection = filters.selection();
  InfraredInput infrared =
      read_infrared(comm, options.infrared, options.magnitudes, selection, log);
  std::optional<SecondCatalogue> second;
  std::vector<Surroundings> of_each;
  if (options.second_infrared) {
    clock.enter("read second infrared catalogue");
    InfraredInput rows =
        read_infrared(comm, *options.second_infrared, options.magnitudes, selection, log);
    clock.enter("pair infrared catalogues");
    const Prefilter near = run_together(comm, [&] { return near_sources(xray.catalogue, plan); });
    const TwoCatalogues two{
        {Footprint{comm, infrared.cells.copied()}, Footprint{comm, rows.cells.copied()}},
        {options.infrared.features, options.second_infrared->features},
        options.infrared.colours_of_both_decide()};
    of_each = {look_round(comm, infrared, two.footprints[0], near),
               look_round(comm, rows, two.footprints[1], near)};
    second = join_catalogues(comm, infrared, std::move(rows), two, options.magnitudes);
  }

  filters.keep_prefilter_alone();

  clock.enter("footprint");
  Footprint footprint{comm, std::move(infrared.cells), infrared.cells_at_gap};
  const std::int64_t n_rows_near =
      comm.sum(checked_cast<std::int64_t>(infrared.rows.size()) + infrared.n_left_out);
  const double area_near_arcsec2 = area_near(comm, filters.prefilter(), footprint);
  return {std::move(xray),     plan,
          std::move(infrared), std::move(footprint),
          n_rows_near,         area_near_arcsec2,
          std::move(places),   std::move(second),
          std::move(of_each)};
}

} // namespace counterpoint
