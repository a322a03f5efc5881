#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/input_files.hpp"
#include "match/listed_places.hpp"
#include "match/stage/kept_results.hpp"
#include "match/stage/searched_sky.hpp"
#include "match/stage/stage.hpp"
#include "match/stage/state_archive.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// The same of the second of two infrared catalogues.
struct SecondState {
  CleaningSummary cleaning;
  std::int64_t n_rows = 0;
  JoinSummary join;
  ListedParts listed;
  std::vector<CarriedColumn> columns;
};

/// What a stage file holds beside its long arrays; equal on all ranks.
struct StageState {
  std::vector<FileState> files;
  std::vector<std::string> warnings; ///< that the run gave so far
  CleaningSummary xray_cleaning;
  CleaningSummary infrared_cleaning;
  std::vector<std::string> observations;
  std::vector<std::string> classes;
  std::vector<CarriedColumn> xray_columns;
  std::vector<CarriedColumn> infrared_columns;
  std::vector<double> grid; ///< of the tally's bins
  std::int64_t n_features = 0;
  InfraredTally tally{MagnitudeBins{}};
  std::int64_t footprint_level = 0;
  double footprint_filling = 1.0;
  CellsAtGap cells_at_gap{}; ///< of the footprint
  std::int64_t n_rows_near = 0;
  double area_near_arcsec2 = 0.0;
  std::int64_t n_infrared_rows = 0; ///< of the catalogue
  std::optional<SecondState> second;
  std::vector<ListedPlace> places;
  std::optional<FrameAlignment> alignment;
  SearchedReach searched;
  KeptResults kept; ///< what was made with it already
};

template <class Archive>
void pass(Archive& archive, CleaningSummary& cleaning) {
  archive.size(cleaning.by_reason);
  cleaning.add_up(PassState{archive});
  pass_texts(archive, cleaning.rejected_places);
  pass_texts(archive, cleaning.notes);
  archive.text(cleaning.position_columns);
}

template <class Archive>
void pass(Archive& archive, CarriedColumn& column) {
  archive.text(column.name);
  archive.text(column.unit);
  archive.text(column.ucd);
  archive.text(column.description);
  archive.value(column.kind);
}

template <class Archive>
void pass(Archive& archive, ListedPlace& place) {
  archive.text(place.name);
  archive.value(place.position);
  archive.value(place.error);
}

template <class Archive>
void pass(Archive& archive, FileState& file) {
  archive.text(file.path);
  archive.value(file.bytes);
  archive.value(file.modified_ns);
}

template <class Archive>
void pass(Archive& archive, FrameAlignment& alignment) {
  BlindOffset& found = alignment.found;
  archive.value(found.offset);
  archive.value(found.error);
  archive.value(found.significance);
  archive.value(found.n_counterparts);
  archive.value(found.map.half_side);
  pass_values(archive, found.map.excess);
  archive.value(found.map.deviation);
  archive.value(found.excess_significance);
  archive.value(alignment.is_beyond);
  archive.value(alignment.is_applied);
}

template <class Archive>
void pass(Archive& archive, SecondState& second) {
  pass(archive, second.cleaning);
  archive.value(second.n_rows);
  second.join.add_up(PassState{archive});
  archive.value(second.listed);
  pass_each(archive, second.columns);
}

template <class Archive, class T>
void pass_optional(Archive& archive, std::optional<T>& value) {
  bool is_there = value.has_value();
  archive.value(is_there);
  if (!is_there) return;
  if (!value) value.emplace();
  pass(archive, *value);
}

template <class Archive>
void pass(Archive& archive, StageState& state) {
  pass_each(archive, state.files);
  pass_texts(archive, state.warnings);
  pass(archive, state.xray_cleaning);
  pass(archive, state.infrared_cleaning);
  pass_texts(archive, state.observations);
  pass_texts(archive, state.classes);
  pass_each(archive, state.xray_columns);
  pass_each(archive, state.infrared_columns);
  pass_values(archive, state.grid);
  archive.value(state.n_features);
  const auto n_features = static_cast<std::size_t>(state.n_features);
  if (state.tally.bins().grid() != state.grid || state.tally.features.n_features() != n_features)
    state.tally = InfraredTally{MagnitudeBins{state.grid}, n_features};
  state.tally.add_up(PassState{archive});
  archive.value(state.footprint_level);
  archive.value(state.footprint_filling);
  archive.value(state.cells_at_gap);
  archive.value(state.n_rows_near);
  archive.value(state.area_near_arcsec2);
  archive.value(state.n_infrared_rows);
  pass_optional(archive, state.second);
  pass_each(archive, state.places);
  pass_optional(archive, state.alignment);
  archive.value(state.searched);
  state.kept.pass_all(archive);
}

} // namespace counterpoint
