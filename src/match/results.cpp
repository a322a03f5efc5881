#include "match/results.hpp"

#include "counterpoint/output/result_file.hpp"
#include "counterpoint/output/table_builder.hpp"

#include <cstdint>
#include <limits>

namespace counterpoint {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Behind the description of a figure that has another value across the axis.
std::string along_axis(const MatchConfig& config) {
  return config.xray.ellipse ? ", along the major axis of the X-ray source" : "";
}

void write_xray(ResultFile& file, const MatchResults& results) {
  const XrayBlock& block = results.analysis.block;
  const auto source = [&](std::size_t row) -> const XraySource& {
    return results.xray.catalogue.sources[static_cast<std::size_t>(block.first) + row];
  };
  const auto terms = [&](std::size_t row) -> const XrayTerms& {
    return results.analysis.terms[static_cast<std::size_t>(block.first) + row];
  };
  TableBuilder table{"/xray", block.size()};
  table
      .column("xray_id", "", "meta.id;meta.main", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return source(row).xray_id; })
      .column("ra", "deg", "pos.eq.ra;meta.main", "right ascension",
              [&](std::size_t row) {
                return source(row).position ? source(row).position->ra().degrees() : unknown;
              })
      .column("dec", "deg", "pos.eq.dec;meta.main", "declination",
              [&](std::size_t row) {
                return source(row).position ? source(row).position->dec().degrees() : unknown;
              })
      .column("sigma", "arcsec", "stat.error;pos.eq", "one-dimensional standard deviation, as used",
              [&](std::size_t row) { return terms(row).sigma.major.arcsec(); })
      .column("sigma_minor", "arcsec", "stat.error;pos.eq;stat.min",
              "the same along the minor axis of an error ellipse; sigma is along the major axis",
              [&](std::size_t row) { return terms(row).sigma.minor.arcsec(); })
      .column("sigma_angle", "deg", "pos.posAng;pos.errorEllipse",
              "position angle of the major axis, north through east; blank for a circle",
              [&](std::size_t row) {
                const SkyEllipse& sigma = terms(row).sigma;
                return sigma.is_circle() ? unknown : sigma.position_angle.degrees();
              })
      .column("radius", "arcsec", "pos.angDistance;stat.max",
              "acceptance radius (with the mean infrared error)" + along_axis(results.config),
              [&](std::size_t row) { return terms(row).radius.major.arcsec(); })
      .column("kept", "", "meta.code.qual", "passed the cleaning rules",
              [&](std::size_t row) { return std::uint8_t{source(row).kept}; })
      .column("in_footprint", "", "meta.code", "lies where the infrared catalogue has sources",
              [&](std::size_t row) { return block.in_footprint[row]; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) { return std::int64_t{std::ssize(block.pairs_of(row))}; })
      .column("density_factor", "", "src.density;arith.ratio",
              "local surface density of infrared sources over the mean, as used by lr",
              [&](std::size_t row) { return terms(row).density_factor; });
  file.write(table.table());
}

