#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/output/array_file.hpp"
#include "counterpoint/output/file_note.hpp"
#include "match/stage/result_passes.hpp"
#include "match/stage/searched_sky.hpp"
#include "match/stage/stage_arrays.hpp"
#include "match/stage/stage_file.hpp"
#include "match/stage/stage_format.hpp"
#include "match/stage/stage_state.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

StageState read_state(const ArrayFileReader& file, const fs::path& path) {
  const auto bytes = file.read_whole<std::byte>(stage_arrays::state);
  std::vector<std::byte> results; // that were added later
  run_together(file.comm(), [&] {
    if (file.comm().is_root()) results = read_note(path);
  });
  file.comm().broadcast(results);
  return run_together(file.comm(), [&] {
    StageState state;
    StateReader archive{bytes};
    pass(archive, state);
    if (!results.empty()) {
      StateReader later{std::move(results)};
      state.kept.pass_all(later);
    }
    require_same_inputs(path, state.files);
    return state;
  });
}

// This rank's part of an array of texts.
TextList read_texts(const ArrayFileReader& file, const std::string& name, const ArrayPart& part) {
  const auto lengths = file.read<std::int64_t>(name + stage_arrays::lengths, part);
  TextList texts;
  std::size_t end = 0;
  for (const std::int64_t length : lengths)
    texts.ends().push_back(end += static_cast<std::size_t>(length));
  const auto n_mine = static_cast<std::int64_t>(end);
  texts.characters() = file.read<char>(name, {file.comm().exclusive_prefix_sum(n_mine), n_mine});
  return texts;
}

std::vector<std::string> as_strings(const TextList& texts) {
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < texts.size(); ++i)
    strings.emplace_back(texts[i]);
  return strings;
}

// The same rows of an array of texts that may have been left out.
TextList read_texts_of(const ArrayFileReader& file, const std::string& name,
                       const ArrayPart& rows) {
  const bool is_there = file.size<std::int64_t>(name + stage_arrays::lengths) > 0;
  return read_texts(file, name, is_there ? rows : ArrayPart{});
}

XrayInput read_xray(const ArrayFileReader& file, StageState& state) {
  const auto node_ranks = std::make_shared<const NodeRanks>(file.comm());
  const std::int64_t n = file.size<XraySource>(stage_arrays::xray);
  const ArrayPart share = file.share_of(n);
  XrayInput xray;
  xray.catalogue.sources =
      NodeArray<XraySource>::gather(node_ranks, file.read<XraySource>(stage_arrays::xray, share));
  xray.catalogue.names =
      NodeTexts::gather(node_ranks, read_texts_of(file, stage_arrays::xray_names, share));
  xray.catalogue.observations = std::move(state.observations);
  xray.catalogue.classes = std::move(state.classes);
  xray.cleaning = std::move(state.xray_cleaning);
  xray.carried_columns = std::move(state.xray_columns);
  xray.carried = read_texts_of(file, stage_arrays::xray_cells, share);
  xray.n_rows_of_rank = share.count;
  return xray;
}

// A rank's share of the stars that are shown of a catalogue, and of its rows.
struct StarShare {
  CandidateStars stars;
  std::int64_t n_rows = 0;
};

// Each rank's share of the stars that are shown, and of the catalogue's rows those from its first
// star to that of the next rank. \param n_rows  of the catalogue
StarShare read_stars(const ArrayFileReader& file, const stage_arrays::OfStars& arrays,
                     std::int64_t n_rows) {
  const ArrayPart share = file.share_of(file.size<std::int64_t>(arrays.rows));
  StarShare mine;
  CandidateStars& stars = mine.stars;
  stars.rows = file.read<std::int64_t>(arrays.rows, share);
  std::vector<std::int64_t> starts(static_cast<std::size_t>(file.comm().size()) + 1, n_rows);
  if (!stars.rows.empty())
    starts[static_cast<std::size_t>(file.comm().rank())] = stars.rows.front();
  file.comm().minimum(std::span{starts});
  for (std::size_t i = starts.size() - 1; i-- > 0;) // of a rank without stars
    starts[i] = std::min(starts[i], starts[i + 1]);
  starts[0] = 0;
  const std::int64_t first = starts[static_cast<std::size_t>(file.comm().rank())];
  const std::int64_t end = starts[static_cast<std::size_t>(file.comm().rank()) + 1];
  for (std::int64_t& row : stars.rows)
    row -= first;
  mine.n_rows = end - first;
  stars.details = file.read<StarDetails>(arrays.details, share);
  stars.names = as_strings(read_texts_of(file, arrays.names, share));
  stars.carried = as_strings(read_texts_of(file, arrays.cells, share));
  if (file.size<double>(arrays.ks) > 0) stars.ks = file.read<double>(arrays.ks, share);
  if (file.size<std::int64_t>(arrays.partners) > 0)
    stars.partners = file.read<std::int64_t>(arrays.partners, share);
  return mine;
}

