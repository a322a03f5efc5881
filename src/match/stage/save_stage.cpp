#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/output/array_file.hpp"
#include "counterpoint/output/file_note.hpp"
#include "match/stage/stage_arrays.hpp"
#include "match/stage/stage_file.hpp"
#include "match/stage/stage_format.hpp"
#include "match/stage/stage_state.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

StageState state_of(const Communicator& comm, const Stage& stage, const RunSoFar& so_far) {
  const MatchInputs& inputs = stage.inputs;
  StageState state;
  state.files = stage.files;
  state.warnings = so_far.warnings;
  state.xray_cleaning = inputs.xray.cleaning;
  state.infrared_cleaning = inputs.infrared.cleaning;
  state.observations = inputs.xray.catalogue.observations;
  state.classes = inputs.xray.catalogue.classes;
  state.xray_columns = inputs.xray.carried_columns;
  state.infrared_columns = inputs.infrared.carried_columns;
  state.grid = inputs.infrared.tally.bins().grid();
  state.tally = inputs.infrared.tally;
  state.n_features = checked_cast<std::int64_t>(state.tally.features.n_features());
  state.footprint_level = inputs.footprint.grid().level();
  state.footprint_filling = inputs.footprint.filling();
  state.cells_at_gap = inputs.footprint.cells_at_gap();
  state.n_rows_near = inputs.n_rows_near;
  state.area_near_arcsec2 = inputs.area_near_arcsec2;
  state.n_infrared_rows = comm.sum(inputs.infrared.n_rows_of_rank);
  if (const auto& second = inputs.second)
    state.second = {second->cleaning, comm.sum(second->n_rows_of_rank), second->join,
                    second->listed, second->carried_columns};
  state.places = inputs.places;
  state.alignment = stage.alignment;
  // A rank without tiles does not know it.
  std::array sigma{double{stage.found.sky.neighbourhoods.common_sigma_arcsec}};
  comm.maximum(std::span{sigma});
  state.searched = {stage.found.plan.acceptance, stage.found.plan.largest_shift,
                    static_cast<float>(sigma[0])};
  state.kept = so_far.kept;
  return state;
}

template <class T>
std::span<const T> on_root(const Communicator& comm, std::span<const T> values) {
  return comm.is_root() ? values : std::span<const T>{};
}

// This rank's share of values that are on every rank.
template <class T>
std::span<const T> share_of(const Communicator& comm, std::span<const T> values) {
  const auto n_ranks = static_cast<std::size_t>(comm.size());
  const auto rank = static_cast<std::size_t>(comm.rank());
  const std::size_t first = values.size() * rank / n_ranks;
  return values.subspan(first, values.size() * (rank + 1) / n_ranks - first);
}

// Texts as characters and lengths. \param text_of  the i-th one, of n
template <class TextOf>
void write_texts(ArrayFileWriter& file, const std::string& name, std::size_t n, TextOf&& text_of) {
  std::vector<char> characters;
  std::vector<std::int64_t> lengths;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string_view text = text_of(i);
    characters.insert(characters.end(), text.begin(), text.end());
    lengths.push_back(std::ssize(text));
  }
  file.write<char>(name, characters);
  file.write<std::int64_t>(name + stage_arrays::lengths, lengths);
}

void write_xray(const Communicator& comm, ArrayFileWriter& file, const XrayInput& xray) {
  const XrayCatalogue& catalogue = xray.catalogue;
  const std::span<const XraySource> all{catalogue.sources.data(), catalogue.sources.size()};
  const std::span<const XraySource> mine = share_of(comm, all);
  file.write(stage_arrays::xray, mine);
  const auto first = static_cast<std::size_t>(mine.data() - all.data());
  write_texts(file, stage_arrays::xray_names, catalogue.names.empty() ? 0 : mine.size(),
              [&](std::size_t i) { return catalogue.names[first + i]; });
  write_texts(file, stage_arrays::xray_cells, xray.carried.size(),
              [&](std::size_t i) { return xray.carried[i]; });
}

void write_footprint(const Communicator& comm, ArrayFileWriter& file, const Footprint& footprint) {
  std::vector<stage_arrays::FootprintPage> pages;
  if (comm.is_root()) {
    footprint.counts().for_each_page(
        [&](const stage_arrays::FootprintPage& page) { pages.push_back(page); });
  }
  file.write<stage_arrays::FootprintPage>(stage_arrays::footprint, pages);
}

