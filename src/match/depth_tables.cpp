#include "counterpoint/sky/position_mean.hpp"
#include "match/results.hpp"
#include "match/table_columns.hpp"

#include <vector>

namespace counterpoint {

namespace {

// Where the considered X-ray sources of each place lie, in the mean.
std::vector<PositionMean> middles(const MatchResults& results) {
  const TermsOfSources& terms = results.fitted.terms.by_xray_id;
  std::vector<PositionMean> middles(results.fitted.depth->regions.size());
  for (std::size_t id = 0; id < terms.size(); ++id) {
    const TermsOfSources::Own& own = terms.own(id);
    if (own.is_considered)
      middles[own.depth_place].add(*results.inputs.xray.catalogue.sources[id].position);
  }
  return middles;
}

} // namespace

void write_depth(ResultFile& file, const MatchResults& results, bool is_root) {
  const DepthMap& map = *results.fitted.depth;
  const LikelihoodRatioModel& lr = results.fitted.model.lr;
  const std::vector<PositionMean> middle = middles(results);
  const auto place = [&](std::size_t row) -> const DepthPlace& { return map.model->places[row]; };
  TableBuilder table{"/depth", is_root ? map.regions.size() : 0};
  table
      .column("depth_place", "", "meta.id", "number of the place, from 0",
              [](std::size_t row) { return static_cast<std::int64_t>(row); })
      .column("ra", "deg", "pos.eq.ra", "mean of the X-ray sources there",
              [&](std::size_t row) { return middle[row].ra_deg(); })
      .column("dec", "deg", "pos.eq.dec", "mean of the X-ray sources there",
              [&](std::size_t row) { return middle[row].dec_deg(); })
      .column("sources", "", "meta.number", "considered X-ray sources",
              [&](std::size_t row) { return map.n_sources[row]; })
      .column("stars", "", "meta.number",
              "stars near X-ray sources that tell the depth, once for each source",
              [&](std::size_t row) { return map.n_measured(row); })
      .column("rows", "", "meta.number", "infrared sources, of the whole catalogue",
              [&](std::size_t row) { return map.counts.rows[row]; })
      .column("faint_end", "mag", "phot.mag;em.IR.K;stat.max",
              "Ks than which 95 % of these stars are brighter",
              [&](std::size_t row) { return map.faint_end(row); })
      .column("limit", "mag", "phot.mag;em.IR.K;stat.max",
              "Ks at which half of the stars are listed that the deepest places list; blank there",
              [&](std::size_t row) { return place(row).limit; })
      .column("limit_width", "mag", "stat.stdev", "scatter of the limits of single stars",
              [&](std::size_t row) { return place(row).width; })
      .column("listed", "", "arith.ratio",
              "stars listed here over those of a usual place, if there are as many",
              [&](std::size_t row) { return place(row).listed; })
      .column("missing_ks", "", "arith.ratio",
              "stars without Ks among as many stars, over the place with most of them",
              [&](std::size_t row) { return place(row).completeness.back(); })
      .column("Q", "", "", "fraction of the X-ray sources there with a counterpart that is listed",
              [&](std::size_t row) { return lr.q_total_of_places()[row]; });
  file.write(table.table());
}

void add_depth(TableBuilder& table, const MatchResults& results) {
  const auto first = static_cast<std::size_t>(results.candidates.first_xray_id);
  const auto place = [&results, first](std::size_t row) {
    return std::size_t{results.fitted.terms.by_xray_id.own(first + row).depth_place};
  };
  table
      .column("depth_place", "", "meta.id", "place of equal depth: see /depth",
              [place](std::size_t row) { return static_cast<std::int64_t>(place(row)); })
      .column("faint_end", "mag", "phot.mag;em.IR.K;stat.max",
              "Ks than which 95 % of the stars there are brighter",
              [&results, place](std::size_t row) {
                return results.fitted.depth->faint_end(place(row));
              });
}

} // namespace counterpoint