InfraredInput read_infrared(const ArrayFileReader& file, StageState& state) {
  StarShare mine = read_stars(file, stage_arrays::stars, state.n_infrared_rows);
  InfraredInput infrared{.rows = {},
                         .tally = state.tally,
                         .cells = {},
                         .cleaning = std::move(state.infrared_cleaning)};
  infrared.n_rows_of_rank = mine.n_rows;
  infrared.carried_columns = std::move(state.infrared_columns);
  infrared.stars = std::move(mine.stars);
  return infrared;
}

std::optional<SecondCatalogue> read_second(const ArrayFileReader& file, StageState& state) {
  if (!state.second) return std::nullopt;
  SecondState& second = *state.second;
  StarShare mine = read_stars(file, stage_arrays::second_stars, second.n_rows);
  constexpr std::int64_t bytes_read = 0; // of the catalogue, by this run
  return SecondCatalogue{std::move(second.cleaning),
                         std::move(mine.stars),
                         mine.n_rows,
                         state.n_infrared_rows,
                         bytes_read,
                         second.join,
                         second.listed,
                         std::move(second.columns)};
}

Footprint read_footprint(const ArrayFileReader& file, const StageState& state) {
  const auto pages = file.read_whole<stage_arrays::FootprintPage>(stage_arrays::footprint);
  CellTally cells;
  while (cells.grid().level() > state.footprint_level && cells.grid().level() > 0)
    cells.coarsen();
  for (const stage_arrays::FootprintPage& page : pages)
    cells.add(page);
  return {std::move(cells), state.footprint_filling, state.cells_at_gap};
}

// Is all that is made of the neighbours kept?
bool are_neighbours_used_up(const KeptResults& kept, const NullOptions& null) {
  constexpr std::array made_of_them{LaterResult::depth, LaterResult::separations,
                                    LaterResult::expectation, LaterResult::clustering};
  const auto trials = kept.get<TrialProgress>(LaterResult::trials);
  return std::ranges::all_of(made_of_them, [&](LaterResult one) { return kept.has(one); }) &&
         trials && trials->are_done(null);
}

} // namespace

LoadedStage load_stage(const Communicator& comm, const fs::path& path, const MatchOptions& options,
                       const StageUse& use) {
  const ArrayFileReader file{comm, path};
  StageState state = read_state(file, path);
  state.kept.forget_what_rests_on(use.changed_keys);
  XrayInput xray = read_xray(file, state);
  MatchPlan plan = run_together(comm, [&] {
    MatchPlan planned = plan_match(options, xray.catalogue, comm.size());
    require_within(state.searched, planned.search);
    return planned;
  });
  InfraredInput infrared = read_infrared(file, state);
  std::optional<SecondCatalogue> second = read_second(file, state);
  Footprint footprint = read_footprint(file, state);
  auto rows_of_places = file.read_share<InfraredSource>(stage_arrays::rows_of_places);
  const bool takes_neighbours =
      use.may_be_saved || state.n_features > 0 || !are_neighbours_used_up(state.kept, plan.null);
  SearchResult found = read_searched(file, state.searched, plan.search, takes_neighbours);
  return {{{std::move(xray), std::move(plan), std::move(infrared), std::move(footprint),
            state.n_rows_near, state.area_near_arcsec2, std::move(state.places), std::move(second)},
           std::move(state.alignment),
           std::move(rows_of_places),
           std::move(found),
           std::move(state.files)},
          {std::move(state.warnings), std::move(state.kept)}};
}

} // namespace counterpoint
