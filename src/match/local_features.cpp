#include "match/local_features.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <ranges>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// A hundred tell the mean to a tenth of their scatter.
constexpr std::size_t most_stars = 100;

// Which neighbours of an X-ray source are the stars around it: the nearest beyond its acceptance
// region.
class StarsAround {
public:
  // \param neighbours  all of X-ray source i
  StarsAround(const Neighbourhoods& sky, std::size_t i, const KeptNeighbours& neighbours)
      : sky_{sky}, source_{i}, neighbours_{neighbours} {}

  // Is neighbour k one? To be asked of each in turn.
  [[nodiscard]] bool takes(std::size_t k) {
    if (n_ == most_stars) return false;
    const float sigma_arcsec = neighbours_.sigma_arcsec(k);
    if (sigma_arcsec != sigma_arcsec_) { // mostly one error holds for the whole catalogue
      sigma_arcsec_ = sigma_arcsec;
      radius_arcsec_ = sky_.radius(source_, sigma_arcsec).arcsec();
    }
    const bool is_beyond = neighbours_.separation(k).arcsec() > radius_arcsec_;
    n_ += is_beyond ? 1 : 0;
    return is_beyond;
  }
  [[nodiscard]] bool are_complete() const { return n_ == most_stars; }

private:
  const Neighbourhoods& sky_;
  std::size_t source_;
  const KeptNeighbours& neighbours_;
  std::size_t n_ = 0;
  float sigma_arcsec_ = -1.0F;
  double radius_arcsec_ = 0.0;
};

// see(i, ks, features) of each star around each considered X-ray source i.
template <class See>
void for_each_around(const SearchResult& found, const TermsOfSources& terms, See&& see) {
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  for (std::size_t i = 0; i < sky.size(); ++i) {
    if (!terms.own(static_cast<std::size_t>(sky.xray_ids[i])).is_considered) continue;
    const KeptNeighbours neighbours = sky.kept(i);
    StarsAround around{sky, i, neighbours};
    for (std::size_t k = 0; k < neighbours.size() && !around.are_complete(); ++k) {
      if (around.takes(k)) see(i, neighbours.ks(k), neighbours.features(k));
    }
  }
}

} // namespace

FeatureDeviation::FeatureDeviation(const FeatureTally& tally, std::size_t feature) {
  const FeatureModel model{{tally}, feature};
  unit_ = model.classes.width();
  mean_classes_ = model.mean_classes();
  class_of_bin_.reserve(FeatureTally::n_rows * FeatureTally::n_bins);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    for (std::size_t bin = 0; bin < FeatureTally::n_bins;) {
      // Bins are in the order of their values, and so are their classes.
      const std::size_t of_bin = model.classes.of_bin(row, bin);
      const auto next = *std::ranges::partition_point(
          std::views::iota(bin, FeatureTally::n_bins),
          [&](std::size_t later) { return model.classes.of_bin(row, later) == of_bin; });
      class_of_bin_.insert(class_of_bin_.end(), next - bin, checked_cast<std::uint8_t>(of_bin));
      bin = next;
    }
  }
}

PlacesOfFeatures::PlacesOfFeatures(const Communicator& comm, const FeatureTally& all,
                                   const SearchResult& found, const TermsOfSources& terms) {
  if (all.n_features() == 0) return;
  for (std::size_t f = 0; f < all.n_features(); ++f)
    deviations_.emplace_back(all, f);
  seen_.resize(found.sky.neighbourhoods.size());
  static_assert(most_stars <= std::numeric_limits<std::uint8_t>::max());
  for_each_around(found, terms, [&](std::size_t i, double ks, const FeatureCodes& features) {
    for (std::size_t f = 0; f < deviations_.size(); ++f) {
      if (FeatureCode::has_value(features.of[f]))
        seen_[i][f].values.add(deviations_[f].of(ks, features.of[f]));
      if (features.of[f] == FeatureCode::missing) ++seen_[i][f].n_missing;
    }
  });
  compare_places(comm, found.is_in_first_group);
  if (are_alike()) { // nothing will be taken off
    deviations_ = {};
    seen_ = {};
    return;
  }
  around_ = FeatureTally{all.n_features()};
  for_each_around(found, terms, [&](std::size_t i, double ks, const FeatureCodes& features) {
    if (found.is_in_first_group) around_.add(ks, without_own(ks, features, seen_[i]));
  });
  add_up(comm, around_);
}