void write_pairs(ResultFile& file, const MatchConfig& config, const Analysis& analysis) {
  const auto& pairs = analysis.block.pairs;
  const auto& terms = analysis.block.probabilities;
  const auto xray_row = [&](std::size_t row) {
    return static_cast<std::size_t>(pairs[row].xray_id);
  };
  TableBuilder table{"/pairs", pairs.size()};
  table
      .column("xray_id", "", "meta.id", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return pairs[row].xray_id; })
      .column("ir_id", "", "meta.id.cross", "row of the infrared catalogue, from 0",
              [&](std::size_t row) { return pairs[row].ir_id; })
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              [&](std::size_t row) { return pairs[row].separation.arcsec(); })
      .column("position_angle", "deg", "pos.posAng",
              "of the infrared source seen from the X-ray source, north through east",
              [&](std::size_t row) { return pairs[row].position_angle.degrees(); })
      .column("ks", "mag", "phot.mag;em.IR.K", "Ks magnitude",
              [&](std::size_t row) { return pairs[row].ks; })
      .column("sigma", "arcsec", "stat.error;pos.angDistance",
              "one-dimensional standard deviation of the offset of both" + along_axis(config),
              [&](std::size_t row) {
                return offset_sigma(pairs[row], analysis.terms[xray_row(row)]).major.arcsec();
              })
      .column("f_k", "", "stat.value", "f(Ks) as in p_mauerhan",
              [&](std::size_t row) { return terms[row].f_k; })
      .column("rho_k", "arcsec-2", "src.density", "rho(Ks) as in p_mauerhan",
              [&](std::size_t row) { return terms[row].rho_k; })
      .column("p_phi", "arcsec-2", "stat.likelihood", "density of the offset for the counterpart",
              [&](std::size_t row) { return terms[row].p_phi; });
  table.column("q_over_n", "arcsec2", "",
               "q(m) / n(m) with the local density: LR is this times p_phi", [&](std::size_t row) {
                 return analysis.model.lr.magnitude_ratio(pairs[row].ks) /
                        analysis.terms[xray_row(row)].density_factor;
               });
  table.column("p_chance", "", "stat.probability",
               "probability that an unrelated source this bright (or brighter than "
               "probability.chance-ks) lies this close",
               [&](std::size_t row) {
                 return chance_of_unrelated(
                     analysis.model.lr, config.probability.chance_ks.value_or(pairs[row].ks),
                     pairs[row].separation, analysis.terms[xray_row(row)].density_factor);
               });
  const auto probability = [&](const std::string& name, Probability PairProbabilities::*estimator) {
    table
        .column("p_" + name, "", "stat.probability",
                "probability that this is the counterpart: " + name,
                [&](std::size_t row) { return (terms[row].*estimator).p; })
        .column("p0_" + name, "", "stat.probability",
                "probability that no candidate is the counterpart: " + name,
                [&](std::size_t row) { return (terms[row].*estimator).p0; });
  };
  probability("lr", &PairProbabilities::lr);
  probability("mauerhan", &PairProbabilities::mauerhan);
  probability("notebook", &PairProbabilities::notebook);
  file.write(table.table());
}

void write_best_match(ResultFile& file, const MatchResults& results) {
  const XrayBlock& block = results.analysis.block;
  const Estimator estimator = results.config.probability.estimator;
  std::vector<std::size_t> best; // pair of each X-ray source with a candidate
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::size_t first = block.first_pair[i];
    const std::size_t n = block.first_pair[i + 1] - first;
    if (n == 0) continue;
    best.push_back(first +
                   best_candidate(std::span{block.probabilities}.subspan(first, n), estimator));
  }
  const auto pair = [&](std::size_t row) -> const Pair& { return block.pairs[best[row]]; };
  const auto probability = [&](std::size_t row) {
    return block.probabilities[best[row]].by(estimator);
  };
  TableBuilder table{"/best_match", best.size()};
  table
      .column("xray_id", "", "meta.id", "row of the X-ray catalogue, from 0",
              [&](std::size_t row) { return pair(row).xray_id; })
      .column("ir_id", "", "meta.id.cross", "row of the infrared catalogue, from 0",
              [&](std::size_t row) { return pair(row).ir_id; })
      .column("separation", "arcsec", "pos.angDistance", "great-circle separation",
              [&](std::size_t row) { return pair(row).separation.arcsec(); })
      .column("ks", "mag", "phot.mag;em.IR.K", "Ks magnitude",
              [&](std::size_t row) { return pair(row).ks; })
      .column("p", "", "stat.probability", "probability that it is the counterpart",
              [&](std::size_t row) { return probability(row).p; })
      .column("p0", "", "stat.probability", "probability that no candidate is the counterpart",
              [&](std::size_t row) { return probability(row).p0; })
      .column("n_candidates", "", "meta.number", "infrared sources within the acceptance radius",
              [&](std::size_t row) {
                const auto i = static_cast<std::size_t>(pair(row).xray_id - block.first);
                return std::int64_t{std::ssize(block.pairs_of(i))};
              });
  if (!results.xray.catalogue.names.empty()) {
    table.column("name", "", "meta.id;meta.main", "X-ray source, as the catalogue names it",
                 [&](std::size_t row) {
                   return results.xray.catalogue.names[static_cast<std::size_t>(pair(row).xray_id)];
                 });
  }
  file.write(table.table());
}

