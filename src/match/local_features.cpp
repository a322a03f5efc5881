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

// The stars around X-ray source i, by their places among its neighbours: the nearest beyond its
// acceptance region. \param neighbours  all of them
void find_stars_around(const Neighbourhoods& sky, std::size_t i, const KeptNeighbours& neighbours,
                       std::vector<std::uint32_t>& around) {
  around.clear();
  float sigma_arcsec = -1.0F;
  double radius_arcsec = 0.0;
  for (std::size_t k = 0; k < neighbours.size() && around.size() < most_stars; ++k) {
    // Mostly one error holds for the whole catalogue.
    if (neighbours.sigma_arcsec(k) != sigma_arcsec) {
      sigma_arcsec = neighbours.sigma_arcsec(k);
      radius_arcsec = sky.radius(i, sigma_arcsec).arcsec();
    }
    if (neighbours.separation(k).arcsec() > radius_arcsec)
      around.push_back(static_cast<std::uint32_t>(k));
  }
}

// visit(i, neighbours, around) of each considered X-ray source i with its stars around.
template <class Visit>
void for_each_source(const SearchResult& found, const TermsOfSources& terms, Visit&& visit) {
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  std::vector<std::uint32_t> around;
  for (std::size_t i = 0; i < sky.size(); ++i) {
    if (!terms.own(static_cast<std::size_t>(sky.xray_ids[i])).is_considered) continue;
    const KeptNeighbours neighbours = sky.kept(i);
    find_stars_around(sky, i, neighbours, around);
    visit(i, neighbours, std::span<const std::uint32_t>{around});
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
  for_each_source(found, terms, [&](std::size_t i, const KeptNeighbours& neighbours, auto around) {
    for (std::size_t f = 0; f < deviations_.size(); ++f) {
      Seen& seen = seen_[i][f];
      for (const std::uint32_t k : around) {
        const std::uint16_t code = neighbours.features(k).of[f];
        if (FeatureCode::has_value(code))
          seen.values.add(deviations_[f].of(neighbours.ks(k), code));
        if (code == FeatureCode::missing) ++seen.n_missing;
      }
    }
  });
  compare_places(comm, found.is_in_first_group);
  if (are_alike()) { // nothing will be taken off
    deviations_ = {};
    seen_ = {};
    return;
  }
  around_ = FeatureTally{all.n_features()};
  std::vector<FeatureCodes> features;
  for_each_source(found, terms, [&](std::size_t i, const KeptNeighbours& neighbours, auto around) {
    if (!found.is_in_first_group || around.empty()) return;
    find_without_own(neighbours.first(around.back() + 1), seen_[i], around, features);
    for (const std::uint32_t k : around)
      around_.add(neighbours.ks(k), features[k]);
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

void PlacesOfFeatures::find_without_own(const KeptNeighbours& neighbours, const SeenFeatures& seen,
                                        std::span<const std::uint32_t> around,
                                        std::vector<FeatureCodes>& features) const {
  const std::size_t n = neighbours.size();
  features.resize(n);
  std::vector<std::uint16_t> codes(n);
  std::vector<float> more(n); // of the others
  for (std::size_t f = 0; f < variations_.size(); ++f) {
    for (std::size_t k = 0; k < n; ++k)
      codes[k] = neighbours.features(k).of[f];
    std::ranges::fill(more, local(f, seen[f]));
    Seen others = seen[f];
    for (const std::uint32_t k : around) {
      if (!FeatureCode::has_value(codes[k])) continue;
      others.values = seen[f].values.without(deviations_[f].of(neighbours.ks(k), codes[k]));
      more[k] = local(f, others);
    }
    FeatureCode::subtract(more, codes);
    for (std::size_t k = 0; k < n; ++k)
      features[k].of[f] = codes[k];
  }
}

void PlacesOfFeatures::find_without_own(const Neighbourhoods& sky, std::size_t i,
                                        std::vector<FeatureCodes>& features) const {
  const KeptNeighbours neighbours = sky.kept(i);
  std::vector<std::uint32_t> around;
  find_stars_around(sky, i, neighbours, around);
  find_without_own(neighbours, seen_[i], around, features);
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
