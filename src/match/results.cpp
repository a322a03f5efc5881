#include "match/results.hpp"

#include "counterpoint/output/table_builder.hpp"
#include "match/environment_tables.hpp"

#include <cstdint>

namespace counterpoint {

namespace {

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

void write_magnitude_grid(ResultFile& file, const FittedModel& fitted, std::size_t n_points) {
  const ProbabilityModel& model = fitted.model;
  const auto& grid = model.bins.grid();
  const auto per_mag = [&](const std::vector<double>& by_class) {
    return [&grid, by_class](std::size_t row) {
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
      .column("q", "mag-1", "", "counterparts per X-ray source and magnitude",
              per_mag(model.lr.listed_q()))
      .column("q_error", "mag-1", "stat.error", "its standard error (jackknife)",
              per_mag(fitted.q_errors.q))
      .column("n", "arcsec-2 mag-1", "", "infrared sources per area and magnitude",
              per_mag(model.lr.listed_n()));
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
                      results.inputs.xray.cleaning.by_reason[i]});
    }
    const auto add_infrared = [&](const std::string& catalogue, const CleaningSummary& cleaning) {
      for (std::size_t i = 0; i < n_infrared_reasons; ++i) {
        rows.push_back(
            {catalogue, std::string{name(static_cast<InfraredReason>(i))}, cleaning.by_reason[i]});
      }
    };
    add_infrared("infrared", results.inputs.infrared.cleaning);
    if (results.inputs.second)
      add_infrared(second_infrared_section(), results.inputs.second->cleaning);
  }
  TableBuilder table{"/foreground", rows.size()};
  table
      .column("catalogue", "", "",
              results.inputs.second ? "xray, infrared or infrared.2" : "xray or infrared",
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
  number("purity_error", "standard error of purity", &CalibrationRow::purity_error);
  number("completeness", "expected fraction of all counterparts", &CalibrationRow::completeness);
  file.write(table.table());
}

void write_warnings(ResultFile& file, std::span<const std::string> warnings) {
  TableBuilder table{"/warnings", warnings.size()};
  table.column("warning", "", "", "what was seen, and what can be done",
               [&](std::size_t row) { return warnings[row]; });
  file.write(table.table());
}

} // namespace

void write_results(const Communicator& comm, const MatchResults& results,
                   std::span<const std::string> warnings) {
  const MatchOptions& options = results.options;
  const NullOptions& null = results.inputs.plan.null;
  // Small tables are rank 0's; the others take part with none of the rows.
  const auto on_root = [&](auto rows) { return comm.is_root() ? rows : rows.first(0); };

  ResultFile file{comm, options.output, options.overwrite};
  write_source_tables(comm, file, results);
  write_ks_histogram(file, on_root(std::span{results.null.histogram}));
  file.write({"/null_trials", on_root(std::span{results.null.trials}), null.trials,
              results.inputs.bins().n_bins(), "matches per null trial and Ks bin"});
  write_sweep(file, on_root(std::span{results.null.sweep}));
  file.write({"/shift_sweep_trials", on_root(std::span{results.trials.sweep}),
              std::ssize(null.sweep_radii), null.sweep_trials,
              "X-ray sources with a match per shift radius and trial"});
  write_magnitude_grid(file, results.fitted,
                       comm.is_root() ? results.inputs.bins().grid().size() : 0);
  write_foreground(file, results, comm.is_root());
  write_calibration(file, on_root(std::span{results.calibration.rows}));
  write_subgroups(file, on_root(std::span{results.subgroups}));
  write_error_model(file, results, comm.is_root());
  if (results.fitted.features) write_feature_grid(file, results, comm.is_root());
  if (results.fitted.classes) write_classes(file, results, comm.is_root());
  if (results.fitted.depth) write_depth(file, results, comm.is_root());
  if (results.inputs.second) write_overlap(file, results, comm.is_root());
  write_map_tables(file, results, comm.is_root());
  write_environment_tables(file, results);
  write_warnings(file, on_root(warnings));
  file.write_attributes("/summary", summary_attributes(results));
  file.commit();
}

} // namespace counterpoint