void write_ks_histogram(ResultFile& file, std::span<const HistogramBin> bins) {
  TableBuilder table{"/ks_histogram", bins.size()};
  const auto number = [&](const std::string& name, const std::string& unit,
                          const std::string& description, double HistogramBin::*member) {
    table.column(name, unit, "", description,
                 [&bins, member](std::size_t row) { return bins[row].*member; });
  };
  number("ks_low", "mag", "lower edge, included", &HistogramBin::ks_low);
  number("ks_high", "mag", "upper edge, excluded", &HistogramBin::ks_high);
  table.column("n_real", "", "meta.number", "matches of unshifted positions",
               [&](std::size_t row) { return bins[row].n_real; });
  number("null_mean", "", "matches in a null trial, mean", &HistogramBin::null_mean);
  number("null_std", "", "matches in a null trial, sample standard deviation",
         &HistogramBin::null_std);
  number("excess", "", "n_real - null_mean", &HistogramBin::excess);
  number("significance", "", "excess / null_std; blank where that is 0",
         &HistogramBin::significance);
  number("null_expected", "", "exact expectation of a null trial", &HistogramBin::null_expected);
  number("null_expected_std", "",
         "its standard deviation, sources shared by X-ray sources included (independent offsets)",
         &HistogramBin::null_expected_std);
  number("p_value", "", "Poisson probability of n_real or more, given null_expected",
         &HistogramBin::p_value);
  file.write(table.table());
}

void write_sweep(ResultFile& file, std::span<const SweepRow> rows) {
  TableBuilder table{"/shift_sweep", rows.size()};
  table
      .column("radius", "arcsec", "", "largest shift",
              [&](std::size_t row) { return rows[row].radius_arcsec; })
      .column("mean", "", "", "X-ray sources with a match, mean over trials",
              [&](std::size_t row) { return rows[row].mean; })
      .column("std", "", "", "sample standard deviation over trials",
              [&](std::size_t row) { return rows[row].std; })
      .column("expected", "", "", "exact expectation (independent offsets)",
              [&](std::size_t row) { return rows[row].expected; });
  file.write(table.table());
}

void write_magnitude_grid(ResultFile& file, const Analysis& analysis, std::size_t n_points) {
  const ProbabilityModel& model = analysis.model;
  const auto& grid = model.bins.grid();
  const auto per_mag = [&](const std::vector<double>& by_class) {
    return [&](std::size_t row) {
      return by_class[MagnitudeClasses::of(grid[row])] / MagnitudeClasses::width;
    };
  };
  TableBuilder table{"/magnitude_grid", n_points};
  table.column("ks", "mag", "phot.mag;em.IR.K", "Ks", [&](std::size_t row) { return grid[row]; })
      .column("f_k", "", "", "fraction of X-ray sources considered with a match this bright",
              [&](std::size_t row) { return model.mauerhan.f[row]; })
      .column("rho_k", "arcsec-2", "", "surface density of infrared sources this bright",
              [&](std::size_t row) { return model.mauerhan.rho[row]; })
      .column("f_k_notebook", "", "", "f as the notebook's code has it",
              [&](std::size_t row) { return model.notebook.f[row]; })
      .column("rho_k_notebook", "arcsec-2", "", "rho as the notebook's code has it",
              [&](std::size_t row) { return model.notebook.rho[row]; })
      .column("q", "mag-1", "", "counterparts per X-ray source and magnitude", per_mag(model.lr.q))
      .column("q_err", "mag-1", "stat.error", "its standard error (jackknife)",
              per_mag(analysis.q_errors.q))
      .column("n", "arcsec-2 mag-1", "", "infrared sources per area and magnitude",
              per_mag(model.lr.n));
  file.write(table.table());
}

