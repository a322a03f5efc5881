#include "match/results.hpp"
#include "match/table_columns.hpp"

#include <vector>

namespace counterpoint {

namespace {

struct OverlapRow {
  std::size_t catalogue; // 0 or 1
  std::size_t ks_row;
};

} // namespace

void write_overlap(ResultFile& file, const MatchResults& results, bool is_root) {
  const ListedParts& listed = results.inputs.second->listed;
  std::vector<OverlapRow> rows;
  for (std::size_t k = 0; is_root && k < listed.size(); ++k) {
    for (std::size_t ks_row = 0; ks_row < FeatureTally::n_rows; ++ks_row)
      if (listed[k].n[ks_row] > 0) rows.push_back({k, ks_row});
  }
  constexpr double height = FeatureTally::classes_of_row * MagnitudeClasses::width;
  const auto ks = [&](std::size_t row) {
    const std::size_t ks_row = rows[row].ks_row;
    return ks_row + 1 < FeatureTally::n_rows ? static_cast<double>(ks_row) * height : unknown;
  };
  TableBuilder table{"/overlap", rows.size()};
  table
      .column("catalogue", "", "", "infrared or infrared.2",
              [&](std::size_t row) {
                return rows[row].catalogue == 0 ? results.options.infrared.section
                                                : second_infrared_section();
              })
      .column("ks_low", "mag", "phot.mag;em.IR.K;stat.min", "lower edge; blank: no Ks", ks)
      .column("ks_high", "mag", "phot.mag;em.IR.K;stat.max", "upper edge",
              [&](std::size_t row) { return ks(row) + height; })
      .column("rows", "", "meta.number",
              "rows of this catalogue near X-ray sources, where the other covers the sky",
              [&](std::size_t row) { return listed[rows[row].catalogue].n[rows[row].ks_row]; })
      .column("part_in_other", "", "arith.ratio",
              "the part of them that the other catalogue lists too, drawn to the mean by 10 rows",
              [&](std::size_t row) { return listed[rows[row].catalogue].part[rows[row].ks_row]; });
  file.write(table.table());
}

} // namespace counterpoint
