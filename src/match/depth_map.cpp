#include "match/depth_map.hpp"

#include "match/source_cells.hpp"
#include "match/star_quantile.hpp"

#include <numeric>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// The stars near the sources of each cell.
StarsOfCells stars_of_cells(const Communicator& comm, const SearchResult& found,
                            const XrayCatalogue& xray, std::span<const XrayTerms> terms) {
  constexpr std::size_t most_cells = 8192;
  constexpr int finest_level = 17; // 4.9 arcsec: most sources have a cell of their own
  const SourceCells cells{xray, terms, finest_level, most_cells};
  StarsOfCells result;
  for (const SkyCell& cell : cells.cells())
    result.centers.push_back(cells.grid().center(cell));
  // The first neighbours are the candidates: too many of them are counterparts, where the stars
  // are few.
  result.by_class = count_stars(comm, found, cells,
                                [&](std::size_t i) { return found.sky.candidates[i].size(); });
  return result;
}

DepthCounts count_places(const DepthRegions& regions, const StarsOfCells& stars,
                         const MatchInputs& inputs, std::span<const XrayTerms> terms) {
  DepthCounts counts{std::vector<std::vector<std::int64_t>>(
                         regions.size(), std::vector<std::int64_t>(MagnitudeClasses::n_classes)),
                     std::vector<std::int64_t>(regions.size()),
                     std::vector<std::int64_t>(regions.size())};
  for (std::size_t cell = 0; cell < stars.centers.size(); ++cell) {
    auto& of_place = counts.stars[regions.of(stars.centers[cell])];
    for (std::size_t c = 0; c < of_place.size(); ++c)
      of_place[c] += stars.by_class[cell * MagnitudeClasses::n_classes + c];
  }
  const Footprint& footprint = inputs.footprint;
  footprint.counts().for_each([&](const SkyCell& cell, std::int32_t n) {
    counts.rows[regions.of(footprint.grid().center(cell))] += n;
  });
  for (std::size_t id = 0; id < terms.size(); ++id) {
    if (terms[id].is_considered)
      ++counts.n_sources[regions.of(*inputs.xray.catalogue.sources[id].position)];
  }
  return counts;
}

// Collective.
DepthMap map_depth(const Communicator& comm, const SearchResult& found, const MatchInputs& inputs,
                   const SourceTerms& terms) {
  const StarsOfCells stars = stars_of_cells(comm, found, inputs.xray.catalogue, terms.by_xray_id);
  DepthRegions regions{stars};
  DepthCounts counts = count_places(regions, stars, inputs, terms.by_xray_id);
  auto model = std::make_shared<const DepthModel>(
      fit_depth(counts, inputs.infrared.tally.class_counts, inputs.footprint.area_arcsec2()));
  return {std::move(regions), std::move(counts), std::move(model)};
}

// Collective.
void apply_depth(const DepthMap& map, const MatchOptions& options, const MatchInputs& inputs,
                 SourceTerms& terms) {
  const auto listed_at = [&](const SkyPosition& position) {
    return map.model->places[map.regions.of(position)].listed;
  };
  terms.by_xray_id.change([&](std::size_t id, XrayTerms& of_source) {
    const XraySource& source = inputs.xray.catalogue.sources[id];
    if (!source.position) return;
    of_source.depth_place = static_cast<std::uint32_t>(map.regions.of(*source.position));
    of_source.depth_factor = map.model->places[of_source.depth_place].listed;
    if (options.probability.local_density)
      of_source.density_factor = inputs.footprint.relative_density(*source.position, listed_at);
  });
}

std::span<const std::int64_t> measured(const DepthCounts& counts, std::size_t place) {
  return std::span{counts.stars[place]}.first(MagnitudeClasses::n_measured);
}

} // namespace

std::int64_t DepthMap::n_measured(std::size_t place) const {
  const auto stars = measured(counts, place);
  return std::accumulate(stars.begin(), stars.end(), std::int64_t{0});
}

double DepthMap::faint_end(std::size_t place) const {
  return star_quantile(measured(counts, place), MagnitudeClasses::width, faint_end_part);
}

TermsOfPlaces find_places(const Communicator& comm, const MatchOptions& options,
                          const MatchInputs& inputs, const SearchResult& found,
                          SourceTerms&& terms) {
  TermsOfPlaces places{std::move(terms), {}, std::nullopt};
  places.check =
      check_depth(parts_of_sky(comm, found, inputs.xray.catalogue, places.terms.by_xray_id));
  if (!options.probability.by_depth || !places.check.varies()) return places;
  DepthMap map = map_depth(comm, found, inputs, places.terms);
  if (map.regions.size() == 1) return places;
  apply_depth(map, options, inputs, places.terms);
  places.depth = std::move(map);
  return places;
}

} // namespace counterpoint