void write_foreground(ResultFile& file, const MatchResults& results, bool is_root) {
  struct Row {
    std::string catalogue;
    std::string reason;
    std::int64_t rows;
  };
  std::vector<Row> rows;
  if (is_root) {
    for (std::size_t i = 0; i < n_xray_reasons; ++i) {
      rows.push_back({"xray", std::string{name(static_cast<XrayReason>(i))},
                      results.xray.cleaning.by_reason[i]});
    }
    for (std::size_t i = 0; i < n_infrared_reasons; ++i) {
      rows.push_back({"infrared", std::string{name(static_cast<InfraredReason>(i))},
                      results.infrared_cleaning.by_reason[i]});
    }
  }
  TableBuilder table{"/foreground", rows.size()};
  table
      .column("catalogue", "", "", "xray or infrared",
              [&](std::size_t row) { return rows[row].catalogue; })
      .column("reason", "", "", "why rows were kept or rejected",
              [&](std::size_t row) { return rows[row].reason; })
      .column("rows", "", "meta.number", "number of rows",
              [&](std::size_t row) { return rows[row].rows; });
  file.write(table.table());
}

void write_calibration(ResultFile& file, std::span<const CalibrationRow> rows) {
  TableBuilder table{"/calibration", rows.size()};
  const auto number = [&](const std::string& name, const std::string& description,
                          double CalibrationRow::*member) {
    table.column(name, "", "", description,
                 [&rows, member](std::size_t row) { return rows[row].*member; });
  };
  number("threshold", "lowest probability of a best match that is taken",
         &CalibrationRow::threshold);
  table.column("n_real", "", "meta.number", "X-ray sources with a best match that good",
               [&](std::size_t row) { return rows[row].n_real; });
  number("n_null_mean", "the same in a null trial, mean over trials", &CalibrationRow::n_null_mean);
  number("purity", "expected fraction of true counterparts", &CalibrationRow::purity);
  number("purity_err", "standard error of purity", &CalibrationRow::purity_err);
  number("completeness", "expected fraction of all counterparts", &CalibrationRow::completeness);
  file.write(table.table());
}

} // namespace

void write_results(const Communicator& comm, const MatchResults& results) {
  const Analysis& analysis = results.analysis;
  const MatchConfig& config = results.config;
  // Small tables are rank 0's; the others take part with none of the rows.
  const auto on_root = [&](auto rows) { return comm.is_root() ? rows : rows.first(0); };

  ResultFile file{comm, config.output, config.overwrite};
  write_xray(file, results);
  write_pairs(file, config, analysis);
  write_best_match(file, results);
  write_ks_histogram(file, on_root(std::span{analysis.histogram}));
  file.write({"/null_trials", on_root(std::span{analysis.null_trials}), config.null.trials,
              config.bins.n_bins(), "matches per null trial and Ks bin"});
  write_sweep(file, on_root(std::span{analysis.sweep}));
  file.write({"/shift_sweep_trials", on_root(std::span{analysis.sweep_trials}),
              std::ssize(config.null.sweep_radii), config.null.sweep_trials,
              "X-ray sources with a match per shift radius and trial"});
  write_magnitude_grid(file, analysis, comm.is_root() ? config.bins.grid().size() : 0);
  write_foreground(file, results, comm.is_root());
  write_calibration(file, on_root(std::span{analysis.calibration}));
  file.write_attributes("/summary", summary_attributes(results));
  file.commit();
}

} // namespace counterpoint
