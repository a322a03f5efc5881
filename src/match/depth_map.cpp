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
                            const XrayCatalogue& xray, const TermsOfSources& terms) {
  constexpr std::size_t most_cells = 8192;
  constexpr int finest_level = 17; // 4.9 arcsec: most sources have a cell of their own
  const SourceCells cells{xray, terms, finest_level, most_cells};
  StarsOfCells result;
  for (const SkyCell& cell : cells.cells())
    result.centers.push_back(cells.grid().center(cell));
  // The nearest neighbours, as many as there are candidates: these themselves where acceptance
  // regions are circles of one radius. Too many of them are counterparts, where the stars are few.
  result.by_class = count_stars(comm, found, cells,
                                [&](std::size_t i) { return found.sky.candidates[i].size(); });
  return result;
}

DepthCounts count_places(const DepthRegions& regions, const StarsOfCells& stars,
                         const Footprint& footprint) {
  DepthCounts counts{std::vector<std::vector<std::int64_t>>(
                         regions.size(), std::vector<std::int64_t>(MagnitudeClasses::n_classes)),
                     std::vector<std::int64_t>(regions.size())};
  for (std::size_t cell = 0; cell < stars.centers.size(); ++cell) {
    auto& of_place = counts.stars[regions.of(stars.centers[cell])];
    for (std::size_t c = 0; c < of_place.size(); ++c)
      of_place[c] += stars.by_class[cell * MagnitudeClasses::n_classes + c];
  }
  footprint.counts().for_each([&](const SkyCell& cell, std::int32_t n) {
    counts.rows[regions.of(footprint.grid().center(cell))] += n;
  });
  return counts;
}

// Collective. The terms of each source at its place. \param is_local  is the density?
void apply_places(const DepthRegions& regions, const DepthModel& model, const MatchInputs& inputs,
                  bool is_local, SourceTerms& terms) {
  const Footprint& footprint = inputs.footprint;
  const NodeArray<XraySource>& sources = inputs.xray.catalogue.sources;
  const auto listed_at = [&](const SkyPosition& position) {
    return model.places[regions.of(position)].listed;
  };
  std::vector<double> listed;
  for (const DepthPlace& place : model.places)
    listed.push_back(place.listed);
  terms.by_xray_id.change([&](std::size_t id, TermsOfSources::Own& of_source) {
    const XraySource& source = sources[id];
    if (!source.position) return;
    of_source.depth_place = static_cast<std::uint32_t>(regions.of(*source.position));
    if (source.kept && footprint.contains(*source.position, listed[of_source.depth_place]))
      of_source.is_considered = true;
    if (is_local)
      of_source.density_factor = footprint.relative_density(*source.position, listed_at);
  });
  terms.by_xray_id.set_listed(std::move(listed));
  find_edges(sources, footprint, terms.by_xray_id);
}

// By place.
std::vector<std::int64_t> count_considered(const SourceTerms& terms, std::size_t n_places) {
  std::vector<std::int64_t> n(n_places);
  for (const TermsOfSources::Own& of_source : terms.by_xray_id.own())
    n[of_source.depth_place] += of_source.is_considered ? 1 : 0;
  return n;
}

// Those that this rank writes are in the footprint too. \param first_id  of these
void mark_considered(std::int64_t first_id, SourceTerms& terms) {
  for (std::size_t i = 0; i < terms.in_footprint.size(); ++i) {
    if (terms.by_xray_id.own(static_cast<std::size_t>(first_id) + i).is_considered)
      terms.in_footprint[i] = 1;
  }
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

DepthStars see_depth(const Communicator& comm, const MatchOptions& options,
                     const MatchInputs& inputs, const SearchResult& found,
                     const SourceTerms& terms) {
  const XrayCatalogue& xray = inputs.xray.catalogue;
  const CellsOfSky cells = cells_of_sky(comm, found, xray, terms.by_xray_id);
  DepthStars stars{check_depth(large_cells_of(cells).parts), {}};
  if (!stars.check.tells_places_apart()) {
    // Narrow strips of another depth are in each of the large cells.
    const DepthCheck together = check_depth_together(cells.parts);
    if (together.varies()) stars.check = together;
  }
  if (options.probability.by_depth && stars.check.tells_places_apart())
    stars.of_cells = stars_of_cells(comm, found, xray, terms.by_xray_id);
  return stars;
}

TermsOfPlaces find_places(const Communicator& comm, const MatchOptions& options,
                          const MatchInputs& inputs, const DepthStars& stars, SourceTerms&& terms) {
  TermsOfPlaces places{std::move(terms), stars.check, std::nullopt};
  if (!stars.of_cells) return places;
  DepthRegions regions{*stars.of_cells, stars.check.lacks_stars_without_ks()
                                            ? StarsWithoutKs::in_parts
                                            : StarsWithoutKs::everywhere};
  if (regions.size() == 1) return places;
  DepthCounts counts = count_places(regions, *stars.of_cells, inputs.footprint);
  DepthModel model =
      fit_depth(counts, inputs.infrared.tally.class_counts, inputs.footprint.area_arcsec2());
  apply_places(regions, model, inputs, options.probability.local_density, places.terms);
  std::vector<std::int64_t> n_sources = count_considered(places.terms, regions.size());
  model.weigh_by(n_sources);
  places.terms.n_considered = std::accumulate(n_sources.begin(), n_sources.end(), std::int64_t{0});
  mark_considered(comm.exclusive_prefix_sum(std::ssize(places.terms.in_footprint)), places.terms);
  places.depth = DepthMap{std::move(regions), std::move(counts), std::move(n_sources),
                          std::make_shared<const DepthModel>(std::move(model))};
  return places;
}

} // namespace counterpoint
