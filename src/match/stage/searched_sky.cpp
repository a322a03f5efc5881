#include "match/stage/searched_sky.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "match/stage/stage_arrays.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterpoint {

namespace {

using stage_arrays::SearchedSource;

// Where a part of the sources begins, in each of the three arrays.
struct Start {
  std::int64_t source = 0;
  std::int64_t neighbour = 0;
  std::int64_t candidate = 0;
};

// Collective. Where each part begins and the last one ends: a part has about as many neighbours as
// another. Each rank looks at a share of the sources.
std::vector<Start> starts_of_parts(const ArrayFileReader& file, int n_parts) {
  const Communicator& comm = file.comm();
  const ArrayPart share = file.share_of(file.size<SearchedSource>(stage_arrays::searched));
  const auto sources = file.read<SearchedSource>(stage_arrays::searched, share);
  Start here{share.first, 0, 0};
  for (const SearchedSource& source : sources) {
    here.neighbour += source.n_neighbours;
    here.candidate += source.n_candidates;
  }
  const Start all{comm.sum(share.count), comm.sum(here.neighbour), comm.sum(here.candidate)};
  here.neighbour = comm.exclusive_prefix_sum(here.neighbour);
  here.candidate = comm.exclusive_prefix_sum(here.candidate);

  // A source without neighbours is work too.
  const std::int64_t work = all.source + all.neighbour;
  std::vector<Start> starts(static_cast<std::size_t>(n_parts) + 1);
  for (const SearchedSource& source : sources) {
    const std::int64_t before = here.source + here.neighbour;
    const std::int64_t after = before + 1 + source.n_neighbours;
    // The parts whose share of the work begins behind this source's start, and not behind its end.
    for (std::int64_t part = before * n_parts / std::max<std::int64_t>(work, 1) + 1;
         part < n_parts && part * work <= after * n_parts; ++part) {
      starts[static_cast<std::size_t>(part)] = {here.source + 1,
                                                here.neighbour + source.n_neighbours,
                                                here.candidate + source.n_candidates};
    }
    ++here.source;
    here.neighbour += source.n_neighbours;
    here.candidate += source.n_candidates;
  }
  for (Start& start : starts) { // each was found by one rank
    start.source = comm.sum(start.source);
    start.neighbour = comm.sum(start.neighbour);
    start.candidate = comm.sum(start.candidate);
  }
  starts.back() = all;
  return starts;
}

bool is_accepted(const Acceptance& acceptance, const SkyEllipse& error,
                 const Candidate& candidate) {
  const Angle quoted = acceptance.infrared_level.radius_per_sigma() * candidate.infrared_sigma;
  return acceptance.region(error, quoted).contains(candidate.separation, candidate.position_angle);
}

// Collective. Reads the values of groups that follow one another into their places.
template <class T>
void read_groups(const ArrayFileReader& file, const char* array, const ArrayPart& part,
                 std::vector<std::span<T>>& places) {
  auto group = places.begin();
  file.read_pieces<T>(array, part, [&](std::int64_t, std::span<const T> piece) {
    while (!piece.empty()) {
      const std::size_t n = std::min(group->size(), piece.size());
      std::copy_n(piece.begin(), n, group->begin());
      piece = piece.subspan(n);
      *group = group->subspan(n);
      if (group->empty()) ++group;
    }
  });
}

bool is_same(const Acceptance& a, const Acceptance& b) {
  return a.radius_factor == b.radius_factor && a.infrared_weight == b.infrared_weight;
}

} // namespace

void require_within(const SearchedReach& searched, const SearchPlan& plan) {
  const Acceptance& before = searched.acceptance;
  const Acceptance& now = plan.acceptance;
  if (now.radius_factor > before.radius_factor ||
      now.radius_factor * now.infrared_weight > before.radius_factor * before.infrared_weight) {
    throw InputError{format_text(
        "the acceptance radius is %.4g times the errors, the stage was searched out to %.4g: a "
        "smaller one can follow from a stage, a larger one needs the catalogues",
        now.radius_factor, before.radius_factor)};
  }
  if (plan.largest_shift > searched.largest_shift) {
    throw InputError{format_text(
        "the trials shift stars by up to %.4g arcsec, the stage was searched for shifts of %.4g: "
        "smaller ones can follow from a stage, larger ones need the catalogues",
        plan.largest_shift.arcsec(), searched.largest_shift.arcsec())};
  }
}