// Of one infrared catalogue.
void write_stars(ArrayFileWriter& file, const stage_arrays::OfStars& arrays,
                 const CandidateStars& stars, std::int64_t first_row) {
  std::vector<std::int64_t> rows;
  for (const std::int64_t row : stars.rows)
    rows.push_back(first_row + row);
  file.write<std::int64_t>(arrays.rows, rows);
  file.write<StarDetails>(arrays.details, stars.details);
  file.write<double>(arrays.ks, stars.ks);
  file.write<std::int64_t>(arrays.partners, stars.partners);
  const auto write = [&](const char* name, const std::vector<std::string>& texts) {
    write_texts(file, name, texts.size(),
                [&](std::size_t i) { return std::string_view{texts[i]}; });
  };
  write(arrays.names, stars.names);
  write(arrays.cells, stars.carried);
}

// Copies the values of groups that follow one another, in pieces of any size.
template <class Groups>
class InPieces {
public:
  explicit InPieces(const Groups& groups) : groups_{groups} {}

  template <class T>
  void copy(std::span<T> piece) {
    for (std::size_t filled = 0; filled < piece.size();) {
      const std::span<const T> left = std::span<const T>{groups_[group_]}.subspan(next_);
      const std::size_t n = std::min(left.size(), piece.size() - filled);
      std::copy_n(left.begin(), n, piece.begin() + static_cast<std::ptrdiff_t>(filled));
      filled += n;
      next_ += n;
      if (n < left.size()) continue;
      ++group_;
      next_ = 0;
    }
  }

private:
  const Groups& groups_;
  std::size_t group_ = 0;
  std::size_t next_ = 0; // within the group
};

void write_searched(ArrayFileWriter& file, const SearchResult& found) {
  // The trial groups hold the same sources: the first of them writes.
  const SearchedSky nothing;
  const SearchedSky& sky = found.is_in_first_group ? found.sky : nothing;
  const Neighbourhoods& mine = sky.neighbourhoods;
  std::vector<stage_arrays::SearchedSource> sources;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    sources.push_back({mine.xray_ids[i], mine.errors[i], mine.units_deg[i],
                       std::ssize(mine.stored[i]), std::ssize(sky.candidates[i])});
  }
  file.write<stage_arrays::SearchedSource>(stage_arrays::searched, sources);
  InPieces neighbours{mine.stored};
  file.write_pieces<StoredNeighbour>(
      stage_arrays::neighbours, checked_cast<std::int64_t>(mine.n_neighbours()),
      [&](std::int64_t, std::span<StoredNeighbour> piece) { neighbours.copy(piece); });
  InPieces own{mine.own};
  file.write_pieces<OwnNeighbourValues>(
      stage_arrays::neighbour_values, checked_cast<std::int64_t>(mine.own.n_values()),
      [&](std::int64_t, std::span<OwnNeighbourValues> piece) { own.copy(piece); });
  InPieces features{mine.features};
  file.write_pieces<FeatureCodes>(
      stage_arrays::neighbour_features, checked_cast<std::int64_t>(mine.features.n_values()),
      [&](std::int64_t, std::span<FeatureCodes> piece) { features.copy(piece); });
  file.write<Candidate>(stage_arrays::candidates, sky.candidates.values());
}

} // namespace

void save_stage(const Communicator& comm, const fs::path& path, const MatchOptions& options,
                const Stage& stage, const RunSoFar& so_far) {
  ArrayFileWriter file{comm, path};
  file.write_attributes(stage_attributes(options.as_used));
  StageState state = state_of(comm, stage, so_far);
  StateWriter archive;
  pass(archive, state);
  file.write(stage_arrays::state, on_root(comm, std::span<const std::byte>{archive.bytes()}));
  write_xray(comm, file, stage.inputs.xray);
  write_footprint(comm, file, stage.inputs.footprint);
  const InfraredInput& infrared = stage.inputs.infrared;
  write_stars(file, stage_arrays::stars, infrared.stars,
              comm.exclusive_prefix_sum(infrared.n_rows_of_rank));
  if (const auto& second = stage.inputs.second) {
    write_stars(file, stage_arrays::second_stars, second->stars,
                comm.exclusive_prefix_sum(second->n_rows_of_rank));
  }
  file.write<InfraredSource>(stage_arrays::rows_of_places, stage.rows_of_places);
  write_searched(file, stage.found);
  file.commit();
}

void add_results(const Communicator& comm, const fs::path& path, KeptResults& kept) {
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    StateWriter archive;
    kept.pass_all(archive);
    append_note(path, archive.bytes());
  });
}

} // namespace counterpoint
