#include "match/match_inputs.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/share_on_node.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/free_memory.hpp"
#include "counterpoint/search/candidate_filter.hpp"
#include "counterpoint/sources/prefilter.hpp"

#include <algorithm>
#include <utility>

namespace counterpoint {

namespace {

// Rows that are farther from each other are two stars.
Angle reach_of_merging(const MatchOptions& options) {
  Angle reach = options.infrared.repeats.are_given() ? options.infrared.repeats.reach() : Angle{};
  if (!options.second_infrared) return reach;
  const InfraredOptions& second = *options.second_infrared;
  if (second.repeats.are_given()) reach = std::max(reach, second.repeats.reach());
  return reach + reach_of_pairs(options.infrared, second);
}

// How far from its place in the list a star may be that a row becomes one with.
Angle largest_move(const MatchOptions& options) {
  return options.second_infrared ? reach_of_pairs(options.infrared, *options.second_infrared)
                                 : Angle{};
}

} // namespace

MatchPlan plan_match(const MatchOptions& options, const XrayCatalogue& xray, int n_ranks) {
  const Angle largest_error = options.infrared_error_bound();
  MatchPlan plan;
  plan.null = options.null.resolved(largest_radius(options.acceptance, xray, largest_error));
  plan.search = plan_search({options.acceptance, plan.null.largest_shift(), largest_error},
                            options.layout, xray, n_ranks);
  // Rows play a part before the X-ray sources are displaced, and after it.
  const Angle largest_displacement = options.align_radius.value_or(Angle{});
  plan.reach.reserve(xray.sources.size());
  for (const XraySource& source : xray.sources)
    plan.reach.push_back(plan.search.reach_of(source) + largest_displacement);
  if (options.align_radius) {
    LayoutOptions layout = options.layout;
    layout.margin.reset(); // it was given for the search after the alignment
    plan.alignment = BlindAlignment{{*options.align_radius}, largest_error, layout};
    const XrayCatalogue usable = plan.alignment->usable(xray);
    const SearchPlan search = plan.alignment->plan(usable, n_ranks);
    for (const XraySource& source : usable.sources) {
      Angle& reach = plan.reach[static_cast<std::size_t>(source.xray_id)];
      reach = std::max(reach, search.reach_of(source));
    }
  }
  if (const Angle merged = reach_of_merging(options); merged > Angle{}) {
    // So that the density round each source counts every star once too.
    const Angle counted = Footprint::usual_reach + merged;
    for (Angle& reach : plan.reach)
      reach = std::max(reach + merged, counted);
  }
  if (options.environments.n_best > 0) { // any source may be one of them
    for (Angle& reach : plan.reach)
      reach = std::max(reach, options.environments.radius);
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
  return Prefilter{discs_round(xray.sources, reach)};
}

// Collective. Of one of two catalogues.
Surroundings look_round(const Communicator& comm, const InfraredInput& infrared,
                        const Footprint& footprint, const Prefilter& near) {
  std::int64_t n_near = 0;
  for (const InfraredSource& row : infrared.rows.each())
    n_near += near.may_matter(row.position) ? 1 : 0;
  return {
      footprint.n_rows(), comm.sum(n_near), footprint.area_arcsec2(),
      near.area_arcsec2([&](const SkyPosition& position) { return footprint.contains(position); })};
}

} // namespace

MatchInputs read_inputs(const Communicator& comm, const MatchOptions& options, Messages& log,
                        PhaseClock& clock) {
  clock.enter("read X-ray catalogue");
  XrayInput xray = read_xray(comm, options.xray);
  const MatchPlan plan =
      run_together(comm, [&] { return plan_match(options, xray.catalogue, comm.size()); });

  std::vector<ListedPlace> places = read_listed_places(comm, options.environments);

  clock.enter("read infrared catalogue");
  const NodeShare node{comm};
  Prefilter prefilter = run_together(comm, [&] {
    if (!node.is_maker()) return Prefilter{{}};
    std::vector<SkyDisc> discs = discs_round(xray.catalogue.sources, plan.reach);
    const std::vector<SkyDisc> more = discs_round(places, options.environments.radius);
    discs.insert(discs.end(), more.begin(), more.end());
    Prefilter made{discs, options.second_infrared ? least_cells_of_joined : Angle{}};
    // Rows that repeat a star are counted as far as the cells of all filters reach.
    if (!(reach_of_merging(options) > Angle{})) made.look_closer(discs);
    return made;
  });
  node.share(prefilter);
  CandidateFilter candidates = run_together(comm, [&] {
    const std::span<const XraySource> sources{xray.catalogue.sources};
    return CandidateFilter{node.is_maker() ? sources : std::span<const XraySource>{},
                           options.acceptance, options.infrared_error_bound(),
                           options.align_radius.value_or(Angle{}) + largest_move(options)};
  });
  node.share(candidates);
  return_free_memory(); // what led to the filters, as the rows come now
  const InfraredSelection selection{
      prefilter, [&](std::span<const InfraredSource> rows, std::span<std::uint8_t> may_be) {
        candidates.may_be_candidates(rows, may_be);
      }};
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
        {options.infrared.features, options.second_infrared->features}};
    of_each = {look_round(comm, infrared, two.footprints[0], near),
               look_round(comm, rows, two.footprints[1], near)};
    second = join_catalogues(comm, infrared, std::move(rows), two, options.magnitudes);
  }

  clock.enter("footprint");
  Footprint footprint{comm, std::move(infrared.cells)};
  const std::int64_t n_rows_near =
      comm.sum(checked_cast<std::int64_t>(infrared.rows.size()) + infrared.n_left_out);
  const double area_near_arcsec2 = prefilter.area_arcsec2(
      [&](const SkyPosition& position) { return footprint.contains(position); });
  return {std::move(xray),     plan,
          std::move(infrared), std::move(footprint),
          n_rows_near,         area_near_arcsec2,
          std::move(places),   std::move(second),
          std::move(of_each)};
}

} // namespace counterpoint