SearchResult read_searched(const ArrayFileReader& file, const SearchedReach& searched,
                           const SearchPlan& plan, bool takes_neighbours) {
  const Communicator& comm = file.comm();
  const RankGrid& ranks = plan.ranks;
  const std::vector<Start> starts = starts_of_parts(file, ranks.n_tile_workers);
  const bool has_part = ranks.contains(comm.rank());
  const auto worker = static_cast<std::size_t>(ranks.tile_worker(comm.rank()));
  const bool counts = ranks.is_in_first_group(comm.rank());
  const auto part_of = [&](std::int64_t Start::*array) {
    const std::int64_t first = starts[worker].*array;
    return has_part ? ArrayPart{first, starts[worker + 1].*array - first, counts}
                    : ArrayPart{0, 0, false};
  };
  const auto sources = file.read<SearchedSource>(stage_arrays::searched, part_of(&Start::source));
  const auto candidates =
      file.read<Candidate>(stage_arrays::candidates, part_of(&Start::candidate));

  SearchResult found;
  SearchedSky& sky = found.sky;
  Neighbourhoods& to = sky.neighbourhoods;
  to.acceptance = plan.acceptance;
  std::vector<std::span<StoredNeighbour>> room;
  std::vector<std::span<OwnNeighbourValues>> room_for_values;
  std::vector<std::span<FeatureCodes>> room_for_features;
  to.common_sigma_arcsec = searched.common_sigma_arcsec;
  to.has_own_values =
      takes_neighbours && file.size<OwnNeighbourValues>(stage_arrays::neighbour_values) > 0;
  to.has_features =
      takes_neighbours && file.size<FeatureCodes>(stage_arrays::neighbour_features) > 0;
  const bool all_stay = is_same(searched.acceptance, plan.acceptance);
  auto candidate = candidates.begin();
  std::int64_t n_neighbours = 0;
  for (const SearchedSource& source : sources) {
    to.xray_ids.push_back(source.xray_id);
    to.errors.push_back(source.error);
    to.units_deg.push_back(source.unit_deg);
    n_neighbours += source.n_neighbours;
    const auto n_taken = static_cast<std::size_t>(takes_neighbours ? source.n_neighbours : 0);
    room.push_back(to.stored.add_group(n_taken));
    if (to.has_own_values) room_for_values.push_back(to.own.add_group(n_taken));
    if (to.has_features) room_for_features.push_back(to.features.add_group(n_taken));
    for (const auto end = candidate + source.n_candidates; candidate != end; ++candidate) {
      if (all_stay || is_accepted(plan.acceptance, source.error, *candidate))
        sky.candidates.push_back(*candidate);
    }
    sky.candidates.close_group();
  }
  if (takes_neighbours)
    read_groups(file, stage_arrays::neighbours, part_of(&Start::neighbour), room);
  if (to.has_own_values) {
    read_groups(file, stage_arrays::neighbour_values, part_of(&Start::neighbour), room_for_values);
  }
  if (to.has_features) {
    read_groups(file, stage_arrays::neighbour_features, part_of(&Start::neighbour),
                room_for_features);
  }

  // As if they had never been found.
  if (!all_stay || plan.largest_shift < searched.largest_shift) to = to.within(plan.largest_shift);

  found.plan = plan;
  found.is_in_first_group = counts;
  found.share = trial_share(ranks, comm.rank());
  if (has_part) {
    found.tiles.push_back(
        {static_cast<std::int64_t>(worker), std::ssize(sources), 0, n_neighbours});
  }
  return found;
}

} // namespace counterpoint
