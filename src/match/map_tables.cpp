#include "counterpoint/output/table_builder.hpp"
#include "counterpoint/sources/footprint_map.hpp"
#include "match/results.hpp"

namespace counterpoint {

namespace {

void write_footprint(ResultFile& file, std::span<const MapCell> cells) {
  TableBuilder table{"/footprint", cells.size()};
  table
      .column("ra", "deg", "pos.eq.ra;meta.main", "centre of the cell",
              [&](std::size_t row) { return cells[row].center.ra().degrees(); })
      .column("dec", "deg", "pos.eq.dec;meta.main", "centre of the cell",
              [&](std::size_t row) { return cells[row].center.dec().degrees(); })
      .column("ra_width", "deg", "", "extent in right ascension",
              [&](std::size_t row) { return cells[row].ra_width.degrees(); })
      .column("dec_height", "deg", "", "extent in declination",
              [&](std::size_t row) { return cells[row].dec_height.degrees(); })
      .column("rows", "", "meta.number", "infrared sources in the cell",
              [&](std::size_t row) { return cells[row].n_rows; })
      .column("covered_area", "arcsec2", "phys.angArea",
              "of the finer cells in it that hold infrared sources",
              [&](std::size_t row) { return cells[row].covered_area_arcsec2; });
  file.write(table.table());
}

void write_offset_distribution(ResultFile& file, std::span<const SeparationBin> bins) {
  TableBuilder table{"/offset_distribution", bins.size()};
  table
      .column("separation_low", "arcsec", "pos.angDistance;stat.min", "edge, included",
              [&](std::size_t row) { return bins[row].low.arcsec(); })
      .column("separation_high", "arcsec", "pos.angDistance;stat.max", "edge, excluded",
              [&](std::size_t row) { return bins[row].high.arcsec(); })
      .column("pairs", "", "meta.number", "infrared sources so far from an X-ray source",
              [&](std::size_t row) { return bins[row].n_pairs; })
      .column("expected", "", "", "unrelated ones among them, by the local density",
              [&](std::size_t row) { return bins[row].expected; });
  file.write(table.table());
}

void write_offset_map(ResultFile& file, const OffsetMap& map, bool is_root) {
  TableBuilder table{"/offset_map", is_root ? map.excess.size() : 0};
  table
      .column("east", "arcsec", "pos.eq.ra;arith.diff",
              "displacement of the X-ray sources, on the sky",
              [&](std::size_t row) { return map.offset(row).east.arcsec(); })
      .column("north", "arcsec", "pos.eq.dec;arith.diff", "displacement of the X-ray sources",
              [&](std::size_t row) { return map.offset(row).north.arcsec(); })
      .column("excess", "", "",
              "pairs over chance, each X-ray source weighted by 1 / (1 + its chance pairs)",
              [&](std::size_t row) { return map.excess[row]; })
      .column("significance", "", "stat.snr", "excess in its standard deviations by chance",
              [&](std::size_t row) { return map.significance(row); });
  file.write(table.table());
}

} // namespace

void write_map_tables(ResultFile& file, const MatchResults& results, bool is_root) {
  write_footprint(file, is_root ? map_of(results.inputs.footprint) : std::vector<MapCell>{});
  write_offset_distribution(file, is_root ? std::span{results.separations}
                                          : std::span<const SeparationBin>{});
  if (results.alignment) write_offset_map(file, results.alignment->found.map, is_root);
}

} // namespace counterpoint
