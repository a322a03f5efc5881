#include "match/results.hpp"
#include "match/table_columns.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterpoint {

namespace {

// One class of one feature at some magnitude.
struct GridCell {
  std::string feature;
  double ks_low;
  double ks_high;
  double value_low;
  double value_high;
  double q;
  double n;
  double ratio;
};

// Of half a mag, whose number is `row`: counterparts per X-ray source.
double counterparts_of_row(const std::vector<double>& q, std::size_t row) {
  const auto first = q.begin() + static_cast<std::ptrdiff_t>(row * FeatureTally::classes_of_row);
  const auto n = std::min<std::ptrdiff_t>(FeatureTally::classes_of_row, q.end() - first);
  return std::accumulate(first, first + n, 0.0);
}

void add_row_of_magnitude(const MatchResults& results, std::size_t f, std::size_t row,
                          std::vector<GridCell>& cells) {
  const LikelihoodRatioModel& lr = results.fitted.model.lr;
  const FeatureModel& feature = lr.features[f];
  const FeatureClasses& classes = feature.classes;
  double of_all = 0.0; // stars times q / n: their number, but for its noise
  for (std::size_t c = 0; c < classes.n_classes(); ++c)
    of_all += feature.n[feature.place(row, c)] * feature.ratio[feature.place(row, c)];
  if (of_all == 0.0) return;
  const double q_of_row = counterparts_of_row(lr.listed_q(), row);
  const double area = results.inputs.footprint.area_arcsec2();
  const bool has_ks = row + 1 < FeatureTally::n_rows;
  constexpr double height = FeatureTally::classes_of_row * MagnitudeClasses::width;
  const double ks_low = has_ks ? static_cast<double>(row) * height : unknown;
  for (std::size_t c = 0; c < classes.n_classes(); ++c) {
    const std::size_t place = feature.place(row, c);
    const bool is_measured = c != FeatureClasses::missing;
    const bool is_last = c + 1 == classes.n_classes();
    cells.push_back({results.options.infrared.features[f].name, ks_low, ks_low + height,
                     is_measured && c > 1 ? classes.lowest(row, c) : unknown,
                     is_measured && !is_last ? classes.lowest(row, c + 1) : unknown,
                     q_of_row * feature.n[place] * feature.ratio[place] / of_all,
                     feature.n[place] / area, feature.ratio[place]});
  }
}

} // namespace

void add_features(TableBuilder& table, const MatchResults& results,
                  const std::function<XrayTerms(std::size_t)>& terms) {
  const auto& pairs = results.candidates.of_source.values();
  const std::vector<FeatureRequest>& features = results.options.infrared.features;
  for (std::size_t f = 0; f < features.size(); ++f) {
    table.column(
        features[f].output_name(), "", "",
        features[f].name + ", as used: rounded to 11 binary digits",
        [&pairs, f](std::size_t row) { return FeatureCode::value(pairs[row].features.of[f]); });
  }
  if (features.empty()) return;
  table.column("features_q_over_n", "", "arith.ratio",
               "q / n of the features at this Ks: LR is q_over_n times this times p_phi",
               [&, terms](std::size_t row) {
                 return results.fitted.model.lr.feature_factor(pairs[row], terms(row));
               });
}

void add_local_features(TableBuilder& table, const MatchResults& results,
                        const std::function<XrayTerms(std::size_t)>& terms) {
  const std::vector<FeatureRequest>& features = results.options.infrared.features;
  for (std::size_t f = 0; f < features.size(); ++f) {
    table.column("local_" + features[f].output_name(), "", "",
                 "how much larger " + features[f].name +
                     " of the stars around is than of all (without any: of all places); taken off "
                     "before it counts; blank: not measured there, and says nothing",
                 [terms, f](std::size_t row) {
                   return static_cast<double>(terms(row).local_features.of[f]);
                 });
  }
}

void write_feature_grid(ResultFile& file, const MatchResults& results, bool is_root) {
  std::vector<GridCell> cells;
  for (std::size_t f = 0; is_root && f < results.fitted.model.lr.features.size(); ++f) {
    for (std::size_t row = 0; row < FeatureTally::n_rows; ++row)
      add_row_of_magnitude(results, f, row, cells);
  }
  TableBuilder table{"/feature_grid", cells.size()};
  table
      .column("feature", "", "meta.id", "as the configuration has it",
              [&](std::size_t row) { return cells[row].feature; })
      .column("ks_low", "mag", "phot.mag;em.IR.K;stat.min", "lower edge; blank: no Ks",
              [&](std::size_t row) { return cells[row].ks_low; })
      .column("ks_high", "mag", "phot.mag;em.IR.K;stat.max", "upper edge",
              [&](std::size_t row) { return cells[row].ks_high; })
      .column("value_low", "", "stat.min", "lowest value; blank: all below value_high",
              [&](std::size_t row) { return cells[row].value_low; })
      .column("value_high", "", "stat.max",
              "highest value; blank: all above value_low; both blank: a missing value",
              [&](std::size_t row) { return cells[row].value_high; })
      .column("q", "", "", "counterparts per X-ray source",
              [&](std::size_t row) { return cells[row].q; })
      .column("n", "arcsec-2", "", "infrared sources per area",
              [&](std::size_t row) { return cells[row].n; })
      .column("q_over_n", "", "arith.ratio", "q / n at this Ks, as features_q_over_n has it",
              [&](std::size_t row) { return cells[row].ratio; });
  file.write(table.table());
}

} // namespace counterpoint
