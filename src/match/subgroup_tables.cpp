#include "counterpoint/output/table_builder.hpp"
#include "match/results.hpp"

namespace counterpoint {

void write_subgroups(ResultFile& file, std::span<const Subgroup> groups) {
  TableBuilder table{"/subgroups", groups.size()};
  table
      .column("by", "", "", "sigma_x: quarters of the error, the smallest first",
              [&](std::size_t row) { return groups[row].by; })
      .column("subgroup", "", "", "which of them",
              [&](std::size_t row) { return groups[row].name; })
      .column("sigma_low", "arcsec", "stat.error;stat.min",
              "smallest one-dimensional error of its sources",
              [&](std::size_t row) { return groups[row].sigma_low; })
      .column("sigma_high", "arcsec", "stat.error;stat.max",
              "largest one-dimensional error of its sources",
              [&](std::size_t row) { return groups[row].sigma_high; })
      .column("sources", "", "meta.number", "considered X-ray sources",
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

} // namespace counterpoint
