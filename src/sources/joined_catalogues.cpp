#include "counterpoint/sources/joined_catalogues.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/error.hpp"
#include "sources/erase_places.hpp"
#include "sources/star_pairs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// What the two catalogues say of the features of a star.
class JoinedFeatures {
public:
  explicit JoinedFeatures(const TwoCatalogues& two) : two_{two} {
    for (std::size_t f = 0; f < two.features[0].size(); ++f) {
      const FeatureRequest& first = two.features[0][f];
      const FeatureRequest& second = two.features[1][f];
      const bool is_of_both = first.of_both != OfBothCatalogues::no;
      if (second.is_here() && (is_of_both || !first.is_here())) needs_[1].push_back(f);
      if (first.is_here() && (is_of_both || !second.is_here())) needs_[0].push_back(f);
    }
  }

  // Are there features that no star has without this catalogue, 0 or 1?
  [[nodiscard]] bool need(std::size_t catalogue) const { return !needs_[catalogue].empty(); }

  // Of a star that both list: of the first, where that has a value, or the difference of the two.
  [[nodiscard]] FeatureCodes of_both(const FeatureCodes& first, const FeatureCodes& second) const {
    FeatureCodes both = first;
    for (std::size_t f = 0; f < two_.features[0].size(); ++f) {
      const OfBothCatalogues difference = two_.features[0][f].of_both;
      const double less = FeatureCode::value(first.of[f]) - FeatureCode::value(second.of[f]);
      if (difference == OfBothCatalogues::first_less_second) both.of[f] = FeatureCode::of(less);
      if (difference == OfBothCatalogues::second_less_first) both.of[f] = FeatureCode::of(-less);
      if (both.of[f] == FeatureCode::missing && difference == OfBothCatalogues::no)
        both.of[f] = second.of[f];
    }
    return both;
  }

  // Of a star that `other`, 0 or 1, does not list, what would need it: missing, but where it does
  // not cover the sky not even that is known.
  void without(std::size_t other, InfraredSource& star) const {
    if (!need(other)) return;
    const bool is_covered = two_.footprints[other].contains(star.position);
    for (const std::size_t f : needs_[other])
      star.features.of[f] = is_covered ? FeatureCode::missing : FeatureCode::not_covered;
  }

private:
  const TwoCatalogues& two_;
  std::array<std::vector<std::size_t>, 2> needs_; // features that need the catalogue
};

// The star that two rows list.
InfraredSource star_of(const StarPair& pair, const JoinedFeatures& features) {
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
  star.features = features.of_both(first.features, second.features);
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
    std::vector<std::vector<Partners>> of_second(n_ranks);
    for (const StarPair& pair : pairs) {
      of_first[static_cast<std::size_t>(pair.first.rank)].push_back(pair);
      of_second[static_cast<std::size_t>(pair.second.rank)].push_back(
          {pair.second.place, pair.first.rank, pair.first.place});
    }
    pairs_ = comm.exchange(of_first);
    partners_ = comm.exchange(of_second);
    for (const Partners& partners : partners_)
      paired_of_second_.push_back(static_cast<std::size_t>(partners.second));
    std::sort(paired_of_second_.begin(), paired_of_second_.end());
  }

  // Of which this rank has the first row.
  [[nodiscard]] const std::vector<StarPair>& pairs() const { return pairs_; }
  // Places of this rank's rows of the second catalogue, ascending.
  [[nodiscard]] const std::vector<std::size_t>& paired_of_second() const {
    return paired_of_second_;
  }

  // Collective. Why the stars of pairs are kept or rejected, in the place of why their first rows
  // are. \param first, second  of this rank's rows of each catalogue
  void decide(const Communicator& comm, std::span<const InfraredReason> second,
              std::span<InfraredReason> first) const {
    std::vector<std::vector<ReasonOfPartner>> outgoing(static_cast<std::size_t>(comm.size()));
    for (const Partners& partners : partners_)
      outgoing[static_cast<std::size_t>(partners.rank_of_first)].push_back(
          {partners.first, second[static_cast<std::size_t>(partners.second)]});
    for (const auto& [place, reason] : comm.exchange(outgoing)) {
      InfraredReason& decided = first[static_cast<std::size_t>(place)];
      decided = reason_of_both(decided, reason);
    }
  }

