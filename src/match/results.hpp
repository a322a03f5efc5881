#pragma once

#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/output/table.hpp"
#include "counterpoint/output/table_builder.hpp"
#include "match/candidates.hpp"
#include "match/clustering.hpp"
#include "match/colour_check.hpp"
#include "match/depth_check.hpp"
#include "match/environments.hpp"
#include "match/fitted_model.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"
#include "match/mean_offset.hpp"
#include "match/null_comparison.hpp"
#include "match/offset_distribution.hpp"
#include "match/probabilities.hpp"
#include "match/shared_counterparts.hpp"
#include "match/subgroups.hpp"
#include "match/table_details.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// What the stages of `match` found, together.
struct MatchResults {
  const MatchOptions& options;
  const MatchInputs& inputs;
  const std::optional<FrameAlignment>& alignment; ///< none where it was not asked for
  const Candidates& candidates;
  const TableDetails& details;
  const FittedModel& fitted;
  const Probabilities& probabilities;
  const TrialCounts& trials;
  const NullComparison& null;
  const ClusteringCheck& clustering;
  const Calibration& calibration;
  const Environments& environments; ///< without places where none were asked for
  const std::vector<SeparationBin>& separations;
  const std::vector<Subgroup>& subgroups;
  const DepthCheck& depth;
  const ColourCheck& colour;
  const SharedCounterparts& shared;
  const MeanOffset& mean_offset;
};

/// Collective. Writes the HDF5 file; it has its name only when it is complete.
/// \param warnings  that the run gave
/// \throws InputError, SystemError as ResultFile does
void write_results(const Communicator& comm, const MatchResults& results,
                   std::span<const std::string> warnings);

/// Collective. The tables with a row per X-ray source or candidate: /counterparts, /pairs, /xray.
void write_source_tables(const Communicator& comm, ResultFile& file, const MatchResults& results);

/// Collective. What maps are drawn of: /footprint, /offset_distribution and, after an alignment,
/// /offset_map.
void write_map_tables(ResultFile& file, const MatchResults& results, bool is_root);

/// Collective. /subgroups. \param groups  none on ranks other than the first
void write_subgroups(ResultFile& file, std::span<const Subgroup> groups);

/// Collective. /error_model: what the separations say of the declared errors.
void write_error_model(ResultFile& file, const MatchResults& results, bool is_root);

/// Local. Adds what each feature of a pair is, and what they did together.
/// \param terms  of the X-ray source of a row
void add_features(TableBuilder& table, const MatchResults& results,
                  const std::function<XrayTerms(std::size_t)>& terms);

/// Local. Adds what the stars round an X-ray source have more of each feature. \param terms  of a
/// row
void add_local_features(TableBuilder& table, const MatchResults& results,
                        const std::function<XrayTerms(std::size_t)>& terms);

/// Collective. /feature_grid, of results with features.
void write_feature_grid(ResultFile& file, const MatchResults& results, bool is_root);

/// Collective. /classes, of results that have classes.
void write_classes(ResultFile& file, const MatchResults& results, bool is_root);

/// Collective. /depth, of results that go by the depth of each place.
void write_depth(ResultFile& file, const MatchResults& results, bool is_root);

/// Collective. What each of two infrared catalogues lists of the other. \pre there are two
void write_overlap(ResultFile& file, const MatchResults& results, bool is_root);

/// Local. Adds the place of equal depth of each X-ray source of this rank.
void add_depth(TableBuilder& table, const MatchResults& results);

/// Local. The numbers of a run that are not tables: attributes of /summary, in their order.
[[nodiscard]] std::vector<OutputAttribute> summary_attributes(const MatchResults& results);

/// Local. The short table that `match` prints: matches per Ks bin, totals.
[[nodiscard]] std::string result_table(const MatchResults& results);

} // namespace counterpoint
