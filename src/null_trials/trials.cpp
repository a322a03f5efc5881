#include "counterpoint/null_trials/trials.hpp"

#include "counterpoint/core/bucket_sort.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "null_trials/shifted_neighbours.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace counterpoint {

namespace {

// Null trials have radius index 0; the sweep counts from 1.
constexpr std::uint32_t null_radius_index = 0;

// One set of trials with a common zone.
struct TrialSet {
  std::uint64_t seed;
  ShiftMode mode;
  ShiftZone zone;
  std::uint32_t radius_index;
  int n_trials;
};

TrialSet null_trial_set(const NullOptions& options) {
  return {options.seed, options.mode, options.zone(), null_radius_index, options.trials};
}

TrialSet sweep_trial_set(const NullOptions& options, std::size_t radius) {
  return {options.seed, options.mode, options.sweep_zone(options.sweep_radii[radius]),
          checked_cast<std::uint32_t>(radius + 1), options.sweep_trials};
}

// Two trials that share their random bits: `even`, and the one after it.
struct TwoTrials {
  std::uint32_t pair;
  int even;
  std::array<bool, 2> are_wanted; // where one belongs to another share, or to none
};

// The trials of the set in which the share has a part.
std::vector<TwoTrials> trials_of(const TrialSet& set, const TrialShare& share) {
  std::vector<TwoTrials> trials;
  const int end = std::min(share.end, set.n_trials);
  for (int even = share.first / 2 * 2; even < end; even += 2) {
    const std::array<bool, 2> are_wanted{share.holds(even),
                                         even + 1 < end && share.holds(even + 1)};
    if (!are_wanted[0] && !are_wanted[1]) continue;
    trials.push_back({static_cast<std::uint32_t>(even / 2), even, are_wanted});
  }
  return trials;
}

// The other way round, and against the meridian of the X-ray source.
Angle direction_from_xray(const SkyOffset& to_xray, Angle convergence) {
  return (-to_xray).position_angle() + convergence;
}

} // namespace

std::vector<std::int64_t> sweep_matched_sources(const Neighbourhoods& neighbourhoods,
                                                const NullOptions& options,
                                                const TrialShare& share) {
  constexpr std::size_t until_first = 128; // neighbours at once, for one match is enough
  const auto n_trials = static_cast<std::size_t>(options.sweep_trials);
  struct Radius {
    TrialSet set;
    std::vector<TwoTrials> trials;
  };
  std::vector<Radius> radii;
  for (std::size_t radius = 0; radius < options.sweep_radii.size(); ++radius) {
    const TrialSet set = sweep_trial_set(options, radius);
    radii.push_back({set, trials_of(set, share)});
  }
  std::vector<std::int64_t> counts(radii.size() * n_trials);
  std::vector<std::uint8_t> is_matched(counts.size());
  NeighbourColumns neighbours;
  ShiftedNeighbours shifted{options.mode, options.seed};
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    std::fill(is_matched.begin(), is_matched.end(), std::uint8_t{0});
    neighbourhoods.find_columns(i, neighbours);
    shifted.assign(neighbours, neighbourhoods.shape(i), options.largest_shift());
    for (std::size_t radius = 0; radius < radii.size(); ++radius) {
      shifted.set_zone(radii[radius].set.zone, radii[radius].set.radius_index);
      std::uint8_t* matched = is_matched.data() + radius * n_trials;
      for (const TwoTrials& two : radii[radius].trials) {
        // Done when both have theirs.
        std::array<bool, 2> are_searched = two.are_wanted;
        shifted.for_each_match(two.pair, until_first,
                               [&](std::size_t, bool is_odd, const SkyOffset&) {
                                 const std::size_t which = is_odd ? 1 : 0;
                                 if (are_searched[which]) matched[two.even + (is_odd ? 1 : 0)] = 1;
                                 are_searched[which] = false;
                                 return are_searched[0] || are_searched[1];
                               });
      }
    }
    for (std::size_t k = 0; k < counts.size(); ++k)
      counts[k] += is_matched[k];
  }
  return counts;
}

namespace {

// The matches of one X-ray source in one trial, as they are found.
class FoundMatches {
public:
  // Makes room for so many.
  void reserve(std::size_t n_matches) {
    if (neighbours_.size() >= n_matches) return;
    to_xray_.resize(n_matches);
    separation_deg_.resize(n_matches);
    neighbours_.resize(n_matches);
  }
  void clear() { size_ = 0; }
  void add(const SkyOffset& offset, std::size_t neighbour) {
    to_xray_.data()[size_] = offset;
    separation_deg_.data()[size_] = offset.length().degrees();
    neighbours_.data()[size_] = static_cast<std::uint32_t>(neighbour);
    ++size_;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const SkyOffset& to_xray(std::size_t i) const { return to_xray_.data()[i]; }
  [[nodiscard]] Angle separation(std::size_t i) const {
    return Angle::from_degrees(separation_deg_.data()[i]);
  }
  // Of the X-ray source.
  [[nodiscard]] std::uint32_t neighbour(std::size_t i) const { return neighbours_.data()[i]; }

  // The places of the matches, ordered by (separation, ir_id): in the memory of `sort`.
  [[nodiscard]] const std::vector<std::uint32_t>& order(const NeighbourColumns& all,
                                                        BucketSort& sort) const {
    const double* const separation = separation_deg_.data();
    const double largest = Angle::from_arcsec(all.largest_radius_arcsec).degrees();
    const double per_square = static_cast<double>(size_) /
                              std::max(largest * largest, std::numeric_limits<double>::min());
    return sort.order(
        size_, size_ + 1,
        [&](std::size_t i) {
          return std::min(size_,
                          static_cast<std::size_t>(separation[i] * separation[i] * per_square));
        },
        [&](std::uint32_t a, std::uint32_t b) {
          return separation[a] != separation[b]
                     ? separation[a] < separation[b]
                     : all.ir_ids.data()[neighbour(a)] < all.ir_ids.data()[neighbour(b)];
        });
  }

private:
  std::size_t size_ = 0;
  std::vector<SkyOffset> to_xray_;
  std::vector<double> separation_deg_;
  std::vector<std::uint32_t> neighbours_;
};

// The matches of one X-ray source in one trial, ordered by (separation, ir_id).
struct MatchesOfTrial {
  std::vector<Candidate> candidates;
  std::vector<std::uint32_t> neighbours; // of each, its index among all neighbours
};

// Finds the matches of one X-ray source, two trials at a time.
class MatchFinder {
public:
  MatchFinder(const Neighbourhoods& neighbourhoods, const TrialSet& set)
      : neighbourhoods_{neighbourhoods}, set_{set}, shifted_{set.mode, set.seed} {}