private:
  // A pair, to the rank that has its second row: the places of the two.
  struct Partners {
    std::int32_t second = 0;
    std::int32_t rank_of_first = 0;
    std::int32_t first = 0;
  };
  // To the rank that has the first row of a pair: its place, and why the second is kept.
  struct ReasonOfPartner {
    std::int32_t first = 0;
    InfraredReason of_second{};
  };

  std::vector<StarPair> pairs_;
  std::vector<Partners> partners_;
  std::vector<std::size_t> paired_of_second_;
};

// Collective. Takes out the stars that are foreground. Returns how many of this rank were.
// \param stars  their reasons are let go
std::int64_t drop_foreground(const Communicator& comm, InfraredInput& stars) {
  std::vector<std::size_t> foreground;
  for (std::size_t i = 0; i < stars.reasons.size(); ++i) {
    if (stars.reasons[i] == InfraredReason::foreground) foreground.push_back(i);
  }
  stars.reasons = {};
  stars.rows.erase(foreground);
  const auto n_left = comm.sum(checked_cast<std::int64_t>(stars.rows.size()));
  run_together(comm, [&] {
    if (n_left > 0) return;
    throw InputError{"every star near an X-ray source is foreground by its colours: check the "
                     "limits of [infrared.foreground] and the side to keep (above: the redder "
                     "stars)"};
  });
  return std::ssize(foreground);
}

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
  input.cells_at_gap = CellsAtGap::covered; // the prefilter's cells are whole
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
                                InfraredInput&& second, const TwoCatalogues& two,
                                const MagnitudeRange& range) {
  const JoinedFeatures features{two};
  SecondCatalogue result{std::move(second.cleaning),
                         std::move(second.stars),
                         second.n_rows_of_rank,
                         comm.sum(first.n_rows_of_rank),
                         second.bytes_read,
                         {},
                         {},
                         std::move(second.carried_columns)};
  first.stars.partners.assign(first.stars.rows.size(), -1);
  result.join.n_first = checked_cast<std::int64_t>(first.rows.size());
  result.join.n_second = checked_cast<std::int64_t>(second.rows.size());
  const bool has_second = comm.sum(result.join.n_second) > 0;
  const bool has_foreground =
      two.colours_decide && (has_second || comm.sum(result.join.n_first) > 0);
  if (!has_second && !features.need(1) && !has_foreground) {
    add_up(comm, result.join);
    return result;
  }
  second.rows.renumber(result.first_id);
  const StarPairs found = find_star_pairs(
      comm, {first.rows, two.footprints[0]}, {second.rows, two.footprints[1]},
      largest_pair_separation(largest_sigma(comm, first.rows), largest_sigma(comm, second.rows)));
  result.join.n_comparable = found.n_comparable;
  result.listed = found.listed;
  for (const StarPair& pair : found.pairs)
    count_pair(pair, result.join);
  const Pairing pairing{comm, found.pairs};
  const std::int64_t first_row = comm.exclusive_prefix_sum(first.n_rows_of_rank);
  first.rows.keep_own_values();
  std::vector<bool> is_paired(first.rows.size());
  for (const StarPair& pair : pairing.pairs()) {
    const InfraredSource star = star_of(pair, features);
    const auto place = static_cast<std::size_t>(pair.first.place);
    is_paired[place] = true;
    first.rows.replace(place, star);
    set_partner(first.stars, star.ir_id - first_row, star, pair.second.row.ir_id);
  }
  for (std::size_t i = 0; features.need(1) && i < is_paired.size(); ++i) {
    if (is_paired[i]) continue;
    InfraredSource star = first.rows[i];
    features.without(1, star);
    first.rows.replace(i, star);
  }
  if (has_foreground) {
    pairing.decide(comm, second.reasons, first.reasons);
    erase_places(second.reasons, pairing.paired_of_second());
    first.reasons.insert(first.reasons.end(), second.reasons.begin(), second.reasons.end());
  }
  second.rows.erase(pairing.paired_of_second());
  for (InfraredSource star : second.rows.each()) {
    features.without(0, star);
    first.rows.push_back(star);
  }
  second.rows = {};
  if (has_foreground) result.join.n_foreground = drop_foreground(comm, first);
  count_stars(comm, first, range);
  add_up(comm, result.join);
  return result;
}

} // namespace counterpoint
