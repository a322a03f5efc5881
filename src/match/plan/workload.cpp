#include "match/plan/workload.hpp"

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/search/search.hpp"
#include "match/match_inputs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint {

namespace {

// Enough that a field in each hundredth of a catalogue is seen; 64 MiB in all.
constexpr CatalogueSample usual_sample{256, std::int64_t{1} << 18U};
// What a rank holds before rows are kept: the program, the X-ray sources, a block of rows.
constexpr CatalogueSample first_look{1, std::int64_t{1} << 20U};

MatchInputs read_sampled(const Communicator& alone, const MatchOptions& options,
                         const CatalogueSample& sample, Messages& log) {
  MatchOptions sampled = options;
  sampled.infrared.sample = sample;
  PhaseClock clock;
  return read_inputs(alone, sampled, log, clock);
}

// Sets what the files say, and the fraction of them that was sampled.
void count_files(const std::vector<CatalogueFile>& files, double bytes_read, double rows_read,
                 Workload& work) {
  double largest_unshared = 0.0;
  for (const CatalogueFile& file : files) {
    const auto bytes = static_cast<double>(file.bytes);
    work.bytes_to_read += bytes;
    (file.is_gzip ? work.gzip_bytes : work.text_bytes) += file.is_text ? bytes : 0.0;
    if (!file.is_splittable) largest_unshared = std::max(largest_unshared, bytes);
  }
  work.sampled_fraction = std::min(1.0, bytes_read / work.bytes_to_read);
  work.infrared_rows = rows_read / work.sampled_fraction;
  work.table_rows =
      work.infrared_rows * (1.0 - (work.text_bytes + work.gzip_bytes) / work.bytes_to_read);
  work.largest_share = std::max(1.0 / work.n_ranks, largest_unshared / work.bytes_to_read);
}

// Near rows of equal parts of the sample, in the order of the files.
std::vector<double> near_rows_by_block(const InfraredInput& infrared) {
  constexpr std::size_t n_parts = static_cast<std::size_t>(usual_sample.n_blocks);
  std::vector<double> of_block(n_parts);
  const auto n_rows = static_cast<double>(infrared.n_rows_of_rank);
  for (const InfraredSource& row : infrared.rows.each()) {
    const double place = static_cast<double>(row.ir_id) / n_rows * static_cast<double>(n_parts);
    ++of_block[std::min(n_parts - 1, static_cast<std::size_t>(place))];
  }
  return of_block;
}

// The cells that count the rows of the whole catalogue: rows fall on those of the area at random.
double cells_with_rows(double area_arcsec2, double n_rows) {
  const double height = SkyGrid{SkyGrid::finest_level}.cell_height().arcsec();
  constexpr double most = static_cast<double>(CellTally::most_pages) * 1024.0;
  const double n_cells = std::min(area_arcsec2 / (height * height), most);
  return n_cells * -std::expm1(-n_rows / n_cells);
}

// What the trials and the exact expectation go through.
void count_trials(const Neighbourhoods& sky, const NullOptions& null, Angle largest_radius,
                  std::span<const XraySource> xray, Workload& work) {
  const Angle reach = largest_radius + null.shift_max;
  const Companions companions{sky, xray, 2.0 * reach};
  NeighbourColumns neighbours;
  const auto within = [&](Angle outer) {
    return static_cast<double>(
        neighbours.n_within(outer.arcsec() + neighbours.largest_radius_arcsec));
  };
  for (std::size_t i = 0; i < sky.size(); ++i) {
    sky.find_columns(i, neighbours);
    const double in_zone = within(null.zone().outer);
    work.trial_pairs += in_zone * null.trials;
    work.zone_pairs += 2.0 * in_zone; // once more for the check of clustering
    work.companion_pairs += in_zone * static_cast<double>(companions.of(sky.xray_ids[i]).size());
    for (const Angle radius : null.sweep_radii) {
      const double in_sweep = within(null.sweep_zone(radius).outer);
      work.trial_pairs += in_sweep * null.sweep_trials;
      work.zone_pairs += in_sweep;
    }
  }
}

double bytes_of(const std::vector<std::string>& texts) {
  double bytes = 0.0;
  for (const std::string& text : texts)
    bytes += static_cast<double>(text.size());
  return bytes;
}

// Searches the sample as `match` would the whole.
void search_sample(const Communicator& alone, const MatchPlan& plan, MatchInputs& inputs,
                   Workload& work) {
  SearchPlan search = plan.search;
  search.ranks = {};
  // The tiles are cut by neighbours expected: the sample is thinner, so its disc is larger.
  search.reach = search.reach * (1.0 / std::sqrt(work.sampled_fraction));
  const SearchResult found =
      search_tiles(alone, search, inputs.xray.catalogue, std::move(inputs.infrared.rows));
  std::vector<double> pairs_of_tile;
  for (const TileWork& tile : found.tiles) {
    work.tile_rows += static_cast<double>(tile.n_infrared);
    pairs_of_tile.push_back(static_cast<double>(tile.n_neighbours));
  }
  work.pairs = std::accumulate(pairs_of_tile.begin(), pairs_of_tile.end(), 0.0);
  work.pair_balance = balance_of_tiles(pairs_of_tile, work.grid.n_tile_workers);
  work.candidates = static_cast<double>(found.sky.candidates.values().size());
  count_trials(found.sky.neighbourhoods, plan.null, plan.search.largest_radius,
               inputs.xray.catalogue.sources, work);
}

void scale_up(Workload& work) {
  for (double* const amount :
       {&work.near_rows, &work.tile_rows, &work.pairs, &work.candidates, &work.carried_bytes,
        &work.trial_pairs, &work.zone_pairs, &work.companion_pairs})
    *amount /= work.sampled_fraction;
}

} // namespace

