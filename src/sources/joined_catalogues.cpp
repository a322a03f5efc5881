#include "counterpoint/sources/joined_catalogues.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "sources/star_pairs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// The features of a star: of the first catalogue, where that has a value.
FeatureCodes features_of_both(const FeatureCodes& first, const FeatureCodes& second) {
  FeatureCodes both = first;
  for (std::size_t f = 0; f < most_features; ++f) {
    if (both.of[f] == FeatureCode::missing) both.of[f] = second.of[f];
  }
  return both;
}

// The star that two rows list.
InfraredSource star_of(const StarPair& pair) {
  const InfraredSource& first = pair.first.row;
  const InfraredSource& second = pair.second.row;
  const double variance1 = first.sigma.arcsec() * first.sigma.arcsec();
  const double variance2 = second.sigma.arcsec() * second.sigma.arcsec();
  const double weight = variance1 / (variance1 + variance2); // of the second
  InfraredSource star = first;
  star.position = offset_by(first.position, position_angle(first.position, second.position),
                            weight * separation(first.position, second.position));
  star.sigma = std::sqrt(variance1 * variance2 / (variance1 + variance2)) * Angle::from_arcsec(1.0);
  star.error = first.error * (star.sigma / first.sigma);
  if (std::isnan(star.ks)) star.ks = second.ks;
  star.features = features_of_both(first.features, second.features);
  return star;
}

void count_pair(const StarPair& pair, JoinSummary& summary) {
  const InfraredSource& first = pair.first.row;
  const InfraredSource& second = pair.second.row;
  const double distance = separation(first.position, second.position).arcsec();
  const Angle direction = position_angle(first.position, second.position);
  const double variance =
      first.sigma.arcsec() * first.sigma.arcsec() + second.sigma.arcsec() * second.sigma.arcsec();
  ++summary.n_both;
  summary.squared_offsets.add(distance * distance / (2.0 * variance));
  summary.east_arcsec.add(distance * sin(direction));
  summary.north_arcsec.add(distance * cos(direction));
  if (std::isnan(first.ks) || std::isnan(second.ks)) return;
  ++summary.n_both_ks;
  summary.ks_difference.add(second.ks - first.ks);
}

Angle largest_sigma(const Communicator& comm, const InfraredRows& rows) {
  std::array<double, 1> largest{0.0};
  for (const InfraredRows::Part& part : rows.parts()) {
    for (const OwnValues& own : part.own)
      largest[0] = std::max(largest[0], own.errors.sigma.arcsec());
  }
  if (!rows.empty() && !rows.has_own_values()) largest[0] = rows.common_errors().sigma.arcsec();
  comm.maximum(std::span{largest});
  return Angle::from_arcsec(largest[0]);
}

// Brings the pairs to the ranks that have their rows.
class Pairing {
public:
  Pairing(const Communicator& comm, const std::vector<StarPair>& pairs) {
    const auto n_ranks = static_cast<std::size_t>(comm.size());
    std::vector<std::vector<StarPair>> of_first(n_ranks);
    std::vector<std::vector<std::int32_t>> of_second(n_ranks);
    for (const StarPair& pair : pairs) {
      of_first[static_cast<std::size_t>(pair.first.rank)].push_back(pair);
      of_second[static_cast<std::size_t>(pair.second.rank)].push_back(pair.second.place);
    }
    pairs_ = comm.exchange(of_first);
    const std::vector<std::int32_t> places = comm.exchange(of_second);
    paired_of_second_.assign(places.begin(), places.end());
    std::sort(paired_of_second_.begin(), paired_of_second_.end());
  }

  // Of which this rank has the first row.
  [[nodiscard]] const std::vector<StarPair>& pairs() const { return pairs_; }
  // Places of this rank's rows of the second catalogue, ascending.
  [[nodiscard]] const std::vector<std::size_t>& paired_of_second() const {
    return paired_of_second_;
  }

private:
  std::vector<StarPair> pairs_;
  std::vector<std::size_t> paired_of_second_;
};

// Tells the tables where the star of a row is, and that another row lists it too.
void set_partner(CandidateStars& stars, std::int64_t row, const InfraredSource& star,
                 std::int64_t partner) {
  const auto found = std::lower_bound(stars.rows.begin(), stars.rows.end(), row);
  if (found == stars.rows.end() || *found != row) return; // never a candidate
  const auto place = static_cast<std::size_t>(found - stars.rows.begin());
  stars.details[place].position = star.position;
  stars.partners[place] = partner;
}

// Collective. Counts the stars in place of the rows. They have no bounding box, for they are those
// near X-ray sources only.
void count_stars(const Communicator& comm, InfraredInput& input, const MagnitudeRange& range) {
  InfraredTally tally{range.widest(), input.tally.features.n_features()};
  input.cells = {};
  for (const InfraredSource& star : input.rows.each()) {
    tally.add(star);
    input.cells.add(star.position);
  }
  add_up(comm, tally);
  input.tally = tally.narrowed(range);
}

} // namespace

Angle reach_of_pairs(const InfraredOptions& first, const InfraredOptions& second) {
  const auto largest_sigma_of = [](const InfraredOptions& options) {
    return options.error_bound() / options.as_quoted(Angle::from_arcsec(1.0)).arcsec();
  };
  return largest_pair_separation(largest_sigma_of(first), largest_sigma_of(second));
}

SecondCatalogue join_catalogues(const Communicator& comm, InfraredInput& first,
                                InfraredInput&& second, const MagnitudeRange& range) {
  SecondCatalogue result{std::move(second.cleaning), std::move(second.stars),
                         second.n_rows_of_rank,      comm.sum(first.n_rows_of_rank),
                         second.bytes_read,          {}};
  first.stars.partners.assign(first.stars.rows.size(), -1);
  result.join.n_first = checked_cast<std::int64_t>(first.rows.size());
  result.join.n_second = checked_cast<std::int64_t>(second.rows.size());
  if (comm.sum(result.join.n_second) == 0) {
    add_up(comm, result.join);
    return result;
  }
  second.rows.renumber(result.first_id);
  const StarPairs found = find_star_pairs(
      comm, first.rows, second.rows,
      largest_pair_separation(largest_sigma(comm, first.rows), largest_sigma(comm, second.rows)));
  result.join.n_comparable = found.n_comparable;
  for (const StarPair& pair : found.pairs)
    count_pair(pair, result.join);
  const Pairing pairing{comm, found.pairs};
  const std::int64_t first_row = comm.exclusive_prefix_sum(first.n_rows_of_rank);
  first.rows.keep_own_values();
  for (const StarPair& pair : pairing.pairs()) {
    const InfraredSource star = star_of(pair);
    first.rows.replace(static_cast<std::size_t>(pair.first.place), star);
    set_partner(first.stars, star.ir_id - first_row, star, pair.second.row.ir_id);
  }
  second.rows.erase(pairing.paired_of_second());
  for (const InfraredSource& row : second.rows.each())
    first.rows.push_back(row);
  second.rows = {};
  count_stars(comm, first, range);
  add_up(comm, result.join);
  return result;
}

} // namespace counterpoint
