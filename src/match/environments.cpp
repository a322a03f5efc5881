#include "match/environments.hpp"

#include "counterpoint/search/kd_index.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace counterpoint {

namespace {

// The places within `radius` of rows, found by distance.
class PlaceIndex {
public:
  PlaceIndex(std::span<const ListedPlace> places, Angle radius)
      : near_{discs_round(places, radius)}, radius_{radius}, index_{points(places)} {}

  // Numbers of the places; the list is overwritten by the next call.
  const std::vector<KdIndex::Hit>& places_near(const SkyPosition& position) {
    hits_.clear();
    if (near_.may_matter(position)) index_.find_within(unit_vector(position), radius_, hits_);
    return hits_;
  }

private:
  static std::vector<UnitVector> points(std::span<const ListedPlace> places) {
    std::vector<UnitVector> points;
    for (const ListedPlace& place : places)
      points.push_back(unit_vector(place.position));
    return points;
  }

  Prefilter near_;
  Angle radius_;
  KdIndex index_;
  std::vector<KdIndex::Hit> hits_;
};

struct RankedSource {
  double p = 0.0;
  std::int64_t xray_id = 0;
};

bool is_better(const RankedSource& a, const RankedSource& b) {
  return std::tuple{-a.p, a.xray_id} < std::tuple{-b.p, b.xray_id};
}

void keep_best(std::vector<RankedSource>& sources, std::int64_t n) {
  std::sort(sources.begin(), sources.end(), is_better);
  if (std::ssize(sources) > n) sources.resize(static_cast<std::size_t>(n));
}

} // namespace

std::int64_t Environments::n_stars(std::size_t place) const {
  return std::ssize(std::ranges::equal_range(stars, static_cast<std::int64_t>(place), {},
                                             &EnvironmentStar::place));
}

std::vector<InfraredSource> rows_of_environments(const EnvironmentOptions& options,
                                                 const MatchInputs& inputs) {
  if (!options.are_wanted()) return {};
  if (options.n_best > 0) return inputs.infrared.rows.copied();
  std::vector<InfraredSource> rows;
  PlaceIndex index{inputs.places, options.radius};
  for (const InfraredSource& row : inputs.infrared.rows.each()) {
    if (!index.places_near(row.position).empty()) rows.push_back(row);
  }
  return rows;
}

std::vector<ListedPlace> places_of_best(const Communicator& comm, const MatchOptions& options,
                                        const XrayCatalogue& xray, const Candidates& candidates,
                                        const Probabilities& probabilities) {
  const Estimator estimator = options.probability.estimator;
  std::vector<RankedSource> best;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto of_source = probabilities.of_source[i];
    if (of_source.empty()) continue;
    best.push_back(
        {of_source[best_candidate(of_source, estimator)].by(estimator).p, candidates.xray_id(i)});
  }
  keep_best(best, options.environments.n_best);
  best = comm.all_gather(std::span<const RankedSource>{best});
  keep_best(best, options.environments.n_best);
  std::vector<ListedPlace> places;
  for (const RankedSource& of_rank : best) {
    const XraySource& source = xray.sources[static_cast<std::size_t>(of_rank.xray_id)];
    const std::string name = xray.name(static_cast<std::size_t>(of_rank.xray_id));
    places.push_back({name.empty() ? "X-ray source " + std::to_string(of_rank.xray_id) : name,
                      *source.position, source.error});
  }
  return places;
}

Environments survey_environments(const Communicator& comm, Angle radius,
                                 std::vector<ListedPlace> places,
                                 std::span<const InfraredSource> rows) {
  const auto n_ranks = static_cast<std::size_t>(comm.size());
  const std::size_t per_rank = (places.size() + n_ranks - 1) / n_ranks;
  Environments result;
  result.first = std::min(places.size(), per_rank * static_cast<std::size_t>(comm.rank()));
  result.n = std::min(per_rank, places.size() - result.first);

  std::vector<std::vector<EnvironmentStar>> outgoing(n_ranks);
  PlaceIndex index{places, radius};
  for (const InfraredSource& row : rows) {
    for (const KdIndex::Hit& hit : index.places_near(row.position)) {
      const SkyPosition& place = places[hit.point].position;
      outgoing[hit.point / per_rank].push_back({hit.point, row.ir_id, row.position,
                                                separation(place, row.position),
                                                position_angle(place, row.position), row.ks});
    }
  }
  result.stars = comm.exchange(outgoing);
  std::sort(result.stars.begin(), result.stars.end(),
            [](const EnvironmentStar& a, const EnvironmentStar& b) {
              return std::tuple{a.place, a.separation, a.ir_id} <
                     std::tuple{b.place, b.separation, b.ir_id};
            });
  result.places = std::move(places);
  return result;
}

std::optional<std::size_t> nearest_source(const XrayCatalogue& xray, const SkyPosition& position) {
  std::optional<std::size_t> nearest;
  Angle least;
  for (std::size_t i = 0; i < xray.sources.size(); ++i) {
    if (!xray.sources[i].position) continue;
    const Angle distance = separation(*xray.sources[i].position, position);
    if (nearest && !(distance < least)) continue;
    nearest = i;
    least = distance;
  }
  return nearest;
}

} // namespace counterpoint
