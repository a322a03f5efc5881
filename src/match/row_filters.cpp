#include "match/row_filters.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/share_on_node.hpp"
#include "match/input_files.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// By xray_id, how far from the source a row may be that is kept.
std::vector<Angle> reach_of_rows(const MatchOptions& options, const XrayCatalogue& xray,
                                 const MatchPlan& plan, int n_ranks) {
  // Rows play a part before the X-ray sources are displaced, and after it.
  const Angle largest_displacement = options.align_radius.value_or(Angle{});
  std::vector<Angle> reach_of_source;
  reach_of_source.reserve(xray.sources.size());
  for (const XraySource& source : xray.sources)
    reach_of_source.push_back(plan.search.reach_of(source) + largest_displacement);
  if (plan.alignment) {
    const XrayCatalogue usable = plan.alignment->usable(xray);
    const SearchPlan search = plan.alignment->plan(usable, n_ranks);
    for (const XraySource& source : usable.sources) {
      Angle& reach = reach_of_source[static_cast<std::size_t>(source.xray_id)];
      reach = std::max(reach, search.reach_of(source));
    }
  }
  if (const Angle merged = reach_of_merging(options); merged > Angle{}) {
    // So that the density round each source counts every star once too.
    const Angle counted = Footprint::usual_reach + merged;
    for (Angle& reach : reach_of_source)
      reach = std::max(reach + merged, counted);
  }
  if (options.environments.n_best > 0) { // any source may be one of them
    for (Angle& reach : reach_of_source)
      reach = std::max(reach, options.environments.radius);
  }
  return reach_of_source;
}

SkyDiscs joined(SkyDiscs some, SkyDiscs others) {
  const std::size_t n_some = some.size();
  const std::size_t n = n_some + others.size();
  return {n, [n_some, some = std::move(some), others = std::move(others)](std::size_t i) {
            return i < n_some ? some[i] : others[i - n_some];
          }};
}

// Collective. Filters that look closer than the first take some 250 bytes for each X-ray source,
// and spare a part of the rows that lie near sources. Are there enough rows for that to pay?
bool closer_filters_pay(const Communicator& comm, const MatchOptions& options,
                        std::int64_t n_sources) {
  constexpr std::int64_t bytes_per_source = 100; // of infrared rows: most of them are not kept
  std::int64_t bytes = 0;
  const auto add = [&](const InfraredOptions& infrared) {
    for (const std::filesystem::path& file : infrared.files)
      bytes += std::max<std::int64_t>(describe_file(file.string()).bytes, 0);
  };
  if (comm.is_root()) {
    add(options.infrared);
    if (options.second_infrared) add(*options.second_infrared);
  }
  return comm.sum(bytes) > bytes_per_source * n_sources;
}

} // namespace

Angle reach_beyond_acceptance(const MatchOptions& options) {
  const Angle displacement = options.align_radius.value_or(Angle{});
  if (!options.second_infrared) return displacement;
  return displacement + reach_of_pairs(options.infrared, *options.second_infrared);
}

Angle reach_of_merging(const MatchOptions& options) {
  Angle reach = options.infrared.repeats.are_given() ? options.infrared.repeats.reach() : Angle{};
  if (!options.second_infrared) return reach;
  const InfraredOptions& second = *options.second_infrared;
  if (second.repeats.are_given()) reach = std::max(reach, second.repeats.reach());
  return reach + reach_of_pairs(options.infrared, second);
}

RowFilters::RowFilters(const Communicator& comm, const MatchOptions& options,
                       const XrayCatalogue& xray, const MatchPlan& plan,
                       std::span<const ListedPlace> places)
    : prefilter_{std::vector<SkyDisc>{}} {
  const NodeShare node{comm};
  const bool merges = reach_of_merging(options) > Angle{};
  const bool pay = closer_filters_pay(comm, options, std::ssize(xray.sources));
  run_together(comm, [&] {
    if (!node.is_maker()) return;
    const SkyDiscs discs =
        joined(discs_round(xray.sources, reach_of_rows(options, xray, plan, comm.size())),
               discs_round(places, options.environments.radius));
    prefilter_ = Prefilter{discs, options.second_infrared ? least_cells_of_joined : Angle{}};
    // Rows that repeat a star are counted as far as the cells of all filters reach.
    if (pay && !merges) prefilter_.look_closer(discs);
  });
  node.share(prefilter_);
  // Foreground stars that may be candidates are counted, and one star of several rows is shown as
  // the rows that may be.
  if (!pay && !merges && !options.infrared.cuts.enabled) return;
  run_together(comm, [&] {
    const std::span<const XraySource> sources{xray.sources};
    candidates_.emplace(node.is_maker() ? sources : std::span<const XraySource>{},
                        options.acceptance, options.infrared_error_bound(),
                        reach_beyond_acceptance(options));
  });
  node.share(*candidates_);
}

InfraredSelection RowFilters::selection() const {
  return {prefilter_, [this](std::span<const InfraredSource> rows, std::span<std::uint8_t> may_be) {
            if (candidates_) {
              candidates_->may_be_candidates(rows, may_be);
            } else {
              std::fill(may_be.begin(), may_be.end(), std::uint8_t{1});
            }
          }};
}

void RowFilters::keep_prefilter_alone() {
  candidates_.reset();
  prefilter_.look_no_closer();
}

} // namespace counterpoint