  // Goes on to another X-ray source.
  void go_to(std::size_t source) {
    source_ = source;
    neighbourhoods_.find_columns(source, neighbours_);
    is_circle_ = neighbourhoods_.shape(source).is_circle();
    shifted_.assign(neighbours_, neighbourhoods_.shape(source), set_.zone.outer);
    shifted_.set_zone(set_.zone, set_.radius_index);
    for (FoundMatches& matches : found_)
      matches.reserve(neighbours_.n);
    const KeptNeighbours kept = neighbourhoods_.kept(source);
    ks_.resize(neighbours_.n);
    for (std::size_t k = 0; k < neighbours_.n; ++k)
      ks_.data()[k] = kept.ks(k);
    sigma_arcsec_ = std::numeric_limits<float>::quiet_NaN();
  }

  void find(std::uint32_t trial_pair) {
    for (FoundMatches& matches : found_)
      matches.clear();
    shifted_.for_each_match(trial_pair, PassingDraws::most_neighbours,
                            [&](std::size_t k, bool is_odd, const SkyOffset& to_xray) {
                              found_[is_odd ? 1 : 0].add(to_xray, k);
                              return true;
                            });
    for (std::size_t which = 0; which < found_.size(); ++which)
      complete(found_[which], trials_[which]);
  }

  // Those of the even trial, and of the odd one.
  [[nodiscard]] const std::array<MatchesOfTrial, 2>& trials() const { return trials_; }

private:
  void complete(const FoundMatches& found, MatchesOfTrial& trial) {
    trial.candidates.resize(found.size());
    trial.neighbours.resize(found.size());
    if (found.size() == 0) return;
    const KeptNeighbours kept = neighbourhoods_.kept(source_);
    const std::size_t first = neighbourhoods_.first_neighbour(source_);
    std::size_t place = 0;
    for (const std::uint32_t match : found.order(neighbours_, sort_)) {
      const std::size_t neighbour = found.neighbour(match);
      const float sigma_arcsec = kept.sigma_arcsec(neighbour);
      if (sigma_arcsec != sigma_arcsec_) find_errors(sigma_arcsec);
      trial.candidates.data()[place] = {
          neighbours_.ir_ids.data()[neighbour],
          found.separation(match),
          is_circle_
              ? Angle::nan()
              : direction_from_xray(found.to_xray(match), neighbours_.convergence(neighbour)),
          sigma_,
          quoted_error_,
          ks_.data()[neighbour],
          kept.features(neighbour)};
      trial.neighbours.data()[place] = static_cast<std::uint32_t>(first + neighbour);
      ++place;
    }
  }

  // Mostly the infrared sources have one error, and those of an X-ray source with them.
  void find_errors(float sigma_arcsec) {
    sigma_arcsec_ = sigma_arcsec;
    sigma_ = Angle::from_arcsec(sigma_arcsec);
    quoted_error_ = neighbourhoods_.quoted_error(source_, sigma_);
  }

  const Neighbourhoods& neighbourhoods_;
  TrialSet set_;
  ShiftedNeighbours shifted_;
  std::size_t source_ = 0;
  bool is_circle_ = true;
  NeighbourColumns neighbours_;
  std::vector<double> ks_;    // of each neighbour
  float sigma_arcsec_ = 0.0F; // of the last match, and what follows from it
  Angle sigma_;
  Angle quoted_error_;
  std::array<FoundMatches, 2> found_; // in the even trial, in the odd one
  BucketSort sort_;
  std::array<MatchesOfTrial, 2> trials_;
};

} // namespace

void run_null_trials(const Neighbourhoods& neighbourhoods, const NullOptions& options,
                     const TrialShare& share,
                     const std::function<void(const TrialMatches&)>& judge) {
  check(neighbourhoods.n_neighbours() <= std::numeric_limits<std::uint32_t>::max(),
        "run_null_trials: more neighbours than 32 bits count");
  const TrialSet set = null_trial_set(options);
  const std::vector<TwoTrials> trials = trials_of(set, share);
  MatchFinder finder{neighbourhoods, set};
  for (std::size_t source = 0; source < neighbourhoods.size(); ++source) {
    finder.go_to(source);
    for (const TwoTrials& two : trials) {
      finder.find(two.pair);
      for (const int which : {0, 1}) {
        const MatchesOfTrial& found = finder.trials()[static_cast<std::size_t>(which)];
        if (!two.are_wanted[static_cast<std::size_t>(which)] || found.candidates.empty()) continue;
        judge({source, two.even + which, found.candidates, found.neighbours});
      }
    }
  }
}

} // namespace counterpoint
