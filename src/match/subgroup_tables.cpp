#include "counterpoint/output/table_builder.hpp"
#include "match/results.hpp"

namespace counterpoint {

void write_subgroups(ResultFile& file, std::span<const Subgroup> groups) {
  TableBuilder table{"/subgroups", groups.size()};
  table
      .column("by", "", "", "sigma_x: quarters of the error, the smallest first; class; or depth",
              [&](std::size_t row) { return groups[row].by; })
      .column("subgroup", "", "", "which of them, as range (arcsec) or name",
              [&](std::size_t row) { return groups[row].name; })
      .column("sigma_low", "arcsec", "stat.error;stat.min",
              "smallest one-dimensional error of its sources",
              [&](std::size_t row) { return groups[row].sigma_low; })
      .column("sigma_high", "arcsec", "stat.error;stat.max",
              "largest one-dimensional error of its sources",
              [&](std::size_t row) { return groups[row].sigma_high; })
      .column("sources", "", "meta.number",
              "considered X-ray sources that lie at no edge of the infrared catalogue",
              [&](std::size_t row) { return groups[row].n_sources; })
      .column("pairs", "", "meta.number", "their candidates",
              [&](std::size_t row) { return groups[row].n_pairs; })
      .column("expected", "", "", "unrelated stars among them: local density times acceptance area",
              [&](std::size_t row) { return groups[row].expected; })
      .column("excess", "", "", "pairs - expected",
              [&](std::size_t row) { return groups[row].excess(); })
      .column("sum_p_lr", "", "", "sum of P over the pairs, estimator lr",
              [&](std::size_t row) { return groups[row].sum_lr; })
      .column("deviation", "", "stat.snr", "sum_p_lr - excess, in standard deviations",
              [&](std::size_t row) { return groups[row].deviation(); });
  file.write(table.table());
}

void write_classes(ResultFile& file, const MatchResults& results, bool is_root) {
  const ClassFit& fit = *results.fitted.classes;
  const std::vector<std::string>& names = results.fitted.terms.class_names;
  TableBuilder table{"/classes", is_root ? names.size() : 0};
  table
      .column("class", "", "meta.id", "of X-ray sources",
              [&](std::size_t row) { return names[row]; })
      .column("sources", "", "meta.number", "considered X-ray sources",
              [&](std::size_t row) { return fit.n_sources[row]; })
      .column("Q", "", "", "fraction of them with a counterpart",
              [&](std::size_t row) { return fit.q_listed[row]; })
      .column("Q_error", "", "stat.error", "its standard error",
              [&](std::size_t row) { return fit.q_errors[row]; });
  file.write(table.table());
}

} // namespace counterpoint
