#include "match/carried_columns.hpp"
#include "match/table_columns.hpp"

#include <cstdint>
#include <numeric>

namespace counterpoint {

namespace {

TableBuilder xray_table(const MatchResults& results, const RowRange& rows) {
  const Candidates& candidates = results.candidates;
  const auto first = static_cast<std::size_t>(candidates.first_xray_id);
  const auto source = [&](std::size_t row) -> const XraySource& {
    return results.inputs.xray.catalogue.sources[first + row];
  };
  const auto terms = [&](std::size_t row) { return results.fitted.terms.by_xray_id[first + row]; };
  TableBuilder table{"/xray", rows};
  add_xray_source(table, results, [](std::size_t row) { return static_cast<std::int64_t>(row); });
  table
      .column("sigma", "arcsec", "stat.error;pos.eq", "one-dimensional standard deviation, as used",
              [&](std::size_t row) { return terms(row).sigma.major.arcsec(); })
      .column("sigma_minor", "arcsec", "stat.error;pos.eq;stat.min",
              "the same along the minor axis of an error ellipse; sigma is along the major axis",
              [&](std::size_t row) { return terms(row).sigma.minor.arcsec(); })
      .column("sigma_angle", "deg", "pos.posAng;pos.errorEllipse",
              "position angle of the major axis, north through east; blank for a circle",
              [&](std::size_t row) {
                const SkyEllipse sigma = terms(row).sigma;
                return sigma.is_circle() ? unknown : sigma.position_angle.degrees();
              })
      .column("radius", "arcsec", "pos.angDistance;stat.max",
              "acceptance radius (with the mean infrared error)" + along_axis(results.options),
              [&](std::size_t row) { return terms(row).acceptance.major.arcsec(); })
      .column("kept", "", "meta.code.qual", "passed the cleaning rules",
              [&](std::size_t row) { return std::uint8_t{source(row).kept}; })
      .column("in_footprint", "", "meta.code", "lies where the infrared catalogue has sources",
              [&](std::size_t row) { return results.fitted.terms.in_footprint[row]; })
      .column("at_edge", "", "meta.code",
              "is considered, and an edge of the infrared catalogue may run through its acceptance "
              "region",
              [&](std::size_t row) {
                return std::uint8_t{results.fitted.terms.by_xray_id.own(first + row).is_at_edge};
              })
      .column("coverage", "", "stat.probability",
              "that the infrared catalogue covers the source: below 1 where an edge of it may run "
              "between, and no star is within the acceptance radius",
              [&](std::size_t row) { return terms(row).coverage; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) { return std::int64_t{std::ssize(candidates.of_source[row])}; })
      .column("density_factor", "", "src.density;arith.ratio",
              "local surface density of infrared sources over the mean, as used by lr",
              [&](std::size_t row) { return terms(row).listed_density_factor(); });
  add_local_features(table, results, terms);
  if (results.fitted.errors_are_fitted) {
    table
        .column("sigma_declared", "arcsec", "stat.error;pos.eq", "sigma as the catalogue has it",
                [&](std::size_t row) { return source(row).sigma.major.arcsec(); })
        .column("tail_fraction", "", "",
                "part of the offsets whose X-ray error is tail_width sigma",
                [&](std::size_t row) { return terms(row).tail.fraction; })
        .column("tail_width", "", "arith.ratio", "X-ray error of these offsets over sigma",
                [&](std::size_t row) { return terms(row).tail.width; });
  }
  if (results.fitted.classes) {
    table.column(
        "class", "", "meta.code.class", "class of the X-ray source: see /classes",
        [&](std::size_t row) { return results.fitted.terms.class_names[terms(row).source_class]; });
  }
  if (results.fitted.depth) add_depth(table, results);
  if (results.fitted.classes || results.fitted.depth) {
    table.column("Q", "", "",
                 results.fitted.depth
                     ? "fraction of sources like this, by class, error and place, with a "
                       "counterpart that is listed"
                     : "fraction with a counterpart of sources like this, by class and error",
                 [&](std::size_t row) { return results.fitted.model.lr.q_total_of(terms(row)); });
  }
  return table;
}

// The index of the X-ray source, among those of this rank, of each of its candidates.
std::vector<std::size_t> source_of_candidate(const Candidates& candidates) {
  std::vector<std::size_t> sources;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    sources.insert(sources.end(), candidates.of_source[i].size(), i);
  return sources;
}

// Rows of /pairs without the carried columns. \param source_of  by source_of_candidate()
TableBuilder pairs_table(const MatchResults& results, std::span<const std::size_t> source_of,
                         const RowRange& rows) {
  const MatchOptions& options = results.options;
  const LikelihoodRatioModel& lr = results.fitted.model.lr;
  const auto& pairs = results.candidates.of_source.values();
  const auto& probabilities = results.probabilities.of_source.values();
  const auto xray_id = [&](std::size_t row) { return results.candidates.xray_id(source_of[row]); };
  const auto terms = [&](std::size_t row) {
    return results.fitted.terms.by_xray_id[static_cast<std::size_t>(xray_id(row))];
  };
  TableBuilder table{"/pairs", rows};
  add_xray_source(table, results,
                  [&](std::size_t row) { return static_cast<std::int64_t>(source_of[row]); });
  add_star(table, results, [](std::size_t row) { return static_cast<std::int64_t>(row); });
  table
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              [&](std::size_t row) { return pairs[row].separation.arcsec(); })
      .column("position_angle", "deg", "pos.posAng",
              "of the infrared source seen from the X-ray source, north through east",
              [&](std::size_t row) { return pairs[row].position_angle.degrees(); })
      .column("sigma", "arcsec", "stat.error;pos.angDistance",
              "one-dimensional standard deviation of the offset of both" + along_axis(options),
              [&](std::size_t row) { return offset_sigma(pairs[row], terms(row)).major.arcsec(); })
      .column("f_k", "", "stat.value", "f(Ks) as in p_mauerhan",
              [&](std::size_t row) { return probabilities[row].f_k; })
      .column("rho_k", "arcsec-2", "src.density", "rho(Ks) as in p_mauerhan",
              [&](std::size_t row) { return probabilities[row].rho_k; })
      .column("p_phi", "arcsec-2", "stat.likelihood", "density of the offset for the counterpart",
              [&](std::size_t row) { return probabilities[row].p_phi; });
  table.column("q_over_n", "arcsec2", "",
               "q(m) / n(m) with the local density: LR is this times p_phi", [&](std::size_t row) {
                 return results.fitted.model.magnitude_ratio(pairs[row].ks, terms(row)) /
                        terms(row).density_factor;
               });
  add_features(table, results, terms);
  table.column("p_chance", "", "stat.probability",
               "probability that an unrelated source this bright (or brighter than "
               "probability.chance-ks) lies this close",
               [&](std::size_t row) {
                 return chance_of_unrelated(lr,
                                            options.probability.chance_ks.value_or(pairs[row].ks),
                                            pairs[row].separation, terms(row));
               });
  const auto probability = [&](const std::string& name, Probability PairProbabilities::*estimator) {
    table
        .column("p_" + name, "", "stat.probability",
                "probability that this is the counterpart: " + name,
                [&](std::size_t row) { return (probabilities[row].*estimator).p; })
        .column("p0_" + name, "", "stat.probability",
                "probability that no candidate is the counterpart: " + name,
                [&](std::size_t row) { return (probabilities[row].*estimator).p0; });
  };
  probability("lr", &PairProbabilities::lr);
  probability("mauerhan", &PairProbabilities::mauerhan);
  probability("notebook", &PairProbabilities::notebook);
  return table;
}

// Of each X-ray source of this rank, the place of its best candidate among all; -1 without any.
std::vector<std::int64_t> best_candidates(const MatchResults& results) {
  const Estimator estimator = results.options.probability.estimator;
  std::vector<std::int64_t> best;
  for (std::size_t i = 0; i < results.candidates.size(); ++i) {
    const auto probabilities = results.probabilities.of_source[i];
    const std::size_t first = results.candidates.of_source.first(i);
    best.push_back(probabilities.empty() ? -1
                                         : static_cast<std::int64_t>(
                                               first + best_candidate(probabilities, estimator)));
  }
  return best;
}

void take_names(const TableBuilder& table, std::vector<std::string>& names) {
  for (const OutputColumn& column : table.table().columns)
    names.push_back(column.name);
}

// Collective. Both tables have the carried columns, under the same names.
void write_counterparts_and_pairs(const Communicator& comm, ResultFile& file,
                                  const MatchResults& results) {
  const std::vector<std::int64_t> best = best_candidates(results);
  const std::vector<std::size_t> source_of = source_of_candidate(results.candidates);
  const auto counterparts = [&](const RowRange& rows) {
    return counterparts_table(results, best, rows);
  };
  const auto pairs = [&](const RowRange& rows) { return pairs_table(results, source_of, rows); };
  std::vector<std::string> taken;
  take_names(counterparts({}), taken);
  take_names(pairs({}), taken);
  const auto& of_xray = results.inputs.xray.carried_columns;
  const auto& of_infrared = results.inputs.infrared.carried_columns;
  const auto of_second =
      results.inputs.second ? results.inputs.second->carried_columns : std::vector<CarriedColumn>{};
  const CarriedNames names = name_carried(taken, of_xray, of_infrared, of_second);

  const auto write_with_carried = [&](auto& rows_of, std::span<const std::int64_t> sources,
                                      std::span<const std::int64_t> stars) {
    const auto xray = typed_columns(comm, of_xray, results.details.source_cells, sources);
    const auto infrared = typed_columns(comm, of_infrared, results.details.star_cells, stars);
    const auto second =
        of_second.empty()
            ? std::vector<TableColumn>{}
            : typed_columns(comm, of_second, results.details.listed.back().cells, stars);
    file.write(stars.size(), [&](const RowRange& rows) {
      TableBuilder table = rows_of(rows);
      add_carried(table, xray, names.xray);
      add_carried(table, infrared, names.infrared);
      add_carried(table, second, names.second);
      return table;
    });
  };
  std::vector<std::int64_t> every_source(best.size());
  std::iota(every_source.begin(), every_source.end(), 0);
  write_with_carried(counterparts, every_source, best);
  std::vector<std::int64_t> every_pair(source_of.size());
  std::iota(every_pair.begin(), every_pair.end(), 0);
  write_with_carried(pairs, std::vector<std::int64_t>(source_of.begin(), source_of.end()),
                     every_pair);
}

} // namespace

void write_source_tables(const Communicator& comm, ResultFile& file, const MatchResults& results) {
  write_counterparts_and_pairs(comm, file, results);
  file.write(results.candidates.size(),
             [&](const RowRange& rows) { return xray_table(results, rows); });
}

} // namespace counterpoint