void PlacesOfFeatures::compare_places(const Communicator& comm, bool is_in_first_group) {
  static_assert(most_stars <= PresenceCounts::most_stars);
  const std::size_t n_sources = is_in_first_group ? seen_.size() : 0;
  for (std::size_t f = 0; f < deviations_.size(); ++f) {
    PresenceCounts counts;
    for (std::size_t i = 0; i < n_sources; ++i)
      counts.add(seen_[i][f].n_with(), seen_[i][f].n_missing);
    add_up(comm, counts);
    const MeasuredPlaces& measured = measured_.emplace_back(counts);
    PlaceMoments of_values;
    PlaceMoments of_presence;
    for (std::size_t i = 0; i < n_sources; ++i) {
      const Seen& seen = seen_[i][f];
      if (measured.holds(seen.n_with(), seen.n_missing)) of_values.add(seen.values);
      if (measured.is_inside(seen.n_with(), seen.n_missing))
        of_presence.add({seen.values.n + seen.n_missing, seen.values.n, seen.values.n});
    }
    add_up(comm, of_values);
    add_up(comm, of_presence);
    variations_.emplace_back(of_values);
    presences_.emplace_back(of_presence);
  }
}

std::size_t PlacesOfFeatures::n_varying() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      variations_, [](const PlaceVariation& variation) { return variation.is_conspicuous; }));
}

std::size_t PlacesOfFeatures::n_measured_in_part() const {
  return static_cast<std::size_t>(std::ranges::count(measured_, false, &MeasuredPlaces::are_all));
}

float PlacesOfFeatures::local(std::size_t f, const Seen& seen) const {
  if (!measured_[f].holds(seen.n_with(), seen.n_missing))
    return std::numeric_limits<float>::quiet_NaN();
  return varies(f) ? static_cast<float>(variations_[f].of(seen.values) * deviations_[f].unit())
                   : 0.0F;
}

LocalFeatures PlacesOfFeatures::local(const SeenFeatures& seen) const {
  LocalFeatures of_place;
  for (std::size_t f = 0; f < variations_.size(); ++f)
    of_place.of[f] = local(f, seen[f]);
  return of_place;
}

FeatureCodes PlacesOfFeatures::without_own(double ks, FeatureCodes features,
                                           const SeenFeatures& seen) const {
  for (std::size_t f = 0; f < variations_.size(); ++f) {
    Seen others = seen[f];
    if (FeatureCode::has_value(features.of[f]))
      others.values = others.values.without(deviations_[f].of(ks, features.of[f]));
    features.of[f] = FeatureCode::less(features.of[f], local(f, others));
  }
  return features;
}

void PlacesOfFeatures::find_without_own(const Neighbourhoods& sky, std::size_t i,
                                        std::vector<FeatureCodes>& features) const {
  const LocalFeatures of_all = of_source(i);
  const KeptNeighbours neighbours = sky.kept(i);
  StarsAround around{sky, i, neighbours};
  features.clear();
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    const FeatureCodes own = neighbours.features(k);
    features.push_back(around.takes(k) ? without_own(neighbours.ks(k), own, seen_[i])
                                       : less(own, of_all));
  }
}

void apply_places(const Communicator& comm, const PlacesOfFeatures& places,
                  const SearchResult& found, const Candidates& candidates, TermsOfSources& terms) {
  if (places.are_alike()) return;
  struct OfSource {
    std::int64_t xray_id;
    LocalFeatures local;
  };
  const std::vector<std::int64_t> starts =
      comm.all_gather(std::span<const std::int64_t>{&candidates.first_xray_id, 1});
  std::vector<std::vector<OfSource>> outgoing(starts.size());
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  for (std::size_t i = 0; found.is_in_first_group && i < sky.size(); ++i) {
    // Ranks that write nothing begin where the next one does.
    const auto after = std::ranges::upper_bound(starts, sky.xray_ids[i]);
    outgoing[static_cast<std::size_t>(after - starts.begin()) - 1].push_back(
        {sky.xray_ids[i], places.of_source(i)});
  }
  std::vector<LocalFeatures> mine(candidates.size(), places.of_others());
  for (const OfSource& source : comm.exchange(outgoing))
    mine[static_cast<std::size_t>(source.xray_id - candidates.first_xray_id)] = source.local;
  terms.set_local_features(
      NodeArray<LocalFeatures>::gather(std::make_shared<const NodeRanks>(comm), std::move(mine)));
}

} // namespace counterpoint
