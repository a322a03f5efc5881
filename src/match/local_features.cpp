#include "match/local_features.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

using ValuesOfFeatures = std::array<ValuesOfPlace, most_features>;

// The stars nearest to the X-ray sources that this rank searched, but for their candidates: counted
// by one group of ranks. A hundred tell the mean to a tenth of their scatter.
class StarsAround {
public:
  StarsAround(const SearchResult& found, const TermsOfSources& terms)
      : found_{found}, sky_{found.sky.neighbourhoods}, terms_{terms} {}

  // see(i, ks, features) of each star round source i of the neighbourhoods, if it is considered.
  template <class See>
  void for_each(See&& see) const {
    std::vector<double> separations_arcsec;
    for (std::size_t i = 0; found_.is_in_first_group && i < sky_.size(); ++i) {
      const auto id = static_cast<std::size_t>(sky_.xray_ids[i]);
      if (!terms_.own(id).is_considered) continue;
      const double radius_arcsec = terms_[id].acceptance.major.arcsec();
      const KeptNeighbours neighbours = sky_.kept(i);
      sky_.find_separations(i, separations_arcsec);
      const auto first = static_cast<std::size_t>(
          std::ranges::upper_bound(separations_arcsec, radius_arcsec) - separations_arcsec.begin());
      for (std::size_t k = first; k < std::min(neighbours.size(), first + most_stars); ++k)
        see(i, neighbours.ks(k), sky_.features_of(i, k));
    }
  }

private:
  static constexpr std::size_t most_stars = 100;

  const SearchResult& found_;
  const Neighbourhoods& sky_;
  const TermsOfSources& terms_;
};

// A feature's value as so much more than stars of this magnitude have in the mean; in classes, for
// values far off are to count as those of the outermost.
class Deviation {
public:
  Deviation(const FeatureTally& tally, std::size_t feature) {
    const FeatureModel model{FeatureStars{tally}, feature};
    unit_ = model.classes.width();
    const std::vector<double> mean_classes = model.mean_classes();
    of_bin_.reserve(FeatureTally::n_rows * FeatureTally::n_bins);
    for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
      for (std::size_t bin = 0; bin < FeatureTally::n_bins; ++bin) {
        const auto c = static_cast<double>(model.classes.of_bin(row, bin));
        of_bin_.push_back(static_cast<float>(c - mean_classes[row]));
      }
    }
  }

  [[nodiscard]] double unit() const { return unit_; }
  // \param code  of a value
  [[nodiscard]] double of(double ks, std::uint16_t code) const {
    const std::size_t row = FeatureTally::row_of(ks);
    return static_cast<double>(
        of_bin_.data()[row * FeatureTally::n_bins + FeatureTally::bin_of(code)]);
  }

private:
  double unit_ = 0.0;
  std::vector<float> of_bin_; // [row][bin]
};

bool is_value(std::uint16_t code) {
  return code != FeatureCode::missing && code != FeatureCode::not_covered;
}

// What is told of one X-ray source to the rank that writes it.
struct LocalOfSource {
  std::int64_t xray_id;
  LocalFeatures local;
};

// Collective. Those of all X-ray sources by xray_id, from those of the sources that were searched.
NodeArray<LocalFeatures> gather_local(const Communicator& comm, const Candidates& candidates,
                                      const LocalFeatures& of_others,
                                      std::span<const LocalOfSource> searched) {
  const std::vector<std::int64_t> starts =
      comm.all_gather(std::span<const std::int64_t>{&candidates.first_xray_id, 1});
  std::vector<std::vector<LocalOfSource>> outgoing(starts.size());
  for (const LocalOfSource& source : searched) {
    // Ranks that write nothing begin where the next one does.
    const auto after = std::ranges::upper_bound(starts, source.xray_id);
    outgoing[static_cast<std::size_t>(after - starts.begin()) - 1].push_back(source);
  }
  std::vector<LocalFeatures> mine(candidates.size(), of_others);
  for (const LocalOfSource& source : comm.exchange(outgoing))
    mine[static_cast<std::size_t>(source.xray_id - candidates.first_xray_id)] = source.local;
  return NodeArray<LocalFeatures>::gather(std::make_shared<const NodeRanks>(comm), std::move(mine));
}

} // namespace

std::size_t PlacesOfFeatures::n_varying() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      variations, [](const PlaceVariation& variation) { return variation.is_conspicuous; }));
}

PlacesOfFeatures see_places_of_features(const Communicator& comm, const MatchInputs& inputs,
                                        const SearchResult& found, const Candidates& candidates,
                                        TermsOfSources& terms) {
  const FeatureTally& all = inputs.infrared.tally.features;
  PlacesOfFeatures places;
  if (all.n_features() == 0) return places;
  std::vector<Deviation> deviations;
  for (std::size_t f = 0; f < all.n_features(); ++f)
    deviations.emplace_back(all, f);

  const StarsAround stars{found, terms};
  std::vector<ValuesOfFeatures> values(found.sky.neighbourhoods.size()); // in classes
  stars.for_each([&](std::size_t i, double ks, const FeatureCodes& features) {
    for (std::size_t f = 0; f < deviations.size(); ++f) {
      if (is_value(features.of[f])) values[i][f].add(deviations[f].of(ks, features.of[f]));
    }
  });
  for (std::size_t f = 0; f < deviations.size(); ++f) {
    PlaceMoments moments;
    for (const ValuesOfFeatures& of_source : values)
      moments.add(of_source[f]);
    add_up(comm, moments);
    places.variations.emplace_back(moments);
  }
  if (places.n_varying() == 0) return places;

  const auto local_of = [&](std::size_t f, const ValuesOfPlace& of_source) {
    if (!places.variations[f].is_conspicuous) return 0.0F;
    return static_cast<float>(places.variations[f].of(of_source) * deviations[f].unit());
  };
  places.around = FeatureTally{all.n_features()};
  stars.for_each([&](std::size_t i, double ks, FeatureCodes features) {
    for (std::size_t f = 0; f < deviations.size(); ++f) {
      if (!is_value(features.of[f])) continue;
      // Without this star: a candidate is not among those that it is compared with either.
      const ValuesOfPlace others = values[i][f].without(deviations[f].of(ks, features.of[f]));
      features.of[f] = FeatureCode::less(features.of[f], local_of(f, others));
    }
    places.around.add(ks, features);
  });
  add_up(comm, places.around);

  const auto locals_of = [&](const ValuesOfFeatures& of_source) {
    LocalFeatures local;
    for (std::size_t f = 0; f < deviations.size(); ++f)
      local.of[f] = local_of(f, of_source[f]);
    return local;
  };
  std::vector<LocalOfSource> searched;
  for (std::size_t i = 0; found.is_in_first_group && i < values.size(); ++i)
    searched.push_back({found.sky.neighbourhoods.xray_ids[i], locals_of(values[i])});
  terms.set_local_features(gather_local(comm, candidates, locals_of({}), searched));
  return places;
}

} // namespace counterpoint