double balance_of_shares(const std::vector<double>& of_block, int n_ranks) {
  check(!of_block.empty() && n_ranks > 0, "balance_of_shares: arguments");
  const auto n_blocks = std::ssize(of_block);
  const auto n_shares = std::min<std::ptrdiff_t>(n_ranks, n_blocks);
  const double total = std::accumulate(of_block.begin(), of_block.end(), 0.0);
  if (total <= 0.0) return 1.0;
  double most = 0.0;
  for (std::ptrdiff_t share = 0; share < n_shares; ++share) {
    const auto first = of_block.begin() + n_blocks * share / n_shares;
    const auto last = of_block.begin() + n_blocks * (share + 1) / n_shares;
    // Shares of one block more than another are no larger in truth.
    const double per_block = std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
    most = std::max(most, per_block);
  }
  return most * static_cast<double>(n_blocks) / total;
}

double balance_of_tiles(const std::vector<double>& pairs_of_tile, int n_workers) {
  const auto n_tiles = static_cast<double>(pairs_of_tile.size());
  const double total = std::accumulate(pairs_of_tile.begin(), pairs_of_tile.end(), 0.0);
  if (n_workers < 2 || n_tiles < 2 || total <= 0.0) return 1.0;
  const double mean = total / n_tiles;
  double squares = 0.0;
  for (const double pairs : pairs_of_tile)
    squares += (pairs - mean) * (pairs - mean);
  const double variance = std::max(0.0, squares / (n_tiles - 1.0) - mean);
  const double tiles_per_worker = std::max(1.0, n_tiles / n_workers);
  const double scatter = std::sqrt(variance / tiles_per_worker) / mean;
  return 1.0 + scatter * std::sqrt(2.0 * std::log(n_workers));
}

namespace {

Workload workload_of_one(const Communicator& alone, const MatchOptions& options, int n_ranks,
                         Messages& log) {
  Workload work;
  const auto bytes_of_program = static_cast<double>(peak_memory_bytes());
  read_sampled(alone, options, first_look, log);
  work.own_bytes = static_cast<double>(peak_memory_bytes());
  work.shared_bytes = work.own_bytes - bytes_of_program;

  MatchInputs inputs = read_sampled(alone, options, usual_sample, log);
  const MatchPlan plan = plan_match(options, inputs.xray.catalogue, n_ranks);
  work.n_ranks = n_ranks;
  work.grid = plan.search.ranks;
  work.n_tiles = plan.search.n_tiles;
  work.reach = plan.search.reach;
  work.margin = plan.search.margin;
  work.xray_rows = static_cast<double>(inputs.xray.catalogue.sources.size());
  work.xray_kept =
      static_cast<double>(std::ranges::count_if(inputs.xray.catalogue.sources, &XraySource::kept));
  const CatalogueReader reader{alone, "infrared catalogue", options.infrared.files, {}};
  count_files(reader.files(), static_cast<double>(inputs.infrared.bytes_read),
              static_cast<double>(inputs.infrared.n_rows_of_rank), work);
  work.near_rows = static_cast<double>(inputs.infrared.rows.size());
  work.near_balance = balance_of_shares(near_rows_by_block(inputs.infrared), n_ranks);
  work.carried_bytes =
      bytes_of(inputs.infrared.stars.carried) + bytes_of(inputs.infrared.stars.names);
  work.cells = cells_with_rows(inputs.footprint.area_arcsec2(), work.infrared_rows);
  search_sample(alone, plan, inputs, work);
  scale_up(work);
  return work;
}

// What another infrared catalogue takes beside the first: a rank that has most of one is taken to
// have most of the other.
void add_catalogue(const Workload& more, Workload& work) {
  const double part = more.bytes_to_read / (work.bytes_to_read + more.bytes_to_read);
  const auto mean = [part](double& value, double other) { value += part * (other - value); };
  mean(work.sampled_fraction, more.sampled_fraction);
  mean(work.largest_share, more.largest_share);
  for (double Workload::*amount :
       {&Workload::infrared_rows, &Workload::text_bytes, &Workload::gzip_bytes,
        &Workload::table_rows, &Workload::bytes_to_read, &Workload::cells, &Workload::near_rows,
        &Workload::tile_rows, &Workload::pairs, &Workload::candidates, &Workload::carried_bytes,
        &Workload::trial_pairs, &Workload::zone_pairs, &Workload::companion_pairs})
    work.*amount += more.*amount;
  for (double Workload::*most : {&Workload::near_balance, &Workload::pair_balance,
                                 &Workload::own_bytes, &Workload::shared_bytes})
    work.*most = std::max(work.*most, more.*most);
}

} // namespace

Workload expect_workload(const Communicator& alone, const MatchOptions& options, int n_ranks,
                         Messages& log) {
  MatchOptions one = options;
  one.second_infrared.reset();
  Workload work = workload_of_one(alone, one, n_ranks, log);
  if (!options.second_infrared) return work;
  one.infrared = *options.second_infrared;
  add_catalogue(workload_of_one(alone, one, n_ranks, log), work);
  return work;
}

} // namespace counterpoint
